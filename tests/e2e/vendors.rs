//! Vendor profiles: what of each is sourced is told, a file on disk goes before a shipped one.

use super::support::Place;

#[test]
fn the_list_says_how_much_of_each_client_is_sourced() {
    let place = Place::new();
    let run = place.sekisho(&["vendors"]).exits(0).says("fortigate\tFortiGate SSL VPN\t7 sourced, 5 unverified");
    assert_eq!(run.stdout.lines().count(), 14, "{}", run.stdout);
    let run = place.sekisho(&["vendors", "check-point"]).exits(0);
    run.says("OneSpan KB0013736: RADIUS version 1 sends at most 16 characters of a password")
        .says("timers.timeout                 unverified: the plain client's");
    place.sekisho(&["vendors", "fortigat"]).exits(2).complains("did you mean `fortigate`?");
}

#[test]
fn a_wrong_profile_is_shown_with_its_carets_and_a_right_one_shadows_the_shipped() {
    let place = Place::new();
    let profile = "format = 1\ntitle = \"Ours\"\nproduct = \"Ours 1\"\nchallenge = true\n";
    place.write("vendors/fortigate.toml", profile);
    let run = place.sekisho(&["check", "vendors/fortigate.toml"]).exits(3);
    run.complains("nothing says where `challenge` comes from").complains("fortigate.toml:4:1");
    place.write("vendors/fortigate.toml", &format!("{profile}[source]\nchallenge = \"our own box\"\n"));
    place.sekisho(&["check", "vendors/fortigate.toml"]).exits(0).says("1 file: no problems");
    place.sekisho(&["vendors", "fortigate"]).exits(0).says("fortigate: Ours");
}

/// The scenarios that the tests below play.
const PLAYED: [&str; 2] = ["login/wrong-answer", "login/phrase"];

#[test]
fn cases_of_radius_are_played_by_each_vendor_that_is_asked_for_and_the_reports_say_what_is_unverified() {
    let place = Place::new();
    let vendors = ["--vendor", "fortigate", "--vendor", "check-point"];
    let run = place.sekisho(&[&["run"], &PLAYED[..], &vendors].concat()).exits(0);
    let run = run.says("vendor   FortiGate SSL VPN (fortigate); unverified: timers.retries");
    let run = run.says("login/phrase [radius/matrix] vendor=fortigate").says("vendor=check-point");
    assert!(!run.stdout.contains("web/matrix] vendor"), "only RADIUS is a vendor's: {}", run.stdout);
    for (name, text) in place.reports() {
        assert!(text.contains("message-authenticator.request"), "{name} tells no unverified facts: {text}");
    }
}

#[test]
fn the_traps_of_vendors_clients_are_found() {
    let place = Place::new();
    let run = place.sekisho(&["run", "radius/vendors"]).exits(0);
    run.says("radius/vendors/check-point-sixteen-characters [radius/matrix] vendor=check-point")
        .says("radius/vendors/fortigate-auto [radius/token] vendor=fortigate")
        .says("radius/vendors/lost-accept [radius/matrix] vendor=cisco-asa")
        .says("radius/vendors/fortigate-auto-with-tables [radius/matrix] vendor=fortigate");
}

#[test]
fn a_client_that_drops_signed_replies_gets_no_answer_from_a_server_that_always_signs() {
    let place = Place::new();
    let profile = "format = 1\ntitle = \"Unpatched\"\nproduct = \"Box 1\"\nunverified = [\"timers.timeout\", \
                   \"timers.retries\", \"message-authenticator.reply\"]\n[timers]\ntimeout = \"50ms\"\nretries = 0\n\
                   [message-authenticator]\nreply = \"refused\"\n";
    place.write("unpatched.toml", profile);
    let run = place.sekisho(&["run", "login/right-answer", "radius/table", "--vendor", "unpatched.toml"]).exits(1);
    run.says("no-answer").says("Message-Authenticator, which the client refuses");
}

#[test]
fn what_a_client_sent_is_recorded_and_played_again() {
    let place = Place::new();
    let recorded = place.path("recorded.toml").display().to_string();
    let arguments = [&["run"], &PLAYED[..], &["--vendor", "fortigate", "--", "--profile", &recorded]].concat();
    place.sekisho(&arguments).exits(0);
    let profile = place.read("recorded.toml");
    for line in [
        "methods = [\"pap\"]",
        "[request]\nnas-identifier = \"fortigate\"\nuser-name = true\nuser-password = true\nnas-port = \"1\"",
        "nas-port-type = \"Virtual\"\ncalling-station-id = \"198.51.100.7\"\nacct-session-id = \"{{ request }}\"",
        "connect-info = \"vpn-ssl\"\nfortinet-vdom-name = \"root\"",
        "[message-authenticator]\nrequest = \"first\"",
        "requests of one client\"",
    ] {
        assert!(profile.contains(line), "`{line}` is not in\n{profile}");
    }
    place.sekisho(&["check", "recorded.toml"]).exits(0).says("1 file: no problems");
    let again = place.path("again.toml").display().to_string();
    let arguments = [&["run"], &PLAYED[..], &["--vendor", "recorded.toml", "--", "--profile", &again]].concat();
    place.sekisho(&arguments).exits(0).says("vendor=recorded");
    assert_eq!(place.read("again.toml"), profile, "played again, it sends the same");
}

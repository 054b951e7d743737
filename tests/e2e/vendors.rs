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

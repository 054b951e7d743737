//! A network and a Graph at their worst.

use std::net::TcpListener;
use std::time::Duration;

use sekisho_reference::Options;
use serde_json::json;

use super::entra::{Entra, Fault, error, http};
use super::hands::{Desk, row};
use crate::bench::Bench;

const USERS: &str = "GET /v1.0/users";

/// What the search is told to have failed of.
fn searched(fault: Fault) -> String {
    let desk = Desk::patient(Duration::from_millis(700));
    desk.entra.fault(USERS, fault);
    desk.detail("import", "31441")
}

#[test]
fn a_connection_that_breaks_is_an_error_of_the_network() {
    assert!(searched(Fault::Raw(Vec::new())).starts_with("network_error||"));
    assert!(searched(Fault::Raw(b"HTTP/1.1 200 OK\r\nContent-".to_vec())).starts_with("network_error||"));
    assert!(searched(Fault::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec())).starts_with("network_error||"));
    assert_eq!(searched(Fault::Hang), "network_error||No answer in time.");
}

#[test]
fn an_answer_that_breaks_off_or_is_no_answer_is_of_unknown_cause() {
    let cut = |octets: &[u8]| Fault::Raw(octets.to_vec());
    assert_eq!(
        searched(cut(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"value\":")),
        "unknown_error|200|The answer broke off."
    );
    for body in ["{\"value\":[", "<html>", "", "\u{0}", &"[".repeat(100_000)] {
        assert_eq!(searched(Fault::Status(200, body.to_owned())), "unknown_error|200|The answer is not JSON.");
    }
    for body in
        [json!([]), json!({ "value": {} }), json!({ "value": [{}] }), json!({ "value": [], "@odata.nextLink": 1 })]
    {
        let said = searched(Fault::Status(200, body.to_string()));
        assert_eq!(said, "unknown_error|200|The answer is no page of users.", "{body}");
    }
    let huge = http(200, "", &format!("{{\"value\":[\"{}\"]}}", "a".repeat(9 << 20)));
    assert_eq!(searched(Fault::Raw(huge)), "unknown_error|200|The answer is too long.");
}

#[test]
fn neither_redirects_nor_foreign_links_are_followed() {
    let elsewhere = Entra::new();
    let to = format!("http://{}/v1.0/users", elsewhere.address);
    let header: &'static str = Box::leak(format!("Location: {to}\r\n").into_boxed_str());
    assert_eq!(searched(Fault::With(302, header, String::new())), "api_error|302|Found");
    assert_eq!(searched(Fault::Next(to)), "unknown_error|200|The next page is not where this one came from.");
    assert!(elsewhere.lines().is_empty());
}

#[test]
fn what_graph_says_of_an_error_is_told_or_else_what_its_status_means() {
    assert_eq!(searched(Fault::Status(410, error("resyncRequired", "Resync.").to_string())), "api_error|410|Resync.");
    assert_eq!(
        searched(Fault::Status(500, error("generalException", "").to_string())),
        "api_error|500|generalException"
    );
    assert_eq!(searched(Fault::Status(502, "<html>".to_owned())), "api_error|502|Bad Gateway");
    assert_eq!(searched(Fault::Status(299, "{}".to_owned())), "api_error|299|An answer of no known status.");
}

#[test]
fn tokens_that_are_none_are_told() {
    for (body, text) in [
        (json!({ "access_token": "a" }), "The answer has no expires_in."),
        (json!({ "expires_in": 1 }), "The answer has no access_token."),
        (json!({ "access_token": "", "expires_in": 1 }), "The answer has no access_token."),
        (json!({ "access_token": "a", "expires_in": 0 }), "The access token has expired already."),
    ] {
        let desk = Desk::new();
        (0..9).for_each(|_| desk.entra.fault("POST /x.test/oauth2", Fault::Status(200, body.to_string())));
        assert_eq!(desk.detail("import", "31459"), format!("access_token_error|200|{text}"), "{body}");
    }
    let desk = Desk::new();
    let odd = json!({ "access_token": "a\nb", "expires_in": "3599" });
    desk.entra.fault("POST /x.test/oauth2", Fault::Status(200, odd.to_string()));
    assert_eq!(desk.detail("import", "31459"), "access_token_error|200|The access token is not a text.");
}

#[test]
fn nobody_there_is_an_error_of_the_network() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{nobody}");
    let desk = Desk::at(&url, &url, Entra::new(), Duration::from_secs(5));
    assert!(desk.detail("import", "31459").starts_with("network_error||"));
    // A certificate that nobody vouches for is none.
    let plain = Entra::new();
    let secure = format!("https://{}", plain.address);
    let desk = Desk::at(&secure, &secure, plain, Duration::from_secs(5));
    assert!(desk.detail("import", "31459").starts_with("network_error||"));
    // Without options nobody outside is asked.
    let desk = Desk::on(Bench::with(Options::default()), Entra::new());
    assert_eq!(desk.detail("export", "31459"), "network_error||Microsoft Graph cannot be reached.");
    desk.put(&row());
    desk.switch("graph", false);
    assert_eq!(desk.detail("export", "31459"), "network_error||Microsoft Graph cannot be reached.");
}

//! Where a browser may be sent.

use hyper::Uri;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

/// Whether a browser may be sent there: an `http` or `https` URL of this machine, without user and fragment, or
/// one that begins with a prefix that was allowed.
pub(super) fn is_permitted(url: &str, allowed: &[String]) -> bool {
    let plain = url.bytes().all(|octet| octet.is_ascii_graphic() && !b"\\\"<>#^`{|}".contains(&octet));
    let Some(uri) = url.parse::<Uri>().ok().filter(|_| plain) else { return false };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return false };
    // What stands behind a colon need not be a port for `Uri`.
    let is_port = authority.as_str().len() == authority.host().len() || authority.port_u16().is_some();
    let known = matches!(scheme, "http" | "https") && !authority.as_str().contains('@') && is_port;
    known && (is_loopback(authority.host()) || allowed.iter().any(|prefix| url.starts_with(prefix.as_str())))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<std::net::IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// Scheme and authority of an URL.
pub(super) fn origin(url: &str) -> String {
    let uri: Uri = url.parse().unwrap_or_default();
    format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.authority().map_or("", |it| it.as_str()))
}

/// The URL with parameters added.
pub(super) fn with_parameters(url: &str, parameters: &[(String, String)]) -> String {
    parameters.iter().fold(url.to_owned(), |url, (name, value)| {
        let mark = if url.contains('?') { '&' } else { '?' };
        let encoded = |text: &str| percent_encode(text.as_bytes(), URL_SAFE).to_string();
        format!("{url}{mark}{}={}", encoded(name), encoded(value))
    })
}

/// What tokens are made of stays as it is.
const URL_SAFE: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_go_to_this_machine_alone() {
        for url in
            ["http://127.0.0.1:8080/face/return", "https://localhost/", "http://[::1]:80/a?b=c", "HTTP://127.9.9.9"]
        {
            assert!(is_permitted(url, &[]), "{url}");
        }
        for url in [
            "http://example.com/",
            "http://127.0.0.1@example.com/",
            "http://localhost.example.com/",
            "http://127.0.0.1:80\\@example.com/",
            "javascript:alert(1)",
            "//127.0.0.1/",
            "/face/return",
            "",
            "http://127.0.0.1/#a",
            "http://127.0.0.1/\r\nX: y",
            "ftp://127.0.0.1/",
            "data:text/html,x",
            "http://127.0.0.1:;script-src/",
            "http://127.0.0.1:99999/",
        ] {
            assert!(!is_permitted(url, &[]), "{url}");
        }
        let allowed = ["https://login.example.com/".to_owned()];
        assert!(is_permitted("https://login.example.com/return", &allowed));
        assert!(!is_permitted("https://login.example.com.evil.test/", &allowed));
    }

    #[test]
    fn parameters_are_added() {
        let one = [("response".to_owned(), "a-b_c.d e&".to_owned())];
        assert_eq!(with_parameters("http://h/p", &one), "http://h/p?response=a-b_c.d%20e%26");
        assert_eq!(with_parameters("http://h/p?q=1", &one), "http://h/p?q=1&response=a-b_c.d%20e%26");
        assert_eq!(origin("http://127.0.0.1:8080/face?x=y"), "http://127.0.0.1:8080");
    }
}

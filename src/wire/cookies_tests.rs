use proptest::prelude::*;

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

const NOW: &str = "2026-01-01T00:00:00Z";

/// What goes to `to` after `from` has set these.
fn sent(from: &str, lines: &[&str], to: &str) -> String {
    let mut jar = Jar::default();
    lines.iter().for_each(|line| jar.set(&url(from), line, moment(NOW)));
    jar.header(&url(to), moment(NOW)).unwrap_or_default()
}

#[test]
fn a_cookie_goes_back_to_the_host_that_set_it() {
    let home = "http://login.test/a/b";
    assert_eq!(sent(home, &["sid=1"], "http://login.test:81/a/c"), "sid=1", "ports do not matter");
    assert_eq!(sent(home, &["sid=1"], "http://www.login.test/a/c"), "");
    assert_eq!(sent(home, &["sid=1; Domain=.Login.TEST"], "http://www.login.test/a/"), "sid=1");
    assert_eq!(sent(home, &["sid=1; Domain=.login.test"], "http://evil-login.test/a/"), "");
    for wrong in ["other.test", "www.login.test", "test", "ogin.test"] {
        assert_eq!(sent(home, &[&format!("sid=1; Domain={wrong}")], home), "", "{wrong}");
    }
    assert_eq!(sent("http://127.0.0.1/", &["a=1; Domain=127.0.0.1"], "http://127.0.0.1/"), "a=1");
    assert_eq!(sent("http://127.0.0.1/", &["a=1; Domain=0.0.1"], "http://127.0.0.1/"), "", "an address has no domains");
    assert_eq!(sent("http://[::1]:9/", &["a=1"], "http://[::1]/x"), "a=1");
}

/// RFC 6265 section 5.1.4.
#[test]
fn a_cookie_goes_below_its_path() {
    let home = "http://a.test/docs/web/page";
    for (path, is_sent) in [("/docs/web/", true), ("/docs/web", true), ("/docs/webs", false), ("/docs", false)] {
        assert_eq!(sent(home, &["a=1"], &format!("http://a.test{path}")) == "a=1", is_sent, "{path}");
    }
    assert_eq!(sent("http://a.test/docs", &["a=1"], "http://a.test/other"), "a=1", "of the root");
    assert_eq!(sent(home, &["a=1; Path=/"], "http://a.test/"), "a=1");
    assert_eq!(sent(home, &["a=1; Path=relative"], "http://a.test/docs/web/x"), "a=1", "the default's");
    let both = ["old=1; path=/", "new=2; path=/", "deep=3; path=/docs", "deeper=4; path=/docs/web"];
    assert_eq!(sent(home, &both, home), "deeper=4; deep=3; old=1; new=2", "longer paths first, then older ones");
}

#[test]
fn a_secure_cookie_needs_tls() {
    assert_eq!(sent("https://a.test/", &["a=1; Secure"], "http://a.test/"), "");
    assert_eq!(sent("https://a.test/", &["a=1; secure; HttpOnly"], "https://a.test/"), "a=1");
}

#[test]
fn a_cookie_ends_by_its_age_and_else_by_its_date() {
    let after = |line: &str, seconds: i64| {
        let mut jar = Jar::default();
        jar.set(&url("http://a.test/"), line, moment(NOW));
        let then = Timestamp::from_second(moment(NOW).as_second() + seconds).expect("a moment");
        jar.header(&url("http://a.test/"), then).is_some()
    };
    assert!(after("a=1; Max-Age=60", 59) && !after("a=1; Max-Age=60", 60));
    assert!(!after("a=1; Max-Age=0", 0) && !after("a=1; Max-Age=-5", 0));
    assert!(after("a=1; Max-Age=x", 0) && after("a=1; Max-Age=99999999999999999999", 1 << 32));
    let date = "Expires=Thu, 01 Jan 2026 00:01:00 GMT";
    assert!(after(&format!("a=1; {date}"), 59) && !after(&format!("a=1; {date}"), 60));
    assert!(after(&format!("a=1; Max-Age=90; {date}"), 89), "the age goes before the date");
    assert!(after("a=1; Expires=soon", 1 << 32), "what is no date says nothing");
}

#[test]
fn a_cookie_is_replaced_in_its_place_and_removed_by_one_that_is_over() {
    let home = "http://a.test/";
    assert_eq!(sent(home, &["a=1", "b=2", "a=3"], home), "a=3; b=2");
    assert_eq!(sent(home, &["a=1", "b=2", "a=; Max-Age=0"], home), "b=2");
    assert_eq!(sent(home, &["a=1; path=/x", "a=2"], "http://a.test/x"), "a=1; a=2", "of another path it is another");
    assert_eq!(sent(home, &["=1", "nothing", "", "a\u{0}=1", "ok= \"x y\" "], home), "ok=\"x y\"");
}

/// The forms of RFC 9110 section 5.6.7 and what else servers send.
#[test]
fn dates_are_read_in_any_order() {
    let expected = moment("1994-11-06T08:49:37Z");
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "08:49:37 1994 november 6th",
        "6 Nov 1994 8:49:37+00",
    ] {
        assert_eq!(date(text), Some(expected), "{text}");
    }
    assert_eq!(date("1 Jan 69 0:0:0"), Some(moment("2069-01-01T00:00:00Z")));
    for wrong in [
        "",
        "Sun, 06 Nov 1994",
        "32 Nov 1994 08:49:37",
        "06 Nov 1994 24:00:00",
        "06 Nov 1600 08:49:37",
        "06 Xxx 1994 08:49:37",
        "06 Nov 1994 08:49:60",
        "30 Feb 1994 08:49:37",
    ] {
        assert_eq!(date(wrong), None, "{wrong}");
    }
}

#[test]
fn a_jar_is_bounded_and_tells_no_values() {
    let mut jar = Jar::default();
    (0..MOST + 9).for_each(|n| jar.set(&url("http://a.test/"), &format!("n{n}=v{n}"), moment(NOW)));
    assert_eq!(jar.values().count(), MOST);
    assert!(!format!("{jar:?}").contains("v99"));
    jar.set(&url("http://b.test/"), &format!("long={}", "x".repeat(LONGEST)), moment(NOW));
    assert_eq!(jar.header(&url("http://b.test/"), moment(NOW)), None);
}

proptest! {
    #[test]
    fn no_line_breaks_a_jar(line in "\\PC*|[a=;, :0-9DTSadehimnoprtux/.-]{0,60}", text in any::<String>()) {
        let mut jar = Jar::default();
        jar.set(&url("https://www.a.test/x/y"), &line, moment(NOW));
        let _ = (jar.header(&url("https://www.a.test/x/z"), moment(NOW)), date(&text), date(&line));
    }
}

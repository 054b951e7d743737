//! Messages by others: the examples of the RFCs, and what util-linux and rsyslog send.

use sekisho_protocol::syslog::{Deviation, Element, Field, Format, Message, Timestamp, parse};

fn element(id: &str, params: &[(&str, &str)]) -> Element {
    let params = params.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Element { id: id.into(), params: params.collect() }
}

fn some(text: &str) -> Option<String> {
    Some(text.into())
}

fn pri(message: &Message) -> Option<(u8, &str)> {
    Some((message.facility?.code(), message.severity?.as_str()))
}

fn year_less(month: u8, day: u8, [hour, minute, second]: [u8; 3]) -> Option<Timestamp> {
    Some(Timestamp::YearLess { month, day, hour, minute, second })
}

/// Hostname, app-name, process id, text.
fn parts(message: &Message) -> [Option<&str>; 4] {
    let Message { hostname, app_name, proc_id, text, .. } = message;
    [hostname.as_deref(), app_name.as_deref(), proc_id.as_deref(), Some(text)]
}

fn missing(field: Field) -> Deviation {
    Deviation::MissingField { field }
}

mod rfc5424_section_6_5 {
    use super::*;

    #[test]
    fn example_1_no_structured_data() {
        let line = "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \u{feff}'su root' failed for lonvick on /dev/pts/8";
        let got = parse(line.as_bytes());
        assert_eq!(pri(&got), Some((4, "crit")));
        let want = Message {
            format: Format::Rfc5424,
            facility: got.facility,
            severity: got.severity,
            timestamp: Some(Timestamp::Exact { unix_micros: 1_065_910_455_003_000 }),
            hostname: some("mymachine.example.com"),
            app_name: some("su"),
            msg_id: some("ID47"),
            text: "'su root' failed for lonvick on /dev/pts/8".into(),
            ..Message::default()
        };
        assert_eq!(got, want);
    }

    #[test]
    fn example_2_offset_and_procid() {
        let got = parse(
            b"<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
        );
        assert_eq!(pri(&got), Some((20, "notice")));
        assert_eq!(got.timestamp, Some(Timestamp::Exact { unix_micros: 1_061_727_255_000_003 }));
        let text = Some("%% It's time to make the do-nuts.");
        assert_eq!(parts(&got), [Some("192.0.2.1"), Some("myproc"), Some("8710"), text]);
        assert_eq!((got.msg_id, got.deviations), (None, vec![]));
    }

    #[test]
    fn example_3_structured_data_and_text() {
        let line = "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"] \u{feff}An application event log entry...";
        let got = parse(line.as_bytes());
        let params = [("iut", "3"), ("eventSource", "Application"), ("eventID", "1011")];
        assert_eq!(got.structured_data, [element("exampleSDID@32473", &params)]);
        assert_eq!(got.text, "An application event log entry...");
        assert_eq!(got.deviations, []);
    }

    #[test]
    fn example_4_structured_data_only() {
        let got = parse(br#"<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"][examplePriority@32473 class="high"]"#);
        assert_eq!(got.structured_data.len(), 2);
        assert_eq!(got.structured_data[1], element("examplePriority@32473", &[("class", "high")]));
        assert_eq!((got.text.as_str(), got.deviations), ("", vec![]));
    }
}

mod rfc3164_section_5_4 {
    use super::*;

    #[test]
    fn example_1_all_parts() {
        let got = parse(b"<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8");
        assert_eq!((got.format, pri(&got)), (Format::Rfc3164, Some((4, "crit"))));
        assert_eq!(got.timestamp, year_less(10, 11, [22, 14, 15]));
        let text = Some("'su root' failed for lonvick on /dev/pts/8");
        assert_eq!(parts(&got), [Some("mymachine"), Some("su"), None, text]);
        assert_eq!(got.deviations, []);
    }

    #[test]
    fn example_2_neither_pri_nor_header() {
        let got = parse(b"Use the BFG!");
        assert_eq!((got.format, pri(&got), got.timestamp), (Format::Bare, None, None));
        assert_eq!(parts(&got), [None, None, None, Some("Use the BFG!")]);
        assert_eq!(got.deviations, [Deviation::MissingPri]);
    }

    #[test]
    fn example_2_as_a_relay_sends_it_on() {
        let got = parse(b"<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!");
        assert_eq!(got.timestamp, year_less(2, 5, [17, 32, 18]));
        assert_eq!(parts(&got), [Some("10.0.0.99"), None, None, Some("Use the BFG!")]);
        assert_eq!(got.deviations, []);
    }

    /// "The HOSTNAME field would be construed to be "CST" and the MSG part would begin with "1987"."
    #[test]
    fn example_3_a_zone_and_a_year() {
        let got = parse(b"<165>Aug 24 05:34:00 CST 1987 mymachine myproc[10]: %% It's time to make the do-nuts.");
        let text = Some("1987 mymachine myproc[10]: %% It's time to make the do-nuts.");
        assert_eq!(parts(&got), [Some("CST"), None, None, text]);
    }

    #[test]
    fn example_4_a_year_in_front() {
        let got = parse(b"<0>1990 Oct 22 10:52:01 TZ-6 scapegoat.dmz.example.org 10.1.2.3 sched[0]: That's All Folks!");
        assert_eq!((got.format, pri(&got)), (Format::Rfc3164, Some((0, "emerg"))));
        let text = Some("1990 Oct 22 10:52:01 TZ-6 scapegoat.dmz.example.org 10.1.2.3 sched[0]: That's All Folks!");
        assert_eq!(parts(&got), [None, None, None, text]);
        assert_eq!(got.deviations, [Deviation::MissingTimestamp]);
    }
}

/// Taken from the wire: util-linux 2.38.1.
mod logger {
    use super::*;

    #[test]
    fn rfc3164_with_process_id() {
        let got = parse(b"<13>Nov 22 04:24:02 vm tag[3577]: hello\n");
        assert_eq!(pri(&got), Some((1, "notice")));
        assert_eq!(parts(&got), [Some("vm"), Some("tag"), Some("3577"), Some("hello")]);
        assert_eq!(got.deviations, [Deviation::TrailingNewline]);
    }

    #[test]
    fn local_without_host() {
        let got = parse(b"<13>Nov 22 04:24:02 tag[3624]: hello");
        assert_eq!(parts(&got), [None, Some("tag"), Some("3624"), Some("hello")]);
        let got = parse(b"<13>Nov 22 04:24:02 tag: hello");
        assert_eq!(parts(&got), [None, Some("tag"), None, Some("hello")]);
        assert_eq!(got.deviations, [missing(Field::Hostname)]);
    }

    #[test]
    fn rfc5424() {
        let got = parse(br#"<13>1 2026-11-22T04:24:02.448967+00:00 vm tag 3579 M1 [timeQuality tzKnown="1" isSynced="0"][z@123 a="b\"c"] hello"#);
        assert_eq!(parts(&got), [Some("vm"), Some("tag"), Some("3579"), Some("hello")]);
        assert_eq!(got.structured_data[1], element("z@123", &[("a", "b\"c")]));
        assert_eq!((got.msg_id, got.deviations), (some("M1"), vec![]));
    }

    #[test]
    fn rfc5424_without_time_and_host() {
        let got = parse(b"<13>1 - - tag - - - hello");
        assert_eq!((got.format, got.timestamp), (Format::Rfc5424, None));
        assert_eq!(parts(&got), [None, Some("tag"), None, Some("hello")]);
        assert_eq!(got.deviations, []);
    }
}

mod other_forms_of_rfc3164 {
    use super::*;

    #[test]
    fn rfc3339_timestamp_as_rsyslog_forwards_it() {
        let got = parse(b"<30>2026-11-22T05:24:02.448967+01:00 vm systemd[1]: Started.");
        assert_eq!(got.format, Format::Rfc3164);
        assert_eq!(got.timestamp, Some(Timestamp::Exact { unix_micros: 1_795_321_442_448_967 }));
        assert_eq!(parts(&got), [Some("vm"), Some("systemd"), Some("1"), Some("Started.")]);
        assert_eq!(got.deviations, []);
    }

    #[test]
    fn a_pri_only() {
        let got = parse(b"<13>hello world");
        assert_eq!((got.format, pri(&got)), (Format::Rfc3164, Some((1, "notice"))));
        assert_eq!(parts(&got), [None, None, None, Some("hello world")]);
        assert_eq!(parts(&parse(b"<13>tag: hello")), [None, Some("tag"), None, Some("hello")]);
    }

    #[test]
    fn a_timestamp_but_no_pri() {
        let got = parse(b"Oct  1 02:04:05 host tag: hello");
        assert_eq!((got.format, got.timestamp), (Format::Rfc3164, year_less(10, 1, [2, 4, 5])));
        assert_eq!(parts(&got), [Some("host"), Some("tag"), None, Some("hello")]);
        assert_eq!(got.deviations, [Deviation::MissingPri]);
    }

    #[test]
    fn addresses_and_urls_are_no_tags() {
        let got = parse(b"<13>Oct 11 22:14:15 fe80::1 http://x is down");
        assert_eq!(parts(&got), [Some("fe80::1"), None, None, Some("http://x is down")]);
    }

    #[test]
    fn one_word_is_text() {
        let got = parse(b"<13>Oct 11 22:14:15 hello");
        assert_eq!(parts(&got), [None, None, None, Some("hello")]);
        assert_eq!(got.deviations, [missing(Field::Hostname)]);
    }

    #[test]
    fn a_number_at_the_head_of_the_text_is_no_version() {
        let got = parse(b"<13>42 is the answer");
        assert_eq!((got.format, got.text.as_str()), (Format::Rfc3164, "42 is the answer"));
    }
}

mod deviations {
    use super::*;

    fn noted(bytes: &[u8]) -> Vec<Deviation> {
        parse(bytes).deviations
    }

    #[test]
    fn of_the_pri() {
        assert_eq!(noted(b"<192>1 - - - - - -"), [Deviation::PriOutOfRange { got: 192 }]);
        assert_eq!(noted(b"<013>1 - - - - - -"), [Deviation::PriLeadingZero]);
        assert_eq!(noted(b"<0>1 - - - - - -"), []);
        for bytes in [&b""[..], b"<", b"<>", b"<13", b"<x>", b"<1234567890>x", b"< 1>x"] {
            let got = parse(bytes);
            assert_eq!(got.deviations, [Deviation::MissingPri], "{bytes:?}");
            assert_eq!(got.text.as_bytes(), bytes);
        }
    }

    #[test]
    fn of_the_version() {
        assert_eq!(noted(b"<13>2 - - - - - -"), [Deviation::UnknownVersion { got: 2 }]);
        let got = parse(b"1 2003-10-11T22:14:15Z h a p m - x");
        assert_eq!((got.format, got.deviations), (Format::Rfc5424, vec![Deviation::MissingPri]));
    }

    #[test]
    fn of_the_timestamp() {
        let bad = |got: &str| vec![Deviation::BadTimestamp { got: got.into() }];
        assert_eq!(noted(b"<13>1 2003-02-29T00:00:00Z h - - - -"), bad("2003-02-29T00:00:00Z"));
        assert_eq!(noted(b"<13>2003-02-29T00:00:00Z h x y"), bad("2003-02-29T00:00:00Z"));
        assert_eq!(noted(b"<13>Oct 32 00:00:00 h x y"), bad("Oct 32 00:00:00"));
        let loose = Deviation::LooseTimestamp { got: "Oct 1 00:00:00".into() };
        assert_eq!(noted(b"<13>Oct 1 00:00:00 h x y"), [loose]);
    }

    #[test]
    fn of_header_fields() {
        let long = format!("<13>1 - {} {} {} {} -", "h".repeat(256), "a".repeat(49), "p".repeat(129), "m".repeat(33));
        let too_long = |field, limit| Deviation::FieldTooLong { field, limit, got: limit + 1 };
        let want = [
            too_long(Field::Hostname, 255),
            too_long(Field::AppName, 48),
            too_long(Field::ProcId, 128),
            too_long(Field::MsgId, 32),
        ];
        assert_eq!(noted(long.as_bytes()), want);
        let not_printable = Deviation::FieldNotPrintable { field: Field::Hostname };
        assert_eq!(noted("<13>1 - é - - - -".as_bytes()), [not_printable]);
        assert_eq!(noted(b"<13>1 -  a - - -"), [missing(Field::Hostname)]);
        let tag = Deviation::FieldTooLong { field: Field::AppName, limit: 32, got: 33 };
        assert_eq!(noted(format!("<13>Oct 11 22:14:15 h {}: x", "t".repeat(33)).as_bytes()), [tag]);
    }

    #[test]
    fn of_a_message_that_ends_early() {
        let want = [missing(Field::ProcId), missing(Field::MsgId), missing(Field::StructuredData)];
        assert_eq!(noted(b"<13>1 - h a"), want);
        assert_eq!(noted(b"<13>1 ")[0], Deviation::MissingTimestamp);
    }

    #[test]
    fn of_structured_data_which_then_is_text() {
        let cases: [(&str, usize, &str); 9] = [
            ("x y", 0, "x y"),
            ("-x", 0, "-x"),
            ("[]", 1, "[]"),
            ("[a b]", 4, "[a b]"),
            ("[a b=\"c] d", 6, "[a b=\"c] d"),
            ("[a b=\"c\"", 8, "[a b=\"c\""),
            ("[a  b=\"c\"]", 3, "[a  b=\"c\"]"),
            ("[a][b", 5, "[b"),
            ("[a]b", 3, "b"),
        ];
        let head = "<13>1 - h a p m ";
        for (data, at, text) in cases {
            let got = parse(format!("{head}{data}").as_bytes());
            let bad = Deviation::BadStructuredData { at: head.len() + at };
            assert_eq!((got.text.as_str(), got.deviations), (text, vec![bad]), "{data}");
        }
    }

    #[test]
    fn of_parameters_that_can_still_be_read() {
        let got = parse(br#"<13>1 - - - - - [a b="c]\n\\\"d"][a] x"#);
        assert_eq!(got.structured_data[0], element("a", &[("b", r#"c]\n\"d"#)]));
        let bracket = Deviation::BadStructuredData { at: 23 };
        assert_eq!(got.deviations, [bracket, Deviation::DuplicateElement { id: "a".into() }]);
        assert_eq!(got.text, "x");
    }

    #[test]
    fn of_encoding_and_trailer() {
        let got = parse(b"<13>1 - - - - - - a\xffb\0\r\n");
        assert_eq!(got.text, "a\u{fffd}b");
        let trailers = [Deviation::TrailingNul, Deviation::TrailingNewline];
        assert_eq!(got.deviations[0], Deviation::BadUtf8 { at: 19 });
        assert_eq!(got.deviations[1..], trailers);
        assert_eq!(noted("\u{feff}<13>1 - - - - - -".as_bytes()), [Deviation::UnexpectedBom]);
        let got = parse("<13>Oct 11 22:14:15 h t: \u{feff}x".as_bytes());
        assert_eq!((got.text.as_str(), got.deviations), ("x", vec![Deviation::UnexpectedBom]));
    }

    #[test]
    fn say_what_was_expected() {
        let shown: Vec<String> = noted(b"<999>7 - - - - - [").iter().map(ToString::to_string).collect();
        let want = [
            "PRI out of range: expected 0 to 191, got 999",
            "unknown version: expected 1, got 7",
            "bad structured data at byte 18",
        ];
        assert_eq!(shown, want);
    }
}

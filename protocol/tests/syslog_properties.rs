//! What holds for every message and every stream.

use proptest::collection::vec;
use proptest::prelude::*;
use sekisho_protocol::syslog::build::{Bom, Header, encode, frame_lf, frame_octet_counted};
use sekisho_protocol::syslog::framing::{Deframer, Frame, Framing};
use sekisho_protocol::syslog::{Element, Facility, Format, Message, Severity, Timestamp, parse};

const YEAR_0: i64 = -62_167_219_200_000_000;
const YEAR_10000: i64 = 253_402_300_800_000_000;

fn token(pattern: &str) -> impl Strategy<Value = Option<String>> {
    let text = proptest::string::string_regex(pattern).expect("a pattern");
    proptest::option::of(text.prop_filter("not NILVALUE", |text| text != "-"))
}

fn structured_data() -> impl Strategy<Value = Vec<Element>> {
    let name = "[!#-<>-\\\\^-~]{1,32}";
    let value = r#"["\\\] a-cé\n]{0,9}|\PC{0,20}"#;
    let element = (name, vec((name, value), 0..4)).prop_map(|(id, params)| Element { id, params });
    vec(element, 0..4).prop_map(|mut elements| {
        let mut seen = std::collections::HashSet::new();
        elements.retain(|element| seen.insert(element.id.clone()));
        elements
    })
}

fn text() -> impl Strategy<Value = String> {
    let text = any::<String>().prop_filter("no trailer", |text| !text.ends_with(['\0', '\r', '\n']));
    text.prop_filter("no BOM", |text| !text.starts_with('\u{feff}'))
}

prop_compose! {
    fn message()(
        facility in 0u8..=23,
        severity in 0u8..=7,
        timestamp in proptest::option::of(YEAR_0..YEAR_10000),
        hostname in token("[!-~]{1,255}"),
        app_name in token("[!-~]{1,48}"),
        proc_id in token("[!-~]{1,128}"),
        msg_id in token("[!-~]{1,32}"),
        structured_data in structured_data(),
        text in text(),
    ) -> Message {
        Message {
            format: Format::Rfc5424,
            facility: Facility::from_code(facility),
            severity: Severity::from_code(severity),
            timestamp: timestamp.map(|unix_micros| Timestamp::Exact { unix_micros }),
            hostname, app_name, proc_id, msg_id, structured_data, text,
            deviations: vec![],
        }
    }
}

fn encoded(message: &Message, bom: Bom) -> Vec<u8> {
    let header = Header {
        facility: message.facility.expect("given"),
        severity: message.severity.expect("given"),
        unix_micros: message.timestamp.map(micros),
        hostname: message.hostname.as_deref(),
        app_name: message.app_name.as_deref(),
        proc_id: message.proc_id.as_deref(),
        msg_id: message.msg_id.as_deref(),
    };
    let mut out = Vec::new();
    encode(&mut out, &header, &message.structured_data, &message.text, bom);
    out
}

fn micros(timestamp: Timestamp) -> i64 {
    match timestamp {
        Timestamp::Exact { unix_micros } => unix_micros,
        Timestamp::YearLess { .. } => panic!("only exact ones are made here"),
    }
}

/// Bytes that get far into a parser: pieces of messages, mutilated.
fn near_message() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"<34>".to_vec()),
        Just(b"1 ".to_vec()),
        Just(b"2003-10-11T22:14:15.003Z ".to_vec()),
        Just(b"Oct 11 22:14:15 ".to_vec()),
        Just(b"- ".to_vec()),
        Just(b"host ".to_vec()),
        Just(b"tag[1]: ".to_vec()),
        Just(b"[a b=\"c\"]".to_vec()),
        Just(b"\xef\xbb\xbf".to_vec()),
        proptest::sample::select(b"<>[]=\"\\ :-0129TZ.+\n\r\0\xff".to_vec()).prop_map(|byte| vec![byte]),
        vec(any::<u8>(), 0..3),
    ];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

fn frames(max: usize, pushes: &[&[u8]]) -> Vec<Frame> {
    let mut deframer = Deframer::new(max);
    let mut frames = Vec::new();
    for push in pushes {
        deframer.push(push);
        frames.extend(deframer.by_ref());
    }
    frames.extend(deframer.finish());
    frames
}

/// The stream cut after the bytes whose numbers are in `cuts`.
fn cut<'a>(stream: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
    places.extend([0, stream.len()]);
    places.sort_unstable();
    places.windows(2).map(|pair| &stream[pair[0]..pair[1]]).collect()
}

/// Bytes that get far into a deframer: counts, right and wrong, trailers and text.
fn near_stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        (0..40usize).prop_map(|count| format!("{count} ").into_bytes()),
        any::<u64>().prop_map(|count| format!("{count} ").into_bytes()),
        "[0-9]{1,12}".prop_map(String::into_bytes),
        "<[0-9]{1,3}>[a-z \r]{0,30}".prop_map(String::into_bytes),
        proptest::sample::select(vec!["\n", "\r\n", "\0", "\r"]).prop_map(|text| text.as_bytes().to_vec()),
        vec(any::<u8>(), 0..9),
    ];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_encoded_parses_as_it_was(message in message(), bom in any::<bool>()) {
        let bom = if bom { Bom::Write } else { Bom::Omit };
        prop_assert_eq!(parse(&encoded(&message, bom)), message);
    }

    #[test]
    fn what_is_encoded_is_valid_whatever_is_given(
        hostname in any::<String>(), app_name in any::<String>(), id in any::<String>(), name in any::<String>(),
        value in any::<String>(), unix_micros in any::<i64>(),
    ) {
        let header = Header {
            facility: Facility::USER, severity: Severity::Info, unix_micros: Some(unix_micros),
            hostname: Some(&hostname), app_name: Some(&app_name), proc_id: None, msg_id: Some(&name),
        };
        let element = Element { id, params: vec![(name.clone(), value.clone())] };
        let mut out = Vec::new();
        encode(&mut out, &header, &[element], "text", Bom::Omit);
        let got = parse(&out);
        prop_assert_eq!((got.format, got.text.as_str(), &got.deviations), (Format::Rfc5424, "text", &vec![]));
        prop_assert_eq!(&got.structured_data[0].params[0].1, &value);
    }

    /// jiff is the oracle that we did not write.
    #[test]
    fn timestamps_agree_with_jiff(unix_micros in YEAR_0..YEAR_10000, offset in -1439i64..=1439) {
        let message = Message {
            facility: Some(Facility::USER), severity: Some(Severity::Info),
            timestamp: Some(Timestamp::Exact { unix_micros }), ..Message::default()
        };
        let line = String::from_utf8(encoded(&message, Bom::Omit)).expect("ASCII");
        let stamp = line.split(' ').nth(1).expect("a timestamp");
        let instant: jiff::Timestamp = stamp.parse().expect("RFC 3339");
        prop_assert_eq!(instant.as_microsecond(), unix_micros);

        let sign = if offset < 0 { '-' } else { '+' };
        let zone = format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
        let got = parse(line.replacen('Z', &zone, 1).as_bytes()).timestamp;
        let shifted = unix_micros - offset * 60_000_000;
        prop_assert_eq!(got, Some(Timestamp::Exact { unix_micros: shifted }));
    }

    #[test]
    fn any_bytes_parse(bytes in vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn mutilated_messages_parse_into_no_more_than_they_are(bytes in near_message()) {
        let got = parse(&bytes);
        let replaced = got.text.len().max(got.hostname.map_or(0, |name| name.len()));
        prop_assert!(replaced <= 3 * bytes.len());
        prop_assert!(got.deviations.len() <= bytes.len() + 7);
    }

    #[test]
    fn frames_come_out_as_they_went_in(
        messages in vec((message(), any::<bool>()), 0..6), cuts in vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let (mut stream, mut want) = (Vec::new(), Vec::new());
        for (message, counted) in messages {
            let mut bytes = encoded(&message, Bom::Omit);
            bytes.retain(|byte| counted || !b"\n\r\0".contains(byte));
            match counted {
                true => frame_octet_counted(&mut stream, &bytes),
                false => frame_lf(&mut stream, &bytes),
            }
            let framing = if counted { Framing::OctetCounting } else { Framing::NonTransparent };
            want.push(Frame { bytes, framing, deviations: vec![] });
        }
        prop_assert_eq!(frames(100_000, &cut(&stream, &cuts)), want);
    }

    #[test]
    fn cuts_make_no_difference(
        stream in near_stream(), cuts in vec(any::<prop::sample::Index>(), 0..20), max in 0..40usize,
    ) {
        let whole = frames(max, &[&stream]);
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        prop_assert_eq!(&frames(max, &cut(&stream, &cuts)), &whole);
        prop_assert_eq!(&frames(max, &bytes), &whole);
        prop_assert!(whole.iter().all(|frame| frame.bytes.len() <= max));
    }
}

use std::io::Read;
use std::net::{TcpListener, UdpSocket};
use std::time::Duration;

use sekisho_reference::Options;

use crate::bench::Bench;
use crate::client::call;
use crate::receiver::{accept, next, read};

#[test]
fn a_line_has_its_form_and_its_tenants_time() {
    let bench = Bench::new();
    bench.advance(1500);
    bench.wrong("alice");
    let heard = bench.heard();
    let text = "code=54106 level=warning user=alice tenant=t1 request=r1 Incorrect user ID or password.";
    assert_eq!(heard[1].raw, format!("<84>1 2027-01-15T08:00:01.500000Z - passlogic - - - {text}"));
}

#[test]
fn nobody_forges_a_line() {
    let bench = Bench::new();
    let uid = "x%0D%0A%3C84%3E1%20-%20code%3D54201%20level%3Dnotice%22%E2%80%A8%00%25";
    bench.http(&format!("GET /api/policy?uid={uid}&domain=t%0A1"), "");
    let request = "X-Request-Id: r 1\r\n";
    call(bench.server.http, "GET /api/policy?uid=-&domain=t1", request, b"");
    let heard = bench.heard();
    assert_eq!(heard.len(), 2);
    let user = "x%0D%0A<84>1%20-%20code=54201%20level=notice%22%E2%80%A8%00%25";
    assert!(
        heard[0].text.starts_with(&format!("code=51300 level=err user={user} tenant=t%0A1 request=r1 ")),
        "{}",
        heard[0].text
    );
    assert!(heard[1].text.contains(" user=%2D tenant=t1 request=- "), "{}", heard[1].text);
}

#[test]
fn every_receiver_hears_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.log");
    std::fs::write(&path, "what was there\n").unwrap();
    let datagrams = UdpSocket::bind("127.0.0.1:0").unwrap();
    datagrams.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let lines = TcpListener::bind("127.0.0.1:0").unwrap();
    let syslog = vec![
        format!("udp://{}", datagrams.local_addr().unwrap()).parse().unwrap(),
        format!("tcp://{}?framing=lf", lines.local_addr().unwrap()).parse().unwrap(),
    ];
    let bench = Bench::with(Options { syslog, log_file: Some(path.clone()), ..Options::default() });
    assert_eq!(bench.right("alice").status, 200);
    let mut stream = accept(&lines);
    let mut datagram = [0; 2048];
    let length = datagrams.recv(&mut datagram).unwrap();
    assert!(read(&datagram[..length]).text.starts_with("code=30001 level=notice user=alice tenant=t1 request=r1 "));
    bench.runtime.block_on(bench.server.stop());
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let codes = |text: &str| -> Vec<String> {
        text.match_indices("code=").map(|(at, _)| text[at + 5..][..5].to_owned()).collect()
    };
    assert_eq!(codes(&text), ["30001", "52200", "54201"]);
    assert_eq!(text.lines().count(), 4, "and the marker");
    let log = std::fs::read_to_string(&path).unwrap();
    assert_eq!(codes(&log), ["30001", "52200", "54201"]);
    let last = log.lines().last().unwrap();
    assert!(log.starts_with("what was there\n2027-01-15T08:00:00.000Z notice code=30001 "), "{log}");
    assert!(last.starts_with("2027-01-15T08:00:00.000Z notice code=54201 level=notice user=alice "), "{last}");
}

#[test]
fn markers_keep_their_place() {
    let bench = Bench::new();
    bench.table("alice");
    assert_eq!(bench.control("POST /marker", r#"{"text":"run-1.step:2_x"}"#).status, 200);
    bench.wrong("alice");
    let texts: Vec<_> = bench.heard().iter().map(|heard| heard.text.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(texts, ["code=52200", "marker=run-1.step:2_x", "code=52200", "code=54106"]);
    for wrong in [r#"{"text":"a b"}"#, r#"{"text":""}"#, r#"{"text":"a\ncode=54201"}"#, "{}", ""] {
        assert_eq!(bench.control("POST /marker", wrong).status, 400, "{wrong}");
    }
}

#[test]
fn a_connection_that_breaks_is_made_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("tcp://{}", listener.local_addr().unwrap()).parse().unwrap();
    let bench = Bench::with(Options { syslog: vec![target], ..Options::default() });
    drop(accept(&listener));
    let mut second = accept(&listener);
    bench.table("alice");
    let mut heard = String::new();
    while !heard.contains(" passlogic - - - code=52200 ") {
        let mut octets = [0; 512];
        let count = second.read(&mut octets).unwrap();
        assert_ne!(count, 0, "the table's event arrives: {heard}");
        heard.push_str(std::str::from_utf8(&octets[..count]).unwrap());
    }
}

#[test]
fn a_receiver_that_is_not_there_yet_misses_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let target = format!("tcp://{address}").parse().unwrap();
    let bench = Bench::with(Options { syslog: vec![target], ..Options::default() });
    let listener = TcpListener::bind(address).unwrap();
    let mut stream = accept(&listener);
    let mut octets = [0; 32];
    stream.read_exact(&mut octets).unwrap();
    assert!(octets.windows(5).any(|five| five == b"<85>1"), "the first event, 30001, is a notice");
    assert_eq!(bench.server.lost(), 0);
}

#[test]
fn the_end_loses_nothing() {
    let bench = Bench::new();
    for _ in 0..50 {
        bench.table("alice");
    }
    let Bench { server, messages, runtime, .. } = bench;
    let at = server.http;
    runtime.block_on(server.stop());
    for _ in 0..50 {
        assert!(next(&messages).text.starts_with("code=52200 "));
    }
    assert!(std::net::TcpStream::connect(at).is_err(), "nobody listens any more");
}

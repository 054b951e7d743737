use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use sekisho_reference::{Limits, Options};

use crate::bench::Bench;
use crate::client::{connect, receive};

fn impatient(connections: usize) -> Bench {
    let limits = Limits { read: Duration::from_millis(300), connections, ..Limits::default() };
    Bench::with(Options { limits, ..Options::default() })
}

/// How long the server keeps a connection on which nothing more is sent.
fn kept(mut stream: TcpStream) -> Duration {
    let start = Instant::now();
    let _ = stream.read_to_end(&mut Vec::new());
    start.elapsed()
}

#[test]
fn a_stalling_head_ends_the_connection() {
    let bench = impatient(16);
    for sent in ["", "GET /api/pol", "GET /api/policy HTTP/1.1\r\nHost: t\r\n"] {
        let mut stream = connect(bench.server.http);
        stream.write_all(sent.as_bytes()).unwrap();
        let kept = kept(stream);
        assert!((200..3000).contains(&kept.as_millis()), "{sent:?} {kept:?}");
    }
    assert_eq!(bench.right("alice").status, 200);
}

#[test]
fn a_head_in_drops_ends_the_connection() {
    let bench = impatient(16);
    let mut stream = connect(bench.server.http);
    let start = Instant::now();
    while stream.write_all(b"X").is_ok() && start.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_stalling_body_is_refused_without_an_event() {
    let bench = impatient(16);
    let mut stream = connect(bench.server.http);
    stream.write_all(b"POST /api/login HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n{").unwrap();
    assert_eq!(receive(stream).status, 408);
    assert_eq!(bench.codes(), [] as [&str; 0]);
}

#[test]
fn stalling_connections_make_room_for_others() {
    let bench = impatient(2);
    let stalling: Vec<_> = (0..8).map(|_| connect(bench.server.http)).collect();
    let start = Instant::now();
    assert_eq!(bench.right("alice").status, 200);
    assert!(start.elapsed() < Duration::from_secs(10));
    drop(stalling);
}

#[test]
fn a_reply_that_nobody_reads_ends_the_connection() {
    let bench = impatient(16);
    let mut stream = connect(bench.server.http);
    stream.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    let request = b"GET /api/policy?uid=alice&domain=t1 HTTP/1.1\r\nHost: t\r\n\r\n".repeat(100);
    let start = Instant::now();
    let mut error = None;
    while error.is_none() && start.elapsed() < Duration::from_secs(15) {
        error = stream.write_all(&request).err().filter(|error| error.kind() != std::io::ErrorKind::WouldBlock);
    }
    assert!(error.is_some(), "the server let go");
}

#[test]
fn garbage_is_answered_and_forgotten() {
    let bench = Bench::new();
    for garbage in ["\r\n\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{e9} HTTP/1.1\r\n\r\n"]
    {
        let mut stream = connect(bench.server.http);
        stream.write_all(garbage.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        kept(stream);
    }
    let mut stream = connect(bench.server.http);
    let head = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(100_000));
    let _ = stream.write_all(head.as_bytes());
    kept(stream);
    assert_eq!(bench.right("alice").status, 200);
}

//! Sources of events, over real sockets and real files. Nothing sleeps: each wait is for a line.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::future::Future;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc as std_mpsc;
use std::time::Duration;

use sekisho::observe::{Line, Source, follow, syslog_tcp, syslog_udp};
use sekisho_protocol::syslog::Severity;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// Generous: what is late by so much will not come.
const PATIENCE: Duration = Duration::from_secs(30);

async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what} did not come in time"))
}

/// A source and the lines that come from it.
struct Watched {
    source: Source,
    lines: UnboundedReceiver<Line>,
}

impl Watched {
    async fn tcp() -> Self {
        let (sender, lines) = unbounded_channel();
        Self { source: syslog_tcp(7, LOOPBACK, sender).await.expect("a free port"), lines }
    }

    async fn udp() -> Self {
        let (sender, lines) = unbounded_channel();
        Self { source: syslog_udp(7, LOOPBACK, sender).await.expect("a free port"), lines }
    }

    async fn file(log: &Log) -> Self {
        let (sender, lines) = unbounded_channel();
        Self { source: follow(7, log.path(), sender).await.expect("a log file, or none"), lines }
    }

    fn address(&self) -> SocketAddr {
        self.source.address.expect("a listener has one")
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address()).await.expect("a listener")
    }

    async fn line(&mut self) -> Line {
        let line = in_time("a line", self.lines.recv()).await.expect("a source at work");
        assert_eq!(line.observer, 7);
        line
    }

    async fn text(&mut self) -> String {
        let line = self.line().await;
        assert_eq!(line.deviations, [""; 0], "{:?}", line.text);
        line.text
    }

    async fn texts(&mut self, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        for _ in 0..count {
            texts.push(self.text().await);
        }
        texts
    }

    /// Drops the source, and sees that all that could send is gone.
    async fn ends(mut self) {
        drop(self.source);
        assert_eq!(in_time("the end", self.lines.recv()).await, None);
    }
}

fn rfc5424(text: &str) -> String {
    format!("<36>1 2003-10-11T22:14:15.003Z host app - - - {text}")
}

fn counted(message: &str) -> String {
    format!("{} {message}", message.len())
}

#[tokio::test]
async fn tcp_takes_both_framings_in_one_connection_cut_anywhere() {
    let mut watched = Watched::tcp().await;
    let mut client = watched.connect().await;
    client.set_nodelay(true).expect("a connection");
    let two_lines = rfc5424("two\nlines");
    let stream = [
        rfc5424("one") + "\n",
        counted(&two_lines),
        counted(&rfc5424("三")),
        rfc5424("four") + "\n",
        counted(&rfc5424("five")),
    ];
    let stream = stream.concat().into_bytes();
    let mut rest = &stream[..];
    for size in [1, 2, 3, 5, 8, 13, 21, 34].into_iter().cycle() {
        let (piece, after) = rest.split_at(size.min(rest.len()));
        client.write_all(piece).await.expect("a reader");
        tokio::task::yield_now().await;
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    let first = Line {
        observer: 7,
        text: "one".into(),
        severity: Some(Severity::Warning),
        time: Some(1_065_910_455_003_000),
        deviations: Vec::new(),
    };
    assert_eq!(watched.line().await, first);
    assert_eq!(watched.texts(4).await, ["two\nlines", "三", "four", "five"]);
}

#[tokio::test]
async fn tcp_gives_what_an_ended_connection_left_unfinished() {
    let mut watched = Watched::tcp().await;
    let mut client = watched.connect().await;
    client.write_all(rfc5424("unfinished").as_bytes()).await.expect("a reader");
    drop(client);
    let line = watched.line().await;
    assert_eq!(line.text, "unfinished");
    assert_eq!(line.deviations, ["stream ended without a trailer"]);
}

#[tokio::test]
async fn tcp_gives_what_cannot_be_read_as_it_is() {
    let mut watched = Watched::tcp().await;
    let mut client = watched.connect().await;
    client.write_all(b"no syslog \xff\r\n").await.expect("a reader");
    let line = watched.line().await;
    assert_eq!((line.text.as_str(), line.severity, line.time), ("no syslog \u{fffd}", None, None));
    assert_eq!(line.deviations, ["CR LF as trailer", "missing PRI", "not UTF-8 at byte 10"]);
}

#[tokio::test]
async fn tcp_keeps_the_order_of_each_of_many_connections() {
    let mut watched = Watched::tcp().await;
    let address = watched.address();
    for connection in 0..50 {
        tokio::spawn(async move {
            let mut client = TcpStream::connect(address).await.expect("a listener");
            for number in 0..100 {
                let message = counted(&rfc5424(&format!("{connection} {number}")));
                client.write_all(message.as_bytes()).await.expect("a reader");
            }
        });
    }
    let mut next = BTreeMap::new();
    for text in watched.texts(5000).await {
        let (connection, number) = text.split_once(' ').expect("as sent");
        let expected: &mut u32 = next.entry(connection.to_owned()).or_default();
        assert_eq!(number, expected.to_string(), "of connection {connection}");
        *expected += 1;
    }
    assert_eq!(next.len(), 50);
}

/// A line without end takes neither memory nor the time of others.
#[tokio::test]
async fn tcp_cuts_an_endless_line_while_others_are_heard() {
    let mut watched = Watched::tcp().await;
    let mut hostile = watched.connect().await;
    let mut other = watched.connect().await;
    let rubbish = vec![b'x'; 1 << 20];
    for round in 0..16 {
        hostile.write_all(&rubbish).await.expect("a reader");
        other.write_all(counted(&rfc5424(&round.to_string())).as_bytes()).await.expect("a reader");
        assert_eq!(watched.text().await, round.to_string());
    }
    drop(hostile);
    let line = watched.line().await;
    assert_eq!(line.text.len(), 65_536);
    assert_eq!(line.deviations[0], "frame too long: expected at most 65536 bytes, got 16777216");
}

/// Senders that vanished, or never meant to speak, must not keep others out.
#[tokio::test]
async fn tcp_beyond_256_connections_ends_the_one_silent_for_longest() {
    let mut watched = Watched::tcp().await;
    let mut clients = Vec::new();
    for number in 0..256 {
        let mut client = watched.connect().await;
        client.write_all(counted(&rfc5424(&number.to_string())).as_bytes()).await.expect("a reader");
        assert_eq!(watched.text().await, number.to_string());
        clients.push(client);
    }
    for (client, text) in [(0, "again"), (2, "unfinished")] {
        clients[client].write_all(counted(&rfc5424(text)).as_bytes()).await.expect("a reader");
        assert_eq!(watched.text().await, text);
    }
    let mut late = watched.connect().await;
    late.write_all(counted(&rfc5424("late")).as_bytes()).await.expect("a reader");
    assert_eq!(watched.text().await, "late");
    assert_eq!(in_time("the end", clients[1].read(&mut [0])).await.expect("an end in order"), 0);
    clients[0].write_all(counted(&rfc5424("still here")).as_bytes()).await.expect("a reader");
    assert_eq!(watched.text().await, "still here");
}

#[tokio::test]
async fn a_dropped_listener_ends_with_its_connections() {
    let mut watched = Watched::tcp().await;
    let mut client = watched.connect().await;
    client.write_all(counted(&rfc5424("open")).as_bytes()).await.expect("a reader");
    assert_eq!(watched.text().await, "open");
    let address = watched.address();
    watched.ends().await;
    assert_eq!(in_time("the end", client.read(&mut [0])).await.expect("an end in order"), 0);
    let refused = TcpStream::connect(address).await.expect_err("nobody listens");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    Watched::udp().await.ends().await;
}

#[tokio::test]
async fn a_listener_ends_when_nobody_receives() {
    let mut watched = Watched::tcp().await;
    let mut client = watched.connect().await;
    client.write_all(counted(&rfc5424("open")).as_bytes()).await.expect("a reader");
    assert_eq!(watched.text().await, "open");
    drop(watched.lines);
    assert_eq!(in_time("the end", client.read(&mut [0])).await.expect("an end in order"), 0);
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let watched = Watched::tcp().await;
    let error = syslog_tcp(7, watched.address(), unbounded_channel().0).await.expect_err("it is in use");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn udp_takes_each_datagram_as_one_message() {
    let mut watched = Watched::udp().await;
    let client = UdpSocket::bind(LOOPBACK).await.expect("a free port");
    let mut send = async |message: &str| {
        client.send_to(message.as_bytes(), watched.address()).await.expect("a datagram");
        watched.line().await
    };
    let line = send(&rfc5424("two\nlines")).await;
    assert_eq!((line.text.as_str(), line.severity), ("two\nlines", Some(Severity::Warning)));
    assert_eq!((line.time, line.deviations), (Some(1_065_910_455_003_000), Vec::new()));

    let line = send("<35>Oct 11 22:14:15 host app[12]: 3164").await;
    assert_eq!((line.text.as_str(), line.severity), ("3164", Some(Severity::Err)));
    assert_eq!((line.time, line.deviations), (None, Vec::new()));

    let line = send(&(rfc5424("with a line end") + "\n")).await;
    assert_eq!(line.text, "with a line end");

    let long = "x".repeat(65_000);
    assert_eq!(send(&rfc5424(&long)).await.text, long);
    assert_eq!(send("no syslog").await.text, "no syslog");
}

/// Debian's `logger` (package bsdutils) wrote none of our code: an oracle of its own.
#[tokio::test]
async fn logger_is_understood_in_every_way_it_speaks() {
    if !logger_is_here() {
        return;
    }
    let mut udp = Watched::udp().await;
    let mut tcp = Watched::tcp().await;
    for format in ["--rfc5424", "--rfc3164"] {
        heard_from_logger(&mut udp, &["--udp", format]).await;
        heard_from_logger(&mut tcp, &["--tcp", format]).await;
        heard_from_logger(&mut tcp, &["--tcp", "--octet-count", format]).await;
    }
}

fn logger_is_here() -> bool {
    let here = Command::new("logger").arg("--version").stdout(Stdio::null()).status().is_ok();
    assert!(here || std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI must have logger: package bsdutils");
    if !here {
        // Not eprintln!, which is not shown for tests that pass.
        let said = b"SKIPPED: logger is not installed (package bsdutils); syslog is not proven against it\n";
        std::io::stderr().write_all(said).expect("a standard error");
    }
    here
}

async fn heard_from_logger(watched: &mut Watched, how: &[&str]) {
    let text = format!("code=54106 user=alice {}", how.join(" "));
    let port = watched.address().port().to_string();
    let whither = ["--server", "127.0.0.1", "--port", &port, "-p", "auth.warning", "-t", "sekisho"];
    let status = tokio::process::Command::new("logger").args(whither).args(how).arg("--").arg(&text).status().await;
    assert!(status.expect("logger").success(), "{how:?}");
    let line = watched.line().await;
    assert_eq!((line.text, line.severity), (text, Some(Severity::Warning)), "{how:?}");
    assert_eq!(line.time.is_some(), how.contains(&"--rfc5424"), "{how:?}");
    assert_eq!(line.deviations, [""; 0], "{how:?}");
}

/// A folder of a test's own, with a log file that need not be there.
struct Log {
    folder: PathBuf,
}

impl Log {
    fn absent(test: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("observe").join(test);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("a folder");
        Self { folder }
    }

    fn containing(test: &str, text: &str) -> Self {
        let log = Self::absent(test);
        log.append(text);
        log
    }

    fn path(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// As a server opens its log.
    fn open(&self) -> File {
        OpenOptions::new().create(true).append(true).open(self.path()).expect("a file")
    }

    fn append(&self, text: impl AsRef<[u8]>) {
        write(&mut self.open(), text);
    }

    fn rename(&self, name: &str) {
        fs::rename(self.path(), self.folder.join(name)).expect("a file under the path");
    }
}

fn write(file: &mut File, text: impl AsRef<[u8]>) {
    file.write_all(text.as_ref()).expect("room on the disk");
}

#[tokio::test]
async fn a_file_is_followed_from_its_end() {
    let log = Log::containing("appended", "old\n");
    let mut watched = Watched::file(&log).await;
    log.append("one\ntwo\r\n");
    assert_eq!(watched.texts(2).await, ["one", "two"]);
    log.append("\n  three \r\r\n");
    assert_eq!(watched.texts(2).await, ["", "  three \r"]);
    watched.ends().await;
}

#[tokio::test]
async fn a_line_of_a_file_comes_when_its_end_does() {
    let log = Log::containing("partial", "");
    let mut watched = Watched::file(&log).await;
    log.append("whole\nbeg");
    assert_eq!(watched.text().await, "whole");
    log.append("in, e");
    log.append("nd\r");
    log.append("\nnext\n");
    assert_eq!(watched.texts(2).await, ["begin, end", "next"]);
}

#[tokio::test]
async fn bad_lines_of_a_file_are_noted() {
    let log = Log::containing("bad", "");
    let mut watched = Watched::file(&log).await;
    log.append(b"a\xffb\n");
    let line = watched.line().await;
    assert_eq!((line.text.as_str(), line.deviations), ("a\u{fffd}b", vec!["not UTF-8 at byte 1".to_owned()]));

    let longest = "x".repeat(65_536);
    log.append(format!("{longest}\r\n"));
    assert_eq!(watched.text().await, longest);

    log.append(longest.repeat(3) + "\nnext\n");
    let line = watched.line().await;
    assert_eq!(line.text, longest);
    assert_eq!(line.deviations, ["line too long: expected at most 65536 bytes, got 196608"]);
    assert_eq!(watched.text().await, "next");
}

#[tokio::test]
async fn a_file_that_is_created_later_is_read_from_its_beginning() {
    let log = Log::absent("created-later");
    let mut watched = Watched::file(&log).await;
    fs::write(log.folder.join("elsewhere"), "one\ntwo\n").expect("a file");
    fs::rename(log.folder.join("elsewhere"), log.path()).expect("to where it is awaited");
    assert_eq!(watched.texts(2).await, ["one", "two"]);
}

#[tokio::test]
async fn a_deleted_file_is_read_on_and_its_successor_from_the_beginning() {
    let log = Log::containing("deleted", "");
    let mut watched = Watched::file(&log).await;
    let mut old = log.open();
    fs::remove_file(log.path()).expect("a file");
    write(&mut old, "into the deleted\n");
    assert_eq!(watched.text().await, "into the deleted");
    log.append("into the new\n");
    assert_eq!(watched.text().await, "into the new");
}

/// logrotate with `create`: the new file is there long before the server writes to it, and one of
/// the server's processes may be late to do so.
#[tokio::test]
async fn a_renamed_file_is_read_on_before_and_after_its_successor_appears() {
    let log = Log::containing("read-on", "");
    let mut watched = Watched::file(&log).await;
    let mut old = log.open();
    log.rename("log.1");
    write(&mut old, "after the rename\n");
    assert_eq!(watched.text().await, "after the rename");
    let mut new = log.open();
    write(&mut old, "after the creation\nin two ");
    assert_eq!(watched.text().await, "after the creation");
    write(&mut old, "pieces\n");
    assert_eq!(watched.text().await, "in two pieces");
    write(&mut new, "new\n");
    assert_eq!(watched.text().await, "new");
    write(&mut old, "from a late process\n");
    assert_eq!(watched.text().await, "from a late process");
    write(&mut new, "newer\n");
    assert_eq!(watched.text().await, "newer");
}

#[tokio::test]
async fn the_last_line_of_a_renamed_file_comes_out_without_an_end() {
    let log = Log::containing("unfinished", "");
    let mut watched = Watched::file(&log).await;
    log.append("unfinished");
    log.rename("log.1");
    log.append("next\n");
    let line = watched.line().await;
    assert_eq!(line.text, "unfinished");
    assert_eq!(line.deviations, ["no line end before the file was rotated"]);
    assert_eq!(watched.text().await, "next");
}

#[tokio::test]
async fn a_truncated_file_is_read_from_its_beginning() {
    let log = Log::containing("truncated", "");
    let mut watched = Watched::file(&log).await;
    log.append("one\nunfinished");
    assert_eq!(watched.text().await, "one");
    log.open().set_len(0).expect("a file");
    let line = watched.line().await;
    assert_eq!(line.text, "unfinished");
    assert_eq!(line.deviations, ["no line end before the file was truncated"]);
    log.append("longer than all that was there before\n");
    assert_eq!(watched.text().await, "longer than all that was there before");
    log.open().set_len(0).expect("a file");
    log.append("short\n");
    assert_eq!(watched.text().await, "short");
}

/// The writer goes on into the renamed file for some lines, as servers do. It rotates only after
/// the first line of a file has been seen: a file that comes and goes unseen cannot be followed.
#[tokio::test]
async fn no_line_is_lost_or_doubled_while_the_file_is_rotated() {
    const LINES: usize = 2000;
    const EACH: usize = LINES / 6 + 1;
    const LATE: usize = 5;
    let log = Log::containing("rotated", "");
    let mut watched = Watched::file(&log).await;
    let (seen, to_see) = std_mpsc::channel();
    let writer = std::thread::spawn(move || {
        let mut file = log.open();
        for number in 0..LINES {
            if number > 0 && number % EACH == 0 {
                to_see.iter().find(|seen| *seen >= number - EACH + LATE).expect("the reader at work");
                log.rename(&format!("log.{}", number / EACH));
            }
            if number > EACH && number % EACH == LATE {
                file = log.open();
            }
            write(&mut file, format!("{number}\n"));
        }
        log
    });
    for number in 0..LINES {
        assert_eq!(watched.text().await, number.to_string());
        seen.send(number).ok();
    }
    let log = writer.join().expect("a writer without a fault");
    assert!(log.folder.join("log.5").exists());
    log.append("last\n");
    assert_eq!(watched.text().await, "last");
}

#[tokio::test]
async fn what_is_no_log_file_is_an_error() {
    let log = Log::absent("no-file");
    let error = follow(7, log.folder, unbounded_channel().0).await.expect_err("a folder");
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::InvalidInput, "not a regular file"));
}

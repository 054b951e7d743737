//! A syslog receiver.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use sekisho_protocol::syslog::parse;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) severity: &'static str,
    pub(crate) facility: u8,
    pub(crate) raw: String,
    pub(crate) text: String,
}

/// Listens for octet-counted messages, on one connection after the other.
pub(crate) fn listen() -> (SocketAddr, Receiver<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (heard, messages) = mpsc::channel();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            hear(stream.unwrap(), &heard);
        }
    });
    (address, messages)
}

fn hear(stream: TcpStream, heard: &mpsc::Sender<Heard>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = Vec::new();
        reader.read_until(b' ', &mut length).unwrap();
        let Ok(length) = std::str::from_utf8(&length).unwrap().trim_end().parse() else { return };
        let mut message = vec![0; length];
        reader.read_exact(&mut message).unwrap();
        if heard.send(read(&message)).is_err() {
            return;
        }
    }
}

pub(crate) fn read(message: &[u8]) -> Heard {
    let raw = String::from_utf8(message.to_vec()).unwrap();
    let read = parse(message);
    Heard {
        severity: read.severity.map_or("none", |severity| severity.as_str()),
        facility: read.facility.map_or(255, sekisho_protocol::syslog::Facility::code),
        text: raw.splitn(8, ' ').nth(7).unwrap_or_default().to_owned(),
        raw,
    }
}

pub(crate) fn next(messages: &Receiver<Heard>) -> Heard {
    messages.recv_timeout(Duration::from_secs(10)).unwrap()
}

/// The next connection; a test that would wait for ever fails instead.
pub(crate) fn accept(listener: &TcpListener) -> TcpStream {
    listener.set_nonblocking(true).unwrap();
    for _ in 0..1000 {
        if let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(false).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            return stream;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nobody connected");
}

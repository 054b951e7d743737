//! Syslog over one TCP connection (RFC 6587), made again when it breaks.

use std::sync::Arc;
use std::time::Duration;

use sekisho_protocol::syslog::build::{frame_lf, frame_octet_counted};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::queue::{Lines, Losses};
use super::{Framing, Line, syslog};

/// Lines that are written at a time.
const BATCH: usize = 256;
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) async fn tell(address: String, framing: Framing, mut lines: Lines, losses: Losses) {
    let (mut pause, mut known) = (SHORTEST_PAUSE, false);
    loop {
        match timeout(PATIENCE, TcpStream::connect(&address)).await {
            Ok(Ok(stream)) => {
                (pause, known) = (SHORTEST_PAUSE, true);
                if serve(stream, framing, &mut lines, &losses).await.is_break() {
                    return;
                }
            }
            // A receiver that went away is not missed before there is something to tell it.
            Ok(Err(_)) if known && lines.is_empty() => {}
            Ok(Err(error)) => losses.say(&error.to_string()),
            Err(_) => losses.say("no connection in time"),
        }
        if lines.is_closed() {
            return give_up(&mut lines, &losses);
        }
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// The server stops, and the receiver is not there to hear the rest.
fn give_up(lines: &mut Lines, losses: &Losses) {
    let mut left = 0;
    while lines.try_recv().is_ok() {
        left += 1;
    }
    if left > 0 {
        losses.add(left, "the server stopped");
    }
}

type Onward = std::ops::ControlFlow<()>;

/// Until the connection breaks (go on) or there are no more lines (break).
async fn serve(mut stream: TcpStream, framing: Framing, lines: &mut Lines, losses: &Losses) -> Onward {
    let _ = stream.set_nodelay(true);
    let (mut reader, mut writer) = stream.split();
    let mut batch = Vec::new();
    let mut ignored = [0; 256];
    loop {
        tokio::select! {
            // A receiver says nothing; when it ends, so must we, before a line is lost to it.
            biased;
            read = reader.read(&mut ignored) => match read {
                Ok(1..) => {}
                _ => return Onward::Continue(()),
            },
            count = lines.recv_many(&mut batch, BATCH) => {
                if count == 0 {
                    let _ = writer.shutdown().await;
                    return Onward::Break(());
                }
                let written = timeout(PATIENCE, writer.write_all(&frames(&batch, framing))).await;
                if !matches!(written, Ok(Ok(()))) {
                    losses.add(batch.len() as u64, "the connection broke");
                    return Onward::Continue(());
                }
                batch.clear();
            }
        }
    }
}

fn frames(batch: &[Arc<Line>], framing: Framing) -> Vec<u8> {
    let mut octets = Vec::with_capacity(batch.len() * 192);
    let mut message = Vec::with_capacity(192);
    for line in batch {
        message.clear();
        syslog::message(&mut message, line);
        match framing {
            Framing::OctetCounting => frame_octet_counted(&mut octets, &message),
            Framing::LineFeed => frame_lf(&mut octets, &message),
        }
    }
    octets
}

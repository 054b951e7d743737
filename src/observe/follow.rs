//! A log file, followed from its end and across rotation.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use super::{Line, Source};

/// How often the file is looked at. A scenario's step waits half of this for its event, and there
/// are hundreds of steps. Looking costs two or three system calls: measured idle, under 2 % of a core.
const POLL: Duration = Duration::from_millis(2);

/// Files held open: the one under the path, and those that were there before. A server writes to
/// the old file until it has reopened its log, and one of many processes does so for longer.
const HELD: usize = 4;

/// Bytes kept of a line; what is beyond is dropped and noted.
const MAX_LINE: usize = 64 * 1024;

/// Bytes read at a time.
const MAX_READ: usize = 64 * 1024;

/// Follows the file at `path`: what is appended after this call returns comes line by line,
/// without LF or CR LF. A file that is not there is awaited, and read from its beginning. The path
/// may be renamed or deleted and created anew, and the file may be truncated:
///
/// - After a rename, the old file is read on. Where one process writes, the order of lines is
///   kept, and the last one of the old file comes out even without an end.
/// - A file shorter than what was read of it is read from its beginning.
///
/// Two things cannot be seen, as the file is only looked at every 2 ms: a file that comes and goes
/// between two looks, and one that between two looks was truncated and has grown at least to its
/// former length.
///
/// # Errors
///
/// The file is there and cannot be opened, or is no regular file.
pub async fn follow(observer: usize, path: PathBuf, lines: UnboundedSender<Line>) -> io::Result<Source> {
    let (stop, stopped) = mpsc::channel();
    let (ready, begun) = oneshot::channel();
    let work = move || match Follower::begin(observer, path, lines) {
        Ok(follower) => {
            drop(ready.send(Ok(())));
            follower.run(&stopped);
        }
        Err(error) => drop(ready.send(Err(error))),
    };
    thread::Builder::new().name("follow".into()).spawn(work)?;
    begun.await.map_err(io::Error::other)??;
    Ok(Source::following(stop))
}

struct Follower {
    path: PathBuf,
    /// Oldest first.
    tails: VecDeque<Tail>,
    outlet: Outlet,
    buffer: Vec<u8>,
}

impl Follower {
    fn begin(observer: usize, path: PathBuf, lines: UnboundedSender<Line>) -> io::Result<Self> {
        let tails = match open(&path) {
            Ok(file) => VecDeque::from([Tail::at_end(file)?]),
            Err(error) if error.kind() == ErrorKind::NotFound => VecDeque::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { path, tails, outlet: Outlet { observer, lines }, buffer: vec![0; MAX_READ] })
    }

    fn run(mut self, stopped: &Receiver<Infallible>) {
        while !self.outlet.lines.is_closed() {
            self.poll();
            if stopped.recv_timeout(POLL) == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    }

    /// Lengths are taken newest file first, and files read oldest first and no further: so a line
    /// never overtakes one that the same process wrote to an older file before.
    fn poll(&mut self) {
        self.discover();
        let mut superseded = false;
        for tail in self.tails.iter_mut().rev() {
            tail.look(superseded);
            superseded |= tail.length > 0;
        }
        for tail in &mut self.tails {
            tail.advance(&mut self.buffer, &self.outlet);
        }
    }

    /// Takes in the file under the path if it is another. What cannot be opened is tried again at
    /// the next look: a file may get its owner and mode only after its name.
    fn discover(&mut self) {
        let metadata = fs::metadata(&self.path);
        if metadata.is_ok_and(|metadata| self.holds(Identity::of(&metadata))) {
            return;
        }
        if let Ok(tail) = open(&self.path).and_then(Tail::at_start)
            && !self.holds(tail.identity)
        {
            self.tails.push_back(tail);
            self.let_go();
        }
    }

    fn holds(&self, identity: Identity) -> bool {
        self.tails.iter().any(|tail| tail.identity == identity)
    }

    fn let_go(&mut self) {
        if self.tails.len() > HELD
            && let Some(mut oldest) = self.tails.pop_front()
        {
            oldest.look(true);
            oldest.advance(&mut self.buffer, &self.outlet);
        }
    }
}

/// Opens a regular file: to open a pipe would wait for its writer.
fn open(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file"));
    }
    File::open(path)
}

/// What a file keeps when it is renamed. No other gets the same as long as it is open.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }
}

/// A file, read up to somewhere.
struct Tail {
    file: File,
    identity: Identity,
    /// Bytes read.
    position: u64,
    /// Bytes that it had when last looked at.
    length: u64,
    /// Whether a newer file had something by then.
    superseded: bool,
    partial: Partial,
}

impl Tail {
    fn at_start(file: File) -> io::Result<Self> {
        let identity = Identity::of(&file.metadata()?);
        Ok(Self { file, identity, position: 0, length: 0, superseded: false, partial: Partial::default() })
    }

    fn at_end(mut file: File) -> io::Result<Self> {
        let position = file.seek(io::SeekFrom::End(0))?;
        Ok(Self { position, ..Self::at_start(file)? })
    }

    fn look(&mut self, superseded: bool) {
        self.length = self.file.metadata().map_or(self.position, |metadata| metadata.len());
        self.superseded = superseded;
    }

    /// Reads up to the length last seen. What cannot be read is tried again at the next look.
    fn advance(&mut self, buffer: &mut [u8], outlet: &Outlet) {
        if self.length < self.position {
            self.rewind(outlet);
        }
        while let Some(chunk) = self.read(buffer) {
            self.partial.push(chunk, outlet);
        }
        if self.superseded {
            self.partial.give_up("no line end before the file was rotated", outlet);
        }
    }

    fn rewind(&mut self, outlet: &Outlet) {
        self.partial.give_up("no line end before the file was truncated", outlet);
        if self.file.rewind().is_ok() {
            self.position = 0;
        }
    }

    fn read<'a>(&mut self, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
        let left = self.length.saturating_sub(self.position);
        let count = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let count = self.file.read(&mut buffer[..count]).ok().filter(|count| *count > 0)?;
        self.position += count as u64;
        Some(&buffer[..count])
    }
}

/// The beginning of a line.
#[derive(Default)]
struct Partial {
    bytes: Vec<u8>,
    /// Bytes that came, kept or not.
    seen: usize,
}

impl Partial {
    fn push(&mut self, chunk: &[u8], outlet: &Outlet) {
        for piece in chunk.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                Some(end) => {
                    self.keep(end);
                    self.finish(None, outlet);
                }
                None => self.keep(piece),
            }
        }
    }

    /// Keeps one byte more than a line may have, for the CR that may be the last.
    fn keep(&mut self, bytes: &[u8]) {
        let room = MAX_LINE + 1 - self.bytes.len();
        self.bytes.extend_from_slice(&bytes[..room.min(bytes.len())]);
        self.seen += bytes.len();
    }

    fn give_up(&mut self, why: &str, outlet: &Outlet) {
        if self.seen > 0 {
            self.finish(Some(why), outlet);
        }
    }

    fn finish(&mut self, deviation: Option<&str>, outlet: &Outlet) {
        let Self { mut bytes, mut seen } = std::mem::take(self);
        if bytes.len() == seen && bytes.last() == Some(&b'\r') {
            bytes.pop();
            seen -= 1;
        }
        bytes.truncate(MAX_LINE);
        let cut = (seen > MAX_LINE).then(|| format!("line too long: expected at most {MAX_LINE} bytes, got {seen}"));
        outlet.send(&bytes, cut.into_iter().chain(deviation.map(Into::into)));
    }
}

/// Where lines go.
struct Outlet {
    observer: usize,
    lines: UnboundedSender<Line>,
}

impl Outlet {
    fn send(&self, bytes: &[u8], deviations: impl Iterator<Item = String>) {
        let bad = std::str::from_utf8(bytes).err().map(|error| format!("not UTF-8 at byte {}", error.valid_up_to()));
        let text = String::from_utf8_lossy(bytes).into_owned();
        let deviations = deviations.chain(bad).collect();
        drop(self.lines.send(Line { observer: self.observer, text, severity: None, time: None, deviations }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that never ends must not fill the memory of a long run.
    #[test]
    fn memory_is_bounded_by_the_longest_line() {
        let (lines, mut received) = tokio::sync::mpsc::unbounded_channel();
        let outlet = Outlet { observer: 0, lines };
        let mut partial = Partial::default();
        for _ in 0..1000 {
            partial.push(&[b'x'; 1000], &outlet);
            assert!(partial.bytes.capacity() <= 2 * (MAX_LINE + 1), "{}", partial.bytes.capacity());
        }
        partial.push(b"\n", &outlet);
        let line = received.try_recv().expect("a line");
        assert_eq!(line.text.len(), MAX_LINE);
        assert_eq!(line.deviations, ["line too long: expected at most 65536 bytes, got 1000000"]);
    }
}

//! Frames in a byte stream (RFC 6587): octet counting and non-transparent framing, told apart
//! anew for each frame, as senders mix them.

use std::fmt;

/// A count of more digits than these is nonsense: no message has a gigabyte.
const COUNT_DIGITS: u32 = 9;

/// A count of up to so many times the longest frame is believed, and what is beyond the longest
/// frame skipped. A greater one is nonsense: to believe it would be to wait for ever.
const BELIEVED: usize = 16;

/// Cuts a byte stream into frames: [`push`](Self::push) what arrives, take frames with `next`
/// until there is none, and at the end of the stream [`finish`](Self::finish).
///
/// A frame that begins with a nonzero digit, further digits and a blank is octet-counted (RFC 6587
/// section 3.4.1); any other ends with a line feed, for which CR LF and NUL are tolerated (section
/// 3.4.2). Empty lines are no frames. As an iterator it is not fused: after `None` a push may bring
/// more. It keeps at most `max_frame` bytes of a frame besides what was pushed and not yet looked
/// at.
#[derive(Debug)]
pub struct Deframer {
    max_frame: usize,
    pushed: Vec<u8>,
    /// Bytes of `pushed` that are dealt with.
    done: usize,
    state: State,
    frame: Partial,
}

/// One message as it came out of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The message, without count or trailer; at most `max_frame` bytes.
    pub bytes: Vec<u8>,
    /// How it was framed.
    pub framing: Framing,
    /// Where the framing departs from RFC 6587.
    pub deviations: Vec<Deviation>,
}

/// The two framings of RFC 6587.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// The length, a blank, the message (section 3.4.1).
    OctetCounting,
    /// The message and a trailer (section 3.4.2).
    NonTransparent,
}

/// A departure from RFC 6587, or from what a receiver can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// Longer than the longest frame: the rest was dropped.
    Cut {
        /// Bytes kept.
        max: usize,
        /// Bytes that the frame had, or claimed.
        got: usize,
    },
    /// A count that cannot be meant; it was taken for the beginning of a line.
    NonsenseCount,
    /// Ended by CR LF.
    CrLfTrailer,
    /// Ended by NUL.
    NulTrailer,
    /// The stream ended before the trailer came.
    MissingTrailer,
    /// The stream ended before all counted bytes came.
    MissingOctets {
        /// How many did not come.
        missing: usize,
    },
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { max, got } => write!(f, "frame too long: expected at most {max} bytes, got {got}"),
            Self::NonsenseCount => write!(f, "octet count that cannot be meant"),
            Self::CrLfTrailer => write!(f, "CR LF as trailer"),
            Self::NulTrailer => write!(f, "NUL as trailer"),
            Self::MissingTrailer => write!(f, "stream ended without a trailer"),
            Self::MissingOctets { missing } => write!(f, "stream ended {missing} bytes before the frame did"),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Before a frame's first byte.
    Start,
    /// Within what may be a count. Its digits can be had back from the number, as the first is not 0.
    Count { value: u32, digits: u32 },
    /// Within a counted message.
    Octets { left: usize },
    /// Within a message that ends with a trailer.
    Line,
}

/// The frame under way.
#[derive(Debug, Default)]
struct Partial {
    bytes: Vec<u8>,
    /// Bytes seen, kept or not.
    seen: usize,
    /// Whether the last byte seen is a carriage return.
    after_cr: bool,
    deviations: Vec<Deviation>,
}

impl Deframer {
    /// A deframer that keeps at most `max_frame` bytes of each frame.
    #[must_use]
    pub fn new(max_frame: usize) -> Self {
        Self { max_frame, pushed: Vec::new(), done: 0, state: State::Start, frame: Partial::default() }
    }

    /// Takes in what arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.done * 2 >= self.pushed.len() {
            self.pushed.drain(..self.done);
            self.done = 0;
        }
        self.pushed.extend_from_slice(bytes);
    }

    /// At the end of the stream, what has no end. Take all whole frames with `next` first.
    #[must_use]
    pub fn finish(mut self) -> Option<Frame> {
        match self.state {
            State::Start => None,
            State::Count { value, .. } => {
                self.begin_line(value);
                self.take_line(Some(Deviation::MissingTrailer))
            }
            State::Line => self.take_line(Some(Deviation::MissingTrailer)),
            State::Octets { left } => {
                let missing = Deviation::MissingOctets { missing: left };
                Some(self.take_frame(Framing::OctetCounting, Some(missing)))
            }
        }
    }
}

impl Iterator for Deframer {
    type Item = Frame;

    /// The next whole frame, or none until more is pushed.
    fn next(&mut self) -> Option<Frame> {
        while let Some(&byte) = self.pushed.get(self.done) {
            if let Some(frame) = self.step(byte) {
                return Some(frame);
            }
        }
        None
    }
}

impl Deframer {
    /// Goes one state or some bytes further; `byte` is the first that is not dealt with.
    fn step(&mut self, byte: u8) -> Option<Frame> {
        match self.state {
            State::Start => self.start(byte),
            State::Count { value, digits } => self.count(byte, value, digits),
            State::Octets { left } => return self.octets(left),
            State::Line => return self.line(),
        }
        None
    }

    fn start(&mut self, byte: u8) {
        self.state = match byte {
            b'1'..=b'9' => {
                self.done += 1;
                State::Count { value: u32::from(byte - b'0'), digits: 1 }
            }
            _ => State::Line,
        };
    }

    fn count(&mut self, byte: u8, value: u32, digits: u32) {
        match byte {
            b'0'..=b'9' if digits < COUNT_DIGITS => {
                self.done += 1;
                let value = value * 10 + u32::from(byte - b'0');
                self.state = State::Count { value, digits: digits + 1 };
            }
            b'0'..=b'9' => self.nonsense(value),
            b' ' => self.begin_octets(value),
            _ => self.begin_line(value),
        }
    }

    fn begin_octets(&mut self, value: u32) {
        let left = usize::try_from(value).unwrap_or(usize::MAX);
        if left > self.max_frame.saturating_mul(BELIEVED) {
            return self.nonsense(value);
        }
        self.done += 1;
        self.state = State::Octets { left };
    }

    fn nonsense(&mut self, value: u32) {
        self.frame.deviations.push(Deviation::NonsenseCount);
        self.begin_line(value);
    }

    /// What looked like a count is the beginning of a line.
    fn begin_line(&mut self, value: u32) {
        self.frame.keep(value.to_string().as_bytes(), self.max_frame);
        self.state = State::Line;
    }

    fn octets(&mut self, left: usize) -> Option<Frame> {
        let rest = &self.pushed[self.done..];
        let taken = left.min(rest.len());
        self.frame.keep(&rest[..taken], self.max_frame);
        self.done += taken;
        self.state = State::Octets { left: left - taken };
        (left == taken).then(|| self.take_frame(Framing::OctetCounting, None))
    }

    fn line(&mut self) -> Option<Frame> {
        let rest = &self.pushed[self.done..];
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\0'));
        let line = &rest[..end.unwrap_or(rest.len())];
        let trailer = rest.get(line.len()).copied();
        self.frame.keep(line, self.max_frame);
        self.done += line.len() + usize::from(trailer.is_some());
        let deviation = match trailer? {
            b'\0' => Some(Deviation::NulTrailer),
            _ => self.frame.drop_cr().then_some(Deviation::CrLfTrailer),
        };
        self.take_line(deviation)
    }

    /// The line under way, unless it is empty.
    fn take_line(&mut self, deviation: Option<Deviation>) -> Option<Frame> {
        let empty = self.frame.seen == 0;
        let frame = self.take_frame(Framing::NonTransparent, deviation);
        (!empty).then_some(frame)
    }

    fn take_frame(&mut self, framing: Framing, deviation: Option<Deviation>) -> Frame {
        self.state = State::Start;
        let Partial { bytes, seen, mut deviations, .. } = std::mem::take(&mut self.frame);
        if seen > self.max_frame {
            deviations.push(Deviation::Cut { max: self.max_frame, got: seen });
        }
        deviations.extend(deviation);
        Frame { bytes, framing, deviations }
    }
}

impl Partial {
    fn keep(&mut self, bytes: &[u8], max: usize) {
        let room = max - self.bytes.len();
        self.bytes.extend_from_slice(&bytes[..room.min(bytes.len())]);
        self.seen += bytes.len();
        self.after_cr = bytes.last().map_or(self.after_cr, |last| *last == b'\r');
    }

    /// Forgets a carriage return at the end; tells whether there was one.
    fn drop_cr(&mut self) -> bool {
        if self.after_cr {
            self.seen -= 1;
            self.bytes.truncate(self.seen);
        }
        self.after_cr
    }
}

#[cfg(test)]
mod tests {
    use super::Deviation::*;
    use super::Framing::*;
    use super::*;

    fn frames(max: usize, stream: &[u8]) -> Vec<Frame> {
        let mut deframer = Deframer::new(max);
        deframer.push(stream);
        let mut frames: Vec<Frame> = deframer.by_ref().collect();
        frames.extend(deframer.finish());
        frames
    }

    fn frame(bytes: &str, framing: Framing, deviations: &[Deviation]) -> Frame {
        Frame { bytes: bytes.into(), framing, deviations: deviations.into() }
    }

    #[test]
    fn both_framings_in_one_stream() {
        let got = frames(99, b"<1>a\n6 <1>b\nc<1>d\n4 <1>e4 <1>f<1>g\n");
        let want = [
            frame("<1>a", NonTransparent, &[]),
            frame("<1>b\nc", OctetCounting, &[]),
            frame("<1>d", NonTransparent, &[]),
            frame("<1>e", OctetCounting, &[]),
            frame("<1>f", OctetCounting, &[]),
            frame("<1>g", NonTransparent, &[]),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn other_trailers_are_noted_and_empty_lines_are_no_frames() {
        let got = frames(99, b"<1>a\r\n\n\r\n<1>b\0<1>c\0\n\0d\re\n");
        let want = [
            frame("<1>a", NonTransparent, &[CrLfTrailer]),
            frame("<1>b", NonTransparent, &[NulTrailer]),
            frame("<1>c", NonTransparent, &[NulTrailer]),
            frame("d\re", NonTransparent, &[]),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn a_line_that_begins_with_digits_is_no_count() {
        let got = frames(99, b"2026-11-22 x\n0 y\n7z\n12");
        let want = [
            frame("2026-11-22 x", NonTransparent, &[]),
            frame("0 y", NonTransparent, &[]),
            frame("7z", NonTransparent, &[]),
            frame("12", NonTransparent, &[MissingTrailer]),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn an_overlong_frame_is_cut_and_the_next_is_whole() {
        let got = frames(4, b"<1>abc\n6 <1>def4 <1>g<1>h\r\n<1>ij\r\n");
        let want = [
            frame("<1>a", NonTransparent, &[Cut { max: 4, got: 6 }]),
            frame("<1>d", OctetCounting, &[Cut { max: 4, got: 6 }]),
            frame("<1>g", OctetCounting, &[]),
            frame("<1>h", NonTransparent, &[CrLfTrailer]),
            frame("<1>i", NonTransparent, &[Cut { max: 4, got: 5 }, CrLfTrailer]),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn a_nonsense_count_is_a_line() {
        let got = frames(20, b"999999999 <1>a\n1234567890 <1>b\n4 <1>c321 d\n320 e");
        let want = [
            frame("999999999 <1>a", NonTransparent, &[NonsenseCount]),
            frame("1234567890 <1>b", NonTransparent, &[NonsenseCount]),
            frame("<1>c", OctetCounting, &[]),
            frame("321 d", NonTransparent, &[NonsenseCount]),
            frame("e", OctetCounting, &[MissingOctets { missing: 319 }]),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn an_unterminated_rest_comes_at_the_end() {
        assert_eq!(frames(9, b"\r\n"), []);
        assert_eq!(frames(9, b"<1>a"), [frame("<1>a", NonTransparent, &[MissingTrailer])]);
        assert_eq!(frames(9, b"5 <1>a"), [frame("<1>a", OctetCounting, &[MissingOctets { missing: 1 }])]);
        assert_eq!(frames(9, b"5 "), [frame("", OctetCounting, &[MissingOctets { missing: 5 }])]);
    }

    /// A sender that never ends its frame must not fill the memory of a long run.
    #[test]
    fn memory_is_bounded_by_the_longest_frame_and_one_push() {
        for head in ["<1>", "160000 ", "12345678901", "999999999 "] {
            let mut deframer = Deframer::new(10_000);
            deframer.push(head.as_bytes());
            for _ in 0..10_000 {
                deframer.by_ref().for_each(drop);
                deframer.push(&[b'x'; 1000]);
                let kept = deframer.pushed.capacity() + deframer.frame.bytes.capacity();
                assert!(kept <= 2 * 10_000 + 4 * 1000, "{head}: {kept}");
            }
        }
    }
}

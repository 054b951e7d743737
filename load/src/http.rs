//! Answers of HTTP/1.1 (RFC 9112), as they come in.

/// What came so far.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// Too little to tell.
    Part,
    /// A whole answer.
    Whole(Answer),
    /// No HTTP/1.1; the reason.
    Wrong(&'static str),
}

/// A whole answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where the headers begin and end.
    pub(crate) head: (usize, usize),
    pub(crate) body: Body,
    /// Octets that it took.
    pub(crate) length: usize,
    /// Whether the server closes the connection after it.
    pub(crate) closes: bool,
}

/// Where the body stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// In what came, from and to.
    There(usize, usize),
    /// In pieces, which were put together.
    Joined(Vec<u8>),
}

/// More is no answer of a login server.
pub(crate) const MOST: usize = 4 << 20;
const MOST_HEADERS: usize = 64;

/// Reads the answer at the beginning of what came; `ended` says that no more will come. Interim answers (1xx) are passed
/// over.
pub(crate) fn read(came: &[u8], ended: bool) -> Came {
    let mut begun = 0;
    loop {
        match read_one(came, begun, ended) {
            Came::Whole(answer) if (100..200).contains(&answer.status) && answer.status != 101 => begun = answer.length,
            other => return other,
        }
    }
}

fn read_one(came: &[u8], begun: usize, ended: bool) -> Came {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let head = match response.parse(&came[begun..]) {
        Ok(httparse::Status::Complete(length)) => begun + length,
        Ok(httparse::Status::Partial) if came.len() - begun > MOST => {
            return Came::Wrong("the answer's head is too long");
        }
        Ok(httparse::Status::Partial) if ended => return Came::Wrong("the answer was cut off"),
        Ok(httparse::Status::Partial) => return Came::Part,
        Err(_) => return Came::Wrong("what came is no HTTP"),
    };
    let status = response.code.unwrap_or_default();
    let mut framing = Framing { closes: response.version == Some(0), ..Framing::default() };
    for header in &*response.headers {
        if let Err(why) = framing.header(header) {
            return Came::Wrong(why);
        }
    }
    let whole =
        |body, length| Came::Whole(Answer { status, head: (begun, head), body, length, closes: framing.closes });
    if (100..200).contains(&status) || status == 204 || status == 304 {
        return whole(Body::There(head, head), head);
    }
    match framing.length {
        _ if framing.chunked => match chunks(came, head) {
            Ok(Some((body, length))) => whole(Body::Joined(body), length),
            Ok(None) if came.len() > MOST => Came::Wrong("the answer is too long"),
            Ok(None) if ended => Came::Wrong("the answer was cut off"),
            Ok(None) => Came::Part,
            Err(why) => Came::Wrong(why),
        },
        Some(length) if length > MOST => Came::Wrong("the answer is too long"),
        Some(length) if came.len() >= head + length => whole(Body::There(head, head + length), head + length),
        Some(_) if ended => Came::Wrong("the answer was cut off"),
        Some(_) => Came::Part,
        // RFC 9112 6.3: without a length it ends with the connection.
        None if ended => {
            let answer = Answer {
                status,
                head: (begun, head),
                body: Body::There(head, came.len()),
                length: came.len(),
                closes: true,
            };
            Came::Whole(answer)
        }
        None if came.len() > MOST => Came::Wrong("the answer is too long"),
        None => Came::Part,
    }
}

#[derive(Default)]
struct Framing {
    length: Option<usize>,
    chunked: bool,
    closes: bool,
}

impl Framing {
    fn header(&mut self, header: &httparse::Header<'_>) -> Result<(), &'static str> {
        if header.name.eq_ignore_ascii_case("content-length") {
            let length = std::str::from_utf8(header.value).ok().and_then(|text| text.trim().parse().ok());
            let length = length.ok_or("the answer's Content-Length is no number")?;
            if self.length.is_some_and(|other| other != length) {
                return Err("the answer has two lengths");
            }
            self.length = Some(length);
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            self.chunked = has_token(header.value, b"chunked");
        } else if header.name.eq_ignore_ascii_case("connection") {
            self.closes = if has_token(header.value, b"keep-alive") {
                false
            } else {
                has_token(header.value, b"close") || self.closes
            };
        }
        Ok(())
    }
}

fn has_token(value: &[u8], token: &[u8]) -> bool {
    value.split(|octet| *octet == b',').any(|part| part.trim_ascii().eq_ignore_ascii_case(token))
}

type Chunks = Result<Option<(Vec<u8>, usize)>, &'static str>;

/// RFC 9112 7.1; trailers are passed over.
fn chunks(came: &[u8], mut at: usize) -> Chunks {
    let mut body = Vec::new();
    loop {
        let (begins, size) = match httparse::parse_chunk_size(&came[at..]) {
            Ok(httparse::Status::Complete((line, size))) => (at + line, usize::try_from(size).unwrap_or(usize::MAX)),
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err("a chunk of the answer has no size"),
        };
        if size == 0 {
            return Ok(after_trailers(came, begins).map(|length| (body, length)));
        }
        if size > MOST {
            return Err("the answer is too long");
        }
        let Some(chunk) = came.get(begins..begins + size + 2) else { return Ok(None) };
        if !chunk.ends_with(b"\r\n") {
            return Err("a chunk of the answer is not as long as it says");
        }
        body.extend_from_slice(&chunk[..size]);
        at = begins + size + 2;
    }
}

fn after_trailers(came: &[u8], at: usize) -> Option<usize> {
    let rest = &came[at..];
    if rest.starts_with(b"\r\n") {
        return Some(at + 2);
    }
    rest.windows(4).position(|window| window == b"\r\n\r\n").map(|end| at + end + 4)
}

/// A header of an answer, or the value of a cookie that it sets (RFC 6265 section 5.2). Looked for in the head again, as
/// few journeys ask for any.
pub(crate) fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    lines(head).find(|(own, _)| own.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
}

/// The value of a cookie that the answer sets.
pub(crate) fn cookie<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let set = lines(head).filter(|(own, _)| own.eq_ignore_ascii_case(b"set-cookie"));
    set.filter_map(|(_, line)| {
        let pair = line.split(|octet| *octet == b';').next()?;
        let equals = pair.iter().position(|octet| *octet == b'=')?;
        (pair[..equals].trim_ascii() == name.as_bytes()).then(|| pair[equals + 1..].trim_ascii())
    })
    .next()
}

fn lines(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    head.split(|octet| *octet == b'\n').skip(1).filter_map(|line| {
        let colon = line.iter().position(|octet| *octet == b':')?;
        Some((&line[..colon], line[colon + 1..].trim_ascii()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Answer, Body, Came, cookie, header, read};

    fn whole(text: &str) -> (u16, String, usize, bool) {
        match read(text.as_bytes(), false) {
            Came::Whole(Answer { status, body, length, closes, .. }) => {
                let body = match body {
                    Body::There(from, to) => text[from..to].to_owned(),
                    Body::Joined(body) => String::from_utf8(body).expect("UTF-8"),
                };
                (status, body, length, closes)
            }
            other => panic!("{other:?}"),
        }
    }

    const PLAIN: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";
    const CHUNKED: &str =
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nTrailer: x\r\n\r\n";

    #[test]
    fn an_answer_is_as_long_as_it_says() {
        assert_eq!(whole(PLAIN), (200, "hello".into(), PLAIN.len(), false));
        assert_eq!(whole(&format!("{PLAIN}HTTP/1.1")), (200, "hello".into(), PLAIN.len(), false));
        assert_eq!(whole(CHUNKED), (200, "hello".into(), CHUNKED.len(), false));
        let empty = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
        assert_eq!(whole(empty), (204, String::new(), empty.len(), true));
        let interim = format!("HTTP/1.1 100 Continue\r\n\r\n{PLAIN}");
        assert_eq!(whole(&interim), (200, "hello".into(), interim.len(), false));
        assert!(whole("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").3);
        assert!(!whole("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n").3);
    }

    #[test]
    fn what_is_cut_off_waits_for_more_until_there_is_none() {
        for text in [PLAIN, CHUNKED] {
            for end in 0..text.len() {
                assert_eq!(read(&text.as_bytes()[..end], false), Came::Part, "{end}");
                assert!(matches!(read(&text.as_bytes()[..end], true), Came::Wrong(_)), "{end}");
            }
        }
        let endless = b"HTTP/1.1 200 OK\r\n\r\nhello";
        assert_eq!(read(endless, false), Came::Part);
        assert!(matches!(read(endless, true), Came::Whole(Answer { closes: true, body: Body::There(19, 24), .. })));
    }

    #[test]
    fn what_is_no_http_is_said_to_be() {
        for wrong in [
            "SSH-2.0-OpenSSH\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nhello\r\n",
        ] {
            assert!(matches!(read(wrong.as_bytes(), false), Came::Wrong(_)), "{wrong}");
        }
    }

    #[test]
    fn headers_and_cookies_are_found_by_their_whole_names() {
        let head =
            b"HTTP/1.1 200 OK\r\nLocation:  /x \r\nSet-Cookie: device=1; Path=/\r\nset-cookie: sid = abc=\r\n\r\n";
        assert_eq!(header(head, "location"), Some(&b"/x"[..]));
        assert_eq!(cookie(head, "sid"), Some(&b"abc="[..]));
        assert_eq!(cookie(head, "device"), Some(&b"1"[..]));
        assert_eq!((header(head, "ocation"), cookie(head, "si")), (None, None));
    }

    proptest! {
        #[test]
        fn no_octets_end_it(octets in proptest::collection::vec(any::<u8>(), 0..200), ended in any::<bool>()) {
            let _ = read(&octets, ended);
            let head = [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".as_slice(), &octets].concat();
            let _ = read(&head, ended);
        }
    }
}

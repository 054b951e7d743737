//! What time it is for a mock: the server's own time, where it tells it. So a
//! server whose clock is moved shares it with the mock, and nothing really waits.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// The time of a request by its `Date` header (RFC 9110 6.6.1); the machine's
/// if there is none that can be read.
pub fn time_of(date: Option<&str>) -> Timestamp {
    date.and_then(|text| DATES.parse_timestamp(text).ok()).unwrap_or_else(Timestamp::now)
}

static DATES: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_tells_the_time() {
        let told = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(time_of(Some(told)).as_second(), 784_111_777, "RFC 9110's example");
    }

    #[test]
    fn else_the_machine_does() {
        let before = Timestamp::now();
        assert!(time_of(None) >= before);
        assert!(time_of(Some("yesterday")) >= before);
    }
}

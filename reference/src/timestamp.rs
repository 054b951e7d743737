//! Time as RFC 3339 writes it.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use sekisho_rules::Time;

/// With milliseconds and `Z`. What lies beyond the year 9999 is told as its end.
pub(crate) fn write(time: Time) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    let beyond = if time < Time::EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    let timestamp = Timestamp::from_millisecond(time.millis()).unwrap_or(beyond);
    PRINTER.timestamp_to_string(&timestamp)
}

/// Any offset; fractions of a millisecond are cut.
pub(crate) fn read(text: &str) -> Option<Time> {
    let timestamp: Timestamp = text.parse().ok()?;
    Some(Time::from_millis(timestamp.as_millisecond()))
}

/// The machine's clock.
pub(crate) fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(Time::EPOCH, |since| Time::EPOCH + since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_milliseconds() {
        assert_eq!(write(Time::from_millis(1_800_000_000_000)), "2027-01-15T08:00:00.000Z");
        assert_eq!(write(Time::from_millis(1)), "1970-01-01T00:00:00.001Z");
        assert!(write(Time::from_millis(i64::MAX)).starts_with("9999-"));
    }

    #[test]
    fn times_are_read_with_any_offset() {
        assert_eq!(read("2027-01-15T17:00:00+09:00"), Some(Time::from_millis(1_800_000_000_000)));
        assert_eq!(read("yesterday"), None);
        assert_eq!(read("2027-01-15"), None);
    }
}

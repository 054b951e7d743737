//! Times in messages: RFC 3339 as RFC 5424 section 6.2.3 narrows it, and the year-less form of
//! RFC 3164 section 4.1.2.

/// When a message says that it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timestamp {
    /// A point in time: RFC 3339 with its offset applied.
    Exact {
        /// Microseconds since 1970-01-01T00:00:00Z; negative before.
        unix_micros: i64,
    },
    /// Local time of an unnamed zone in an unnamed year (RFC 3164).
    YearLess {
        /// 1 to 12.
        month: u8,
        /// 1 to the month's last; 29 February counts as possible.
        day: u8,
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
        /// 0 to 59.
        second: u8,
    },
}

const MICROS: i64 = 1_000_000;
const MICROS_A_DAY: i64 = 86_400 * MICROS;
const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// Reads `2003-10-11T22:14:15.003Z`: capital T and Z, no leap second, up to six digits of fraction
/// (RFC 5424 section 6.2.3). Gives microseconds since 1970.
pub(super) fn rfc3339(word: &[u8]) -> Option<i64> {
    let (date, rest) = word.split_at_checked(10)?;
    let (time, rest) = rest.strip_prefix(b"T")?.split_at_checked(8)?;
    let (fraction, zone) = fraction(rest)?;
    let seconds = date_days(date)? * 86_400 + day_seconds(time)? - offset_seconds(zone)?;
    Some(seconds * MICROS + fraction)
}

/// Whether a word looks like an RFC 3339 timestamp, good or bad.
pub(super) fn looks_like_rfc3339(word: &[u8]) -> bool {
    let shape = b"0000-00-00T";
    word.len() >= shape.len()
        && shape.iter().zip(word).all(|(want, got)| match want {
            b'0' => got.is_ascii_digit(),
            _ => want == got,
        })
}

/// Something in the place and shape of an RFC 3164 timestamp.
pub(super) struct YearLess {
    /// Bytes that it takes.
    pub(super) len: usize,
    /// None where a number is out of range.
    pub(super) value: Option<Timestamp>,
    /// Whether the day is padded as it must.
    pub(super) padded: bool,
}

/// Reads `Oct 11 22:14:15` or `Oct  1 22:14:15`; with a note also `Oct 1` and `Oct 01`.
pub(super) fn year_less(bytes: &[u8]) -> Option<YearLess> {
    let (name, rest) = bytes.split_at_checked(3)?;
    let month = (1..).zip(MONTHS).find(|(_, month)| *month == name)?.0;
    let (day, rest, padded) = padded_day(rest.strip_prefix(b" ")?)?;
    let (time, rest) = rest.strip_prefix(b" ")?.split_at_checked(8)?;
    let [hour, minute, second] = clock_shape(time)?;
    let len = bytes.len() - rest.len();
    let valid = (1..=days_in(2000, month)).contains(&day) && clock_valid([hour, minute, second]);
    let value = valid.then_some(Timestamp::YearLess { month, day, hour, minute, second });
    matches!(rest, [] | [b' ', ..]).then_some(YearLess { len, value, padded })
}

/// The day, what follows, and whether it is padded with a blank as RFC 3164 asks.
fn padded_day(bytes: &[u8]) -> Option<(u8, &[u8], bool)> {
    match bytes {
        [b' ', one, rest @ ..] => Some((number(&[*one])?, rest, true)),
        [one, b' ', ..] => Some((number(&[*one])?, &bytes[1..], false)),
        [tens, ones, rest @ ..] => Some((number(&[*tens, *ones])?, rest, *tens != b'0')),
        _ => None,
    }
}

/// Days since 1970 of `2003-10-11`.
fn date_days(date: &[u8]) -> Option<i64> {
    let [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2] = *date else { return None };
    let year = i64::from(number(&[c1, c2])?) * 100 + i64::from(number(&[y1, y2])?);
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    let valid = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    valid.then(|| days_from_civil(year, month, day))
}

/// Seconds since midnight of `22:14:15`.
fn day_seconds(time: &[u8]) -> Option<i64> {
    let clock = clock_shape(time)?;
    let [hour, minute, second] = clock.map(i64::from);
    clock_valid(clock).then_some(hour * 3600 + minute * 60 + second)
}

fn clock_shape(time: &[u8]) -> Option<[u8; 3]> {
    let [h1, h2, b':', m1, m2, b':', s1, s2] = *time else { return None };
    Some([number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?])
}

fn clock_valid([hour, minute, second]: [u8; 3]) -> bool {
    hour < 24 && minute < 60 && second < 60
}

/// Microseconds of `.003`, and what follows; 0 where there is no point.
fn fraction(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let Some(rest) = bytes.strip_prefix(b".") else { return Some((0, bytes)) };
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, zone) = rest.split_at(len);
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(6);
    let micros = padded.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    (1..=6).contains(&len).then_some((micros, zone))
}

/// Seconds east of Greenwich of `Z` or `-07:00`.
fn offset_seconds(zone: &[u8]) -> Option<i64> {
    let [sign, h1, h2, b':', m1, m2] = *zone else { return (zone == b"Z").then_some(0) };
    let (hour, minute) = (number(&[h1, h2])?, number(&[m1, m2])?);
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60;
    match sign {
        _ if !clock_valid([hour, minute, 0]) => None,
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// One or two digits.
fn number(digits: &[u8]) -> Option<u8> {
    let all = digits.iter().all(u8::is_ascii_digit);
    all.then(|| digits.iter().fold(0, |sum, digit| sum * 10 + (digit - b'0')))
}

fn days_in(year: i64, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. The year is counted from March, so
/// that the leap day is its last (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The reverse: year, month and day.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let month = (march_month + 2) % 12 + 1;
    let year = days.div_euclid(146_097) * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * march_month + 2) / 5 + 1)
}

/// `2003-10-11T22:14:15.003000Z`; none where the year has no four digits.
pub(super) fn to_rfc3339(unix_micros: i64) -> Option<String> {
    let (year, month, day) = civil_from_days(unix_micros.div_euclid(MICROS_A_DAY));
    let micros = unix_micros.rem_euclid(MICROS_A_DAY);
    let (seconds, fraction) = (micros / MICROS, micros % MICROS);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 5424 section 6.2.3.1, against numbers from `date -u -d … +%s`.
    #[test]
    fn examples_of_rfc_5424() {
        let examples: [(&str, Option<i64>); 5] = [
            ("1985-04-12T23:20:50.52Z", Some(482_196_050_520_000)),
            ("1985-04-12T19:20:50.52-04:00", Some(482_196_050_520_000)),
            ("2003-10-11T22:14:15.003Z", Some(1_065_910_455_003_000)),
            ("2003-08-24T05:14:15.000003-07:00", Some(1_061_727_255_000_003)),
            ("2003-08-24T05:14:15.000000003-07:00", None),
        ];
        for (word, micros) in examples {
            assert_eq!(rfc3339(word.as_bytes()), micros, "{word}");
        }
    }

    #[test]
    fn what_rfc_5424_does_not_permit() {
        let bad = [
            "",
            "T",
            "2003-10-11",
            "2003-10-11t22:14:15Z",
            "2003-10-11T22:14:15z",
            "2003-10-11T22:14:60Z",
            "2003-10-11T24:00:00Z",
            "2003-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2003-13-01T00:00:00Z",
            "2003-00-01T00:00:00Z",
            "2003-01-00T00:00:00Z",
            "2003-10-11T22:14:15.Z",
            "2003-10-11T22:14:15",
            "2003-10-11T22:14:15+24:00",
            "2003-10-11T22:14:15*01:00",
            "2003-10-11T22:14:15Z ",
            "+003-10-11T22:14:15Z",
        ];
        for word in bad {
            assert_eq!(rfc3339(word.as_bytes()), None, "{word}");
        }
    }

    #[test]
    fn year_less_days_are_padded_or_noted() {
        let read = |text: &str| year_less(text.as_bytes()).map(|found| (found.len, found.padded));
        assert_eq!(read("Oct  1 22:14:15 host"), Some((15, true)));
        assert_eq!(read("Oct 11 22:14:15"), Some((15, true)));
        assert_eq!(read("Oct 1 22:14:15 host"), Some((14, false)));
        assert_eq!(read("Oct 01 22:14:15 host"), Some((15, false)));
        assert_eq!(read("oct 11 22:14:15"), None);
        assert_eq!(read("Oct 11 22:14:15.3"), None);
        assert_eq!(read("Oct 11 22:14"), None);
    }

    #[test]
    fn year_less_numbers_out_of_range_leave_no_value() {
        let value = |text: &str| year_less(text.as_bytes()).expect("its shape").value;
        let leap = Timestamp::YearLess { month: 2, day: 29, hour: 23, minute: 59, second: 58 };
        assert_eq!(value("Feb 29 23:59:58"), Some(leap));
        assert_eq!(value("Feb 30 23:59:58"), None);
        assert_eq!(value("Oct  0 22:14:15"), None);
        assert_eq!(value("Oct 11 24:14:15"), None);
    }

    #[test]
    fn years_without_four_digits_cannot_be_written() {
        assert_eq!(to_rfc3339(i64::MIN), None);
        assert_eq!(to_rfc3339(i64::MAX), None);
        assert_eq!(to_rfc3339(-1).as_deref(), Some("1969-12-31T23:59:59.999999Z"));
    }
}

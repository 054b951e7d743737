//! Permitted hours as JSON tells them.

use sekisho_rules::{Hours, Minute, UtcOffset, Weekdays, Window};
use serde::Deserialize;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `{"days":["mon"],"from":"09:00","to":"18:00","utc_offset":"+09:00"}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    days: Vec<String>,
    from: String,
    to: String,
    utc_offset: Option<String>,
}

/// Null means at any time.
pub(super) fn read(spans: Option<Vec<Span>>) -> Result<Hours, String> {
    match spans {
        None => Ok(Hours::Always),
        Some(spans) => spans.iter().map(Span::window).collect::<Result<_, _>>().map(Hours::Within),
    }
}

impl Span {
    fn window(&self) -> Result<Window, String> {
        let mut days = Weekdays::default();
        for name in &self.days {
            days = days.and(day(name)?);
        }
        let offset = self.utc_offset.as_deref().map_or(Ok(UtcOffset::UTC), offset)?;
        Ok(Window { days, from: minute(&self.from)?, to: minute(&self.to)?, offset })
    }
}

fn day(name: &str) -> Result<u8, String> {
    let numbered = (0_u8..).zip(DAYS).find(|&(_, known)| known == name);
    numbered.map(|(number, _)| number).ok_or_else(|| format!("expected a day such as mon, got {name:?}"))
}

fn minute(text: &str) -> Result<Minute, String> {
    let found = two_numbers(text).and_then(|(hour, minute)| Minute::new(hour, minute));
    found.ok_or_else(|| format!("expected a time from 00:00 to 24:00, got {text:?}"))
}

fn offset(text: &str) -> Result<UtcOffset, String> {
    let found = || {
        let (sign, rest) = text.split_at_checked(1)?;
        let (hours, minutes) = two_numbers(rest).filter(|&(hours, minutes)| hours < 24 && minutes < 60)?;
        let ahead = i16::try_from(hours * 60 + minutes).ok()?;
        match sign {
            "+" => UtcOffset::from_minutes(ahead),
            "-" => UtcOffset::from_minutes(-ahead),
            _ => None,
        }
    };
    found().ok_or_else(|| format!("expected an offset such as +09:00, got {text:?}"))
}

/// `09:00`: two digits each.
fn two_numbers(text: &str) -> Option<(u16, u16)> {
    let (first, second) = text.split_once(':')?;
    let number = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|octet| octet.is_ascii_digit());
        digits.parse().ok().filter(|_| plain)
    };
    Some((number(first)?, number(second)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_offsets_have_one_form() {
        assert_eq!(minute("18:30").map(Minute::since_midnight), Ok(18 * 60 + 30));
        assert_eq!(minute("24:00").map(Minute::since_midnight), Ok(24 * 60));
        assert_eq!(offset("-03:30").map(UtcOffset::minutes), Ok(-210));
        for wrong in ["", "9:00", "24:01", "12:60", "+1:00", "aa:bb", "12:00:00"] {
            assert!(minute(wrong).is_err(), "{wrong:?}");
            assert!(offset(wrong).is_err(), "{wrong:?}");
        }
        assert!(offset("あ9:00").is_err());
    }

    #[test]
    fn days_are_numbered_from_monday() {
        assert_eq!((day("mon"), day("sun")), (Ok(0), Ok(6)));
        assert!(day("Monday").is_err());
    }
}

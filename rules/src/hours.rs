//! The hours in which a policy lets its users in.

use crate::Time;

const MINUTES_OF_DAY: i64 = 24 * 60;
const MILLIS_OF_MINUTE: i64 = 60_000;

/// A minute of the day: 0 is 00:00, 1440 is 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute(u16);

impl Minute {
    /// That hour and minute, up to 24:00.
    #[must_use]
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        let sound = hour < 24 && minute < 60 || hour == 24 && minute == 0;
        sound.then(|| Self(hour * 60 + minute))
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn since_midnight(self) -> u16 {
        self.0
    }
}

/// How far local time is ahead of UTC, in minutes: at most a day either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// UTC itself.
    pub const UTC: Self = Self(0);

    /// That many minutes ahead (negative: behind).
    #[must_use]
    pub fn from_minutes(minutes: i16) -> Option<Self> {
        (i64::from(minutes).abs() < MINUTES_OF_DAY).then_some(Self(minutes))
    }

    /// Minutes ahead of UTC.
    #[must_use]
    pub fn minutes(self) -> i16 {
        self.0
    }
}

/// Days of the week; Monday is number 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// This set and the day of that number as well (Monday is 0); a number over 6 adds none.
    #[must_use]
    pub fn and(self, day: u8) -> Self {
        if day < 7 { Self(self.0 | 1 << day) } else { self }
    }

    /// Whether the day of that number (Monday is 0) is among them.
    #[must_use]
    pub fn contains(self, day: u8) -> bool {
        day < 7 && self.0 & 1 << day != 0
    }
}

/// A span of the day on some days of the week: from `from` until just before
/// `to`. Where `to` is not after `from`, it runs past midnight and belongs to
/// the day on which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The days on which it begins.
    pub days: Weekdays,
    /// The first minute within.
    pub from: Minute,
    /// The first minute no longer within.
    pub to: Minute,
    /// Which local time the days and minutes are told in.
    pub offset: UtcOffset,
}

impl Window {
    fn contains(&self, now: Time) -> bool {
        let minutes = now.millis().div_euclid(MILLIS_OF_MINUTE) + i64::from(self.offset.0);
        let minute = minutes.rem_euclid(MINUTES_OF_DAY);
        let today = weekday(minutes.div_euclid(MINUTES_OF_DAY));
        let (from, to) = (i64::from(self.from.0), i64::from(self.to.0));
        if from < to {
            return self.days.contains(today) && (from..to).contains(&minute);
        }
        let yesterday = (today + 6) % 7;
        self.days.contains(today) && minute >= from || self.days.contains(yesterday) && minute < to
    }
}

/// 1970-01-01 was a Thursday: number 3.
fn weekday(days_since_epoch: i64) -> u8 {
    u8::try_from((days_since_epoch + 3).rem_euclid(7)).unwrap_or_default()
}

/// When logins are let in at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hours {
    /// At any time.
    #[default]
    Always,
    /// Within any of these (with none of them: never).
    Within(Vec<Window>),
}

impl Hours {
    pub(crate) fn permit(&self, now: Time) -> bool {
        match self {
            Self::Always => true,
            Self::Within(windows) => windows.iter().any(|window| window.contains(now)),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;

    const THURSDAY: u8 = 3;

    fn at(minutes: i64) -> Time {
        Time::from_millis(minutes * MILLIS_OF_MINUTE)
    }

    fn window(from: (u16, u16), to: (u16, u16), offset: i16) -> Window {
        Window {
            days: Weekdays::default().and(THURSDAY),
            from: Minute::new(from.0, from.1).unwrap(),
            to: Minute::new(to.0, to.1).unwrap(),
            offset: UtcOffset::from_minutes(offset).unwrap(),
        }
    }

    #[test]
    fn from_is_within_and_to_is_not() {
        let window = window((9, 0), (18, 0), 0);
        assert!(!window.contains(at(9 * 60) - std::time::Duration::from_millis(1)));
        assert!(window.contains(at(9 * 60)));
        assert!(window.contains(at(18 * 60) - std::time::Duration::from_millis(1)));
        assert!(!window.contains(at(18 * 60)));
    }

    #[test]
    fn other_days_are_without() {
        let window = window((0, 0), (24, 0), 0);
        assert!(window.contains(at(0)));
        assert!(!window.contains(at(-1)));
        assert!(!window.contains(at(MINUTES_OF_DAY)));
        assert!(window.contains(at(7 * MINUTES_OF_DAY)));
    }

    #[test]
    fn past_midnight_belongs_to_the_day_it_began() {
        let window = window((22, 0), (6, 0), 0);
        assert!(window.contains(at(22 * 60)));
        assert!(window.contains(at(MINUTES_OF_DAY + 6 * 60 - 1)));
        assert!(!window.contains(at(MINUTES_OF_DAY + 6 * 60)));
        assert!(!window.contains(at(5 * 60)));
    }

    #[test]
    fn days_and_minutes_are_local() {
        let tokyo = window((9, 0), (18, 0), 9 * 60);
        assert!(tokyo.contains(at(0)));
        assert!(!tokyo.contains(at(9 * 60)));
    }

    #[test]
    fn no_window_means_never() {
        assert!(!Hours::Within(Vec::new()).permit(Time::EPOCH));
        assert!(Hours::Always.permit(Time::EPOCH));
    }

    #[test]
    fn the_ends_of_time_have_a_weekday() {
        let window = window((0, 0), (24, 0), 0);
        window.contains(Time::from_millis(i64::MAX));
        window.contains(Time::from_millis(i64::MIN));
    }
}

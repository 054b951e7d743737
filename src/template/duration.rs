use std::time::Duration;

const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// A duration such as `180s`, `500ms`, `2m`, `24h`, `7d`, or several in a row: `1m30s`. Whole milliseconds.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: u64 = rest[..digits].parse().ok()?;
        let letters = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| digits + at);
        let (_, millis) = UNITS.iter().find(|(unit, _)| *unit == &rest[digits..letters])?;
        total = total.checked_add(count.checked_mul(*millis)?)?;
        rest = &rest[letters..];
    }
    (!text.is_empty()).then(|| Duration::from_millis(total))
}

/// A duration in the largest unit that holds it whole: `180s`, `36h`, `90d`, `1500ms`.
pub fn show_duration(duration: Duration) -> String {
    let millis = duration.as_millis();
    let (unit, size) = [("d", 86_400_000), ("h", 3_600_000), ("s", 1000), ("ms", 1)]
        .into_iter()
        .find(|(_, size)| millis > 0 && millis.is_multiple_of(*size))
        .unwrap_or(("ms", 1));
    format!("{}{unit}", millis / size)
}

#[cfg(test)]
mod tests {
    use super::{parse_duration, show_duration};
    use std::time::Duration;

    #[test]
    fn durations_read_and_show() {
        for (text, millis) in [("180s", 180_000), ("500ms", 500), ("1m30s", 90_000), ("24h", 86_400_000)] {
            assert_eq!(parse_duration(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for wrong in ["", "s", "5", "5 s", "5x", "99999999999999999999s"] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
        assert_eq!(show_duration(Duration::from_secs(180)), "180s");
        assert_eq!(show_duration(Duration::from_millis(1500)), "1500ms");
    }
}

words! {
    /// A syslog severity (RFC 5424, section 6.2.1). The more severe is the lesser: `Emerg < Debug`.
    Level {
        /// 0: the system is unusable.
        Emerg = "emerg",
        /// 1: action must be taken immediately.
        Alert = "alert",
        /// 2: critical conditions.
        Crit = "crit",
        /// 3: error conditions.
        Err = "err",
        /// 4: warning conditions.
        Warning = "warning",
        /// 5: normal but significant.
        Notice = "notice",
        /// 6: informational.
        Info = "info",
        /// 7: debugging.
        Debug = "debug",
    }
}

impl Level {
    /// The severity's number, 0 (emerg) to 7 (debug).
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The level of a severity's number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn numbers_are_those_of_rfc_5424() {
        let codes: Vec<_> = Level::ALL.iter().map(|level| (level.as_str(), level.code())).collect();
        let expected = [
            ("emerg", 0),
            ("alert", 1),
            ("crit", 2),
            ("err", 3),
            ("warning", 4),
            ("notice", 5),
            ("info", 6),
            ("debug", 7),
        ];
        assert_eq!(codes, expected);
        assert_eq!(Level::from_code(4), Some(Level::Warning));
        assert_eq!(Level::from_code(8), None);
    }

    #[test]
    fn a_word_is_read_back_and_a_strange_one_refused() {
        assert!(Level::ALL.iter().all(|level| level.as_str().parse() == Ok(*level)));
        let unknown = "warn".parse::<Level>().expect_err("no level");
        assert_eq!(
            unknown.to_string(),
            "expected one of emerg, alert, crit, err, warning, notice, info, debug, got `warn`"
        );
    }

    #[test]
    fn a_more_severe_level_is_less() {
        assert!(Level::Crit < Level::Err && Level::Notice < Level::Debug);
    }
}

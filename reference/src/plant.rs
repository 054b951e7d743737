//! Faults to emit with: the second kind of mutant, made from the catalog.

use std::fmt;
use std::str::FromStr;

use sekisho_rules::Code;

/// A fault in how one code is emitted; reads as `54106=wrong-level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plant {
    /// The code.
    pub code: Code,
    /// What goes wrong.
    pub fault: Fault,
}

/// What goes wrong with a code's emission, in the log and, where the reply
/// carries the field, in the reply as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The level is the next graver one (debug where there is none). The
    /// syslog severity stays.
    WrongLevel,
    /// The code is its neighbour in the catalog.
    WrongCode,
    /// The log does not have it.
    Lost,
    /// The log has it twice.
    Doubled,
    /// The message is another.
    WrongMessage,
    /// The syslog severity alone is the next graver one.
    WrongSeverity,
    /// The message's detail is another.
    WrongDetail,
    /// The code is one that the catalog calls dormant.
    DormantCode,
    /// The code is one that the catalog reserves.
    ReservedCode,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 9] = [
        Self::WrongLevel,
        Self::WrongCode,
        Self::Lost,
        Self::Doubled,
        Self::WrongMessage,
        Self::WrongSeverity,
        Self::WrongDetail,
        Self::DormantCode,
        Self::ReservedCode,
    ];

    /// The fault's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongLevel => "wrong-level",
            Self::WrongCode => "wrong-code",
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::WrongMessage => "wrong-message",
            Self::WrongSeverity => "wrong-severity",
            Self::WrongDetail => "wrong-detail",
            Self::DormantCode => "dormant-code",
            Self::ReservedCode => "reserved-code",
        }
    }
}

impl fmt::Display for Plant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.code, self.fault.as_str())
    }
}

impl FromStr for Plant {
    type Err = BadPlant;

    fn from_str(text: &str) -> Result<Self, BadPlant> {
        let bad = || BadPlant { got: text.to_owned() };
        let (code, name) = text.split_once('=').ok_or_else(bad)?;
        let digits = code.len() == 5 && code.bytes().all(|octet| octet.is_ascii_digit());
        let code = code.parse().ok().filter(|_| digits).ok_or_else(bad)?;
        let fault = Fault::ALL.into_iter().find(|fault| fault.as_str() == name).ok_or_else(bad)?;
        Ok(Self { code: Code(code), fault })
    }
}

/// A text that names no plant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPlant {
    /// The text.
    pub got: String,
}

impl fmt::Display for BadPlant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Fault::ALL.iter().map(|fault| fault.as_str()).collect();
        write!(f, "expected a code of five digits, `=`, and one of {}; got {:?}", names.join(", "), self.got)
    }
}

impl std::error::Error for BadPlant {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plants_read_back() {
        for fault in Fault::ALL {
            let plant = Plant { code: Code(54106), fault };
            assert_eq!(plant.to_string().parse(), Ok(plant));
        }
    }

    #[test]
    fn what_is_no_plant_is_refused() {
        for wrong in ["", "54106", "54106=", "=lost", "5410=lost", "+5410=lost", "54106=gone"] {
            assert!(wrong.parse::<Plant>().is_err(), "{wrong:?}");
        }
    }
}

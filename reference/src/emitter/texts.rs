//! Level and text of each code, from the catalog, with the planted faults.

use std::borrow::Cow;
use std::collections::HashMap;

use sekisho_catalog::{Catalog, Entry, Level, Status};
use sekisho_rules::Code;

use crate::{Error, Fault, Plant};

/// What is emitted in place of a message.
const ANOTHER_MESSAGE: &str = "This is not the message.";
/// What is emitted in place of a detail.
const ANOTHER_DETAIL: &str = "not the detail";

/// How each code is told.
#[derive(Debug)]
pub(crate) struct Texts {
    catalog: &'static Catalog,
    faults: HashMap<Code, Vec<Fault>>,
}

/// How one event is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Face<'a> {
    pub(crate) code: Cow<'a, str>,
    pub(crate) level: Level,
    /// The PRI's half; the same as the level, unless a fault is planted.
    pub(crate) severity: Level,
    pub(crate) message: Cow<'a, str>,
    /// How often the log has it.
    pub(crate) copies: usize,
}

impl Texts {
    pub(crate) fn new(catalog: &'static Catalog, plants: &[Plant]) -> Result<Self, Error> {
        let mut faults: HashMap<Code, Vec<Fault>> = HashMap::new();
        for plant in plants {
            check(catalog, *plant)?;
            faults.entry(plant.code).or_default().push(plant.fault);
        }
        Ok(Self { catalog, faults })
    }

    pub(crate) fn face(&self, code: Code, detail: Option<&str>) -> Face<'static> {
        let Some(entry) = self.catalog.entry(&code.to_string()) else { return unlisted(code) };
        let mut face = as_listed(entry, detail);
        for &fault in self.faults.get(&code).into_iter().flatten() {
            self.spoil(&mut face, entry, fault);
        }
        face
    }

    fn spoil(&self, face: &mut Face<'static>, entry: &'static Entry, fault: Fault) {
        match fault {
            Fault::WrongLevel => face.level = graver(face.level),
            Fault::WrongCode => face.code = self.catalog.neighbour(entry).key.as_str().into(),
            Fault::DormantCode => face.code = self.of_status(entry, Status::Dormant).key.as_str().into(),
            Fault::ReservedCode => face.code = self.of_status(entry, Status::Reserved).key.as_str().into(),
            Fault::Lost => face.copies = 0,
            Fault::Doubled => face.copies = 2,
            Fault::WrongMessage => face.message = ANOTHER_MESSAGE.into(),
            Fault::WrongSeverity => face.severity = graver(face.severity),
            Fault::WrongDetail => face.message = entry.message.with_detail(ANOTHER_DETAIL).into(),
        }
    }

    /// The first such code of the catalog; the entry itself where there is none.
    fn of_status(&self, entry: &'static Entry, status: Status) -> &'static Entry {
        let such = self.catalog.entries().filter(|other| other.status == status);
        such.min_by(|one, other| one.key.cmp(&other.key)).unwrap_or(entry)
    }
}

fn check(catalog: &Catalog, plant: Plant) -> Result<(), Error> {
    let code = plant.code.to_string();
    match catalog.entry(&code) {
        None => Err(Error::UnknownCode(code)),
        Some(entry) if plant.fault == Fault::WrongDetail && entry.message.parts().is_none() => {
            Err(Error::NoDetail(code))
        }
        Some(_) => Ok(()),
    }
}

fn as_listed(entry: &'static Entry, detail: Option<&str>) -> Face<'static> {
    let level = entry.level.unwrap_or(Level::Info);
    let message = match detail {
        Some(detail) => entry.message.with_detail(detail).into(),
        None => entry.message.text.as_str().into(),
    };
    Face { code: entry.key.as_str().into(), level, severity: level, message, copies: 1 }
}

/// A code that the catalog does not have is our own bug: it is told, gravely.
fn unlisted(code: Code) -> Face<'static> {
    let message = "The catalog has no such code.".into();
    Face { code: code.to_string().into(), level: Level::Crit, severity: Level::Crit, message, copies: 1 }
}

fn graver(level: Level) -> Level {
    level.code().checked_sub(1).and_then(Level::from_code).unwrap_or(Level::Debug)
}

#[cfg(test)]
mod tests {
    use sekisho_catalog::passlogic;
    use sekisho_rules::code;

    use super::*;

    #[test]
    fn the_catalog_has_every_code_that_the_rules_emit() {
        let texts = Texts::new(passlogic(), &[]).expect("no plants");
        for &code in code::ALL {
            let entry = passlogic().entry(&code.to_string()).expect("in the catalog");
            assert!(entry.is_active() && entry.level.is_some(), "{code}");
            assert_eq!(texts.face(code, None).message, entry.message.text);
        }
    }

    #[test]
    fn each_fault_spoils_its_field_alone() {
        let face = |faults: &[Fault]| {
            let plants: Vec<_> = faults.iter().map(|&fault| Plant { code: code::WEB_INCORRECT, fault }).collect();
            Texts::new(passlogic(), &plants).expect("plants").face(code::WEB_INCORRECT, None)
        };
        let right = face(&[]);
        assert_eq!(face(&[Fault::WrongLevel]), Face { level: Level::Err, ..right.clone() });
        assert_eq!(face(&[Fault::WrongSeverity]), Face { severity: Level::Err, ..right.clone() });
        assert_eq!(face(&[Fault::WrongCode]), Face { code: "54108".into(), ..right.clone() });
        assert_eq!(face(&[Fault::DormantCode]), Face { code: "51200".into(), ..right.clone() });
        assert_eq!(face(&[Fault::ReservedCode]), Face { code: "53111".into(), ..right.clone() });
        assert_eq!(face(&[Fault::Lost]), Face { copies: 0, ..right.clone() });
        assert_eq!(face(&[Fault::Doubled]), Face { copies: 2, ..right.clone() });
        assert_eq!(face(&[Fault::WrongMessage]), Face { message: ANOTHER_MESSAGE.into(), ..right });
    }

    #[test]
    fn plants_without_effect_are_refused() {
        let plant = |code, fault| Texts::new(passlogic(), &[Plant { code: Code(code), fault }]);
        assert!(matches!(plant(54106, Fault::WrongDetail), Err(Error::NoDetail(_))));
        assert!(matches!(plant(1, Fault::Lost), Err(Error::UnknownCode(_))));
    }
}

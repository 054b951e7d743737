use std::io::Write;
use std::process::{Command, Stdio};

use super::Place;

/// Starts FreeRADIUS on free ports, and ends with its standard input.
const START: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/freeradius/start.py");

/// The FreeRADIUS of this machine.
pub(crate) struct FreeRadius {
    /// As it tells it: `3.2.1`.
    pub(crate) version: String,
}

impl FreeRadius {
    /// Whether one is there that starts with our configuration. Where CI wants all tests, there must be.
    pub(crate) fn installed() -> Option<Self> {
        let mut command = Command::new("python3");
        command.arg(START).env("RADIUS_SECRET", "testing123").stdin(Stdio::null());
        let tried = command.output().map_err(|error| error.to_string()).and_then(|output| {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let version = said.trim().rsplit_once("version=").map(|(_, version)| version.to_owned());
            version.ok_or_else(|| String::from_utf8_lossy(&output.stderr).trim().to_owned())
        });
        match tried {
            Ok(version) => Some(Self { version }),
            Err(why) => {
                skipped("FreeRADIUS", &why);
                None
            }
        }
    }

    /// Whether it is older than a version of the same major one.
    pub(crate) fn is_before(&self, minor: u64, patch: u64) -> bool {
        let mut parts = self.version.split('.').skip(1).map(|part| part.parse::<u64>().expect("a number"));
        (parts.next(), parts.next()) < (Some(minor), Some(patch))
    }

    /// Its target file, for this very version.
    pub(crate) fn target(&self) -> String {
        let shipped = include_str!("../../../targets/freeradius.toml");
        let signs = format!("require-message-authenticator = {}", !self.is_before(2, 5));
        let (version, habit) = ("version = \"3.2.1\"", "require-message-authenticator = false");
        assert!(shipped.contains(version) && shipped.contains(habit), "the target file is as the tests know it");
        shipped.replace(version, &format!("version = \"{}\"", self.version)).replace(habit, &signs)
    }

    /// A place with that file, after `change`.
    pub(crate) fn place(&self, change: impl FnOnce(String) -> String) -> Place {
        let place = Place::new();
        place.write("targets/freeradius.toml", &change(self.target()));
        place
    }
}

/// Whether a program is there that tests call. Where CI wants all tests, it must be.
pub(crate) fn program_is_there(name: &str, argument: &str) -> bool {
    let there = Command::new(name).arg(argument).stdin(Stdio::null()).output().is_ok();
    if !there {
        skipped(name, "it is not installed");
    }
    there
}

/// Past the test harness, which keeps what a passing test prints to itself.
fn skipped(what: &str, why: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "CI has no {what}: {why}");
    let _ = writeln!(std::io::stderr(), "SKIPPED: nothing was tested against {what}: {why}");
}

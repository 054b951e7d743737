use std::collections::BTreeMap;

use jiff::Timestamp;

use super::context::Context;
use super::foreign::foreign_identity;
use super::user::User;
use crate::cast::Player;
use crate::scenario::Param;
use crate::template::{Scope, Value};
use crate::variant::Variant;
use crate::wire::Jar;

/// What a case knows by name.
pub(super) struct CaseState {
    /// Its name on the target.
    pub id: String,
    /// The scenario's name.
    pub scenario: String,
    /// The values of the scenario's `each`.
    pub variant: Variant,
    /// As which RADIUS client it is carried out.
    pub player: Player,
    /// Its users.
    pub users: Vec<User>,
    /// What actions without a user captured.
    pub captures: BTreeMap<String, Value>,
    /// The cookies of who is no user.
    pub jar: Jar,
    /// The server's time, if an answer told it: the time of a clock that we move.
    pub now: Option<Timestamp>,
    /// How many requests it has sent.
    pub requests: u64,
}

impl CaseState {
    /// The user whom the scenario calls so.
    pub(super) fn user(&self, label: &str) -> Option<usize> {
        self.users.iter().position(|user| user.label == label)
    }

    /// The cookies of a user's browser.
    pub(super) fn jar(&mut self, user: Option<usize>) -> &mut Jar {
        match user.and_then(|user| self.users.get_mut(user)) {
            Some(user) => &mut user.jar,
            None => &mut self.jar,
        }
    }

    /// A request id that no other request of the run has.
    pub(super) fn next_request(&mut self) -> String {
        self.requests += 1;
        format!("{}-{}", self.id, self.requests)
    }
}

/// The names that one request's templates may use.
pub(super) struct StepScope<'a> {
    pub context: &'a Context,
    pub case: &'a CaseState,
    pub user: Option<usize>,
    pub channel: Option<&'a str>,
    pub params: &'a [Param],
    pub arguments: &'a [(String, Value)],
}

impl Scope for StepScope<'_> {
    fn value(&self, path: &str) -> Option<Value> {
        if let Some((_, value)) = self.arguments.iter().find(|(name, _)| name == path) {
            return Some(value.clone());
        }
        if let Some(param) = self.params.iter().find(|param| param.name == path) {
            return param.value.value(&StepScope { params: &param.outer, arguments: &[], ..*self }).ok();
        }
        match path.split_once('.') {
            Some((root, rest)) => self.dotted(root, rest, path),
            None => self.bare(path),
        }
    }
}

impl StepScope<'_> {
    fn bare(&self, name: &str) -> Option<Value> {
        let user = self.user.and_then(|user| self.case.users.get(user));
        let captured = user.and_then(|user| user.current(name)).or_else(|| self.case.captures.get(name));
        if let Some(value) = captured {
            return Some(value.clone());
        }
        match name {
            "now" => Some(Value::Moment(self.case.now.unwrap_or_else(Timestamp::now))),
            "channel" => self.channel.map(Value::from),
            "made_up" => Some(Value::from("00112233445566778899aabbccddeeff")),
            "sekisho" => self.context.variables.get(name).cloned().map(Value::from),
            _ => None,
        }
    }

    fn dotted(&self, root: &str, rest: &str, path: &str) -> Option<Value> {
        match root {
            "each" => self.case.variant.value(rest).cloned(),
            "vendor" => self.case.player.profile()?.value(path),
            "policy" => self.context.target.policy.get(path).cloned(),
            "secret" => self.context.secrets.value(rest).map(Value::from),
            "user" => self.of_user(self.user?, rest),
            "users" => {
                let (label, rest) = rest.split_once('.')?;
                self.of_user(self.case.user(label)?, rest)
            }
            "scenario" => match rest {
                "id" => Some(self.case.id.as_str().into()),
                "name" => Some(self.case.scenario.as_str().into()),
                _ => None,
            },
            "foreign" => {
                let foreign = self.context.foreign.get_or_init(|| foreign_identity().ok()).as_ref()?;
                match rest {
                    "certificate" => Some(foreign.certificate.as_str().into()),
                    "key" => Some(foreign.key.as_str().into()),
                    _ => None,
                }
            }
            "run" => (rest == "id").then(|| self.context.prefix.as_str().into()),
            _ => self.context.variables.get(path).cloned().map(Value::from),
        }
    }

    fn of_user(&self, user: usize, name: &str) -> Option<Value> {
        let user = self.case.users.get(user)?;
        match name {
            "name" => Some(user.name.as_str().into()),
            _ => user.attributes.get(name).or_else(|| user.captured(name)).cloned(),
        }
    }
}

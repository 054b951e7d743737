//! What the mock keeps of one tenant.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sekisho_protocol::face::Profile;
use serde_json::Value;

use super::twist::Twist;
use crate::control::{Complaint, Fact, Facts, Ledger, Program};

/// The scope of requests that cannot be opened: they name no tenant.
pub const UNATTRIBUTED: &str = "unattributed";

/// Complaints that are kept of one scope; further ones tell nothing new.
const MOST_COMPLAINTS: usize = 64;
/// Answers that can be told beforehand.
const MOST_PLANNED: usize = 1024;
/// The result that no profile has.
pub(super) const UNKNOWN: &str = "unknown";

#[derive(Default)]
pub(super) struct Scope {
    pub(super) ledger: Arc<Ledger>,
    state: Mutex<State>,
}

#[derive(Default)]
pub(super) struct State {
    results: Planned<String>,
    twists: Planned<Twist>,
    pub(super) page: bool,
    pub(super) requests: u64,
    pub(super) answers: u64,
    pub(super) pages: u64,
    /// Of the last request.
    pub(super) suite: String,
    /// The last right answer, for replays.
    pub(super) last_answer: Option<String>,
    /// The `rno` of the last request, and of the one before.
    pub(super) nonces: [Option<String>; 2],
    complaints: Vec<Complaint>,
}

/// What comes next, in order; the last one stays.
struct Planned<T>(VecDeque<T>);

impl Scope {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out a program, whole or not at all.
    pub(super) fn program(&self, profile: &Profile, mut program: Program) -> Result<(), String> {
        let known = |name: &str| profile.result(name).is_some() || name == UNKNOWN;
        let names =
            || profile.results.iter().map(|it| it.name.as_str()).chain([UNKNOWN]).collect::<Vec<_>>().join(", ");
        let results = planned(&mut program, "result", |name| known(name).then(|| name.to_owned()), names)?;
        let names = || Twist::all().map(|(twist, _)| twist.name()).collect::<Vec<_>>().join(", ");
        let twists = planned(&mut program, "token", |name| name.parse().ok(), names)?;
        let page = program.truth("page")?;
        program.finish()?;
        let mut state = self.state();
        results.into_iter().for_each(|results| state.results = results);
        twists.into_iter().for_each(|twists| state.twists = twists);
        page.into_iter().for_each(|page| state.page = page);
        Ok(())
    }

    pub(super) fn facts(&self, wanted: &[String]) -> Facts {
        let state = self.state();
        let all = [
            ("requests", Fact::Number(state.requests)),
            ("answers", Fact::Number(state.answers)),
            ("pages", Fact::Number(state.pages)),
            ("suite", Fact::Text(state.suite.clone())),
        ];
        let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
        all.into_iter().filter(|(name, _)| is_wanted(name)).map(|(name, fact)| (name.into(), fact)).collect()
    }

    pub(super) fn verdict(&self) -> Vec<Complaint> {
        self.state().complaints.clone()
    }
}

impl State {
    /// The result of the next answer, and how it is wrong.
    pub(super) fn next(&mut self, profile: &Profile) -> (String, Twist) {
        let success = || profile.results.first().map_or_else(String::new, |result| result.name.clone());
        (self.results.next().unwrap_or_else(success), self.twists.next().unwrap_or(Twist::Right))
    }

    /// The same without going on.
    pub(super) fn twist(&self) -> Twist {
        self.twists.0.front().copied().unwrap_or(Twist::Right)
    }

    pub(super) fn complaints(&self) -> &[Complaint] {
        &self.complaints
    }

    pub(super) fn complain(&mut self, complaints: Vec<Complaint>) {
        for complaint in complaints {
            if self.complaints.len() < MOST_COMPLAINTS && !self.complaints.contains(&complaint) {
                self.complaints.push(complaint);
            }
        }
    }
}

impl<T> Default for Planned<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: Clone> Planned<T> {
    fn next(&mut self) -> Option<T> {
        if self.0.len() > 1 { self.0.pop_front() } else { self.0.front().cloned() }
    }
}

/// A name, or a list of them.
fn planned<T>(
    program: &mut Program,
    key: &'static str,
    read: impl Fn(&str) -> Option<T>,
    known: impl Fn() -> String,
) -> Result<Option<Planned<T>>, String> {
    let list = match program.take(key) {
        None => return Ok(None),
        Some(Value::Array(list)) => list,
        Some(one) => vec![one],
    };
    if list.is_empty() || list.len() > MOST_PLANNED {
        return Err(format!("`{key}` must be a name or a list of 1 to {MOST_PLANNED}, got {}", list.len()));
    }
    let wrong = |value: &Value| format!("`{key}` must be one of {}, got {value}", known());
    let read = |value: &Value| value.as_str().and_then(&read).ok_or_else(|| wrong(value));
    Ok(Some(Planned(list.iter().map(read).collect::<Result<_, _>>()?)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(scope: &Scope, program: &Value) -> Result<(), String> {
        scope.program(&Profile::default(), Program::new(program.as_object().cloned().unwrap_or_default()))
    }

    #[test]
    fn answers_come_in_order_and_the_last_one_stays() {
        let (scope, profile) = (Scope::default(), Profile::default());
        assert_eq!(scope.state().next(&profile), ("success".into(), Twist::Right));
        assert_eq!(told(&scope, &json!({ "result": ["cancelled", "unknown"], "token": "no-cty" })), Ok(()));
        let mut state = scope.state();
        let results: Vec<_> = (0..3).map(|_| state.next(&profile).0).collect();
        assert_eq!(results, ["cancelled", "unknown", "unknown"]);
        assert_eq!(state.next(&profile).1.name(), "no-cty");
    }

    #[test]
    fn a_program_is_carried_out_whole_or_not_at_all() {
        let scope = Scope::default();
        let wrong = told(&scope, &json!({ "result": "cancelled", "token": "no-such" })).unwrap_err();
        assert!(wrong.contains("four-parts, ") && wrong.ends_with("got \"no-such\""), "{wrong}");
        assert_eq!(scope.state().next(&Profile::default()).0, "success");
        for wrong in [json!({ "result": [] }), json!({ "result": 1 }), json!({ "page": "yes" }), json!({ "colour": 1 })]
        {
            assert!(told(&scope, &wrong).is_err(), "{wrong}");
        }
    }
}

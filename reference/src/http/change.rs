//! Steps of a password change, parsed.

use sekisho_rules::{ChangeStep, Password, Request};
use serde::Deserialize;

use super::Body;
use super::doors::{Asked, Unreadable};
use super::route::Step;

/// A browser that lost its session gives none, which is not malformed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    session: Option<String>,
    domain: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    session: Option<String>,
    domain: Option<String>,
    password: String,
}

/// `POST /api/password`, `…/entry` and `…/cancel`
pub(crate) fn step(step: Step, body: &Body) -> Result<Asked, Unreadable> {
    let unreadable = |_| Unreadable(body.domain());
    let (session, domain, step) = match step {
        Step::Entry => {
            let Entry { session, domain, password } = body.json().map_err(unreadable)?;
            (session, domain, ChangeStep::Entry(Password::new(&password)))
        }
        Step::Open | Step::Cancel => {
            let Given { session, domain } = body.json().map_err(unreadable)?;
            (session, domain, if step == Step::Open { ChangeStep::Open } else { ChangeStep::Cancel })
        }
    };
    Ok(Asked::new(domain, Request::Change { session: session.unwrap_or_default(), step }))
}

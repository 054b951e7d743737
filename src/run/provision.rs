use std::sync::Arc;

use sekisho_catalog::Vocabulary;
use tokio::sync::watch;

use super::case::{attempt, clean_up, set_up};
use super::context::{Context, Options, Session};
use super::invoke::method;
use super::naming::Seed;
use super::preflight::{self, Unfit};
use super::runner::{Listening, context};
use super::scope::{CaseState, StepScope};
use crate::authenticator::Credentials;
use crate::plan::Case;
use crate::record::{CaseName, Verdict};
use crate::scenario::{Param, Scenario, UserSpec};
use crate::target::Target;
use crate::template::{Scope, Value};

/// A case's set-up with many users in the place of one: what load logs in to.
pub struct Provisioned {
    context: Arc<Context>,
    _listening: Listening,
    case: Case,
    state: CaseState,
}

impl Provisioned {
    /// Proves that the target can be reached, carries the case out once, everything checked, and then sets it up with so
    /// many users.
    ///
    /// # Errors
    ///
    /// The target cannot be reached, the case does not pass, or the users cannot be made.
    pub async fn new(
        target: Arc<Target>,
        vocabulary: &'static Vocabulary,
        case: Case,
        users: usize,
        seed: Seed,
        session: Session,
        interrupted: watch::Receiver<bool>,
    ) -> Result<Self, Unfit> {
        let options = Options { seed, jobs: 1, retries: 0, no_flaky: false, waivers: Vec::new(), min_coverage: None };
        let (context, listening) = context(target, vocabulary, options, session, interrupted, Box::new(drop))?;
        preflight::reach(&context).await?;
        checked(&context, &case).await?;
        let crowd = Case { scenario: Arc::new(crowd(&case.scenario, users)), ..case };
        let state = set_up(&context, &crowd, &crowd.name).await;
        let state = state.map_err(|why| Unfit::Insane { scenario: format!("{} (set-up)", crowd.name), why })?;
        context.hub.be_deaf(true);
        Ok(Self { context, _listening: listening, case: crowd, state })
    }

    /// The target.
    pub fn target(&self) -> &Target {
        &self.context.target
    }

    /// The case, with all of its users.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// What the case is called on the target.
    pub fn id(&self) -> &str {
        &self.state.id
    }

    /// What a user answers with on the case's channel.
    pub fn credentials(&self, user: usize) -> Option<&Credentials> {
        self.state.users.get(user)?.credentials(method(self.case.name.channel.as_deref()))
    }

    /// The names that a user's templates may use; arguments go before all else.
    pub fn scope<'a>(&'a self, user: usize, params: &'a [Param], arguments: &'a [(String, Value)]) -> impl Scope + 'a {
        StepScope {
            context: &self.context,
            case: &self.state,
            user: Some(user),
            channel: self.case.name.channel.as_deref(),
            params,
            arguments,
        }
    }

    /// Whether a URL's host may be called.
    ///
    /// # Errors
    ///
    /// It is neither near nor allowed by the target file, or no URL.
    pub fn permit(&self, url: &str) -> Result<reqwest::Url, crate::wire::WireError> {
        self.context.http.permit(url)
    }

    /// How many lines the target's logs brought under load.
    pub fn lines(&self) -> u64 {
        self.context.hub.counted()
    }

    /// Removes what was set up; says what went wrong, if something did.
    pub async fn clean_up(&self) -> Option<String> {
        self.context.hub.be_deaf(false);
        clean_up(&self.context, &self.case, &self.case.name, 1).await
    }
}

/// One login with everything checked: a server that cannot do it once is not asked for thousands.
async fn checked(context: &Context, case: &Case) -> Result<(), Unfit> {
    let name = CaseName { scenario: format!("sanity/{}", case.name.scenario), ..case.name.clone() };
    let ended = attempt(context, &Case { alone: true, ..case.clone() }, &name, 1).await;
    match ended.verdict {
        Verdict::Passed | Verdict::Waived => Ok(()),
        _ => {
            let why = ended.reason.unwrap_or_else(|| "it has findings; `sekisho run` shows them".into());
            Err(Unfit::Insane { scenario: case.name.to_string(), why })
        }
    }
}

/// The scenario with many users like its first.
fn crowd(scenario: &Scenario, users: usize) -> Scenario {
    let like = |first: &UserSpec, number: usize| UserSpec { name: format!("{}{number}", first.name), ..first.clone() };
    let first = scenario.users.first();
    let users = first.iter().flat_map(|first| (0..users).map(|number| like(first, number))).collect();
    Scenario { users, ..scenario.clone() }
}

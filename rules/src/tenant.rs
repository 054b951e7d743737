//! What the server keeps for a tenant.

use std::collections::HashMap;
use std::time::Duration;

use crate::codes::Bearer;
use crate::face::Facing;
use crate::pki::Pki;
use crate::policy::Policy;
use crate::process::Process;
use crate::radius::Challenge;
use crate::register::Register;
use crate::rule::{Rule, Seam};
use crate::secret::Secret;
use crate::session::{Signed, Voucher};
use crate::suspended::Suspended;
use crate::sync::SyncStore;
use crate::table::Tables;
use crate::tokens::Stock;
use crate::totp::Generator;
use crate::user::User;
use crate::{CallId, Dependency, FaceSession, Output, ProcessId, Proof, PublicKey, RadiusState, Session, Time, Wake};

/// How often expired tables and processes are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// One tenant.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) policy: Policy,
    pub(crate) users: HashMap<Box<str>, User>,
    pub(crate) tables: Tables,
    pub(crate) processes: Register<ProcessId, Process>,
    /// Logins over the web that last.
    pub(crate) sessions: Register<Session, Signed>,
    /// Logins that can vouch for a seamless sign-on.
    pub(crate) proofs: Register<Proof, Voucher>,
    /// Challenges over RADIUS that wait for their answer.
    pub(crate) challenges: Register<RadiusState, Challenge>,
    /// Logins whose browser is with the face service.
    pub(crate) faces: Register<FaceSession, Facing>,
    /// Whose certificate SAML assertions are signed under.
    pub(crate) saml: Option<PublicKey>,
    pub(crate) stock: Stock,
    pub(crate) dependencies: Dependencies,
    /// Requests that wait for an answer from outside.
    pub(crate) suspended: HashMap<CallId, Suspended>,
    pub(crate) sync: SyncStore,
    /// None until it is configured.
    pub(crate) pki: Option<Pki>,
    /// What an unknown user's answer is compared with.
    pub(crate) decoy: Secret,
    /// What an unknown user's code is compared with.
    pub(crate) decoy_generator: Generator,
    /// When the sweep that was asked for is due.
    sweep: Option<Time>,
}

impl Tenant {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            policy,
            users: HashMap::new(),
            tables: Tables::default(),
            processes: Register::default(),
            sessions: Register::default(),
            proofs: Register::default(),
            challenges: Register::default(),
            faces: Register::default(),
            saml: None,
            stock: Stock::default(),
            dependencies: Dependencies::default(),
            suspended: HashMap::new(),
            sync: SyncStore::default(),
            pki: None,
            decoy: Secret::decoy(),
            decoy_generator: Generator::decoy(),
            sweep: None,
        }
    }

    /// Deletes a user, with what was handed out to it.
    pub(crate) fn remove_user(&mut self, uid: &str) {
        let user = self.users.remove(uid);
        user.and_then(|user| user.token).inspect(|serial| self.stock.take_back(serial));
        self.forget_logins(uid);
    }

    /// What the user has that shows codes.
    pub(crate) fn generators(&mut self, uid: &str, bearer: Bearer) -> Vec<&mut Generator> {
        let Some(user) = self.users.get_mut(uid) else { return Vec::new() };
        match bearer {
            Bearer::Token => {
                user.token.as_deref().and_then(|serial| self.stock.generator(serial)).into_iter().collect()
            }
            Bearer::App => user.slots.iter_mut().map(|slot| &mut slot.generator).collect(),
        }
    }

    /// Asks for a sweep, unless one is on its way. One that is overdue or too
    /// far off belongs to a clock that was moved since, and is asked for anew.
    pub(crate) fn want_sweep(&mut self, now: Time) -> Option<Output> {
        let due = now + SWEEP_EVERY;
        if self.sweep.is_some_and(|sweep| (now..=due).contains(&sweep)) {
            return None;
        }
        self.sweep = Some(due);
        Some(Output::Wake { at: due, wake: Wake::Sweep, awaited: false })
    }

    /// Forgets what has expired, and asks for the next sweep if there will be more.
    pub(crate) fn sweep(&mut self, seam: &Seam, now: Time) -> Option<Output> {
        self.sweep = None;
        self.tables.sweep(|table| seam.judge(Rule::TicketFresh, now < table.expires));
        self.processes.sweep(|process| seam.judge(Rule::ProcessFresh, now < process.expires));
        self.sessions.sweep(|session| seam.judge(Rule::SessionFresh, now < session.expires));
        self.proofs.sweep(|proof| seam.judge(Rule::ProofFresh, now < proof.expires));
        self.challenges.sweep(|challenge| seam.judge(Rule::StateFresh, now < challenge.expires));
        self.faces.sweep(|facing| seam.judge(Rule::FaceSessionFresh, now < facing.expires));
        let last = self.tables.last_expiry().max(self.processes.last_expiry());
        let last = last.max(self.sessions.last_expiry()).max(self.proofs.last_expiry());
        let last = last.max(self.challenges.last_expiry()).max(self.faces.last_expiry());
        if last.is_some_and(|expiry| now < expiry) { self.want_sweep(now) } else { None }
    }
}

/// What works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dependencies([bool; 6]);

impl Default for Dependencies {
    fn default() -> Self {
        Self([true; 6])
    }
}

impl Dependencies {
    pub(crate) fn is_up(self, dependency: Dependency) -> bool {
        self.0[dependency as usize]
    }

    pub(crate) fn switch(&mut self, dependency: Dependency, up: bool) {
        self.0[dependency as usize] = up;
    }
}

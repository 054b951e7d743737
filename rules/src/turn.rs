//! One request in hand: what the doors share.

use std::collections::HashMap;

use crate::code::{
    APP_MALFORMED, CHANGE_MALFORMED, OFFLINE_MALFORMED, POLICY_MALFORMED, SEARCH_MALFORMED, SLOT_MALFORMED,
    SYNC_UNNAMED, TOKEN_MALFORMED, TOKENS_MALFORMED, USERS_MALFORMED, WEB_MALFORMED, WINDOWS_APP_MALFORMED,
    WINDOWS_MALFORMED, WINDOWS_TABLE_MALFORMED, WINDOWS_TOKEN_MALFORMED,
};
use crate::form::is_user_name;
use crate::rule::Seam;
use crate::tenant::Tenant;
use crate::{
    Code, Dependency, Entropy, Event, Operation, Output, Refusal, Reply, RequestId, Rule, State, TenantName, Time,
};

/// Characters of a claimed name that an event still carries.
const LONGEST_CLAIM: usize = 64;

/// One request in hand.
pub(crate) struct Turn<'a> {
    pub(crate) seam: &'a mut Seam,
    /// The tenant, or the stand-in for all that do not exist.
    pub(crate) tenant: &'a mut Tenant,
    pub(crate) name: TenantName,
    /// Whether the tenant exists.
    pub(crate) exists: bool,
    pub(crate) now: Time,
    pub(crate) entropy: &'a mut dyn Entropy,
    pub(crate) request: RequestId,
    pub(crate) held_back: &'a mut HashMap<RequestId, Reply>,
    pub(crate) out: Vec<Output>,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(
        state: &'a mut State,
        name: TenantName,
        request: RequestId,
        now: Time,
        entropy: &'a mut dyn Entropy,
    ) -> Self {
        let State { seam, tenants, strangers, held_back } = state;
        let found = tenants.get_mut(&name);
        let exists = found.is_some();
        let tenant = found.unwrap_or(strangers);
        Self { seam, tenant, name, exists, now, entropy, request, held_back, out: Vec::with_capacity(4) }
    }

    /// The one seam; see [`Rule`].
    pub(crate) fn decide(&mut self, rule: Rule, condition: bool) -> bool {
        self.seam.decide(rule, condition)
    }

    /// Whether the request's names have their form.
    pub(crate) fn names_are_sound(&mut self, uid: &str) -> bool {
        self.decide(Rule::UserNameForm, is_user_name(uid)) && self.tenant_name_is_sound()
    }

    pub(crate) fn tenant_name_is_sound(&mut self) -> bool {
        let sound = self.name.is_sound();
        self.decide(Rule::TenantNameForm, sound)
    }

    pub(crate) fn store_is_up(&mut self) -> bool {
        let up = self.tenant.dependencies.is_up(Dependency::Store);
        self.decide(Rule::StoreUp, up)
    }

    pub(crate) fn user_is_known(&mut self, uid: &str) -> bool {
        let known = self.tenant.users.contains_key(uid);
        self.decide(Rule::UserKnown, known)
    }

    pub(crate) fn emit(&mut self, code: Code, user: Option<&str>) {
        let event = Event {
            code,
            user: user.map(|claimed| cut(claimed).to_owned()),
            tenant: cut_name(&self.name),
            request: Some(self.request),
            detail: None,
        };
        self.out.push(Output::Event(event));
    }

    pub(crate) fn reply(&mut self, reply: Reply) {
        self.out.push(Output::Reply { request: self.request, reply });
    }

    /// Emits the code and answers with it.
    pub(crate) fn refuse(&mut self, why: Refusal, code: Code, user: Option<&str>) {
        self.emit(code, user);
        self.reply(Reply::Refused { why, code: Some(code) });
    }

    /// Answers where the catalog has no code.
    pub(crate) fn refuse_plainly(&mut self, why: Refusal) {
        self.reply(Reply::Refused { why, code: None });
    }

    pub(crate) fn malformed(&mut self, operation: Operation) {
        match operation.malformed() {
            Some(code) => self.refuse(Refusal::Malformed, code, None),
            None => self.refuse_plainly(Refusal::Malformed),
        }
    }

    pub(crate) fn want_sweep(&mut self) {
        self.out.extend(self.tenant.want_sweep(self.now));
    }
}

impl Operation {
    /// The code of a malformed request; the catalog has none for some.
    fn malformed(self) -> Option<Code> {
        match self {
            Self::Policy => Some(POLICY_MALFORMED),
            Self::WebLogin => Some(WEB_MALFORMED),
            Self::WindowsTable => Some(WINDOWS_TABLE_MALFORMED),
            Self::WindowsLogin => Some(WINDOWS_MALFORMED),
            Self::Offline => Some(OFFLINE_MALFORMED),
            Self::Change => Some(CHANGE_MALFORMED),
            Self::WebTokenLogin => Some(TOKEN_MALFORMED),
            Self::WindowsTokenLogin => Some(WINDOWS_TOKEN_MALFORMED),
            Self::WebAppLogin => Some(APP_MALFORMED),
            Self::WindowsAppLogin => Some(WINDOWS_APP_MALFORMED),
            Self::Tokens => Some(TOKENS_MALFORMED),
            Self::Slot => Some(SLOT_MALFORMED),
            Self::Users => Some(USERS_MALFORMED),
            Self::Search => Some(SEARCH_MALFORMED),
            Self::Sync => Some(SYNC_UNNAMED),
            Self::WebTable | Self::Face | Self::Process | Self::Seamless | Self::Saml | Self::Pki => None,
            Self::SyncProgress => None,
        }
    }
}

fn cut(claimed: &str) -> &str {
    let end = claimed.char_indices().nth(LONGEST_CLAIM).map_or(claimed.len(), |(at, _)| at);
    &claimed[..end]
}

/// A sound name is shared, not copied.
fn cut_name(name: &TenantName) -> TenantName {
    let short = cut(name.as_str());
    if short.len() == name.as_str().len() { name.clone() } else { TenantName::new(short) }
}

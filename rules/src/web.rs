//! The web door: policy, table, login.

use std::sync::Arc;

use crate::code::{
    DECOY_POLICY_ISSUED, POLICY_FAILED, POLICY_ISSUED, POLICY_MALFORMED, WEB_DECOY_ISSUED, WEB_TABLE_FAILED,
    WEB_TABLE_ISSUED,
};
use crate::login::Attempt;
use crate::table::{MOST_OF_A_USER, Table};
use crate::turn::Turn;
use crate::{Code, Digits, Offer, Refusal, Reply, Rule, Ticket, WebRequest};

impl Turn<'_> {
    pub(crate) fn web(&mut self, request: WebRequest) {
        match request {
            WebRequest::Policy { uid } => self.policy(&uid),
            WebRequest::Table { uid } => self.web_table(&uid),
            WebRequest::Login { uid, factor, browser } => {
                self.login(Attempt { door: factor.web_door(), uid, process: None, factor, browser });
            }
        }
    }

    fn policy(&mut self, uid: &str) {
        if !self.names_are_sound(uid) {
            return self.refuse(Refusal::Malformed, POLICY_MALFORMED, Some(uid));
        }
        if !self.store_is_up() {
            return self.refuse(Refusal::Unavailable, POLICY_FAILED, Some(uid));
        }
        let code = if self.user_is_known(uid) { POLICY_ISSUED } else { DECOY_POLICY_ISSUED };
        self.emit(code, Some(uid));
        let policy = &self.tenant.policy;
        self.reply(Reply::Policy(Offer { method: policy.method, blocks: policy.table.blocks }));
    }

    /// The catalog has no code for a malformed request.
    fn web_table(&mut self, uid: &str) {
        if !self.names_are_sound(uid) {
            return self.refuse_plainly(Refusal::Malformed);
        }
        if !self.store_is_up() {
            return self.refuse(Refusal::Unavailable, WEB_TABLE_FAILED, Some(uid));
        }
        self.issue_table(uid, WEB_TABLE_ISSUED, WEB_DECOY_ISSUED);
    }

    /// A table, or for an unknown user a decoy that differs in nothing but the
    /// event's code: it is drawn, kept and examined like any other.
    pub(crate) fn issue_table(&mut self, uid: &str, issued: Code, decoy: Code) {
        let code = if self.user_is_known(uid) { issued } else { decoy };
        let (ticket, digits) = self.open_table(uid);
        self.emit(code, Some(uid));
        self.reply(Reply::Table { ticket, digits });
        self.want_sweep();
    }

    /// Draws a table, and keeps it for its answer.
    pub(crate) fn open_table(&mut self, uid: &str) -> (Ticket, Digits) {
        let digits = Digits::draw(self.tenant.policy.table.blocks, self.entropy);
        let expires = self.now + self.tenant.policy.table.valid;
        let table = Table { owner: self.owner(uid), digits, expires, used: false };
        let ticket = Ticket::draw(self.entropy);
        let tables = &mut self.tenant.tables;
        if !self.seam.decide(Rule::TableRoom, tables.of(&table.owner) < MOST_OF_A_USER) {
            tables.drop_oldest(&table.owner);
        }
        tables.add(ticket, table);
        (ticket, digits)
    }

    /// Whose tables they are. All tenants that do not exist share one keeper,
    /// so there the owner's name holds the tenant's too; no sound name has a slash.
    pub(crate) fn owner(&self, uid: &str) -> Arc<str> {
        if self.exists {
            self.tenant.tables.owner(uid)
        } else {
            self.tenant.tables.owner(&format!("{}/{uid}", self.name))
        }
    }
}

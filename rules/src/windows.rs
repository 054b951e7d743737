//! The Windows logon door: process, table, login.

use crate::code::{
    WINDOWS_DECOY_ISSUED, WINDOWS_TABLE_FAILED, WINDOWS_TABLE_ISSUED, WINDOWS_TABLE_MALFORMED, WINDOWS_TABLE_PROCESS,
};
use crate::form::is_client;
use crate::login::Attempt;
use crate::process::Process;
use crate::turn::Turn;
use crate::{Browser, ProcessId, Refusal, Reply, Rule, WindowsRequest};

impl Turn<'_> {
    pub(crate) fn windows(&mut self, request: WindowsRequest) {
        match request {
            WindowsRequest::Start { client } => self.start(client),
            WindowsRequest::Table { uid, process } => self.windows_table(&uid, &process),
            WindowsRequest::Offline { uid, process, count } => self.offline(&uid, &process, count),
            WindowsRequest::Seamless { uid, proof } => self.seamless(uid, proof),
            WindowsRequest::Login { uid, process, factor } => self.login(Attempt {
                door: factor.windows_door(),
                uid,
                process: Some(process),
                factor,
                browser: Browser::default(),
            }),
        }
    }

    /// Any version may start a process; another one than the policy's is
    /// refused when the process is used. The catalog has no codes for this.
    fn start(&mut self, client: String) {
        let sound = self.decide(Rule::ClientForm, is_client(&client)) && self.tenant_name_is_sound();
        if !sound {
            return self.refuse_plainly(Refusal::Malformed);
        }
        if !self.store_is_up() {
            return self.refuse_plainly(Refusal::Unavailable);
        }
        let id = ProcessId::draw(self.entropy);
        let expires = self.now + self.tenant.policy.process_valid;
        self.tenant.processes.add(id, Process { client, expires, granted: None });
        self.reply(Reply::Process(id));
        self.want_sweep();
    }

    fn windows_table(&mut self, uid: &str, process: &str) {
        if !self.names_are_sound(uid) || !self.process_is_well_formed(process) {
            return self.refuse(Refusal::Malformed, WINDOWS_TABLE_MALFORMED, Some(uid));
        }
        if !self.store_is_up() {
            return self.refuse(Refusal::Unavailable, WINDOWS_TABLE_FAILED, Some(uid));
        }
        if !self.process_is_good(process) {
            return self.refuse(Refusal::Denied, WINDOWS_TABLE_PROCESS, Some(uid));
        }
        self.issue_table(uid, WINDOWS_TABLE_ISSUED, WINDOWS_DECOY_ISSUED);
    }

    /// The message of 54307 speaks of a stale handle, that of 52301 of versions
    /// that differ; here each of them refuses at both.
    pub(crate) fn process_is_good(&mut self, process: &str) -> bool {
        let now = self.now;
        let id = ProcessId::read(process);
        let process = id.and_then(|id| self.tenant.processes.of(id));
        let client = &self.tenant.policy.client;
        self.seam.decide(Rule::ProcessKnown, process.is_some())
            && self.seam.decide(Rule::ProcessFresh, process.is_some_and(|it| now < it.expires))
            && self.seam.decide(Rule::ProcessVersion, process.is_some_and(|it| it.client == *client))
            && self.seam.decide(Rule::ProcessUnused, process.is_some_and(|it| it.granted.is_none()))
    }
}

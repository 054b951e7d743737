//! Whether a sync may start.

use std::collections::{HashMap, VecDeque};

use super::job::{Goal, Job, JobId, Search, Shift};
use super::setting::Whole;
use super::{GraphError, Node, Subcode, SyncRequest, SyncSetting};
use crate::turn::Turn;
use crate::{Code, Dependency, Event, Output, Refusal, Reply, Rule, code};

/// Why a sync does not start: the code, and what its `{0}` stands for.
type Refused = (Refusal, Code, Option<String>);

impl Turn<'_> {
    /// Starts a sync: the connection test goes out, and whoever asked is answered when it came back.
    pub(crate) fn sync(&mut self, request: &SyncRequest) {
        match self.examine_sync(request) {
            Ok(setting) => self.begin_sync(request, &setting),
            Err((why, code, detail)) => {
                self.out.push(Output::Event(Event {
                    code,
                    user: None,
                    tenant: self.name.clone(),
                    request: Some(self.request),
                    detail: detail.clone(),
                }));
                self.reply(Reply::Sync { why: Some(why), code, detail });
            }
        }
    }

    /// How far the tenant's sync has come.
    pub(crate) fn sync_progress(&mut self) {
        let progress = self.tenant.sync.job.as_ref().map(|job| job.progress());
        self.reply(Reply::SyncProgress(progress));
    }

    fn examine_sync(&mut self, request: &SyncRequest) -> Result<SyncSetting, Refused> {
        let refused = |why, code| (why, code, None);
        if !self.decide(Rule::SyncNamed, !request.setting.is_empty()) {
            return Err(refused(Refusal::Malformed, code::SYNC_UNNAMED));
        }
        if !self.decide(Rule::SyncModeKnown, matches!(request.mode.as_str(), "import" | "export")) {
            return Err(refused(Refusal::Malformed, code::SYNC_MODE_UNKNOWN));
        }
        let peer = self.tenant.dependencies.is_up(Dependency::Peer);
        if !self.decide(Rule::PeerUp, peer) {
            return Err(refused(Refusal::Unavailable, code::SYNC_PEER_DOWN));
        }
        // No code is for a setting that cannot be read: it is the server's own error before the connection is tested.
        if !self.store_is_up() {
            let error = GraphError::new(Subcode::Passlogic, "The store does not answer.");
            return Err((Refusal::Unavailable, code::SYNC_TEST_FAILED, Some(error.detail())));
        }
        let setting = self.tenant.sync.settings.get(&request.setting).cloned();
        if !self.decide(Rule::SettingKnown, setting.is_some()) {
            return Err(refused(Refusal::Unknown, code::SYNC_SETTING_UNKNOWN));
        }
        let setting = setting.unwrap_or_default();
        self.must_be_idle(request.node).map_err(|code| refused(Refusal::Exists, code))?;
        let missing = setting.missing();
        if !self.decide(Rule::SettingWhole, missing.is_none()) {
            let field = missing.map(|field| field.as_str().to_owned()).unwrap_or_default();
            return Err((Refusal::Unfit, code::SYNC_FIELD_MISSING, Some(field)));
        }
        if !self.decide(Rule::SecretDecrypted, !setting.corrupt_secret) {
            return Err(refused(Refusal::Unfit, code::SYNC_SECRET_UNREADABLE));
        }
        Ok(setting)
    }

    /// A job of this node has a code, and one of the other node another.
    fn must_be_idle(&mut self, node: Node) -> Result<(), Code> {
        let running = self.tenant.sync.job.as_ref().map(|job| job.node);
        if !self.decide(Rule::NodeIdle, running != Some(node)) {
            return Err(code::SYNC_RUNNING);
        }
        if !self.decide(Rule::PeerIdle, running.is_none()) {
            return Err(code::SYNC_RUNNING_ELSEWHERE);
        }
        Ok(())
    }

    /// The number of the next worker's process. It is logged: so the same tenant has the same ones in each run.
    fn worker(&mut self) -> u32 {
        self.tenant.sync.begun += 1;
        // FNV-1a (draft-eastlake-fnv).
        let hash = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let name = self.name.as_str().bytes().fold(0x811c_9dc5, hash);
        1000 + name.wrapping_add(self.tenant.sync.begun) % 31_000
    }

    fn begin_sync(&mut self, request: &SyncRequest, setting: &SyncSetting) {
        let setting = Whole::of(setting);
        let pid = self.worker();
        let job = Box::new(Job {
            id: JobId(self.entropy.next_u64()),
            pid,
            node: request.node,
            import: request.mode == "import",
            hidden: vec![setting.client_secret.clone()],
            setting,
            starter: Some(self.request),
            token: None,
            goal: Goal::Test,
            call: None,
            signing_in: false,
            called: self.now,
            tries: 0,
            signed_in: 0,
            renewed: false,
            federated: false,
            search: Search::default(),
            tasks: VecDeque::new(),
            batch: Vec::new(),
            users: VecDeque::new(),
            names: HashMap::new(),
            over: false,
        });
        let Self { seam, tenant, name, now, entropy, out, .. } = self;
        let mut shift = Shift { seam, tenant, name, now: *now, entropy: *entropy, job, out };
        shift.ask();
        shift.rest();
    }
}

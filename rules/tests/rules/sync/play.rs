//! A server and a Graph that talk until nobody has anything to say.

use std::collections::VecDeque;

use sekisho_rules::{
    Answer, Arrival, Attribute, Call, CallId, ClientSecret, Control, Dependency, Event, GraphCall, Node, Output,
    Policy, Reply, Request, SyncRequest, SyncSetting, Time, Wake,
};

use super::graph::{Fault, Graph};
use crate::server::{Said, Server, TENANT};

pub(crate) const SECRET: &str = "s3cr3t-of-the-application";

/// A kind of request, which of them, and what is done then.
type Meanwhile = (&'static str, usize, fn(&mut Server));

pub(crate) struct Play {
    pub(crate) server: Server,
    pub(crate) graph: Graph,
    pub(crate) events: Vec<Event>,
    pub(crate) replies: Vec<Reply>,
    /// When requests went out, and which.
    pub(crate) sent: Vec<(Time, &'static str)>,
    /// Just before the answer to such a request comes in, for the n-th time.
    pub(crate) meanwhile: Vec<Meanwhile>,
    out: VecDeque<Output>,
}

pub(crate) fn setting() -> SyncSetting {
    let text = |text: &str| Some(text.to_owned());
    SyncSetting {
        custom_domain: text("x.test"),
        application_id: text("11111111-2222-4333-8444-555555555555"),
        client_secret: Some(ClientSecret::new(SECRET)),
        tenant_id: text("x.test"),
        domain_name: text(TENANT),
        new_user_policy: text("default"),
        sync_mode: text("add-update-delete"),
        search_filter: text(""),
        entra_to_passlogic_addact_mail: Some(false),
        passlogic_to_entra_addact_mail: Some(false),
        attribute_mapping: Some(vec![("displayName".to_owned(), Attribute::Uid), ("mail".to_owned(), Attribute::Mail)]),
        corrupt_secret: false,
    }
}

impl Play {
    /// With a user alice, and a setting entra.
    pub(crate) fn new() -> Self {
        Self::on(Server::with(Policy::default()))
    }

    pub(crate) fn on(server: Server) -> Self {
        let mut play = Self {
            server,
            graph: Graph::new(),
            events: Vec::new(),
            replies: Vec::new(),
            sent: Vec::new(),
            meanwhile: Vec::new(),
            out: VecDeque::new(),
        };
        play.put(setting());
        play
    }

    pub(crate) fn with(faults: impl IntoIterator<Item = (&'static str, Fault)>) -> Self {
        let mut play = Self::new();
        for (what, fault) in faults {
            play.graph.fault(what, [fault]);
        }
        play
    }

    pub(crate) fn put(&mut self, setting: SyncSetting) {
        self.server.tell(Control::PutSync { name: "entra".into(), setting: Box::new(setting) });
    }

    pub(crate) fn switch(&mut self, dependency: Dependency, up: bool) {
        self.server.tell(Control::Switch { dependency, up });
    }

    pub(crate) fn ask(&mut self, setting: &str, mode: &str, node: Node) -> Said {
        let request = SyncRequest { setting: setting.into(), mode: mode.into(), node };
        self.server.ask(Request::Sync(request))
    }

    /// Starts it, and does nothing of what it asks yet.
    pub(crate) fn begin(&mut self, mode: &str) {
        let said = self.ask("entra", mode, Node::First);
        self.out.extend(said.0);
    }

    pub(crate) fn export(&mut self) -> Vec<u32> {
        self.begin("export");
        self.play()
    }

    pub(crate) fn import(&mut self) -> Vec<u32> {
        self.begin("import");
        self.play()
    }

    /// Until nobody has anything to say; the codes that came.
    pub(crate) fn play(&mut self) -> Vec<u32> {
        let from = self.events.len();
        while self.step() {}
        self.events[from..].iter().map(|event| event.code.0).collect()
    }

    /// Until such a request was made; it stays open.
    pub(crate) fn play_to(&mut self, what: &str) -> (CallId, Answer) {
        loop {
            let open = match self.out.front() {
                Some(Output::Call { call, what }) => Some((*call, what.clone())),
                _ => None,
            };
            if let Some((call, wanted)) = open {
                let answer = self.answer(&wanted);
                if self.sent.last().is_some_and(|(_, sent)| *sent == what) {
                    self.out.pop_front();
                    return (call, answer);
                }
                self.out.pop_front();
                self.take(Arrival::Answer { call, answer });
            } else {
                assert!(self.step(), "nothing asks for {what}");
            }
        }
    }

    pub(crate) fn take(&mut self, arrival: Arrival) {
        let said = self.server.input(arrival);
        self.out.extend(said.0);
    }

    pub(crate) fn details(&self, code: u32) -> Vec<String> {
        let such = self.events.iter().filter(|event| event.code.0 == code);
        such.map(|event| event.detail.clone().unwrap_or_default()).collect()
    }

    pub(crate) fn users_of(&self, code: u32) -> Vec<String> {
        let such = self.events.iter().filter(|event| event.code.0 == code);
        such.map(|event| event.user.clone().unwrap_or_default()).collect()
    }

    fn step(&mut self) -> bool {
        match self.out.pop_front() {
            None => return false,
            Some(Output::Event(event)) => self.events.push(event),
            Some(Output::Reply { reply, .. }) => self.replies.push(reply),
            Some(Output::Wake { at, wake: Wake::Sync(job), awaited: true }) => {
                self.server.now = at;
                self.take(Arrival::Woken(Wake::Sync(job)));
            }
            Some(Output::Wake { .. }) => {}
            Some(Output::Call { call, what }) => {
                let answer = self.answer(&what);
                self.take(Arrival::Answer { call, answer });
            }
        }
        true
    }

    fn answer(&mut self, call: &Call) -> Answer {
        let Call::Graph { token, what } = call else { return Answer::Nothing };
        assert_eq!(token.is_none(), matches!(what, GraphCall::Token { .. }), "{what:?}");
        let answer = self.graph.answer(token.as_ref(), what);
        let asked = *self.graph.asked.last().unwrap();
        self.sent.push((self.server.now, asked));
        let count = self.graph.count(asked);
        for (what, number, how) in self.meanwhile.clone() {
            if what == asked && number == count {
                how(&mut self.server);
            }
        }
        answer
    }
}

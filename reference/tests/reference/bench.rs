//! A server that runs, a receiver of its events, and a hand to work it.

use std::cell::Cell;
use std::sync::mpsc::Receiver;

use sekisho_reference::{Options, Server, serve};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::client::{Reply, call};
use crate::receiver::{self, Heard};

pub(crate) const CELLS: [usize; 6] = [0, 11, 12, 3, 2, 3];
pub(crate) const PATTERN: &str = "0,11,12,3,2,3";

pub(crate) struct Bench {
    pub(crate) server: Server,
    pub(crate) messages: Receiver<Heard>,
    pub(crate) runtime: Runtime,
    marks: Cell<u32>,
}

#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) ticket: String,
    pub(crate) digits: String,
}

impl Table {
    pub(crate) fn of(reply: &Reply) -> Self {
        Self { ticket: reply.field("ticket"), digits: reply.field("table") }
    }

    pub(crate) fn answer(&self) -> String {
        CELLS.iter().map(|&cell| char::from(self.digits.as_bytes()[cell])).collect()
    }

    pub(crate) fn wrong(&self) -> String {
        let mut answer = self.answer();
        let last = answer.pop().unwrap();
        answer.push(if last == '0' { '1' } else { '0' });
        answer
    }
}

impl Bench {
    /// With a tenant t1 on a clock that stands, and a user alice.
    pub(crate) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Self {
        let bench = Self::bare(options);
        bench.put("t1", &json!({ "clock": "moved", "at": "2027-01-15T08:00:00Z" }));
        assert_eq!(bench.create("alice").field("code"), "30001");
        bench.codes();
        bench
    }

    pub(crate) fn bare(mut options: Options) -> Self {
        let (address, messages) = receiver::listen();
        options.syslog.push(format!("tcp://{address}").parse().unwrap());
        options.control = Some(([127, 0, 0, 1], 0).into());
        options.seed = Some(1);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let server = runtime.block_on(serve(options)).unwrap();
        Self { server, messages, runtime, marks: Cell::new(0) }
    }

    pub(crate) fn http(&self, line: &str, body: &str) -> Reply {
        call(self.server.http, line, "X-Request-Id: r1\r\n", body.as_bytes())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        self.http(&format!("POST {path}"), &body.to_string())
    }

    pub(crate) fn control(&self, line: &str, body: &str) -> Reply {
        call(self.server.control.unwrap(), line, "", body.as_bytes())
    }

    /// What was heard until now: a marker is awaited, so nothing is missed.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.marks.set(self.marks.get() + 1);
        let mark = format!("m{}", self.marks.get());
        assert_eq!(self.control("POST /marker", &json!({ "text": mark }).to_string()).status, 200);
        let end = format!("marker={mark}");
        std::iter::repeat_with(|| receiver::next(&self.messages)).take_while(|heard| heard.text != end).collect()
    }

    /// The codes that were heard until now.
    pub(crate) fn codes(&self) -> Vec<String> {
        self.heard().iter().map(|heard| heard.text["code=".len()..][..5].to_owned()).collect()
    }

    pub(crate) fn put(&self, tenant: &str, body: &Value) {
        let reply = self.control(&format!("PUT /tenants/{tenant}"), &body.to_string());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    pub(crate) fn policy(&self, policy: &Value) {
        let reply = self.control("PATCH /tenants/t1/policy", &policy.to_string());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    pub(crate) fn advance(&self, millis: u64) {
        let reply = self.control("POST /tenants/t1/clock", &json!({ "advance_ms": millis }).to_string());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    pub(crate) fn store(&self, up: bool) {
        let reply = self.control("PUT /tenants/t1/dependencies/store", &json!({ "up": up }).to_string());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    pub(crate) fn create(&self, uid: &str) -> Reply {
        self.post("/api/users", &json!({ "uid": uid, "domain": "t1", "pattern": PATTERN }))
    }

    pub(crate) fn act(&self, uid: &str, act: &str) -> Reply {
        self.http(&format!("POST /api/users/{uid}/{act}?domain=t1"), "")
    }

    pub(crate) fn table(&self, uid: &str) -> Table {
        Table::of(&self.http(&format!("GET /api/table?uid={uid}&domain=t1"), ""))
    }

    pub(crate) fn login(&self, uid: &str, ticket: &str, password: &str) -> Reply {
        self.post("/api/login", &json!({ "uid": uid, "domain": "t1", "ticket": ticket, "password": password }))
    }

    pub(crate) fn right(&self, uid: &str) -> Reply {
        let table = self.table(uid);
        self.login(uid, &table.ticket, &table.answer())
    }

    pub(crate) fn wrong(&self, uid: &str) -> Reply {
        let table = self.table(uid);
        self.login(uid, &table.ticket, &table.wrong())
    }

    pub(crate) fn process(&self, client: &str) -> String {
        self.post("/windows/process", &json!({ "client": client, "domain": "t1" })).field("process")
    }

    pub(crate) fn windows_table(&self, uid: &str, process: &str) -> Reply {
        self.post("/windows/table", &json!({ "uid": uid, "domain": "t1", "process": process }))
    }

    pub(crate) fn windows_login(&self, uid: &str, process: &str, ticket: &str, password: &str) -> Reply {
        let body = json!({ "uid": uid, "domain": "t1", "process": process, "ticket": ticket, "password": password });
        self.post("/windows/login", &body)
    }
}

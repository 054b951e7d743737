//! A server that knows an Entra ID, and hands to work it.

use std::time::Duration;

use sekisho_reference::{Limits, Options};
use serde_json::{Value, json};

use super::entra::Entra;
use crate::bench::Bench;
use crate::client::Reply;
use crate::receiver::{Heard, next};

pub(crate) const SECRET: &str = "s3cr3t/of+the application&";

pub(crate) struct Desk {
    pub(crate) bench: Bench,
    pub(crate) entra: Entra,
}

pub(crate) fn row() -> Value {
    json!({
        "custom_domain": "x.test", "application_id": "11111111-2222-4333-8444-555555555555", "client_secret": SECRET,
        "tenant_id": "x.test", "domain_name": "t1", "new_user_policy": "default", "sync_mode": "add-update-delete",
        "search_filter": "", "entra_to_passlogic_addact_mail": false, "passlogic_to_entra_addact_mail": false,
        "attribute_mapping": { "displayName": "uid", "mail": "mail" },
    })
}

impl Desk {
    /// With a tenant on a clock that jumps, a user alice, and a setting.
    pub(crate) fn new() -> Self {
        Self::patient(Duration::from_secs(20))
    }

    pub(crate) fn patient(graph: Duration) -> Self {
        let entra = Entra::new();
        let url = format!("http://{}", entra.address);
        Self::at(&url, &url, entra, graph)
    }

    pub(crate) fn at(login: &str, graph: &str, entra: Entra, patience: Duration) -> Self {
        let (login, graph) = (login.parse().unwrap(), graph.parse().unwrap());
        let limits = Limits { graph: patience, ..Limits::default() };
        let known = Some(sekisho_reference::Entra { login, graph, ca: None });
        Self::on(Bench::with(Options { entra: known, limits, ..Options::default() }), entra)
    }

    pub(crate) fn on(bench: Bench, entra: Entra) -> Self {
        let desk = Self { bench, entra };
        assert_eq!(desk.bench.control("POST /tenants/t1/clock", r#"{"mode":"automatic"}"#).status, 200);
        desk.put(&row());
        desk
    }

    pub(crate) fn put(&self, row: &Value) {
        let reply = self.bench.control("PUT /tenants/t1/sync/entra", &row.to_string());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    pub(crate) fn switch(&self, dependency: &str, up: bool) {
        let path = format!("PUT /tenants/t1/dependencies/{dependency}");
        assert_eq!(self.bench.control(&path, &json!({ "up": up }).to_string()).status, 200);
    }

    pub(crate) fn start(&self, mode: &str) -> Reply {
        self.bench.post("/api/sync?domain=t1", &json!({ "setting": "entra", "mode": mode }))
    }

    /// Until this code is heard; all that was heard, it last.
    pub(crate) fn until(&self, code: &str) -> Vec<Heard> {
        let mut heard = Vec::new();
        loop {
            let one = next(&self.bench.messages);
            let found = one.text.starts_with(&format!("code={code} "));
            heard.push(one);
            if found {
                return heard;
            }
        }
    }

    /// Runs one from its start to its end, which is this code; all codes in between.
    pub(crate) fn run(&self, mode: &str, end: &str) -> Vec<String> {
        self.start(mode);
        codes(&self.until(end))
    }

    /// The detail of the failure that a run ends with.
    pub(crate) fn detail(&self, mode: &str, end: &str) -> String {
        self.start(mode);
        let heard = self.until(end);
        let text = sekisho_catalog::passlogic().entry(end).unwrap().message.text.clone();
        let before = text.split("{0}").next().unwrap();
        heard.last().unwrap().text.split_once(before).unwrap().1.to_owned()
    }
}

pub(crate) fn codes(heard: &[Heard]) -> Vec<String> {
    heard.iter().map(|heard| heard.text["code=".len()..][..5].to_owned()).collect()
}

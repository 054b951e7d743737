//! Requests through the Windows logon door, parsed.

use sekisho_rules::{Factor, Password, Request, WindowsRequest};
use serde::Deserialize;

use super::Body;
use super::doors::{Asked, Unreadable};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Process {
    client: String,
    domain: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    uid: String,
    domain: Option<String>,
    process: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    uid: String,
    domain: Option<String>,
    process: String,
    ticket: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offline {
    uid: String,
    domain: Option<String>,
    process: String,
    count: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seamless {
    uid: String,
    domain: Option<String>,
    proof: String,
}

pub(crate) fn process(body: &Body) -> Result<Asked, Unreadable> {
    let Process { client, domain } = body.json().map_err(|_| Unreadable(body.domain()))?;
    Ok(Asked::new(domain, Request::Windows(WindowsRequest::Start { client })))
}

pub(crate) fn table(body: &Body) -> Result<Asked, Unreadable> {
    let Table { uid, domain, process } = body.json().map_err(|_| Unreadable(body.domain()))?;
    Ok(Asked::new(domain, Request::Windows(WindowsRequest::Table { uid, process })))
}

pub(crate) fn login(body: &Body) -> Result<Asked, Unreadable> {
    let Login { uid, domain, process, ticket, password } = body.json().map_err(|_| Unreadable(body.domain()))?;
    let password = Password::new(&password);
    Ok(Asked::new(
        domain,
        Request::Windows(WindowsRequest::Login { uid, process, factor: Factor::Matrix { ticket, password } }),
    ))
}

pub(crate) fn offline(body: &Body) -> Result<Asked, Unreadable> {
    let Offline { uid, domain, process, count } = body.json().map_err(|_| Unreadable(body.domain()))?;
    Ok(Asked::new(domain, Request::Windows(WindowsRequest::Offline { uid, process, count })))
}

pub(crate) fn seamless(body: &Body) -> Result<Asked, Unreadable> {
    let Seamless { uid, domain, proof } = body.json().map_err(|_| Unreadable(body.domain()))?;
    Ok(Asked::new(domain, Request::Windows(WindowsRequest::Seamless { uid, proof })))
}

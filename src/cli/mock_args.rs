use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use sekisho_mocks::graph::Guid;
use sekisho_mocks::graph::sign_in::USUAL_APP;

use crate::run::Seed;

/// Arguments of `mock`.
#[derive(Debug, Args)]
pub struct MockArgs {
    /// The service.
    #[command(subcommand)]
    pub service: MockService,
}

/// The outside services that a mock can stand in for.
#[derive(Debug, Subcommand)]
pub enum MockService {
    /// The service to which a phone app releases its user's logins.
    LoginProtection(LoginProtectionArgs),
    /// Microsoft Graph and the sign-in of Entra ID: users, delta, batches, throttling, and faults on order.
    Graph(GraphArgs),
    /// The service that recognizes faces: browsers are sent there with a signed and encrypted request, and come
    /// back with an answer.
    Face(FaceArgs),
}

const LOGIN_PROTECTION: &str = "\
Requests:
  POST /release {\"user\": …, \"domain\": …, \"at\": …}    the app releases a user's logins (at: RFC 3339, or now)
  GET /last-release?user=…&domain=…               the server asks: {\"released\": …}, or null
  POST /behaviour {\"prefix\": …, \"status\": 503}     questions for users of that prefix are refused;
                  {\"prefix\": …, \"delay_ms\": 5000}  are answered late; {\"garbage\": true}: are not answered
                                                  in JSON; without any of these: are answered again";

/// Arguments of `mock login-protection`.
#[derive(Debug, Args)]
#[command(after_help = LOGIN_PROTECTION)]
pub struct LoginProtectionArgs {
    /// Where it answers HTTP, on loopback; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// End when standard input ends: for programs that start this one.
    #[arg(long)]
    pub until_eof: bool,
}

const GRAPH: &str = r#"One listener answers for login.microsoftonline.com and graph.microsoft.com. A tenant begins, managed and without
users, when its domain is first named, at sign-in or by a command; it is known by its GUID, too. The environment
variable SEKISHO_GRAPH_SECRET holds the client secret that is right; without it any is. The time is that of the
request's Date header, if there is one.

Clients:
  https://ADDR/{tenant}/oauth2/v2.0/token            scope https://graph.microsoft.com/.default
  https://ADDR/v1.0/users, /users/delta, /users/$count, /directory/deletedItems, /domains, /organization, /$batch
  NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE: the file that the ready line calls ca

Control (JSON; SCOPE is a tenant's domain, such as contoso.example):
  POST /control/SCOPE {"domain": "federated"}        or managed; none: the tenant has lost it
    {"users": 1000, "prefix": "user"}                user00001 and so on are there, drawn from the seed
    {"user": "alice", "display_name": "Alice", "immutable_id": "none", "enabled": true}
                                                     made, or changed: mail, given_name, surname, department, job_title,
                                                     employee_id, mobile_phone, synced; set = {any: property}
    {"delete": "alice"}                              or all: moved among the deleted ones
    {"replication_lag": "10s", "expires_in": "60s"}  how long new users are missing from lists; the life of tokens
    {"roles": "User.Read.All", "app": "usable"}      what tokens permit; secret-expired, disabled, absent
    {"revoke": true, "reset_delta": true}            tokens issued so far count no more; delta must start anew
    {"immutable_id_change": "refused"}               likewise immutable_id_null; immutable_id_conflict: conflict, broken;
                                                     anchor_missing: invalid-values, source-anchor
    {"quota": "small", "shuffle": false}             throttling by Graph's limits (medium, large, none); order of batches
    {"faults": "POST /$batch: 429 after 7s, ok; token: AADSTS7000215; GET /users page 2: always reset"}
                                                     which requests fail how: then all is well again
    {"release": true, "connections": "refused"}      what a fault `hold` holds goes on; reset x2, tls-failure x1, ok
  GET /control/SCOPE/seen, /facts, /verdict          what came; users, deleted, tokens, user:UPN:PROPERTY (by
                                                     ?fact=NAME); what is wrong with the server
  DELETE /control/SCOPE                              forgets the tenant"#;

/// Arguments of `mock graph`.
#[derive(Debug, Args)]
#[command(after_help = GRAPH)]
pub struct GraphArgs {
    /// Where it answers HTTPS, on loopback; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Where it is programmed, on loopback; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub control: SocketAddr,
    /// Plain HTTP instead of HTTPS: for clients that would rather not check a certificate. Many refuse it.
    #[arg(long)]
    pub http: bool,
    /// Where to leave the certificate that clients must trust, made anew at each start; the ready line says where if none
    /// is given [default: a temporary file].
    #[arg(long, value_name = "FILE", conflicts_with = "http")]
    pub ca_out: Option<PathBuf>,
    /// What identifiers, people and orders are drawn from: the same seed gives the same answers.
    #[arg(long, value_name = "HEX", default_value = "0")]
    pub seed: Seed,
    /// The application that may sign in.
    #[arg(long, value_name = "GUID", default_value_t = USUAL_APP)]
    pub app: Guid,
    /// A tenant that is there from the start, with so many users: `contoso.example`, `contoso.example=1000`; can be given
    /// several times.
    #[arg(long, value_name = "DOMAIN[=USERS]", value_parser = tenant)]
    pub tenant: Vec<(String, u64)>,
    /// End when standard input ends: for programs that start this one.
    #[arg(long)]
    pub until_eof: bool,
}

fn tenant(text: &str) -> Result<(String, u64), String> {
    let (domain, users) = text.split_once('=').unwrap_or((text, "0"));
    let users = users.parse().map_err(|_| "expected a number of users after `=`".to_owned())?;
    Ok((domain.to_owned(), users))
}

const FACE: &str = "\
Browsers come to /authenticate?request=TOKEN, and go back to the token's redirect_uri.

Control, in JSON; SCOPE is the request's issuer, the tenant:
  POST /control/SCOPE
    {\"result\": \"cancelled\"}              what answers say: a name of the profile, or unknown
    {\"token\": \"wrong-signature\"}         how they are wrong; right again: {\"token\": \"right\"}
    {\"result\": [\"no-match\", \"success\"]}  one after the other, the last for all further ones
    {\"page\": true}                       people answer: a page shows what came and goes back
  GET /control/SCOPE/seen                what came, and how it was answered
  GET /control/SCOPE/facts               requests, answers, pages, suite
  GET /control/SCOPE/verdict             what is wrong with the server's requests
  DELETE /control/SCOPE                  forgets all of it

The values of token, each right in all else:
";

/// Arguments of `mock face`.
#[derive(Debug, Args)]
#[command(after_help = face_help())]
pub struct FaceArgs {
    /// Where it answers browsers, on loopback; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Where it is programmed, on loopback; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub control: SocketAddr,
    /// What the service calls things, its algorithms, lifetimes and results; without it, what is assumed of it.
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Where to leave what the service's portal would hand to a login server: its keys, which nobody else may read.
    /// Without it, a temporary file, which ends with the mock.
    #[arg(long, value_name = "FILE")]
    pub credentials_out: Option<PathBuf>,
    /// The beginning of URLs beyond this machine to which browsers may be sent back: `https://login.example.com/`.
    #[arg(long, value_name = "URL", value_parser = beginning)]
    pub redirect: Vec<String>,
    /// End when standard input ends: for programs that start this one.
    #[arg(long)]
    pub until_eof: bool,
}

/// A beginning of URLs: one that does not end its host would let in hosts that only begin so.
fn beginning(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.and_then(|rest| rest.find('/')) {
        Some(1..) => Ok(text.to_owned()),
        _ => Err("expected https:// or http://, a host, and the `/` behind it".to_owned()),
    }
}

fn face_help() -> String {
    let twists = sekisho_mocks::face::Twist::all().map(|(twist, about)| format!("  {:<24}{about}\n", twist.name()));
    FACE.to_owned() + twists.collect::<String>().trim_end()
}

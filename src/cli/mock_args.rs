use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

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

const FACE: &str = "\
Browsers:
  GET /authenticate?request=TOKEN   sends the browser back with the answer, or shows the page for people

Control (JSON; SCOPE is the request's issuer, the tenant):
  POST /control/SCOPE {\"result\": \"cancelled\"}      what the answers say: a name of the profile's table, or unknown
                      {\"token\": \"wrong-signature\"}  how they are wrong; right again: {\"token\": \"right\"}
                      {\"result\": [\"no-match\", \"success\"]}  one after the other, the last for all further ones
                      {\"page\": true}               lets people answer: the page shows what came in and goes back
  GET /control/SCOPE/seen, /facts, /verdict        what came; requests, answers, pages; what is wrong with the server
  DELETE /control/SCOPE                            forgets all of it

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
    #[arg(long, value_name = "URL")]
    pub redirect: Vec<String>,
    /// End when standard input ends: for programs that start this one.
    #[arg(long)]
    pub until_eof: bool,
}

fn face_help() -> String {
    let twists = sekisho_mocks::face::Twist::all().map(|(twist, about)| format!("  {:<24}{about}\n", twist.name()));
    FACE.to_owned() + twists.collect::<String>().trim_end()
}

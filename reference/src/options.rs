//! What a server is told when it starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use sekisho_protocol::face::Credentials;
use sekisho_protocol::radius::Secret;
use sekisho_rules::Rule;
use tokio::sync::mpsc::Sender;

use crate::{AdminToken, Entra, NeighbourUrl, Plant, RadiusArrival, RadiusClient, SyslogTarget};

/// What a server is told when it starts. By default it listens on a free
/// loopback port, without a control API, and tells its events nobody.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the doors and the user administration listen; port 0 for a free one.
    pub http: SocketAddr,
    /// Where the doors listen with TLS as well, if they do.
    pub tls: Option<SocketAddr>,
    /// Where it answers RADIUS, if it does.
    pub radius: Option<SocketAddr>,
    /// Where it answers RADIUS accounting, if it does.
    pub radius_accounting: Option<SocketAddr>,
    /// Who may ask over RADIUS; whoever asks from 127.0.0.1, if none is stated.
    pub radius_clients: Vec<RadiusClient>,
    /// What RADIUS clients and the server share; needed where it answers RADIUS.
    pub radius_secret: Option<Secret>,
    /// Who is told each Access-Request that comes, copies as well, as long as there is room.
    pub radius_watch: Option<Sender<RadiusArrival>>,
    /// Where the control API listens; a loopback address only.
    pub control: Option<SocketAddr>,
    /// Who is told the events.
    pub syslog: Vec<SyslogTarget>,
    /// A file to which the events are appended.
    pub log_file: Option<PathBuf>,
    /// What administrators must bear; none lets all in.
    pub admin_token: Option<AdminToken>,
    /// The service that knows when users released logins by the phone; none can never be reached.
    pub login_protection: Option<NeighbourUrl>,
    /// What the face service's portal handed to this server; without it no face can be asked for.
    pub face: Option<Credentials>,
    /// The Entra ID that users are synchronised with; without it none can be reached.
    pub entra: Option<Entra>,
    /// Makes tickets and digits foreseeable; without it they come from the
    /// operating system's entropy.
    pub seed: Option<u64>,
    /// Faults to emit with.
    pub plant: Vec<Plant>,
    /// Rules that are not decided, but forced.
    pub force: Vec<(Rule, bool)>,
    /// What a client may take.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            http: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls: None,
            radius: None,
            radius_accounting: None,
            radius_clients: Vec::new(),
            radius_secret: None,
            radius_watch: None,
            control: None,
            syslog: Vec::new(),
            log_file: None,
            admin_token: None,
            login_protection: None,
            face: None,
            entra: None,
            seed: None,
            plant: Vec::new(),
            force: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// What a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Octets of a request's body.
    pub body: usize,
    /// How long the head, and after it the body, may take to arrive; also how
    /// long a connection may stay idle, and a reply unread.
    pub read: Duration,
    /// Connections at a time; further ones wait.
    pub connections: usize,
    /// How long a neighbour may take to answer.
    pub neighbour: Duration,
    /// The same of the sign-in service and of Graph.
    pub graph: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let (read, neighbour) = (Duration::from_secs(10), Duration::from_secs(2));
        Self { body: 64 * 1024, read, connections: 1024, neighbour, graph: Duration::from_secs(5) }
    }
}

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_rustls::rustls::ServerConfig;

use super::cloud::Cloud;
use super::doors::Doors;
use super::listener::listen;
use crate::control::{Controlled, Program, control};
use crate::graph::SignIn;
use crate::graph::sign_in::Settings;
use crate::{Error, Mock};

/// How the Graph mock is to run.
#[derive(Debug)]
pub struct Options {
    /// Where it answers for both hosts; port 0 for a free one.
    pub listen: SocketAddr,
    /// Where it is told what to answer; port 0 for a free one.
    pub control: SocketAddr,
    /// Its certificate; none for plain HTTP.
    pub tls: Option<Arc<ServerConfig>>,
    /// What identifiers and orders are drawn from.
    pub seed: u64,
    /// Which application may sign in.
    pub sign_in: Settings,
}

/// A Graph mock that runs; it ends when this is dropped.
#[derive(Debug)]
pub struct Graph {
    /// Where it answers.
    pub http: SocketAddr,
    /// Where it is told what to answer.
    pub control: SocketAddr,
    cloud: Arc<Cloud>,
    listener: JoinHandle<()>,
    _control: Mock,
}

impl Drop for Graph {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Graph {
    /// Begins a tenant with so many users, as a command of whoever tests would.
    ///
    /// # Errors
    ///
    /// When this is no domain, or these are too many users: in words for people.
    pub fn begin(&self, domain: &str, users: u64) -> Result<(), String> {
        let told = serde_json::Map::from_iter([("users".to_owned(), users.into())]);
        self.cloud.program(domain, Program::new(told))
    }
}

/// Plays Microsoft Graph and the sign-in of Entra ID on loopback addresses.
/// When this returns, it listens.
///
/// # Errors
///
/// When it cannot listen there, or an address is not loopback.
pub async fn graph(options: Options) -> Result<Graph, Error> {
    let Options { listen: address, control: panel, tls, seed, sign_in } = options;
    if !address.ip().is_loopback() {
        return Err(Error::NotLoopback { address });
    }
    let doors = Doors::open(address, tls).map_err(|cause| Error::Listen { address, cause })?;
    let http = doors.address;
    let cloud = Arc::new(Cloud::new(seed, SignIn::new(sign_in), doors));
    let panel = control(cloud.clone(), panel).await?;
    // The first token need not wait for the key then.
    let waking = cloud.clone();
    std::thread::spawn(move || waking.sign_in.warm_up());
    let listener = tokio::spawn(listen(cloud.clone()));
    Ok(Graph { http, control: panel.http, cloud, listener, _control: panel })
}

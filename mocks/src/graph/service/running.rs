use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_rustls::rustls::ServerConfig;

use super::cloud::Cloud;
use super::doors::Doors;
use super::listener::listen;
use crate::control::control;
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
    listener: JoinHandle<()>,
    _control: Mock,
}

impl Drop for Graph {
    fn drop(&mut self) {
        self.listener.abort();
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
    Ok(Graph { http, control: panel.http, listener: tokio::spawn(listen(cloud)), _control: panel })
}

//! The ports, from the options to the listeners.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use sekisho_protocol::radius::Secret;
use tokio::net::UdpSocket;
use tokio::sync::mpsc::Sender;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::door::{Door, Port};
use super::{RadiusArrival, RadiusClient, listen};
use crate::service::Service;
use crate::{Error, Options};

/// The ports of a server that is about to start; often none.
#[derive(Debug)]
pub(crate) struct Sockets {
    bound: Vec<(Port, UdpSocket, SocketAddr)>,
    secret: Secret,
    clients: Vec<RadiusClient>,
    watch: Option<Sender<RadiusArrival>>,
}

impl Sockets {
    pub(crate) async fn bind(options: &Options) -> Result<Self, Error> {
        let wanted = [(Port::Access, options.radius), (Port::Accounting, options.radius_accounting)];
        let mut bound = Vec::new();
        for (port, address) in wanted {
            if let Some(address) = address {
                let (socket, local) = bind(address).await?;
                bound.push((port, socket, local));
            }
        }
        let secret = match &options.radius_secret {
            None if !bound.is_empty() => return Err(Error::NoRadiusSecret),
            secret => secret.clone().unwrap_or_else(|| Secret::new("")),
        };
        Ok(Self { bound, secret, clients: clients(options), watch: options.radius_watch.clone() })
    }

    /// Where one of the ports is.
    pub(crate) fn address(&self, port: Port) -> Option<SocketAddr> {
        self.bound.iter().find(|bound| bound.0 == port).map(|bound| bound.2)
    }

    pub(crate) fn open(self, service: &Arc<Service>, stopped: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let open = |(port, socket, _)| {
            let door = Door::new(service.clone(), port, &self.clients, self.secret.clone());
            let door = Arc::new(door.watched(self.watch.clone()));
            tokio::spawn(listen(socket, door, stopped.clone()))
        };
        self.bound.into_iter().map(open).collect()
    }
}

async fn bind(address: SocketAddr) -> Result<(UdpSocket, SocketAddr), Error> {
    let failed = |cause| Error::Listen { address, cause };
    let socket = UdpSocket::bind(address).await.map_err(failed)?;
    let local = socket.local_addr().map_err(failed)?;
    Ok((socket, local))
}

fn clients(options: &Options) -> Vec<RadiusClient> {
    match &options.radius_clients[..] {
        [] => vec![RadiusClient::lenient(IpAddr::V4(Ipv4Addr::LOCALHOST))],
        clients => clients.to_vec(),
    }
}

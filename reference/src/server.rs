//! A server from its start to its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::SysRng;
use rand_chacha::ChaCha12Rng;
use sekisho_catalog::passlogic;
use sekisho_rules::State;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::control::Control;
use crate::emitter::{Emitter, Texts};
use crate::http::{Doors, Way, acceptor, listen};
use crate::neighbours::{Calls, FaceService, Graph, Neighbour, Queue, carry_out};
use crate::pki::Authority;
use crate::radius::{Port, Sockets};
use crate::service::{Core, Service, keep_time};
use crate::{Error, Options};

/// How long the end waits for connections, and for receivers of events.
const FAREWELL: Duration = Duration::from_secs(5);

/// A server that runs. When this is dropped, it goes on for as long as its
/// runtime does.
#[derive(Debug)]
pub struct Server {
    /// Where its doors are.
    pub http: SocketAddr,
    /// Where its doors are with TLS, if they are.
    pub tls: Option<Tls>,
    /// Where it answers RADIUS, if it does.
    pub radius: Option<SocketAddr>,
    /// Where it answers RADIUS accounting, if it does.
    pub radius_accounting: Option<SocketAddr>,
    /// Where its control API is, if it has one.
    pub control: Option<SocketAddr>,
    service: Arc<Service>,
    lost: Arc<AtomicU64>,
    stop: watch::Sender<bool>,
    listeners: Vec<JoinHandle<()>>,
    /// What goes on beside the requests: the clock, and calls to neighbours.
    aside: Vec<JoinHandle<()>>,
}

/// The doors with TLS.
#[derive(Clone, Debug)]
pub struct Tls {
    /// Where they are.
    pub address: SocketAddr,
    /// The certificate of the authority that signed the server's, as PEM text.
    pub ca: String,
}

/// Starts a server on the current tokio runtime. When this returns, it listens.
///
/// # Errors
///
/// When it cannot listen, or write its log file, or was given a plant without
/// effect.
pub async fn serve(options: Options) -> Result<Server, Error> {
    let http = bind(options.http).await?;
    let tls = bind_tls(options.tls).await?;
    let control = bind_control(options.control).await?;
    let sockets = Sockets::bind(&options).await?;
    let (http_at, control_at) = (local(&http, options.http)?, control_address(control.as_ref(), &options)?);
    let face = options.face.clone().map(|credentials| Arc::new(FaceService::new(credentials)));
    let (calls, queues) = Calls::to(neighbours(&options, face.clone())?);
    let service = Arc::new(service(&options, calls, face)?);
    let lost = service.core().emitter.lost();
    let (stop, stopped) = watch::channel(false);
    let (doors, limits) = (Doors::new(service.clone()), options.limits);
    let mut listeners = vec![tokio::spawn(listen(http, Way::Plain, doors.clone(), limits, stopped.clone()))];
    let tls = tls.map(|(listener, way, tls)| {
        listeners.push(tokio::spawn(listen(listener, way, doors, limits, stopped.clone())));
        tls
    });
    if let Some(control) = control {
        listeners.push(tokio::spawn(listen(control, Way::Plain, Control(service.clone()), limits, stopped.clone())));
    }
    let (radius, radius_accounting) = (sockets.address(Port::Access), sockets.address(Port::Accounting));
    listeners.extend(sockets.open(&service, &stopped));
    let aside = aside(&service, queues);
    Ok(Server {
        http: http_at,
        tls,
        radius,
        radius_accounting,
        control: control_at,
        service,
        lost,
        stop,
        listeners,
        aside,
    })
}

impl Server {
    /// How many events did not reach a receiver, as far as is known.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// Ends: lets no connection in, finishes the requests at hand, and hands
    /// the last events to their receivers; waits some seconds for either.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for listener in self.listeners {
            let _ = timeout(FAREWELL, listener).await;
        }
        for task in self.aside {
            task.abort();
        }
        let receivers = self.service.core().emitter.close();
        for receiver in receivers {
            let _ = timeout(FAREWELL, receiver).await;
        }
    }

    /// Waits for as long as the server runs; it does not end by itself.
    pub async fn wait(&mut self) {
        for listener in &mut self.listeners {
            let _ = listener.await;
        }
    }
}

/// Nobody outside is called but those that the options name.
fn neighbours(options: &Options, face: Option<Arc<FaceService>>) -> Result<Vec<Neighbour>, Error> {
    let patience = options.limits.neighbour;
    let mut neighbours = vec![Neighbour::Nobody];
    neighbours.extend(options.login_protection.clone().map(|at| Neighbour::LoginProtection { at, patience }));
    neighbours.extend(face.map(Neighbour::Face));
    if let Some(entra) = options.entra.clone() {
        let graph = Graph::new(entra, options.limits.graph).map_err(Error::Entra)?;
        neighbours.push(Neighbour::Graph(Box::new(graph)));
    }
    Ok(neighbours)
}

fn aside(service: &Arc<Service>, queues: Vec<Queue>) -> Vec<JoinHandle<()>> {
    let calls = queues.into_iter().map(|queue| tokio::spawn(carry_out(service.clone(), queue)));
    std::iter::once(tokio::spawn(keep_time(service.clone()))).chain(calls).collect()
}

fn service(options: &Options, calls: Calls, face: Option<Arc<FaceService>>) -> Result<Service, Error> {
    let texts = Arc::new(Texts::new(passlogic(), &options.plant)?);
    let mut state = State::new();
    for &(rule, decided) in &options.force {
        state.force(rule, decided);
    }
    let core = Core::new(state, entropy(options.seed)?, texts.clone(), Emitter::start(options)?, calls);
    Ok(Service::new(core, texts, face, options.admin_token.clone(), options.limits))
}

fn entropy(seed: Option<u64>) -> Result<ChaCha12Rng, Error> {
    match seed {
        Some(seed) => Ok(ChaCha12Rng::seed_from_u64(seed)),
        None => ChaCha12Rng::try_from_rng(&mut SysRng).map_err(|cause| Error::Entropy(cause.to_string())),
    }
}

async fn bind_control(address: Option<SocketAddr>) -> Result<Option<TcpListener>, Error> {
    match address {
        Some(address) if !address.ip().is_loopback() => Err(Error::ControlNotLoopback { address }),
        Some(address) => bind(address).await.map(Some),
        None => Ok(None),
    }
}

/// The server has an authority of its own for this, made anew at each start.
async fn bind_tls(address: Option<SocketAddr>) -> Result<Option<(TcpListener, Way, Tls)>, Error> {
    let Some(address) = address else { return Ok(None) };
    let listener = bind(address).await?;
    let at = local(&listener, address)?;
    let authority = Authority::new("sekisho").map_err(|error| Error::Certificates(error.to_string()))?;
    let acceptor = acceptor(&authority, at.ip()).map_err(Error::Certificates)?;
    Ok(Some((listener, Way::Tls(acceptor), Tls { address: at, ca: authority.root_pem() })))
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|cause| Error::Listen { address, cause })
}

fn local(listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, Error> {
    listener.local_addr().map_err(|cause| Error::Listen { address, cause })
}

fn control_address(listener: Option<&TcpListener>, options: &Options) -> Result<Option<SocketAddr>, Error> {
    let both = listener.zip(options.control);
    both.map(|(listener, address)| local(listener, address)).transpose()
}

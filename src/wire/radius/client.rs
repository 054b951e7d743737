use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rand::RngExt;
use sekisho_protocol::radius::build::BuildError;
use sekisho_protocol::radius::verify::{Policy, reply};
use sekisho_protocol::radius::{Packet, Secret};
use tokio::time::{Instant, timeout_at};

use super::compose::{Stamp, pieces, signed};
use super::eap::{Peer, Round};
use super::raw::{Broken, broken, spoken};
use super::socket::{Arrival, Lease, Pool, Socket};
use super::timers::Schedule;
use super::{Breaking, Deviation, Dialogue, Discard, RadiusAnswer, RadiusRequest, Refusals, Timers};
use crate::scenario::Again;
use crate::template::show_duration;
use crate::wire::error::permitted;
use crate::wire::{Answer, Sent, WireError};

/// A client of RADIUS that verifies what it is told, and calls only hosts that it may call.
#[derive(Debug, Clone, Default)]
pub struct RadiusClient {
    allow: Arc<[String]>,
    pub(super) pool: Arc<Pool>,
}

/// What went and came for one request, as far as it is known yet.
#[derive(Debug, Default)]
pub(super) struct Talk {
    pub rejected: BTreeMap<Discard, u64>,
    pub dialogue: Dialogue,
    pub earlier: Option<Earlier>,
}

/// What a reply is held against.
pub(super) struct Expected<'a> {
    /// The request, or what it would be if it were well-formed.
    pub request: &'a [u8],
    pub secret: &'a Secret,
    pub policy: Policy,
    pub refuses: Refusals,
}

impl RadiusClient {
    /// A client that may call loopback and private addresses, and the hosts of `allow`.
    pub fn new(allow: &[String]) -> Self {
        Self { allow: allow.into(), pool: Arc::default() }
    }

    /// Sends a request, again where its timers say so, and awaits a reply that can be trusted.
    pub async fn send(&self, request: &RadiusRequest) -> Sent {
        let mut talk = Talk::default();
        let answer = self.answer(request, &mut talk).await.map(Answer::Radius);
        Sent { answer, hops: Vec::new(), rejected: talk.rejected, dialogue: talk.dialogue, earlier: talk.earlier }
    }

    /// The replies that no request waited for since this was asked last: late ones, duplicates, foreign ones.
    pub fn take_strays(&self) -> BTreeMap<Discard, u64> {
        self.pool.take_strays()
    }

    /// Where a server is, if it may be called.
    pub async fn find(&self, server: &str) -> Result<SocketAddr, WireError> {
        let none = || WireError::Malformed(format!("`{server}` is no ADDRESS:PORT"));
        let (host, _) = server.rsplit_once(':').ok_or_else(none)?;
        permitted(host.trim_matches(['[', ']']), &self.allow)?;
        let mut found = tokio::net::lookup_host(server).await.map_err(|_| none())?;
        found.next().ok_or_else(none)
    }

    async fn answer(&self, request: &RadiusRequest, talk: &mut Talk) -> Result<RadiusAnswer, WireError> {
        let server = self.find(&request.server).await?;
        let mut peer = Peer::of(request);
        let mut round = peer.as_ref().map(Peer::first).unwrap_or_default();
        if let Some(breaking) = &request.raw {
            return self.broken(request, breaking, &round, server, talk).await;
        }
        let mut deviations = Vec::new();
        loop {
            let mut answer = self.one(request, &round, server, talk).await?;
            match peer.as_mut().and_then(|peer| peer.next(&answer)) {
                Some(next) => round = next,
                None => {
                    deviations.extend(peer.map(Peer::deviations).unwrap_or_default());
                    answer.add(deviations);
                    return Ok(answer);
                }
            }
            deviations.extend_from_slice(answer.deviations());
        }
    }

    /// One request and its answer.
    async fn one(
        &self,
        request: &RadiusRequest,
        round: &Round,
        server: SocketAddr,
        talk: &mut Talk,
    ) -> Result<RadiusAnswer, WireError> {
        let mut lease = self.pool.lease(request.source, server).map_err(|error| unsent(&error))?;
        let stamp = Stamp::new(lease.identifier);
        let (pieces, proof) = pieces(request, round, stamp).map_err(unbuilt)?;
        let datagram = signed(request, &pieces, stamp).map_err(unbuilt)?;
        talk.remember(request, &lease, &datagram, &datagram);
        let expected = Expected::of(request, &datagram);
        let schedule = request.timers.schedule(chance);
        let mut answer = await_reply(&mut lease, &datagram, &schedule, &expected, talk).await?;
        let unproven = proof.and_then(|proof| proof.missing_in(&answer));
        answer.add(unproven);
        answer.add(request.habits.lacking(&answer));
        Ok(answer)
    }

    /// A packet that a scenario breaks, and its answer, if it has one.
    async fn broken(
        &self,
        request: &RadiusRequest,
        breaking: &Breaking,
        round: &Round,
        server: SocketAddr,
        talk: &mut Talk,
    ) -> Result<RadiusAnswer, WireError> {
        let raw = &breaking.raw;
        let mut lease = self.lease(request, breaking, server)?;
        let broken = match (&breaking.earlier, raw.again) {
            (Some(earlier), Again::Datagram) => earlier.broken.clone(),
            _ => {
                let stamp = Stamp::new(lease.identifier);
                let spoken = spoken(request, raw);
                let (pieces, _) = pieces(&spoken, round, stamp).map_err(unbuilt)?;
                broken(&spoken, raw, breaking.seed, &pieces, stamp)?
            }
        };
        talk.remember(request, &lease, &broken.datagram, &broken.reference);
        let expected = Expected::of(request, &broken.reference);
        let schedule = Timers::quiet(request.silence, raw.retries).schedule(chance);
        for _ in 1..raw.copies {
            lease.send(&broken.datagram).await.map_err(|error| unsent(&error))?;
            talk.dialogue.sent(&broken.datagram);
        }
        let mut answer = await_reply(&mut lease, &broken.datagram, &schedule, &expected, talk).await?;
        if raw.copies > 1 {
            let others = others(&mut lease, &answer, request.silence, &expected, talk).await?;
            answer.add(others);
        }
        Ok(answer)
    }

    fn lease(&self, request: &RadiusRequest, breaking: &Breaking, server: SocketAddr) -> Result<Lease, WireError> {
        let identifier = breaking.raw.octets.as_ref().and_then(|octets| octets.get(1));
        let lease = match (&breaking.earlier, identifier) {
            (Some(earlier), _) => Ok(earlier.socket.lease(earlier.identifier)),
            (None, Some(identifier)) => self.pool.lease_exact(request.source, server, *identifier),
            (None, None) => self.pool.lease(request.source, server),
        };
        lease.map_err(|error| unsent(&error))
    }
}

/// A request that went out, for one that is to repeat it.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The request itself.
    pub request: Box<RadiusRequest>,
    socket: Arc<Socket>,
    identifier: u8,
    broken: Broken,
}

impl Talk {
    fn remember(&mut self, request: &RadiusRequest, lease: &Lease, datagram: &[u8], reference: &[u8]) {
        let request = Box::new(RadiusRequest { raw: None, ..request.clone() });
        let broken = Broken { datagram: datagram.to_vec(), reference: reference.to_vec() };
        let (socket, identifier) = (lease.socket.clone(), lease.identifier);
        self.earlier = Some(Earlier { request, socket, identifier, broken });
    }
}

/// What comes for further copies of a datagram until it is quiet: each answer must be the first one again
/// (RFC 5080 section 2.2.2).
async fn others(
    lease: &mut Lease,
    first: &RadiusAnswer,
    silence: Duration,
    expected: &Expected<'_>,
    talk: &mut Talk,
) -> Result<Option<Deviation>, WireError> {
    let mut differs = false;
    while let Some(other) = trusted(lease, Instant::now() + silence, expected, talk).await? {
        differs |= other.octets() != first.octets();
    }
    let what = "copies of one datagram were answered differently".to_owned();
    Ok(differs.then_some(Deviation { rule: "RFC 5080 section 2.2.2", what }))
}

/// Sends a datagram by its schedule until a reply can be trusted. One that cannot is counted, and changes nothing.
pub(super) async fn await_reply(
    lease: &mut Lease,
    datagram: &[u8],
    schedule: &Schedule,
    expected: &Expected<'_>,
    talk: &mut Talk,
) -> Result<RadiusAnswer, WireError> {
    let begun = Instant::now();
    let mut again = schedule.again.iter();
    loop {
        lease.send(datagram).await.map_err(|error| unsent(&error))?;
        talk.dialogue.sent(datagram);
        let next = again.next();
        let until = begun + *next.unwrap_or(&schedule.end);
        match trusted(lease, until, expected, talk).await? {
            Some(answer) => return Ok(answer),
            None if next.is_some() => {}
            None => return Err(WireError::Silent(format!("nothing within {}", show_duration(schedule.end)))),
        }
    }
}

/// The first reply until then that can be trusted.
pub(super) async fn trusted(
    lease: &mut Lease,
    until: Instant,
    expected: &Expected<'_>,
    talk: &mut Talk,
) -> Result<Option<RadiusAnswer>, WireError> {
    while let Ok(arrival) = timeout_at(until, lease.arrival()).await {
        let datagram = match arrival {
            Some(Arrival::Datagram(datagram)) => datagram,
            Some(Arrival::Refused) => return Err(WireError::Unreachable("the port is closed".into())),
            None => return Err(WireError::Silent("the socket broke".into())),
        };
        talk.dialogue.came(&datagram);
        match expected.judge(&datagram) {
            Ok(answer) => {
                lease.is_answered = true;
                return Ok(Some(answer));
            }
            Err(why) => *talk.rejected.entry(why).or_default() += 1,
        }
    }
    Ok(None)
}

impl<'a> Expected<'a> {
    fn of(request: &'a RadiusRequest, reference: &'a [u8]) -> Self {
        let RadiusRequest { secret, policy, habits, .. } = request;
        Self { request: reference, secret, policy: *policy, refuses: habits.refuses }
    }

    pub(super) fn judge(&self, datagram: &[u8]) -> Result<RadiusAnswer, Discard> {
        let request = Packet::parse(self.request).map_err(|_| Discard::Malformed)?;
        let verdict = reply(&request, datagram, self.secret);
        let accepted = verdict.accepted(self.policy).map_err(|fault| Discard::from(&fault))?;
        if let Some(refused) = self.refuses.of(&accepted, &verdict.faults) {
            return Err(refused);
        }
        RadiusAnswer::new(&verdict, self.request, self.policy).ok_or(Discard::Malformed)
    }
}

/// Evenly from -1 to 1.
pub(super) fn chance() -> f64 {
    rand::rng().random_range(-1.0..=1.0)
}

pub(super) fn unsent(error: &io::Error) -> WireError {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => WireError::Unreachable("the port is closed".into()),
        _ => WireError::Malformed(error.to_string()),
    }
}

pub(super) fn unbuilt(error: BuildError) -> WireError {
    WireError::Malformed(error.to_string())
}

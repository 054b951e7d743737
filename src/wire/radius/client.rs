use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use rand::RngExt;
use sekisho_protocol::radius::build::BuildError;
use sekisho_protocol::radius::verify::{Policy, reply};
use sekisho_protocol::radius::{Packet, Secret};
use tokio::time::{Instant, timeout_at};

use super::compose::{Stamp, pieces, signed};
use super::socket::{Arrival, Lease, Pool};
use super::timers::Schedule;
use super::{Dialogue, Discard, RadiusAnswer, RadiusRequest, Refusals};
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
        Sent { answer, rejected: talk.rejected, dialogue: talk.dialogue }
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
        let mut lease = self.pool.lease(request.source, server).map_err(|error| unsent(&error))?;
        let stamp = Stamp::new(lease.identifier);
        let (pieces, proof) = pieces(request, stamp).map_err(unbuilt)?;
        let datagram = signed(request, &pieces, stamp).map_err(unbuilt)?;
        let expected = Expected {
            request: &datagram,
            secret: &request.secret,
            policy: request.policy,
            refuses: request.habits.refuses,
        };
        let schedule = request.timers.schedule(chance);
        let mut answer = await_reply(&mut lease, &datagram, &schedule, &expected, talk).await?;
        let unproven = proof.and_then(|proof| proof.missing_in(&answer));
        answer.add(unproven);
        answer.add(request.habits.lacking(&answer));
        Ok(answer)
    }
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

impl Expected<'_> {
    fn judge(&self, datagram: &[u8]) -> Result<RadiusAnswer, Discard> {
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

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sekisho_protocol::radius::eap::{self, kind as eap_kind};
use sekisho_protocol::radius::mschap2::{MICROSOFT, MS_CHAP2_RESPONSE};
use sekisho_protocol::radius::{Packet, kind};
use sekisho_reference::RadiusArrival;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::print::say;
use super::{Exit, Failure};
use crate::report::visible;
use crate::vendor::{AttributeName, Method, Methods, Placement, Profile, Seen, recorded, toml};

/// Requests that are recorded: more tell nothing new of a client's habits, and a server may run for weeks.
const MOST: usize = 10_000;

/// What RADIUS clients send to the server, to be written as vendor profiles in the end.
pub(super) struct Recording {
    file: PathBuf,
    arrivals: Receiver<RadiusArrival>,
}

impl Recording {
    /// A recording into this file, if one is wanted, and who is to be told each request.
    pub(super) fn of(file: Option<&Path>) -> (Option<Sender<RadiusArrival>>, Option<Self>) {
        let Some(file) = file else { return (None, None) };
        let (watch, arrivals) = channel(MOST);
        (Some(watch), Some(Self { file: file.to_owned(), arrivals }))
    }

    /// Writes the profile of each client, and says what is in it.
    pub(super) fn end(mut self) -> Result<(), Failure> {
        let mut clients: BTreeMap<IpAddr, Vec<RadiusArrival>> = BTreeMap::new();
        if self.arrivals.len() == MOST {
            say!("recorded are the first {MOST} requests");
        }
        while let Ok(arrival) = self.arrivals.try_recv() {
            clients.entry(arrival.from.ip().to_canonical()).or_default().push(arrival);
        }
        if clients.is_empty() {
            say!("no RADIUS client came: {} is not written", visible(&self.file.display().to_string()));
        }
        let is_only = clients.len() == 1;
        for (address, arrivals) in clients {
            let file = if is_only { self.file.clone() } else { beside(&self.file, address) };
            write(&file, address, &seen(&arrivals))?;
        }
        Ok(())
    }
}

/// `box.toml` is `box-192.0.2.7.toml` for one of several clients.
fn beside(file: &Path, address: IpAddr) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    // A colon is no letter of a file's name everywhere.
    file.with_file_name(format!("{stem}-{}.toml", address.to_string().replace(':', "-")))
}

fn write(file: &Path, address: IpAddr, seen: &[Seen]) -> Result<(), Failure> {
    let day = Timestamp::now().to_string();
    let day = day.split('T').next().unwrap_or_default();
    let source = format!("recorded on {day}: {} of one client", requests(seen.len()));
    let profile = recorded(&format!("Recorded from {address}"), &source, seen);
    let written = std::fs::write(file, toml(&profile));
    written.map_err(|error| Failure::said(Exit::Files, format!("{}: {error}", file.display())))?;
    summary(file, address, &profile, seen).iter().for_each(|line| say!("{}", visible(line)));
    Ok(())
}

fn summary(file: &Path, address: IpAddr, profile: &Profile, seen: &[Seen]) -> Vec<String> {
    let attributes: Vec<String> = profile.request.iter().map(|(name, _)| name.to_string()).collect();
    let methods = profile.methods.iter().flat_map(Methods::iter).map(Method::as_str);
    let copies: usize = seen.iter().map(|seen| seen.again.len()).sum();
    vec![
        format!("{address}: {}, {copies} of them copies; profile {}", requests(seen.len() + copies), file.display()),
        format!("  attributes  {}", attributes.join(", ")),
        format!("  methods     {}", methods.collect::<Vec<_>>().join(", ")),
        format!("  unverified  {}", profile.unverified().join(", ")),
    ]
}

fn requests(count: usize) -> String {
    if count == 1 { "1 request".into() } else { format!("{count} requests") }
}

/// Requests with their copies: same socket, Identifier and authenticator (RFC 5080 section 2.2.2).
fn seen(arrivals: &[RadiusArrival]) -> Vec<Seen> {
    let mut firsts: Vec<(&RadiusArrival, Seen)> = Vec::new();
    for arrival in arrivals {
        let is_copy =
            |(first, _): &&mut (&RadiusArrival, Seen)| (first.from, &first.octets) == (arrival.from, &arrival.octets);
        match firsts.iter_mut().find(is_copy) {
            Some((first, seen)) => seen.again.push(arrival.at.duration_since(first.at)),
            None => firsts.extend(Packet::parse(&arrival.octets).ok().map(|packet| (arrival, first_of(&packet)))),
        }
    }
    firsts.into_iter().map(|(_, seen)| seen).collect()
}

fn first_of(packet: &Packet<'_>) -> Seen {
    let attributes = packet.attributes().flat_map(|attribute| match attribute.vendor_specific() {
        Some(specific) => {
            let of_vendor = specific.attributes();
            of_vendor.map(|sub| (AttributeName::of(Some(sub.vendor), sub.kind), sub.value.to_vec())).collect()
        }
        None => vec![(AttributeName::of(None, attribute.kind), attribute.value.to_vec())],
    });
    Seen { attributes: attributes.collect(), method: method(packet), signed: signed(packet), again: Vec::new() }
}

fn method(packet: &Packet<'_>) -> Option<Method> {
    if let Some(message) = eap::reassemble(packet) {
        return match message.octets.get(4).copied()? {
            eap_kind::MD5_CHALLENGE => Some(Method::EapMd5),
            eap_kind::GTC => Some(Method::EapGtc),
            eap_kind::MSCHAPV2 => Some(Method::EapMschapv2),
            _ => None,
        };
    }
    let has = |kind| packet.first(kind).is_some();
    match () {
        () if has(kind::USER_PASSWORD) => Some(Method::Pap),
        () if has(kind::CHAP_PASSWORD) => Some(Method::Chap),
        () if packet.of_vendor(MICROSOFT, MS_CHAP2_RESPONSE).next().is_some() => Some(Method::MsChap2),
        () => None,
    }
}

fn signed(packet: &Packet<'_>) -> Placement {
    let mut kinds = packet.attributes().map(|attribute| attribute.kind);
    match (kinds.next(), kinds.last()) {
        (Some(kind::MESSAGE_AUTHENTICATOR), _) => Placement::First,
        (_, Some(kind::MESSAGE_AUTHENTICATOR)) => Placement::Last,
        _ if packet.first(kind::MESSAGE_AUTHENTICATOR).is_some() => Placement::Last,
        _ => Placement::None,
    }
}

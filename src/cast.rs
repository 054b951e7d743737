//! Who plays: as which RADIUS clients a scenario is carried out on a channel.

use std::sync::Arc;

use sekisho_catalog::{Class, Vocabulary};

use crate::check::Accepts;
use crate::plan::PlannedStep;
use crate::scenario::Scenario;
use crate::target::Target;
use crate::vendor::Profile;

/// As whom a scenario is carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Player {
    /// The plain client.
    Plain,
    /// The client that the scenario itself names: it is about this client's habits, all of them.
    Pinned(Arc<Profile>),
    /// A client that replays what was written for any: one packet for each.
    Replays(Arc<Profile>),
}

impl Player {
    /// The profile, if it is not the plain client.
    pub fn profile(&self) -> Option<&Arc<Profile>> {
        match self {
            Self::Plain => None,
            Self::Pinned(profile) | Self::Replays(profile) => Some(profile),
        }
    }

    /// Why this client cannot play what the steps want, if it cannot.
    pub(crate) fn cannot(
        &self,
        scenario: &Scenario,
        steps: &[PlannedStep],
        target: &Target,
        vocabulary: &Vocabulary,
    ) -> Option<String> {
        let Self::Replays(profile) = self else { return None };
        let name = &profile.name;
        if scenario.steps.iter().any(|step| step.raw.is_some() || step.reply.is_some()) {
            return Some("it is about packets themselves: the plain client sends them".to_owned());
        }
        if scenario.steps.iter().any(|step| step.with.iter().any(|(name, _)| name.text == "method")) {
            return Some(format!("the scenario says itself how passwords are conveyed, so {name} has no say in it"));
        }
        let class = |accepts: &Accepts| match accepts {
            Accepts::Code(code) => target.catalog.entry(code).map(|entry| entry.class),
            Accepts::Class(class) => Some(*class),
            Accepts::Outcome(outcome) => vocabulary.class_of(outcome),
        };
        let mut wanted = steps.iter().flat_map(|step| &step.wanted).flat_map(|wanted| &wanted.accepts);
        let is_challenged = wanted.any(|accepts| class(accepts) == Some(Class::Pending));
        (profile.challenge == Some(false) && is_challenged).then(|| format!("{name} answers no Access-Challenge"))
    }
}

/// The players of a scenario on a channel: the plain client, if no vendor is asked for; of those asked for each, where
/// the channel is RADIUS, and none elsewhere. A scenario that names its client has that alone.
pub fn players(scenario: &Scenario, channel: Option<&str>, vendors: &[Arc<Profile>]) -> Vec<Player> {
    match (&scenario.vendor, vendors) {
        (Some(profile), _) => vec![Player::Pinned(profile.clone())],
        (None, []) => vec![Player::Plain],
        (None, vendors) if is_radius(channel) => vendors.iter().cloned().map(Player::Replays).collect(),
        (None, _) => Vec::new(),
    }
}

fn is_radius(channel: Option<&str>) -> bool {
    channel.is_some_and(|channel| channel.starts_with("radius/"))
}

#[cfg(test)]
#[path = "cast_tests.rs"]
mod tests;

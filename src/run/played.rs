use sekisho_protocol::radius::dictionary::Definition;

use super::scope::StepScope;
use crate::cast::Player;
use crate::target::{RadiusCall, RadiusServer};
use crate::template::{Template, Value};
use crate::wire::{RadiusRequest, RequestError, VendorPart, radius_client};

/// Makes a request that of the client as which its case is carried out: with its habits, and from its address if the
/// target names one for it, as a server may treat each of its clients in its own way.
pub(super) fn by(
    request: &mut RadiusRequest,
    call: &RadiusCall,
    server: &RadiusServer,
    scope: &StepScope<'_>,
) -> Result<(), RequestError> {
    let player = &scope.case.player;
    let Some(profile) = player.profile() else { return Ok(()) };
    let method = call.method.as_ref().map(|method| method.value(scope)).transpose()?;
    let part = VendorPart {
        profile,
        in_turn: matches!(player, Player::Pinned(_)),
        method_is_stated: method.is_some_and(|method| method != Value::Absent),
        stated: &stated(call, scope),
        limit: scope.context.target.timeout,
    };
    request.play(part, scope)?;
    request.source = radius_client(server, &profile.name, scope)?.or(request.source);
    Ok(())
}

/// The attributes whose value the step itself states: it is about them.
fn stated(call: &RadiusCall, scope: &StepScope<'_>) -> Vec<&'static Definition> {
    let of_step = |path: &str| {
        let named = scope.arguments.iter().any(|(name, _)| name == path);
        named && !["answer", "request"].contains(&path)
    };
    let is_stated = |template: &Template| template.names().iter().any(|(name, _)| of_step(&name.path));
    call.attributes.iter().filter(|(_, template)| is_stated(template)).map(|(definition, _)| *definition).collect()
}

//! Which faults make sense where.

use super::script::{Fault, Kind, Place};

/// Why this fault cannot happen at this place, if it cannot.
pub(super) fn misfit(place: &Place, fault: &Fault) -> Option<String> {
    if fault.executed && fault.kind != Kind::Ok && !may_be_executed(&fault.kind) {
        return Some("only a status, `reset`, `half-close` and `hang` can come after the request was executed".into());
    }
    let (wanted, fits) = match &fault.kind {
        Kind::Ok | Kind::Status { .. } => return None,
        Kind::Aadsts(_) => ("`token` or `discovery`", matches!(place, Place::Token | Place::Discovery)),
        Kind::NoExpiresIn => ("`token`", *place == Place::Token),
        Kind::Missing | Kind::Duplicate => ("items of a batch", matches!(place, Place::Item { .. })),
        Kind::EmptyPage | Kind::Loop | Kind::ExpiredPage | Kind::Gone => ("`GET` of a list", reads(place, "/users")),
        Kind::UnknownValue => ("`GET /domains/…`", reads(place, "/domains")),
        Kind::Reset | Kind::HalfClose | Kind::Hang | Kind::Hold | Kind::Truncated | Kind::Html | Kind::NotJson => {
            ("whole requests, and not items of a batch", !matches!(place, Place::Item { .. }))
        }
    };
    (!fits).then(|| format!("this happens only to {wanted}"))
}

fn may_be_executed(kind: &Kind) -> bool {
    matches!(kind, Kind::Status { .. } | Kind::Reset | Kind::HalfClose | Kind::Hang)
}

/// Whether it is a GET whose path could begin so.
fn reads(place: &Place, beginning: &str) -> bool {
    let (Place::Graph { method, path, .. } | Place::Item { method, path, .. }) = place else { return false };
    let literal = path.split('*').next().unwrap_or_default();
    let shared = literal.len().min(beginning.len());
    let alike = literal.get(..shared).is_some_and(|head| head.eq_ignore_ascii_case(&beginning[..shared]));
    method.as_deref().is_none_or(|method| method == "GET") && alike && (literal.len() >= shared)
}

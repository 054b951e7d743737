//! Answers that go out.

use hyper::StatusCode;
use sekisho_protocol::face::{Claims, Mode};
use sekisho_protocol::jose::{KeyError, Members};

use super::page;
use super::receiving::Received;
use super::redirect::with_parameters;
use super::scope::UNKNOWN;
use super::service::Service;
use super::twist::{ClaimTwist, Twist, WayTwist};
use crate::http::{Request, Response};

/// What no profile has as a result.
const NO_RESULT: &str = "no-such-result";
/// How long an answer counts that is to outlive the session, in seconds.
const LATE_S: i64 = 86_400;
/// How far an answer of the future lies ahead, in seconds.
const AHEAD_S: i64 = 3_600;

impl Service {
    /// A button of the page was pressed.
    pub(super) fn pressed(&self, request: &Request) -> Response {
        let fields = request.fields();
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
        let result = field("result");
        let is_known = result == UNKNOWN || self.profile.result(result).is_some();
        let Some(twist) = field("token").parse().ok().filter(|_| is_known) else {
            return page::refused(StatusCode::BAD_REQUEST, "There is no such answer", "");
        };
        let received = self.pending().take(field("page"));
        match received {
            Some(received) => self.answer(&received, result, twist, StatusCode::SEE_OTHER),
            None => page::refused(
                StatusCode::GONE,
                "This request was answered already",
                "Begin the login anew: each request has one answer.",
            ),
        }
    }

    /// Sends the browser back, or not.
    pub(super) fn answer(&self, received: &Received, result: &str, twist: Twist, status: StatusCode) -> Response {
        let tokens = match self.tokens(received, result, twist) {
            Ok(tokens) => tokens,
            Err(error) => {
                return page::refused(StatusCode::INTERNAL_SERVER_ERROR, "No answer can be made", &error.to_string());
            }
        };
        let scope = self.scope(received.scope());
        let at_ms = received.now_s().saturating_mul(1000);
        let Some(tokens) = tokens else {
            scope.ledger.note(at_ms, "no answer", None);
            return page::never();
        };
        scope.state().answers += 1;
        let name = &self.profile.parameters.response;
        let parameters: Vec<_> = tokens.into_iter().map(|token| (name.clone(), token)).collect();
        let (response, status) = match self.profile.parameters.mode {
            Mode::Query => (page::redirect(status, &with_parameters(received.redirect(), &parameters)), status),
            Mode::FormPost => (page::posted(received.redirect(), &parameters), StatusCode::OK),
        };
        scope.ledger.note(at_ms, format!("answer {result}"), Some(status.as_u16()));
        response
    }

    /// The values of the answer's parameter: one, but for what is wrong with it; none if the browser stays.
    fn tokens(&self, received: &Received, result: &str, twist: Twist) -> Result<Option<Vec<String>>, KeyError> {
        let sealer = &self.parties.get(&received.suite).ok_or(KeyError::Content)?.sealer;
        let claims = self.claims(received, result);
        let right = || sealer.seal(&claims.members(&self.profile.claims));
        let one = |token: Result<String, KeyError>| Ok(Some(vec![token?]));
        match twist {
            Twist::Right => {
                let token = right()?;
                self.scope(received.scope()).state().last_answer = Some(token.clone());
                one(Ok(token))
            }
            Twist::Token(flaw) => one(sealer.seal_flawed(&claims.members(&self.profile.claims), flaw)),
            Twist::Claims(twist) => one(sealer.seal(&self.twisted(received, claims, twist))),
            Twist::Way(WayTwist::Never) => Ok(None),
            Twist::Way(WayTwist::NoResponse) => Ok(Some(Vec::new())),
            Twist::Way(WayTwist::Twice) => Ok(Some(vec![right()?, right()?])),
            Twist::Way(WayTwist::Reflected) => one(Ok(received.token.clone())),
            Twist::Way(WayTwist::Replay) => {
                let before = self.scope(received.scope()).state().last_answer.clone();
                before.map_or_else(|| self.tokens(received, result, Twist::Right), |token| one(Ok(token)))
            }
        }
    }

    /// The claims of the right answer.
    pub(super) fn claims(&self, received: &Received, result: &str) -> Claims {
        let now_s = received.now_s();
        let result = self.profile.result(result).map_or(NO_RESULT, |result| &result.value);
        Claims {
            issuer: Some(self.profile.service.clone()),
            audience: received.claims.issuer.clone(),
            issued_at_s: Some(now_s),
            expires_s: Some(now_s.saturating_add(self.profile.times.response_s.into())),
            id: None,
            nonce: received.claims.nonce.clone(),
            subject: received.claims.subject.clone(),
            redirect: None,
            state: received.claims.state.clone(),
            result: Some(result.to_owned()),
        }
    }

    fn twisted(&self, received: &Received, mut claims: Claims, twist: ClaimTwist) -> Members {
        let now_s = received.now_s();
        let valid_s = i64::from(self.profile.times.response_s);
        let other = || Some(format!("{:032x}", rand::random::<u128>()));
        match twist {
            ClaimTwist::OtherRno => claims.nonce = other(),
            ClaimTwist::MissingRno => claims.nonce = None,
            ClaimTwist::ReusedRno => {
                let before = self.scope(received.scope()).state().nonces[1].clone();
                claims.nonce = before.or_else(other);
            }
            ClaimTwist::OtherUser => claims.subject = claims.subject.map(|user| user + "-other"),
            ClaimTwist::MissingUser => claims.subject = None,
            ClaimTwist::Expired => {
                (claims.issued_at_s, claims.expires_s) = (Some(now_s - 2 * valid_s), Some(now_s - valid_s));
            }
            ClaimTwist::NoExp | ClaimTwist::TextExp => claims.expires_s = None,
            ClaimTwist::Future => {
                (claims.issued_at_s, claims.expires_s) = (Some(now_s + AHEAD_S), Some(now_s + AHEAD_S + valid_s));
            }
            ClaimTwist::Late => claims.expires_s = Some(now_s + LATE_S),
            ClaimTwist::OtherIssuer => claims.issuer = claims.issuer.map(|name| name + "-other"),
            ClaimTwist::OtherAudience => claims.audience = claims.audience.map(|name| name + "-other"),
            ClaimTwist::OtherState => claims.state = other(),
            ClaimTwist::MissingResult => claims.result = None,
        }
        let mut members = claims.members(&self.profile.claims);
        if twist == ClaimTwist::TextExp {
            let soon = (now_s + valid_s).to_string();
            members.insert(self.profile.claims.expires.clone(), soon.into());
        }
        members
    }
}

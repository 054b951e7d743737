//! The RADIUS door: challenges, its own checks, and verdicts.

use std::cell::RefCell;
use std::fmt::Write;
use std::time::Duration;

use super::challenge::{Challenge, Stage};
use super::{
    Credential, EapMethod, EapResponse, PasswordProof, Prompt, RadiusFactor, RadiusReply, RadiusRequest, Shown,
};
use crate::code::{RADIUS_CHANGE, RADIUS_GRANTED, RADIUS_REJECTED, RADIUS_VERIFIED};
use crate::door::RADIUS;
use crate::login::{Attempt, Check, Examined};
use crate::table::Table;
use crate::turn::Turn;
use crate::{Browser, Entropy, Factor, Method, Output, RadiusState, Reply, Rule, Ticket, Wake};

/// How long a reject is held back at least (draft-ietf-radext-deprecating-radius section 8.3).
const DELAY_MILLIS: u64 = 1000;
/// By how much longer at most: the jitter that the same section wants.
const JITTER_MILLIS: u64 = 1000;

/// `ERROR_AUTHENTICATION_FAILURE` (RFC 2759 section 6), whatever was wrong: the log alone tells more.
const FAILED: u32 = 691;
/// `ERROR_PASSWD_EXPIRED` (RFC 2759 section 6).
const EXPIRED: u32 = 648;

impl Turn<'_> {
    pub(crate) fn radius(&mut self, request: RadiusRequest) {
        let RadiusRequest { uid, client, state, shown, attributes } = request;
        let credential = match &shown {
            Shown::Nothing | Shown::Eap { .. } => Credential::Nothing,
            Shown::Malformed => Credential::Malformed,
            Shown::Typed(password) => Credential::Typed(password.clone()),
            Shown::Garbled => Credential::Garbled,
            Shown::Proven(proof) => Credential::Proven(proof.clone()),
        };
        let came = self.now;
        let factor = RadiusFactor { credential, client, came, state, eap: None, attributes, proof: None };
        match shown {
            Shown::Nothing => self.ask_password(uid, factor),
            Shown::Eap { identifier, response } => self.eap(uid, factor, identifier, response),
            _ => self.login(attempt(uid, factor)),
        }
    }

    /// No code tells of a challenge: the catalog has none for RADIUS. An unknown user is challenged like any other.
    fn ask_password(&mut self, uid: String, factor: RadiusFactor) {
        let (client, offered) = (factor.client, self.tenant.policy.radius.challenge && factor.state.is_none());
        let attempt = attempt(uid, factor);
        if !self.decide(Rule::ChallengeOffered, offered) {
            return self.refuse_login(Check::Form, &attempt);
        }
        if !self.may_begin(&attempt) {
            return;
        }
        let uid = attempt.uid;
        let (table, prompt) = match self.tenant.policy.method {
            Method::Matrix => {
                let (ticket, digits) = self.open_table(&uid);
                (Some(ticket), Prompt::Table(digits))
            }
            _ => (None, Prompt::Code),
        };
        self.challenge(uid, client, Stage::Password(table), prompt);
    }

    fn eap(&mut self, uid: String, mut factor: RadiusFactor, identifier: u8, response: EapResponse) {
        let method = match &response {
            EapResponse::Md5(_) => Some(EapMethod::Md5),
            EapResponse::Gtc(_) => Some(EapMethod::Gtc),
            _ => None,
        };
        factor.eap = Some((method, identifier));
        factor.credential = match response {
            EapResponse::Identity => return self.begin_eap(uid, factor, identifier),
            EapResponse::Nak(wanted) => return self.negotiate(uid, factor, identifier, &wanted),
            EapResponse::Md5(response) => {
                let challenge = self.md5_challenge(&factor);
                Credential::Proven(PasswordProof::Chap { identifier, response, challenge })
            }
            EapResponse::Gtc(typed) => typed.map_or(Credential::Garbled, Credential::Typed),
            EapResponse::Other => Credential::Malformed,
        };
        self.login(attempt(uid, factor));
    }

    fn begin_eap(&mut self, uid: String, factor: RadiusFactor, identifier: u8) {
        let (client, method) = (factor.client, self.tenant.policy.radius.eap);
        let attempt = attempt(uid, factor);
        if self.may_begin(&attempt) {
            self.offer(attempt.uid, client, method, identifier);
        }
    }

    /// The peer would rather have another method: the first of its list that the server speaks.
    fn negotiate(&mut self, uid: String, factor: RadiusFactor, identifier: u8, wanted: &[u8]) {
        let client = factor.client;
        let known = self.state_is_good(&uid, &factor).is_some();
        let attempt = attempt(uid, factor);
        if !known {
            return self.refuse_login(Check::Ticket, &attempt);
        }
        if !self.may_begin(&attempt) {
            return;
        }
        let method = wanted.iter().find_map(|&number| EapMethod::ALL.into_iter().find(|it| it.number() == number));
        let spoken = self.decide(Rule::EapMethodSpoken, method.is_some());
        match method.filter(|_| spoken) {
            Some(method) => self.offer(attempt.uid, client, method, identifier),
            None => {
                self.emit(RADIUS_REJECTED, Some(&attempt.uid));
                self.reject(&attempt, FAILED);
            }
        }
    }

    /// Whether a conversation may be begun with this user; if not, this has refused it.
    fn may_begin(&mut self, attempt: &Attempt) -> bool {
        let refused_by = match (self.names_are_sound(&attempt.uid), self.store_is_up()) {
            (false, _) => Check::Form,
            (_, false) => Check::Store,
            _ => return true,
        };
        self.refuse_login(refused_by, attempt);
        false
    }

    /// Asks by an EAP method. The request's Identifier differs from the last one's (RFC 3748 section 4.1).
    fn offer(&mut self, uid: String, client: std::net::IpAddr, method: EapMethod, last: u8) {
        let identifier = last.wrapping_add(1);
        let mut challenge = [0; 16];
        self.entropy.fill_bytes(&mut challenge);
        let prompt = match method {
            EapMethod::Md5 => Prompt::Md5 { identifier, challenge },
            EapMethod::Gtc => Prompt::Gtc { identifier },
        };
        self.challenge(uid, client, Stage::Eap { method, identifier, challenge }, prompt);
    }

    fn challenge(&mut self, uid: String, client: std::net::IpAddr, stage: Stage, prompt: Prompt) {
        let state = RadiusState::draw(self.entropy);
        let expires = self.now + self.tenant.policy.radius.state_valid;
        self.tenant.challenges.add(state, Challenge { uid, client, expires, stage });
        self.reply(Reply::Radius(RadiusReply::Challenge { state, prompt }));
        self.want_sweep();
    }

    /// The challenge that the response must be to; its State is examined later.
    fn md5_challenge(&self, factor: &RadiusFactor) -> Vec<u8> {
        match state_of(factor).and_then(|state| self.tenant.challenges.of(state)).map(|it| &it.stage) {
            Some(Stage::Eap { challenge, .. }) => challenge.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The challenge that the request's State stands for. It is used up by this, whatever comes of it.
    fn state_is_good(&mut self, uid: &str, factor: &RadiusFactor) -> Option<Option<Challenge>> {
        let asked = state_of(factor).and_then(|state| self.tenant.challenges.remove(state));
        let now = self.now;
        let good = self.decide(Rule::StateKnown, asked.is_some())
            && self.decide(Rule::StateFresh, asked.as_ref().is_none_or(|asked| now < asked.expires))
            && self.decide(Rule::StateOwned, asked.as_ref().is_none_or(|asked| asked.is_of(uid, factor)));
        good.then_some(asked)
    }

    /// What the answer is to: the challenge that its State names, and with a matrix its table, or else the newest.
    pub(crate) fn radius_ticket_is_good(
        &mut self,
        uid: &str,
        factor: &RadiusFactor,
        table: &mut Option<Table>,
    ) -> bool {
        let mut asked = None;
        if factor.state.is_some() || factor.eap.is_some() {
            let Some(challenge) = self.state_is_good(uid, factor) else { return false };
            asked = challenge.and_then(|challenge| challenge.table());
        }
        if self.tenant.policy.method != Method::Matrix {
            return true;
        }
        let owner = self.owner(uid);
        let ticket: Option<Ticket> = asked.or_else(|| self.tenant.tables.newest(&owner));
        *table = ticket.and_then(|ticket| self.tenant.tables.examine(ticket));
        self.table_is_good(&owner, table.as_ref())
    }

    /// A backtick is refused before anything is compared (80198).
    pub(crate) fn radius_characters_are_good(&mut self, factor: &Factor) -> bool {
        let Factor::Radius(factor) = factor else { return true };
        let forbidden = factor.credential.has_forbidden_character();
        self.decide(Rule::PasswordCharacters, !forbidden)
    }

    pub(crate) fn radius_is_allowed(&mut self, factor: &Factor) -> bool {
        let allowed = self.tenant.policy.radius.allowed;
        !matches!(factor, Factor::Radius(_)) || self.decide(Rule::RadiusAllowed, allowed)
    }

    pub(crate) fn radius_attributes_are_good(&mut self, factor: &Factor) -> bool {
        let Factor::Radius(factor) = factor else { return true };
        let met = self.tenant.policy.radius.attributes.iter().all(|check| check.is_met(&factor.attributes));
        self.decide(Rule::AttributesMatch, met)
    }

    /// What the policy's method makes of the credential.
    pub(crate) fn radius_answer(&mut self, attempt: &mut Attempt, table: Option<&Table>) -> Examined {
        let bearer = attempt.factor.bearer(self.tenant.policy.method);
        let Factor::Radius(factor) = &mut attempt.factor else { return Examined::Refused };
        let Some(bearer) = bearer else { return self.radius_answer_is_right(&attempt.uid, factor, table).into() };
        let shown = RefCell::new(None);
        let is_given = |expected: &str| {
            let is_given = factor.credential.shows(expected);
            if is_given {
                shown.replace(factor.credential.returned(expected));
            }
            is_given
        };
        let verdict = self.verify_code(&attempt.uid, bearer, &is_given);
        factor.proof = shown.into_inner();
        self.judge_code(attempt, verdict)
    }

    /// An unknown user's answer is compared as well, and is never right.
    fn radius_answer_is_right(&mut self, uid: &str, factor: &mut RadiusFactor, table: Option<&Table>) -> bool {
        let user = self.tenant.users.get(uid);
        let secret = user.map_or(&self.tenant.decoy, |user| &user.secret);
        let typed = table.and_then(|table| secret.typed(&table.digits));
        let expected = typed.as_ref().and_then(|typed| std::str::from_utf8(typed.as_bytes()).ok()).unwrap_or_default();
        let right = factor.credential.shows(expected) & !expected.is_empty() & user.is_some();
        factor.proof = factor.credential.returned(expected);
        self.user_is_known(uid) & self.decide(Rule::AnswerRight, right)
    }

    /// The password was right: the verdict.
    pub(crate) fn radius_verdict(&mut self, attempt: &Attempt, proof: Option<String>) {
        let uid = attempt.uid.as_str();
        if self.tenant.policy.method == Method::Matrix && self.password_must_change(uid) {
            let admits = self.tenant.policy.radius.admits_change;
            if !self.decide(Rule::ChangeAdmitted, admits) {
                self.tell_refusal(attempt, RADIUS_CHANGE);
                return self.reject(attempt, EXPIRED);
            }
            self.emit(RADIUS_CHANGE, Some(uid));
        } else {
            self.emit(RADIUS_VERIFIED, Some(uid));
        }
        self.emit(RADIUS_GRANTED, Some(uid));
        self.reply(Reply::Radius(RadiusReply::Accept { ms_chap: proof }));
    }

    /// The answer to a login that a check has refused, which was told before.
    pub(crate) fn radius_refusal(&mut self, attempt: &Attempt) {
        self.reject(attempt, FAILED);
    }

    /// All rejects are held back alike, so that time does not tell them apart: from when the request came, as not all
    /// of them wait for somebody outside.
    fn reject(&mut self, attempt: &Attempt, error: u32) {
        let ms_chap = attempt.factor.is_ms_chap2().then(|| ms_chap_error(error, self.entropy));
        let came = if let Factor::Radius(factor) = &attempt.factor { factor.came } else { self.now };
        let at = self.now.max(came + delay(self.entropy));
        self.held_back.insert(self.request, Reply::Radius(RadiusReply::Reject { ms_chap }));
        self.out.push(Output::Wake { at, wake: Wake::Reply(self.request), awaited: true });
    }
}

fn attempt(uid: String, factor: RadiusFactor) -> Attempt {
    Attempt { door: &RADIUS, uid, process: None, factor: Factor::Radius(Box::new(factor)), browser: Browser::default() }
}

fn state_of(factor: &RadiusFactor) -> Option<RadiusState> {
    factor.state.as_deref().and_then(RadiusState::of)
}

impl Factor {
    fn is_ms_chap2(&self) -> bool {
        let Self::Radius(factor) = self else { return false };
        matches!(factor.credential, Credential::Proven(PasswordProof::MsChap2 { .. }))
    }
}

fn delay(entropy: &mut dyn Entropy) -> Duration {
    Duration::from_millis(DELAY_MILLIS + entropy.next_u64() % (JITTER_MILLIS + 1))
}

/// RFC 2759 section 6: no retry, and so a challenge that is none's.
fn ms_chap_error(error: u32, entropy: &mut dyn Entropy) -> String {
    let mut challenge = [0; 16];
    entropy.fill_bytes(&mut challenge);
    let mut text = format!("E={error} R=0 C=");
    for octet in challenge {
        // Writing to a string cannot fail.
        let _ = write!(text, "{octet:02X}");
    }
    text + " V=3 M=Authentication failed"
}

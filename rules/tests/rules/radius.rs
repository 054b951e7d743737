use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use sekisho_protocol::radius::mschap2;
use sekisho_protocol::radius::password::chap_response;
use sekisho_rules::{
    Answer, Arrival, AttributeCheck, Changes, Control, EapMethod, EapResponse, Hours, Method, Password, PasswordPolicy,
    PasswordProof, Policy, Prompt, ProtectionPolicy, RadiusAttribute, RadiusPolicy, RadiusReply, RadiusRequest,
    RadiusState, Reply, Request, Rule, Shown, TenantName, Time, UserAct, Wake,
};

use crate::hands::SEED;
use crate::server::{CELLS, Issued, Said, Server};

const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const NAS_IDENTIFIER: u8 = 32;

impl Server {
    pub(crate) fn access(&mut self, uid: &str, state: Option<&[u8]>, shown: Shown) -> Said {
        self.access_from(CLIENT, uid, state, shown)
    }

    pub(crate) fn access_from(&mut self, client: IpAddr, uid: &str, state: Option<&[u8]>, shown: Shown) -> Said {
        let name = RadiusAttribute { vendor: None, number: NAS_IDENTIFIER, value: b"vpn-1".to_vec() };
        let (uid, state) = (uid.to_owned(), state.map(Into::into));
        self.ask(Request::Radius(RadiusRequest { uid, client, state, shown, attributes: vec![name] }))
    }

    pub(crate) fn typed(&mut self, uid: &str, typed: &str) -> Said {
        self.access(uid, None, Shown::Typed(Password::new(typed)))
    }

    pub(crate) fn radius_right(&mut self, uid: &str) -> Said {
        let issued = self.table(uid).issued();
        self.typed(uid, &issued.answer())
    }

    pub(crate) fn radius_wrong(&mut self, uid: &str) -> Said {
        let issued = self.table(uid).issued();
        self.typed(uid, &issued.wrong())
    }

    pub(crate) fn eap(
        &mut self,
        uid: &str,
        state: Option<&RadiusState>,
        identifier: u8,
        response: EapResponse,
    ) -> Said {
        self.access(uid, state.map(|state| &state.octets()[..]), Shown::Eap { identifier, response })
    }

    pub(crate) fn with_radius(radius: RadiusPolicy) -> Self {
        Self::with(Policy { radius, ..Policy::default() })
    }
}

impl Said {
    pub(crate) fn accepted(&self) -> Option<&str> {
        match self.reply() {
            Reply::Radius(RadiusReply::Accept { ms_chap }) => ms_chap.as_deref(),
            other => panic!("not accepted: {other:?}"),
        }
    }

    pub(crate) fn challenged(&self) -> (RadiusState, Prompt) {
        match self.reply() {
            Reply::Radius(RadiusReply::Challenge { state, prompt }) => (*state, prompt.clone()),
            other => panic!("no challenge: {other:?}"),
        }
    }

    /// The wake that the reject waits for: one, awaited, and no reply yet.
    pub(crate) fn held_back(&self) -> (Time, Wake) {
        assert!(!self.0.iter().any(|output| matches!(output, sekisho_rules::Output::Reply { .. })), "{:?}", self.0);
        let awaited: Vec<_> = self.wakes().into_iter().filter(|wake| wake.2).collect();
        assert_eq!(awaited.len(), 1, "{:?}", self.0);
        (awaited[0].0, awaited[0].1)
    }

    pub(crate) fn is_rejected_with(&self, code: u32) {
        assert_eq!(self.codes(), [code, 80251]);
        self.held_back();
    }
}

pub(crate) fn answer_of(prompt: &Prompt) -> String {
    let Prompt::Table(digits) = prompt else { panic!("no table: {prompt:?}") };
    CELLS.iter().map(|&cell| char::from(digits.as_str().as_bytes()[cell])).collect()
}

pub(crate) fn chap(password: &str, challenge: &[u8]) -> Shown {
    let response = chap_response(9, password.as_bytes(), challenge);
    Shown::Proven(PasswordProof::Chap { identifier: 9, response, challenge: challenge.into() })
}

pub(crate) fn ms_chap2(password: &str) -> (mschap2::Response, Shown) {
    let (challenge, name) = ([3; 16], b"alice@t1".to_vec());
    let response = mschap2::Response::new(5, [4; 16], &challenge, &name, password);
    (response, Shown::Proven(PasswordProof::MsChap2 { response, challenge, name }))
}

pub(crate) fn both_ways() -> [Shown; 2] {
    [Shown::Typed(Password::new("000000")), Shown::Garbled]
}

/// Codes and rules of this door, for the account in `coverage.rs`.
pub(crate) fn doors(server: &mut Server, codes: &mut BTreeSet<u32>) {
    let mut note = |said: Said| codes.extend(said.codes());
    let conditions = |radius| Policy { radius, ..Policy::default() };
    note(server.radius_right("alice"));
    note(server.radius_wrong("alice"));
    note(server.typed("alice", "`"));
    note(server.typed("", "1"));
    note(server.access("alice", None, Shown::Nothing));
    note(server.access("alice", None, Shown::Malformed));
    server.switch_store(false);
    note(server.typed("alice", "1"));
    server.switch_store(true);
    let protection = ProtectionPolicy { on: true, ..ProtectionPolicy::default() };
    server.tell(Control::ChangePolicy(Policy { protection, ..Policy::default() }));
    let asked = server.radius_right("alice");
    note(server.answer(&asked, Answer::LastRelease(None)));
    let asked = server.radius_right("alice");
    note(server.answer(&asked, Answer::Unreachable));
    for radius in [
        RadiusPolicy { allowed: false, ..RadiusPolicy::default() },
        RadiusPolicy { attributes: vec![AttributeCheck::new("NAS-Port", "1").unwrap()], ..RadiusPolicy::default() },
    ] {
        server.tell(Control::ChangePolicy(conditions(radius)));
        note(server.radius_right("alice"));
    }
    for admits_change in [false, true] {
        let radius = RadiusPolicy { admits_change, challenge: true, ..RadiusPolicy::default() };
        let password = PasswordPolicy { valid: Some(Duration::ZERO), warn: None };
        server.tell(Control::ChangePolicy(Policy { password, ..conditions(radius) }));
        note(server.radius_right("alice"));
    }
    for pass in [0, 180] {
        let (state, prompt) = server.access("alice", None, Shown::Nothing).challenged();
        server.pass(pass);
        for uid in ["alice", "bob"] {
            let typed = Shown::Typed(Password::new(&answer_of(&prompt)));
            note(server.access(uid, Some(state.octets()), typed));
        }
    }
    let (state, _) = server.access("alice", None, Shown::Nothing).challenged();
    note(server.access("bob", Some(state.octets()), Shown::Garbled));
    for wanted in [6, 13] {
        let (state, _) = server.eap("alice", None, 1, EapResponse::Identity).challenged();
        note(server.eap("alice", Some(&state), 2, EapResponse::Nak(vec![wanted])));
    }
    server.register("r-1", SEED);
    server.assign("alice", Some("r-1"));
    server.tell(Control::ChangePolicy(Policy { method: Method::Token, ..Policy::default() }));
    note(server.typed("alice", &server.code(SEED, 7)));
    server.create("rob");
    note(server.typed("rob", "123456"));
    server.tell(Control::ChangePolicy(Policy::default()));
}

#[test]
fn the_right_answer_to_the_newest_table_is_accepted() {
    let mut server = Server::new();
    let old = server.table("alice").issued();
    let new = server.table("alice").issued();
    server.typed("alice", &old.answer()).is_rejected_with(80106);
    server.typed("alice", &new.answer()).is_rejected_with(80101);
    let said = server.radius_right("alice");
    assert_eq!(said.codes(), [80201, 80250]);
    assert_eq!(said.accepted(), None);
}

#[test]
fn a_table_is_needed_and_good_for_180_seconds() {
    let mut server = Server::new();
    server.typed("alice", "000000").is_rejected_with(80101);
    let issued = server.table("alice").issued();
    server.now = server.now + Duration::from_millis(179_999);
    assert_eq!(server.typed("alice", &issued.answer()).codes(), [80201, 80250]);
    let issued = server.table("alice").issued();
    server.pass(180);
    server.typed("alice", &issued.answer()).is_rejected_with(80101);
}

#[test]
fn proof_of_the_password_is_as_good_as_the_password() {
    let mut server = Server::new();
    let answer = |server: &mut Server| server.table("alice").issued();
    let issued = answer(&mut server);
    assert_eq!(server.access("alice", None, chap(&issued.answer(), b"any challenge")).codes(), [80201, 80250]);
    let issued = answer(&mut server);
    server.access("alice", None, chap(&issued.wrong(), b"any challenge")).is_rejected_with(80106);
    let issued = answer(&mut server);
    let (response, shown) = ms_chap2(&issued.answer());
    let said = server.access("alice", None, shown);
    let proof = said.accepted().unwrap();
    assert!(response.proves_authenticator(proof.as_bytes(), &[3; 16], b"alice@t1", &issued.answer()));
}

#[test]
fn an_ms_chap_client_is_told_why_and_no_more() {
    let mut server = Server::new();
    let error = |server: &mut Server, password: &str| {
        let (_, shown) = ms_chap2(password);
        let (_, wake) = server.access("alice", None, shown).held_back();
        match server.input(Arrival::Woken(wake)).reply() {
            Reply::Radius(RadiusReply::Reject { ms_chap: Some(text) }) => text.clone(),
            other => panic!("no error: {other:?}"),
        }
    };
    let issued = server.table("alice").issued();
    let text = error(&mut server, &issued.wrong());
    assert!(text.starts_with("E=691 R=0 C=") && text.contains(" V=3 M="), "{text}");
    server.act("alice", UserAct::Reissue(Some(crate::server::secret(crate::server::PATTERN))));
    let issued = server.table("alice").issued();
    assert!(error(&mut server, &issued.answer()).starts_with("E=648 R=0 "));
}

#[test]
fn what_is_malformed_is_refused_and_no_failed_attempt() {
    let mut server = Server::new();
    for _ in 0..6 {
        server.access("alice", None, Shown::Malformed).is_rejected_with(80100);
        server.access("alice", None, Shown::Nothing).is_rejected_with(80100);
        server.typed("al\0ice\n", "1").is_rejected_with(80100);
        server.typed("", "1").is_rejected_with(80100);
        server.typed("alice", &"1".repeat(129)).is_rejected_with(80100);
    }
    assert_eq!(server.radius_right("alice").codes(), [80201, 80250]);
}

#[test]
fn a_backtick_is_refused_before_the_table_is_used() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    for _ in 0..6 {
        server.typed("alice", "12`3").is_rejected_with(80198);
    }
    assert_eq!(server.typed("alice", &issued.answer()).codes(), [80201, 80250]);
}

#[test]
fn what_is_no_text_is_a_wrong_answer() {
    let mut server = Server::new();
    server.table("alice");
    server.access("alice", None, Shown::Garbled).is_rejected_with(80106);
}

#[test]
fn conditions_refuse_in_their_order() {
    let attributes = vec![AttributeCheck::new("NAS-Identifier", "other*").unwrap()];
    let radius = RadiusPolicy { allowed: false, attributes, ..RadiusPolicy::default() };
    let mut policy = Policy { hours: Hours::Within(vec![]), method: Method::Missing, radius, ..Policy::default() };
    let mut server = Server::with(policy.clone());
    let expires = |expires| UserAct::Edit(Changes { expires: Some(expires), ..Changes::default() });
    let now = server.now;
    server.act("alice", UserAct::Disable);
    server.act("alice", UserAct::Lock);
    server.act("alice", expires(Some(now)));
    server.switch_store(false);
    server.typed("alice", "1`").is_rejected_with(80198);
    server.typed("alice", "1").is_rejected_with(80199);
    server.switch_store(true);
    server.radius_right("alice").is_rejected_with(80111);
    policy.radius.allowed = true;
    server.tell(Control::ChangePolicy(policy.clone()));
    server.radius_right("alice").is_rejected_with(80103);
    server.act("alice", UserAct::Enable);
    server.radius_right("alice").is_rejected_with(80102);
    server.act("alice", expires(None));
    server.radius_right("alice").is_rejected_with(80105);
    server.act("alice", UserAct::Unlock);
    server.radius_right("alice").is_rejected_with(80104);
    policy.hours = Hours::Always;
    server.tell(Control::ChangePolicy(policy.clone()));
    server.radius_right("alice").is_rejected_with(80110);
    policy.radius.attributes = vec![AttributeCheck::new("NAS-Identifier", "vpn-*").unwrap()];
    server.tell(Control::ChangePolicy(policy.clone()));
    server.radius_right("alice").is_rejected_with(80108);
    policy.method = Method::Matrix;
    server.tell(Control::ChangePolicy(policy));
    assert_eq!(server.radius_right("alice").codes(), [80201, 80250]);
}

#[test]
fn login_protection_holds_here_as_well() {
    let protection = ProtectionPolicy { on: true, ..ProtectionPolicy::default() };
    let mut server = Server::with(Policy { protection, ..Policy::default() });
    let now = server.now;
    for (answer, codes) in [
        (Answer::LastRelease(Some(now)), [80201, 80250]),
        (Answer::LastRelease(None), [80120, 80251]),
        (Answer::Unreachable, [80121, 80251]),
    ] {
        let asked = server.radius_right("alice");
        assert_eq!(server.answer(&asked, answer).codes(), codes);
    }
}

/// Whoever is locked is refused before the phone's service is asked: the time that its answer takes told that.
#[test]
fn a_reject_is_held_back_from_the_request_on_whoever_was_asked_meanwhile() {
    let protection = ProtectionPolicy { on: true, ..ProtectionPolicy::default() };
    let mut server = Server::with(Policy { protection, ..Policy::default() });
    let came = server.now;
    for (took, earliest, latest) in [(900, 1000, 2000), (3000, 3000, 3000)] {
        for _ in 0..20 {
            server.now = came;
            let asked = server.radius_right("alice");
            server.now = came + Duration::from_millis(took);
            let said = server.answer(&asked, Answer::LastRelease(None));
            let (at, ..) = said.wakes()[0];
            let span = came + Duration::from_millis(earliest)..=came + Duration::from_millis(latest);
            assert!(span.contains(&at), "{took} ms: {at:?}");
        }
    }
}

#[test]
fn a_password_that_must_change_is_let_in_by_policy_alone() {
    let password = PasswordPolicy { valid: Some(Duration::ZERO), warn: None };
    let mut server = Server::with(Policy { password, ..Policy::default() });
    server.radius_right("alice").is_rejected_with(80200);
    let radius = RadiusPolicy { admits_change: true, ..RadiusPolicy::default() };
    server.tell(Control::ChangePolicy(Policy { password, radius, ..Policy::default() }));
    let said = server.radius_right("alice");
    assert_eq!(said.codes(), [80200, 80250]);
    said.accepted();
}

#[test]
fn wrong_answers_lock_across_channels() {
    let mut server = Server::new();
    for _ in 0..4 {
        server.radius_wrong("alice").is_rejected_with(80106);
    }
    assert_eq!(server.radius_wrong("alice").codes(), [80106, 80251, 30004]);
    server.radius_right("alice").is_rejected_with(80105);
    assert_eq!(server.right("alice").codes(), [54105]);
    server.act("alice", UserAct::Unlock);
    for _ in 0..4 {
        server.wrong("alice");
    }
    assert_eq!(server.radius_right("alice").codes(), [80201, 80250]);
    assert_eq!(server.wrong("alice").codes(), [54106]);
}

/// draft-ietf-radext-deprecating-radius section 8.3: the time of a reject tells nothing.
#[test]
fn every_reject_waits_between_one_and_two_seconds() {
    let mut server = Server::new();
    server.act("alice", UserAct::Lock);
    server.create("bob");
    let mut waits = BTreeSet::new();
    for n in 0..60 {
        let said = match n % 4 {
            0 => server.radius_wrong("bob"),
            1 => server.radius_right("nobody"),
            2 => server.radius_right("alice"),
            _ => server.access("alice", None, Shown::Malformed),
        };
        server.act("bob", UserAct::Unlock);
        let (at, wake) = said.held_back();
        let wait = at.millis() - server.now.millis();
        assert!((1000..=2000).contains(&wait), "{wait}");
        waits.insert(wait);
        let rejected = server.input(Arrival::Woken(wake));
        assert_eq!(rejected.reply(), &Reply::Radius(RadiusReply::Reject { ms_chap: None }));
        assert_eq!(server.input(Arrival::Woken(wake)).0, [], "and only once");
    }
    assert!(waits.len() > 40, "no jitter: {waits:?}");
}

#[test]
fn a_reject_outlives_its_tenant() {
    let mut server = Server::new();
    let (_, wake) = server.radius_wrong("alice").held_back();
    server.tell(Control::DeleteTenant);
    assert!(matches!(server.input(Arrival::Woken(wake)).reply(), Reply::Radius(RadiusReply::Reject { .. })));
}

pub(crate) fn challenging_policy() -> RadiusPolicy {
    RadiusPolicy { challenge: true, ..RadiusPolicy::default() }
}

fn challenging() -> Server {
    Server::with_radius(challenging_policy())
}

#[test]
fn a_challenge_is_answered_with_its_own_table_and_once() {
    let mut server = challenging();
    let said = server.access("alice", None, Shown::Nothing);
    assert_eq!(said.codes(), Vec::<u32>::new());
    let (state, prompt) = said.challenged();
    server.table("alice");
    let typed = || Shown::Typed(Password::new(&answer_of(&prompt)));
    let state = Some(&state.octets()[..]);
    assert_eq!(server.access("alice", state, typed()).codes(), [80201, 80250]);
    server.access("alice", state, typed()).is_rejected_with(80101);
}

#[test]
fn a_wrong_answer_uses_the_challenge_up() {
    let mut server = challenging();
    let (state, prompt) = server.access("alice", None, Shown::Nothing).challenged();
    let state = Some(&state.octets()[..]);
    server.access("alice", state, Shown::Typed(Password::new("x"))).is_rejected_with(80106);
    server.access("alice", state, Shown::Typed(Password::new(&answer_of(&prompt)))).is_rejected_with(80101);
}

#[test]
fn a_state_is_bound_to_user_and_client_and_to_time() {
    let mut server = challenging();
    server.create("bob");
    let other: IpAddr = Ipv4Addr::new(127, 0, 0, 2).into();
    for (uid, client, pass, good) in [
        ("alice", CLIENT, 179, true),
        ("alice", CLIENT, 180, false),
        ("bob", CLIENT, 0, false),
        ("alice", other, 0, false),
    ] {
        let (state, prompt) = server.access("alice", None, Shown::Nothing).challenged();
        server.pass(pass);
        let typed = Shown::Typed(Password::new(&answer_of(&prompt)));
        let codes = server.access_from(client, uid, Some(state.octets()), typed).codes();
        assert_eq!(codes, if good { [80201, 80250] } else { [80101, 80251] }, "{uid} {client} {pass}");
    }
    for made_up in [&[0; 16][..], &[], &[1; 15]] {
        server.access("alice", Some(made_up), Shown::Typed(Password::new("1"))).is_rejected_with(80101);
    }
}

#[test]
fn a_state_of_another_tenant_is_none() {
    let mut server = challenging();
    let (state, prompt) = server.access("alice", None, Shown::Nothing).challenged();
    server.tenant = TenantName::new("t2");
    server.tell(Control::PutTenant(Policy::default()));
    server.create("alice");
    let typed = Shown::Typed(Password::new(&answer_of(&prompt)));
    server.access("alice", Some(state.octets()), typed).is_rejected_with(80101);
}

#[test]
fn a_stranger_is_challenged_like_a_user() {
    let mut server = challenging();
    let (state, prompt) = server.access("nobody", None, Shown::Nothing).challenged();
    let typed = Shown::Typed(Password::new(&answer_of(&prompt)));
    server.access("nobody", Some(state.octets()), typed).is_rejected_with(80106);
}

#[test]
fn challenges_that_nobody_answers_are_swept() {
    let mut server = challenging();
    let before = server.state.open();
    for _ in 0..100 {
        server.access("alice", None, Shown::Nothing);
        server.eap("alice", None, 1, EapResponse::Identity);
    }
    server.pass(180);
    server.input(Arrival::Woken(Wake::Sweep));
    assert_eq!(server.state.open(), before);
}

fn md5(prompt: &Prompt, issued: &Issued) -> (u8, EapResponse) {
    let Prompt::Md5 { identifier, challenge } = prompt else { panic!("no MD5-Challenge: {prompt:?}") };
    (*identifier, EapResponse::Md5(chap_response(*identifier, issued.answer().as_bytes(), challenge)))
}

#[test]
fn eap_md5_goes_from_identity_to_success() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    let (state, prompt) = server.eap("alice", None, 7, EapResponse::Identity).challenged();
    let (identifier, response) = md5(&prompt, &issued);
    assert_eq!(identifier, 8);
    assert_eq!(server.eap("alice", Some(&state), identifier, response.clone()).codes(), [80201, 80250]);
    assert_eq!(server.eap("alice", Some(&state), identifier, response).codes(), [80101, 80251]);
}

#[test]
fn an_md5_response_to_nothing_or_to_another_is_refused() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    let (state, prompt) = server.eap("alice", None, 7, EapResponse::Identity).challenged();
    let (identifier, response) = md5(&prompt, &issued);
    server.eap("alice", None, identifier, response.clone()).is_rejected_with(80101);
    server.eap("alice", Some(&state), identifier.wrapping_add(1), response.clone()).is_rejected_with(80101);
    let (state, _) = server.eap("alice", None, 7, EapResponse::Identity).challenged();
    server.eap("alice", Some(&state), identifier, response).is_rejected_with(80106);
    let (state, prompt) = server.eap("alice", None, 7, EapResponse::Identity).challenged();
    let (identifier, _) = md5(&prompt, &issued);
    let gtc = EapResponse::Gtc(Some(Password::new(&issued.answer())));
    server.eap("alice", Some(&state), identifier, gtc).is_rejected_with(80101);
}

#[test]
fn a_nak_gets_the_other_method_and_an_unknown_one_the_end() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    let (state, _) = server.eap("alice", None, 7, EapResponse::Identity).challenged();
    let (state, prompt) = server.eap("alice", Some(&state), 8, EapResponse::Nak(vec![13, 6, 4])).challenged();
    assert_eq!(prompt, Prompt::Gtc { identifier: 9 });
    let typed = EapResponse::Gtc(Some(Password::new(&issued.answer())));
    assert_eq!(server.eap("alice", Some(&state), 9, typed).codes(), [80201, 80250]);
    let (state, _) = server.eap("alice", None, 7, EapResponse::Identity).challenged();
    let said = server.eap("alice", Some(&state), 8, EapResponse::Nak(vec![13]));
    assert_eq!(said.codes(), [80251]);
    said.held_back();
    server.eap("alice", Some(&state), 8, EapResponse::Nak(vec![6])).is_rejected_with(80101);
}

#[test]
fn the_policy_says_which_eap_method_comes_first() {
    let mut server = Server::with_radius(RadiusPolicy { eap: EapMethod::Gtc, ..RadiusPolicy::default() });
    let (_, prompt) = server.eap("alice", None, 255, EapResponse::Identity).challenged();
    assert_eq!(prompt, Prompt::Gtc { identifier: 0 });
    server.eap("alice", None, 1, EapResponse::Other).is_rejected_with(80100);
    server.eap("a b", None, 1, EapResponse::Identity).is_rejected_with(80100);
    server.switch_store(false);
    server.eap("alice", None, 1, EapResponse::Identity).is_rejected_with(80199);
}

#[test]
fn eap_and_a_plain_challenge_do_not_mix() {
    let mut server = challenging();
    let (state, _) = server.eap("alice", None, 7, EapResponse::Identity).challenged();
    let issued = server.table("alice").issued();
    let typed = || Shown::Typed(Password::new(&issued.answer()));
    server.access("alice", Some(state.octets()), typed()).is_rejected_with(80101);
    let (state, prompt) = server.access("alice", None, Shown::Nothing).challenged();
    let gtc = EapResponse::Gtc(Some(Password::new(&answer_of(&prompt))));
    server.eap("alice", Some(&state), 1, gtc).is_rejected_with(80101);
}

#[test]
fn a_limit_of_one_evaluates_one_guess() {
    let mut policy = Policy::default();
    policy.lock.limit = NonZeroU32::MIN;
    policy.radius.challenge = true;
    let mut server = Server::with(policy);
    let opened: Vec<_> = (0..40).map(|_| server.access("alice", None, Shown::Nothing).challenged()).collect();
    let guess = |server: &mut Server, state: &RadiusState| {
        server.access("alice", Some(state.octets()), Shown::Typed(Password::new("x"))).codes()
    };
    let codes: Vec<_> = opened.iter().flat_map(|(state, _)| guess(&mut server, state)).collect();
    assert_eq!(codes.iter().filter(|code| **code == 80106).count(), 1);
    assert_eq!(codes.iter().filter(|code| **code == 80105).count(), 39);
}

/// Mutants of this door's own rules change the verdict.
#[test]
fn a_forced_rule_changes_the_verdict() {
    let codes = |rule, decided, shown: Shown| {
        let mut server = Server::new();
        server.state.force(rule, decided);
        server.table("alice");
        server.access("alice", None, shown).codes()
    };
    for shown in both_ways() {
        assert_eq!(codes(Rule::AnswerRight, true, shown.clone()), [80201, 80250]);
        assert_eq!(codes(Rule::RadiusAllowed, false, shown.clone()), [80111, 80251]);
        assert_eq!(codes(Rule::AttributesMatch, false, shown.clone()), [80110, 80251]);
        assert_eq!(codes(Rule::PasswordCharacters, false, shown.clone()), [80198, 80251]);
        assert_eq!(codes(Rule::CredentialForm, false, shown), [80100, 80251]);
    }
    assert_eq!(codes(Rule::PasswordCharacters, true, Shown::Typed(Password::new("`"))), [80106, 80251]);
    let other: IpAddr = Ipv4Addr::new(127, 0, 0, 2).into();
    for rule in [Rule::StateKnown, Rule::StateFresh, Rule::StateOwned] {
        let mut server =
            Server::with_radius(RadiusPolicy { state_valid: Duration::from_secs(60), ..challenging_policy() });
        server.state.force(rule, true);
        let (state, _) = server.access("alice", None, Shown::Nothing).challenged();
        let (octets, client, pass) = match rule {
            Rule::StateKnown => ([0; 16], CLIENT, 0),
            Rule::StateFresh => (*state.octets(), CLIENT, 60),
            _ => (*state.octets(), other, 0),
        };
        server.pass(pass);
        let wrong = Shown::Typed(Password::new("x"));
        assert_eq!(server.access_from(client, "alice", Some(&octets), wrong).codes(), [80106, 80251], "{rule}");
    }
}

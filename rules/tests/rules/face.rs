use std::collections::BTreeSet;
use std::time::Duration;

use sekisho_rules::{
    Answer, Arrival, Browser, Call, Changes, Control, FacePolicy, FaceQuestion, FaceResponse, FaceResult, FaceReturn,
    FaceToken, Hours, Output, Policy, Refusal, Reply, Request, Rule, Time, UserAct, Wake,
};

use crate::hands::{SEED, Way};
use crate::server::{PATTERN, Said, Server, secret};

const URL: &str = "http://face.test/authenticate?request=e30";

/// Face recognition on, and nothing else.
fn on() -> Policy {
    Policy { face: FacePolicy { on: true, ..FacePolicy::default() }, ..Policy::default() }
}

/// A login whose first factor is passed.
struct Sent {
    session: String,
    question: FaceQuestion,
}

impl Sent {
    /// What the service answers when the face is the user's.
    fn right(&self) -> FaceResponse {
        FaceResponse {
            addressed: true,
            rno: Some(self.question.rno.to_string()),
            state: Some(self.question.state.to_string()),
            uid: Some(self.question.uid.clone()),
            issued: Some(self.question.issued),
            expires: Some(self.question.expires),
            result: FaceResult::Success,
        }
    }

    fn with(&self, result: FaceResult) -> FaceResponse {
        FaceResponse { result, ..self.right() }
    }
}

impl Server {
    fn facing() -> Self {
        Self::with(on())
    }

    /// What the first factor's login leads to when its question can be made.
    fn send(&mut self, login: &Said) -> Sent {
        let (_, call) = login.call();
        let Call::MakeQuestion(question) = call else { panic!("no question: {call:?}") };
        let question = FaceQuestion::clone(question);
        let said = self.answer(login, Answer::Question(Some(URL.into())));
        assert_eq!(said.codes(), [82201]);
        match said.reply() {
            Reply::Face { code, session, url } => {
                assert_eq!((code.0, url.as_str()), (82201, URL));
                Sent { session: session.to_string(), question }
            }
            other => panic!("not sent on: {other:?}"),
        }
    }

    fn sent(&mut self, uid: &str) -> Sent {
        let login = self.right(uid);
        self.send(&login)
    }

    fn come_back(&mut self, session: &str) -> Said {
        let session = Some(session.to_owned());
        self.ask(Request::Face(FaceReturn { session, response: FaceToken::new("a.token") }))
    }

    /// A browser that comes back, with a token that says so.
    fn bring(&mut self, session: &str, response: FaceResponse) -> Said {
        let said = self.come_back(session);
        match &said.0[..] {
            [Output::Call { .. }] => self.answer(&said, Answer::Opened(Some(response.into()))),
            _ => said,
        }
    }

    fn bring_back(&mut self, sent: &Sent, response: FaceResponse) -> Vec<u32> {
        self.bring(&sent.session, response).codes()
    }

    fn policy_of_face(&mut self, change: impl FnOnce(&mut FacePolicy)) {
        let mut policy = on();
        change(&mut policy.face);
        self.tell(Control::ChangePolicy(policy));
    }
}

#[test]
fn a_face_is_the_second_factor_of_a_login_over_the_web() {
    let mut server = Server::facing();
    let sent = server.sent("alice");
    assert_eq!(sent.question.uid, "alice");
    assert_eq!((sent.question.issued, sent.question.expires), (server.now, server.now + Duration::from_secs(300)));
    let said = server.bring(&sent.session, sent.right());
    assert_eq!((said.codes(), said.granted()), (vec![82200, 54201], 54201));
    server.change(&said.session(), sekisho_rules::ChangeStep::Open).next_table();
}

#[test]
fn each_method_of_the_web_is_followed_by_the_face() {
    for (way, granted) in [(Way::WebToken, 60201), (Way::WebApp, 70201)] {
        let mut server = Server::with_token();
        server.tell(Control::ChangePolicy(on()));
        let seed = if way == Way::WebApp { server.enrol("alice", "phone") } else { SEED.to_owned() };
        let typed = server.code(&seed, 0);
        let login = server.type_code(way, "alice", &typed);
        let sent = server.send(&login);
        assert_eq!(server.bring_back(&sent, sent.right()), [82200, granted]);
    }
}

#[test]
fn no_other_door_asks_for_a_face() {
    let mut server = Server::facing();
    let proof = server.windows_right("alice");
    assert_eq!(proof.codes(), [54401]);
    assert_eq!(server.seamless("alice", &proof.proof()).codes(), [81201]);
    assert_eq!(server.radius_right("alice").codes(), [80201, 80250]);
}

#[test]
fn a_wrong_first_factor_sends_nobody_on() {
    let mut server = Server::facing();
    assert_eq!(server.wrong("alice").codes(), [54106]);
    assert_eq!(server.wrong("nobody").codes(), [54106]);
}

#[test]
fn both_policy_and_tenant_must_have_it_on() {
    for (policy, tenant, asked) in [(true, true, true), (true, false, false), (false, true, false)] {
        let mut server = Server::facing();
        server.policy_of_face(|face| (face.on, face.tenant_on) = (policy, tenant));
        let said = server.right("alice");
        assert_eq!(matches!(said.0[..], [Output::Call { .. }]), asked, "{policy} {tenant}");
    }
}

#[test]
fn a_question_that_cannot_be_made_sends_nobody_on() {
    for answer in [Answer::Question(None), Answer::Unreachable] {
        let mut server = Server::facing();
        let login = server.right("alice");
        let said = server.answer(&login, answer);
        assert_eq!((said.codes(), said.refused()), (vec![82104, 82191], (Refusal::Unavailable, Some(82191))));
        assert_eq!(server.state.open(), 1, "the used table alone");
    }
}

#[test]
fn questions_follow_the_policy_and_never_repeat() {
    let mut server = Server::facing();
    server.policy_of_face(|face| {
        face.suite = "hs256".into();
        face.key = Some("other".into());
        face.valid = Duration::from_secs(60);
    });
    let (one, two) = (server.sent("alice").question, server.sent("alice").question);
    assert_eq!((one.suite.as_str(), one.key.as_deref()), ("hs256", Some("other")));
    assert_eq!(one.expires, server.now + Duration::from_secs(60));
    assert_ne!(one.rno, two.rno);
    assert_ne!(one.state, two.state);
    assert_ne!(one.jti, two.jti);
}

#[test]
fn the_origin_goes_with_the_question() {
    let mut server = Server::facing();
    let issued = server.table("alice").issued();
    let browser = Browser { origin: Some("https://login.test".into()), ..Browser::default() };
    let login = server.login_from("alice", &issued.ticket, &issued.answer(), browser);
    assert_eq!(server.send(&login).question.origin.as_deref(), Some("https://login.test"));
}

#[test]
fn each_result_has_its_code() {
    use FaceResult as It;
    for (result, code) in [
        (It::ClockSkew, 82151),
        (It::CameraMissing, 82152),
        (It::Cancelled, 82153),
        (It::Error54, 82154),
        (It::SecondFactorCancelled, 82156),
        (It::SecondFactorRequired, 82157),
        (It::OutOfPeriod, 82158),
        (It::CaptureInvalid, 82159),
        (It::NoMatch, 82160),
        (It::CaptureUnreadable, 82162),
        (It::Error63, 82163),
        (It::Error64, 82164),
        (It::Error65, 82165),
        (It::Error66, 82166),
        (It::Error67, 82167),
        (It::Unknown, 82198),
    ] {
        let mut server = Server::facing();
        let sent = server.sent("alice");
        let said = server.bring(&sent.session, sent.with(result));
        assert_eq!((said.codes(), said.refused()), (vec![code], (Refusal::Denied, Some(code))));
        assert_eq!(server.bring_back(&sent, sent.right()), [82101, 82192], "the session ended with it");
    }
}

/// The order of refusals: each answer is wrong in one way more than the next.
#[test]
fn refusals_come_in_their_order() {
    let codes = [82101, 82102, 82103, 82105, 82105, 82106, 82107, 82108, 82153];
    for (mended, code) in codes.into_iter().enumerate() {
        let mut server = Server::facing();
        let sent = server.sent("alice");
        server.policy_of_face(|face| (face.on, face.tenant_on) = (mended > 1, mended > 2));
        let session = if mended > 0 { sent.session.clone() } else { "0".repeat(32) };
        let right = sent.right();
        let response = FaceResponse {
            addressed: mended > 4,
            rno: right.rno.filter(|_| mended > 5),
            uid: right.uid.filter(|_| mended > 6),
            expires: right.expires.filter(|_| mended > 7),
            result: FaceResult::Cancelled,
            ..right
        };
        let said = server.come_back(&session);
        let said = match &said.0[..] {
            [Output::Call { .. }] => {
                server.answer(&said, Answer::Opened((mended > 3).then(|| response.clone().into())))
            }
            _ => said,
        };
        let expected = if code == 82153 { vec![code] } else { vec![code, 82192] };
        let told = *expected.last().unwrap();
        assert_eq!((said.codes(), said.refused()), (expected, (Refusal::Denied, Some(told))), "{mended}");
    }
}

#[test]
fn an_answer_must_repeat_what_was_asked() {
    type Spoil = fn(&mut FaceResponse, &Sent);
    let spoils: [(Spoil, u32); 9] = [
        (|it, _| it.addressed = false, 82105),
        (|it, _| it.rno = None, 82106),
        (|it, sent| it.rno = Some(sent.question.rno.to_string().to_uppercase()), 82106),
        (|it, sent| it.rno = Some(sent.question.state.to_string()), 82106),
        (|it, _| it.state = None, 82106),
        (|it, sent| it.state = Some(sent.question.rno.to_string()), 82106),
        (|it, _| it.uid = None, 82107),
        (|it, _| it.uid = Some("bob".into()), 82107),
        (|it, _| it.uid = Some("Alice".into()), 82107),
    ];
    for (spoil, code) in spoils {
        let mut server = Server::facing();
        server.create("bob");
        let sent = server.sent("alice");
        let mut response = sent.right();
        spoil(&mut response, &sent);
        assert_eq!(server.bring_back(&sent, response.clone()), [code, 82192], "{response:?}");
    }
}

#[test]
fn an_answer_is_of_its_time() {
    let second = Duration::from_secs(1);
    let milli = Duration::from_millis(1);
    let skew = FacePolicy::default().skew;
    type Spoil = Box<dyn Fn(&mut FaceResponse, Time)>;
    let cases: [(Spoil, bool); 7] = [
        (Box::new(move |it, now| it.expires = Some(now)), false),
        (Box::new(move |it, now| it.expires = Some(now + milli)), true),
        (Box::new(move |it, now| it.expires = Some(now - second)), false),
        (Box::new(|it, _| it.expires = None), false),
        (Box::new(|it, _| it.issued = None), false),
        (Box::new(move |it, now| it.issued = Some(now + skew)), true),
        (Box::new(move |it, now| it.issued = Some(now + skew + milli)), false),
    ];
    for (spoil, good) in cases {
        let mut server = Server::facing();
        let sent = server.sent("alice");
        let mut response = sent.right();
        spoil(&mut response, server.now);
        let expected = if good { [82200, 54201] } else { [82108, 82192] };
        assert_eq!(server.bring_back(&sent, response.clone()), expected, "{response:?}");
    }
}

#[test]
fn a_session_ends_at_its_very_time() {
    for (millis, codes) in [(299_999, [82200, 54201]), (300_000, [82101, 82192])] {
        let mut server = Server::facing();
        let sent = server.sent("alice");
        server.now = server.now + Duration::from_millis(millis);
        assert_eq!(server.bring_back(&sent, sent.right()), codes);
    }
}

#[test]
fn the_sweep_forgets_those_who_never_return() {
    let mut server = Server::facing();
    server.sent("alice");
    assert_eq!(server.state.open(), 2, "a used table, and the face session");
    server.pass(300);
    server.input(Arrival::Woken(Wake::Sweep));
    assert_eq!(server.state.open(), 0);
}

#[test]
fn the_same_answer_counts_once() {
    let mut server = Server::facing();
    let sent = server.sent("alice");
    assert_eq!(server.bring_back(&sent, sent.right()), [82200, 54201]);
    assert_eq!(server.bring_back(&sent, sent.right()), [82101, 82192]);
    // Nor does one count that comes while the first is being opened.
    let sent = server.sent("alice");
    let first = server.come_back(&sent.session);
    assert_eq!(server.bring_back(&sent, sent.right()), [82101, 82192]);
    let said = server.answer(&first, Answer::Opened(Some(sent.right().into())));
    assert_eq!(said.codes(), [82200, 54201]);
}

#[test]
fn an_answer_is_for_the_session_that_asked() {
    let mut server = Server::facing();
    server.create("bob");
    let (alice, again, bob) = (server.sent("alice"), server.sent("alice"), server.sent("bob"));
    assert_eq!(server.bring_back(&again, alice.right()), [82106, 82192]);
    assert_eq!(server.bring_back(&bob, alice.right()), [82106, 82192]);
    let none = server.ask(Request::Face(FaceReturn { session: None, response: FaceToken::new("a.token") }));
    assert_eq!((none.codes(), none.refused()), (vec![82101, 82192], (Refusal::Denied, Some(82192))));
    assert_eq!(server.come_back("no session").codes(), [82101, 82192]);
    assert_eq!(server.bring_back(&alice, alice.right()), [82200, 54201], "its own is awaited still");
}

#[test]
fn who_was_deleted_or_given_another_password_is_not_let_in() {
    let reissue = || UserAct::Reissue(Some(secret(PATTERN)));
    let edit = || UserAct::Edit(Changes { pattern: Some("0,1,2,3".into()), ..Changes::default() });
    for acts in [
        vec![UserAct::Delete],
        vec![UserAct::Delete, UserAct::Create(crate::server::new_user(PATTERN))],
        vec![reissue()],
        vec![edit()],
    ] {
        let mut server = Server::facing();
        let (sent, opening) = (server.sent("alice"), server.sent("alice"));
        let came = server.come_back(&opening.session);
        let login = server.right("alice");
        for act in &acts {
            server.act("alice", act.clone());
        }
        let said = server.bring(&sent.session, sent.right());
        assert_eq!(said.codes(), [82101, 82192], "{acts:?}");
        let said = server.answer(&came, Answer::Opened(Some(opening.right().into())));
        assert_eq!(said.codes(), [82101, 82192], "{acts:?}, while the answer was being opened");
        let sent = server.send(&login);
        assert_eq!(server.bring_back(&sent, sent.right()), [82101, 82192], "{acts:?}, while it was being asked");
    }
}

#[test]
fn what_does_not_touch_the_password_leaves_the_session() {
    let mut server = Server::facing();
    let sent = server.sent("alice");
    let mail = Some(Some("a@example.org".into()));
    server.act("alice", UserAct::Edit(Changes { mail, ..Changes::default() }));
    assert_eq!(server.bring_back(&sent, sent.right()), [82200, 54201]);
}

#[test]
fn the_account_is_examined_again() {
    let now = Server::facing().now;
    let expire = UserAct::Edit(Changes { expires: Some(Some(now)), ..Changes::default() });
    for (act, code) in [(UserAct::Disable, 54103), (UserAct::Lock, 54105), (expire, 54102)] {
        let mut server = Server::facing();
        let sent = server.sent("alice");
        server.act("alice", act);
        let said = server.bring(&sent.session, sent.right());
        assert_eq!((said.codes(), said.refused()), (vec![82200, code], (Refusal::Denied, Some(code))));
    }
    let mut server = Server::facing();
    let sent = server.sent("alice");
    server.tell(Control::ChangePolicy(Policy { hours: Hours::Within(vec![]), ..on() }));
    assert_eq!(server.bring_back(&sent, sent.right()), [82200, 54104]);
}

#[test]
fn a_right_answer_switched_off_in_between_is_refused_unread() {
    for (policy, tenant, code) in [(false, true, 82102), (true, false, 82103), (false, false, 82102)] {
        let mut server = Server::facing();
        let sent = server.sent("alice");
        server.policy_of_face(|face| (face.on, face.tenant_on) = (policy, tenant));
        assert_eq!(server.bring_back(&sent, sent.right()), [code, 82192]);
        server.policy_of_face(|_| {});
        assert_eq!(server.bring_back(&sent, sent.right()), [82200, 54201]);
    }
}

#[test]
fn a_store_that_is_down_is_told_in_the_doors_own_code() {
    let mut server = Server::facing();
    let sent = server.sent("alice");
    server.switch_store(false);
    let said = server.come_back(&sent.session);
    assert_eq!((said.codes(), said.refused()), (vec![54199], (Refusal::Unavailable, Some(54199))));
    assert_eq!(server.come_back("").refused(), (Refusal::Unavailable, None));
    server.switch_store(true);
    assert_eq!(server.bring_back(&sent, sent.right()), [82200, 54201], "the answer was not looked at");
}

#[test]
fn wrong_faces_lock_nobody_and_unlock_nobody() {
    let mut server = Server::facing();
    for _ in 0..4 {
        server.wrong("alice");
    }
    for _ in 0..10 {
        let sent = server.sent("alice");
        assert_eq!(server.bring_back(&sent, sent.with(FaceResult::NoMatch)), [82160]);
    }
    assert_eq!(server.wrong("alice").codes(), [54106, 30004], "the first factor alone forgets no wrong answer");
}

#[test]
fn a_password_that_must_change_is_told_after_the_face() {
    let mut server = Server::facing();
    server.act("alice", UserAct::Reissue(Some(secret(PATTERN))));
    let sent = server.sent("alice");
    assert_eq!(server.bring_back(&sent, sent.right()), [82200, 54200]);
}

#[test]
fn a_browser_is_registered_once_its_user_showed_the_face() {
    let mut server = Server::facing();
    let mut policy = on();
    policy.device.required = true;
    policy.device.limit = sekisho_rules::DeviceLimit::new(1).unwrap();
    server.tell(Control::ChangePolicy(policy));
    let (one, two) = (server.sent("alice"), server.sent("alice"));
    let said = server.bring(&one.session, one.right());
    let Reply::Granted(grant) = said.reply() else { panic!("not granted") };
    let device = grant.device.as_ref().map(sekisho_rules::DeviceCookie::value);
    assert!(device.is_some());
    assert_eq!(server.bring_back(&two, two.right()), [82200, 54151], "the slot was taken since");
    let issued = server.table("alice").issued();
    let login = server.login_from("alice", &issued.ticket, &issued.answer(), Browser { device, ..Browser::default() });
    let Some((Output::Event(event), [Output::Call { call, what: Call::MakeQuestion(question) }])) =
        login.0.split_first()
    else {
        panic!("not asked: {:?}", login.0)
    };
    assert_eq!(event.code.0, 54152);
    let question = FaceQuestion::clone(question);
    let answer = Answer::Question(Some(URL.into()));
    let said = server.input(Arrival::Answer { call: *call, answer });
    let Reply::Face { session, .. } = said.reply() else { panic!("not sent on") };
    let sent = Sent { session: session.to_string(), question };
    assert_eq!(server.bring_back(&sent, sent.right()), [82200, 54201]);
}

#[test]
fn requests_that_wait_end_with_their_tenant() {
    let mut server = Server::facing();
    server.right("alice");
    let sent = server.sent("alice");
    server.come_back(&sent.session);
    let said = server.input(Arrival::Told(Control::DeleteTenant));
    let refused = |output: &Output| {
        matches!(output, Output::Reply { reply: Reply::Refused { why: Refusal::Unavailable, code: None }, .. })
    };
    assert!(said.0.len() == 2 && said.0.iter().all(refused), "{:?}", said.0);
}

/// Neither a neighbour's mistake nor a mutant makes the rules stumble.
#[test]
fn answers_of_another_kind_are_no_answers() {
    let mut server = Server::facing();
    let sent = server.sent("alice");
    let said = server.come_back(&sent.session);
    assert_eq!(server.answer(&said, Answer::Question(Some(URL.into()))).codes(), [82105, 82192]);
    let login = server.right("alice");
    assert_eq!(server.answer(&login, Answer::LastRelease(None)).codes(), [82104, 82191]);
    for &rule in Rule::all() {
        for decided in [true, false] {
            let mut server = Server::facing();
            server.state.force(rule, decided);
            for session in ["", &"0".repeat(32)] {
                let said = server.come_back(session);
                if let [Output::Call { .. }] = said.0[..] {
                    server.answer(&said, Answer::Opened(None));
                }
            }
        }
    }
}

#[test]
fn a_token_prints_nowhere() {
    let browser = FaceReturn { session: Some("5e551".into()), response: FaceToken::new("a.token") };
    assert!(!format!("{browser:?}").contains("a.token") && !format!("{browser:?}").contains("5e551"));
    let mut server = Server::facing();
    let sent = server.sent("alice");
    let said = server.come_back(&sent.session);
    assert!(!format!("{:?}", said.0).contains("a.token"));
}

/// Each rule both ways, and each code, for the coverage.
pub(crate) fn all(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.create("zoe");
    server.tell(Control::ChangePolicy(on()));
    use FaceResult as It;
    for result in [
        It::Success,
        It::ClockSkew,
        It::CameraMissing,
        It::Cancelled,
        It::Error54,
        It::SecondFactorCancelled,
        It::SecondFactorRequired,
        It::OutOfPeriod,
        It::CaptureInvalid,
        It::NoMatch,
        It::CaptureUnreadable,
        It::Error63,
        It::Error64,
        It::Error65,
        It::Error66,
        It::Error67,
        It::Unknown,
    ] {
        let sent = server.sent("zoe");
        codes.insert(82201);
        codes.extend(server.bring_back(&sent, sent.with(result)));
        codes.extend(server.bring_back(&sent, sent.with(result)));
    }
    let spoils: [fn(&mut FaceResponse); 6] = [
        |it| it.addressed = false,
        |it| it.rno = None,
        |it| it.state = None,
        |it| it.uid = None,
        |it| it.expires = None,
        |it| it.issued = None,
    ];
    for spoil in spoils {
        let sent = server.sent("zoe");
        let mut response = sent.right();
        spoil(&mut response);
        codes.extend(server.bring_back(&sent, response));
    }
    let sent = server.sent("zoe");
    let said = server.come_back(&sent.session);
    codes.extend(server.answer(&said, Answer::Opened(None)).codes());
    codes.extend(server.come_back("").codes());
    let stale = server.sent("zoe");
    server.pass(300);
    codes.extend(server.come_back(&stale.session).codes());
    for (policy, tenant) in [(false, true), (true, false)] {
        server.policy_of_face(|_| {});
        let sent = server.sent("zoe");
        server.policy_of_face(|face| (face.on, face.tenant_on) = (policy, tenant));
        codes.extend(server.come_back(&sent.session).codes());
    }
    server.policy_of_face(|_| {});
    let login = server.right("zoe");
    codes.extend(server.answer(&login, Answer::Question(None)).codes());
    let sent = server.sent("zoe");
    server.act("zoe", UserAct::Delete);
    codes.extend(server.come_back(&sent.session).codes());
    server.tell(Control::ChangePolicy(Policy::default()));
}

//! Graph at its worst, and a server that ends in the middle.

use sekisho_rules::{Answer, Arrival, Control, GraphAnswer, GraphError, Item, Node, Policy, Refusal, Reply, Subcode};

use super::graph::{Fault, after, api};
use super::play::{Play, SECRET};

fn many(play: &mut Play, count: u32) {
    play.server.tell(Control::MakeUsers { count, prefix: "u".into(), mail_domain: None });
}

/// Seconds between one request of that kind and the next.
fn gaps(play: &Play, what: &str) -> Vec<i64> {
    let times: Vec<_> = play.sent.iter().filter(|(_, sent)| *sent == what).map(|(at, _)| at.millis()).collect();
    times.windows(2).map(|pair| (pair[1] - pair[0]) / 1000).collect()
}

#[test]
fn whoever_starts_a_sync_is_answered_when_it_has_started_or_cannot() {
    let mut play = Play::new();
    play.begin("export");
    let (call, answer) = play.play_to("organization");
    assert!(play.replies.is_empty());
    play.take(Arrival::Answer { call, answer });
    play.play();
    let code = sekisho_rules::Code(31503);
    assert_eq!(play.replies, [Reply::Sync { why: None, code, detail: None }]);
    let mut play = Play::with([("token", Fault::Fails(GraphError::of(Subcode::AccessToken, 401, "AADSTS7000215")))]);
    assert_eq!(play.import(), [31459]);
    let (why, detail) = (Some(Refusal::Unavailable), Some("access_token_error|401|AADSTS7000215".to_owned()));
    assert_eq!(play.replies, [Reply::Sync { why, code: sekisho_rules::Code(31459), detail }]);
}

#[test]
fn what_graph_asks_to_wait_is_waited_and_no_more_than_four_times() {
    for what in ["token", "organization", "domain", "users", "create"] {
        let mut play = Play::new();
        play.graph.fault(what, [Fault::Fails(after(429, 7)), Fault::Fails(after(503, 60)), Fault::Fails(api(504))]);
        assert_eq!(play.export(), [31503, 31410, 31504], "{what}");
        assert_eq!(gaps(&play, what), [7, 60, 4], "{what}");
        let mut play = Play::new();
        play.graph.fault(what, vec![Fault::Fails(after(429, 2)); 9]);
        let codes = play.export();
        assert!(![31504].contains(codes.last().unwrap()), "{what}");
        assert_eq!(gaps(&play, what), [2, 2, 2, 2], "{what}");
    }
}

#[test]
fn nobody_waits_longer_than_an_hour() {
    let mut play = Play::with([("users", Fault::Fails(after(429, 3601)))]);
    assert_eq!(play.export(), [31503, 31441]);
    let mut play = Play::with([("create", Fault::Items(429, Some(3601)))]);
    assert_eq!(play.export(), [31503, 31411, 31504]);
}

#[test]
fn items_that_are_throttled_are_made_again_when_each_of_them_said() {
    let mut play = Play::new();
    many(&mut play, 30);
    play.graph.fault("create", [Fault::Items(429, Some(9)), Fault::Items(503, None)]);
    assert_eq!(play.export().iter().filter(|code| **code == 31410).count(), 31);
    assert_eq!(gaps(&play, "create"), [9, 2, 0]);
    let mut play = Play::new();
    play.graph.fault("create", vec![Fault::Items(429, Some(1)); 9]);
    assert_eq!(play.export(), [31503, 31411, 31504]);
    assert_eq!((gaps(&play, "create"), play.details(31411).len()), (vec![1; 4], 1));
}

#[test]
fn what_was_throttled_and_yet_done_is_not_done_twice() {
    let mut play = Play::with([("create", Fault::DoneItems(429))]);
    assert_eq!(play.export(), [31503, 31410, 31504]);
    assert_eq!((play.graph.users.len(), play.graph.count("find")), (1, 1));
    let mut play = Play::with([("create", Fault::Done(after(503, 1)))]);
    assert_eq!(play.export(), [31503, 31410, 31504]);
    assert_eq!(play.graph.users.len(), 1);
    play.server.tell(Control::DropUsers { prefix: "alice".into() });
    play.graph.fault("delete", [Fault::DoneItems(429)]);
    assert_eq!(play.export(), [31503, 31430, 31504]);
}

#[test]
fn a_creation_that_was_done_though_the_connection_broke_is_found_by_the_next_run() {
    let broken = || Fault::Done(GraphError::new(Subcode::Network, "connection reset"));
    let mut play = Play::with([("create", broken())]);
    assert_eq!(play.export(), [31503, 31419]);
    assert_eq!(play.export(), [31503, 31400, 31504], "the list shows it");
    let mut play = Play::with([("create", broken())]);
    assert_eq!(play.export(), [31503, 31419]);
    play.graph.users[0].late = true;
    assert_eq!(play.export(), [31503, 31410, 31504], "looked up");
    assert_eq!((play.graph.users.len(), play.graph.count("find")), (1, 1));
}

#[test]
fn a_token_is_used_until_a_little_before_its_end() {
    let mut play = Play::new();
    many(&mut play, 100);
    play.graph.lasts = 100;
    play.graph.fault("create", [Fault::Fails(after(429, 89)), Fault::Fails(after(429, 1))]);
    play.export();
    assert_eq!(play.graph.count("token"), 2);
    let (first, second) = ("token-1", "token-2");
    assert_eq!(play.graph.borne.iter().filter(|token| *token == first).count(), 5);
    assert!(play.graph.borne.iter().skip(5).all(|token| token == second));
}

#[test]
fn tokens_that_last_shorter_than_a_storm_are_renewed_as_often_as_it_takes() {
    let mut play = Play::new();
    many(&mut play, 100);
    play.graph.lasts = 10;
    play.graph.fault("create", vec![Fault::First(20); 9]);
    let codes = play.export();
    assert_eq!((codes.len(), codes.last()), (103, Some(&31504)));
}

#[test]
fn a_token_that_is_refused_in_the_middle_is_renewed_once() {
    let mut play = Play::with([("create", Fault::Fails(api(401)))]);
    assert_eq!(play.export(), [31503, 31410, 31504]);
    assert_eq!(play.graph.count("token"), 2);
    let mut play = Play::new();
    play.graph.fault("users", [Fault::Fails(api(401)), Fault::Fails(api(401))]);
    assert_eq!(play.export(), [31503, 31441]);
    assert_eq!(play.details(31441), ["access_token_error|401|Graph says so."]);
}

#[test]
fn tokens_without_end_have_one() {
    let mut play = Play::new();
    play.graph.lasts = 0;
    assert_eq!(play.export(), [31459]);
    assert_eq!(play.details(31459), ["access_token_error|200|The access token has expired already."]);
    assert!(play.graph.count("token") < 10);
}

#[test]
fn pages_without_end_have_one() {
    let mut play = Play::new();
    play.graph.fault("users", [Fault::Next("page-0".into())]);
    play.graph.fault("more", [Fault::Next("page-0".into())]);
    assert_eq!(play.export(), [31503, 31441]);
    assert_eq!(play.details(31441), ["unknown_error|200|The next page is one that was read already."]);
    let mut play = Play::new();
    play.graph.fault("users", [Fault::Next("page-1".into())]);
    play.graph.fault("more", (2..200).map(|number| Fault::Next(format!("page-{number}"))));
    assert_eq!(play.import(), [31501, 31441]);
    assert_eq!(play.details(31441), ["unknown_error|200|The pages of users have no end."]);
    assert!(play.graph.count("more") < 100);
}

#[test]
fn an_empty_page_in_between_is_no_end() {
    let mut play = Play::new();
    (0..30).for_each(|number| drop(play.graph.add(&format!("u{number}@x.test")).user.id.clone()));
    play.graph.page = 10;
    play.graph.fault("more", [Fault::Empty]);
    assert_eq!(play.import().iter().filter(|code| **code == 30001).count(), 20);
}

#[test]
fn an_answer_to_something_else_is_none() {
    for (what, code) in [("domain", 31402), ("users", 31441), ("create", 31419), ("token", 31459)] {
        let mut play = Play::with([(what, Fault::Other)]);
        assert_eq!(play.export().last(), Some(&code), "{what}");
    }
}

#[test]
fn a_killed_worker_ends_the_sync_and_the_next_goes_on() {
    for mode in ["import", "export"] {
        let mut play = Play::new();
        many(&mut play, 60);
        (0..30).for_each(|number| drop(play.graph.add(&format!("g{number}@x.test")).user.id.clone()));
        play.begin(mode);
        let (call, answer) = play.play_to(if mode == "import" { "users" } else { "create" });
        play.take(Arrival::Told(Control::KillSync));
        play.play();
        let pid = play.details(31521).remove(0);
        assert!((1000..32_000).contains(&pid.parse::<u32>().unwrap()));
        // What comes late meets nobody.
        play.take(Arrival::Answer { call, answer });
        assert!(play.play().is_empty());
        play.events.clear();
        let codes = if mode == "import" { play.import() } else { play.export() };
        let made = if mode == "import" { 30 } else { 41 };
        assert_eq!(codes.len(), made + 2, "{mode}");
    }
}

#[test]
fn a_sync_that_is_killed_before_it_started_is_answered() {
    let mut play = Play::new();
    play.begin("import");
    play.take(Arrival::Told(Control::KillSync));
    assert_eq!(play.play(), [31521]);
    assert!(matches!(play.replies[..], [Reply::Sync { why: Some(Refusal::Unavailable), .. }]));
    play.take(Arrival::Told(Control::KillSync));
    assert!(play.play().is_empty(), "there is nobody to kill");
}

#[test]
fn a_tenant_that_goes_takes_its_sync_along() {
    for control in [Control::DeleteTenant, Control::PutTenant(Policy::default())] {
        let mut play = Play::new();
        play.begin("import");
        let (call, answer) = play.play_to("organization");
        let said = play.server.input(Arrival::Told(control));
        assert_eq!(said.reply(), &Reply::Refused { why: Refusal::Unavailable, code: None });
        play.take(Arrival::Answer { call, answer });
        assert!(play.play().is_empty());
    }
}

#[test]
fn a_setting_that_goes_while_its_sync_runs_is_missed_by_the_next() {
    let mut play = Play::new();
    play.begin("export");
    let (call, answer) = play.play_to("users");
    play.server.tell(Control::DeleteSync { name: "entra".into() });
    play.take(Arrival::Answer { call, answer });
    assert_eq!(play.play().last(), Some(&31504));
    assert_eq!(play.ask("entra", "export", Node::First).codes(), [31512]);
}

#[test]
fn an_answer_counts_once() {
    let mut play = Play::new();
    play.begin("export");
    let (call, answer) = play.play_to("create");
    for _ in 0..2 {
        play.take(Arrival::Answer { call, answer: answer.clone() });
    }
    assert_eq!(play.play(), [31410, 31504]);
}

#[test]
fn nothing_secret_is_told_whatever_graph_says() {
    let hostile = |secret: &str| GraphError::of(Subcode::Api, 400, format!("your secret is {secret}"));
    let mut play = Play::with([("users", Fault::Fails(hostile(SECRET)))]);
    play.export();
    assert_eq!(play.details(31441), ["api_error|400|your secret is •••"]);
    let mut play = Play::with([("users", Fault::Fails(hostile("token-1")))]);
    play.export();
    assert_eq!(play.details(31441), ["api_error|400|your secret is •••"]);
    let mut play = Play::new();
    play.graph.add(&format!("{SECRET} token-1@x.test"));
    play.import();
    assert_eq!(play.users_of(40100), ["••• •••"]);
    let mut play = Play::new();
    play.begin("export");
    let (call, answer) = play.play_to("create");
    let Item::Create(user) = &play.graph.batches[0][0] else { panic!("no creation") };
    let Answer::Graph(GraphAnswer::Batch(mut items)) = answer else { panic!("no batch") };
    (items[0].status, items[0].text) = (400, format!("bad password {}", user.password.reveal()));
    play.take(Arrival::Answer { call, answer: Answer::Graph(GraphAnswer::Batch(items)) });
    play.play();
    assert_eq!(play.details(31411), ["[status_code: 400] bad password •••"]);
    let mut play = Play::new();
    play.begin("export");
    let (call, _) = play.play_to("create");
    let Item::Create(user) = &play.graph.batches[0][0] else { panic!("no creation") };
    let error = GraphError::of(Subcode::Api, 400, format!("bad password {}", user.password.reveal()));
    play.take(Arrival::Answer { call, answer: Answer::Graph(GraphAnswer::Failed(error)) });
    play.play();
    assert_eq!(play.details(31419), ["api_error|400|bad password •••"]);
    play.begin("export");
    play.play_to("users");
    let debug = format!("{:?}", play.server.state);
    assert!(debug.contains("Some(Job"), "one runs");
    assert!(!debug.contains(SECRET) && !debug.contains("token-1"), "nor by Debug");
}

#[test]
fn a_user_who_goes_while_a_batch_waits_is_not_made() {
    let mut play = Play::new();
    play.graph.fault("create", [Fault::Items(429, Some(5))]);
    play.begin("export");
    let (call, answer) = play.play_to("create");
    play.server.tell(Control::DropUsers { prefix: "alice".into() });
    play.take(Arrival::Answer { call, answer });
    assert_eq!(play.play(), [31504]);
    assert!(play.graph.users.is_empty());
}

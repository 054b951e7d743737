//! The generator against servers that behave, stall, dawdle, reset and lie, over real sockets.

#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sekisho_load::{
    Account, Call, Check, Expected, Flaw, Hand, Journey, Keep, Path, Piece, Plan, Profile, Second, Source, Spread,
    Tally, Trouble, Way, flaws, run,
};

const TABLE: &str = "4019726358080621";

/// What a server does with a request: the body of its answer, or what it does to the connection.
enum Does {
    Says(String),
    /// Octet by octet.
    Dribbles(String),
    /// Closes after the answer, without a word.
    SaysAndCloses(String),
    Closes,
    Nothing,
}

type Habit = Arc<dyn Fn(&str) -> Does + Send + Sync>;

/// A server of that habit, for as long as the process lives.
fn server(habit: impl Fn(&str) -> Does + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let habit: Habit = Arc::new(habit);
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let habit = habit.clone();
            std::thread::spawn(move || serve(socket, &habit));
        }
    });
    address
}

fn serve(mut socket: TcpStream, habit: &Habit) {
    let _ = socket.set_nodelay(true);
    let mut came = Vec::new();
    let mut buffer = [0; 4096];
    while let Some(request) = next_request(&mut came, &mut socket, &mut buffer) {
        let answer = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let done = match habit(&request) {
            Does::Says(body) => socket.write_all(answer(&body).as_bytes()).is_ok(),
            Does::Dribbles(body) => answer(&body).bytes().all(|octet| socket.write_all(&[octet]).is_ok()),
            Does::SaysAndCloses(body) => socket.write_all(answer(&body).as_bytes()).is_err(),
            Does::Closes => false,
            Does::Nothing => true,
        };
        if !done {
            return;
        }
    }
}

fn next_request(came: &mut Vec<u8>, socket: &mut TcpStream, buffer: &mut [u8]) -> Option<String> {
    loop {
        let text = String::from_utf8_lossy(came).into_owned();
        if let Some(head) = text.find("\r\n\r\n") {
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            if came.len() >= head + 4 + length {
                came.drain(..head + 4 + length);
                return Some(text[..head + 4 + length].to_owned());
            }
        }
        match socket.read(buffer) {
            Ok(octets) if octets > 0 => came.extend_from_slice(&buffer[..octets]),
            _ => return None,
        }
    }
}

fn fixed(text: &str) -> Piece {
    Piece::Fixed(text.as_bytes().into())
}

fn check(code: &str) -> Check {
    let expected = Expected { code: code.into(), level: Some("info".into()) };
    Check {
        code: Some(Path::name("code")),
        level: Some(Path::name("level")),
        codes: vec![expected],
        ..Check::default()
    }
}

/// A table, and an answer to it.
fn journey() -> Journey {
    let keep = |place, name| Keep { place, from: Source::Json(Path::name(name)) };
    let table = Call {
        name: "table".into(),
        head: vec![fixed("GET /table?u="), Piece::Account(0), fixed(" HTTP/1.1\r\nhost: x\r\n")],
        body: None,
        keeps: vec![keep(0, "ticket"), keep(1, "table")],
        check: check("52200"),
    };
    let login = Call {
        name: "login".into(),
        head: vec![fixed("POST /login HTTP/1.1\r\nhost: x\r\nx-request-id: "), Piece::Number, fixed("\r\n")],
        body: Some(vec![
            fixed("ticket="),
            Piece::Kept(0, Way::Percent),
            fixed("&answer="),
            Piece::Answer { way: Way::Percent, wrong: false },
        ]),
        keeps: vec![],
        check: check("54201"),
    };
    Journey { name: "hot-path".into(), calls: vec![table, login], kept: 2, table: Some(1) }
}

fn accounts(count: usize) -> Vec<Account> {
    let account = |number: usize| Account {
        fields: vec![Way::Percent.encoded(&format!("user {number}"))],
        hand: Hand::Cells { cells: [0, 11, 12, 3, 2, 3].into(), phrase: [].into(), position: 0 },
    };
    (0..count).map(account).collect()
}

fn plan(server: SocketAddr) -> Plan {
    Plan {
        journey: journey(),
        accounts: accounts(2_000),
        server,
        rate: None,
        users: 4,
        think: Duration::ZERO,
        warm_up: Duration::ZERO,
        duration: Duration::from_millis(500),
        patience: Duration::from_secs(5),
        most_in_flight: 2_000,
        fresh: false,
        cores: vec![0],
        seed: 1,
    }
}

fn at(rate: f64) -> Option<(Profile, Spread)> {
    Some((Profile::constant(rate), Spread::Even))
}

fn measured(plan: &Plan) -> Tally {
    run(plan, &AtomicBool::new(false), |_| {}).expect("a measurement")
}

/// What an honest server says.
fn honest(request: &str) -> String {
    match request.starts_with("GET /table?u=user%20") {
        true => format!(r#"{{"code":"52200","level":"info","ticket":"t/1","table":"{TABLE}"}}"#),
        false => {
            let right = request.ends_with("ticket=t%2F1&answer=480919");
            let code = if right { "54201" } else { "54106" };
            format!(r#"{{"code":"{code}","level":"info"}}"#)
        }
    }
}

#[test]
fn each_login_of_an_honest_server_is_right() {
    let requests = Arc::new(AtomicU64::new(0));
    let counted = requests.clone();
    let server = server(move |request| {
        counted.fetch_add(1, Ordering::SeqCst);
        Does::Says(honest(request))
    });
    let tally = measured(&plan(server));
    assert!(tally.right > 0);
    assert_eq!((tally.right, tally.wrong, tally.failures()), (tally.offered, 0, 0));
    assert_eq!((tally.answers, tally.latency.len()), (2 * tally.right, tally.right));
    assert_eq!(requests.load(Ordering::SeqCst), tally.answers);
    let said: Vec<_> = tally.said.iter().map(|(call, label, right, times)| (*call, &**label, *right, *times)).collect();
    assert_eq!(said, [(0, "52200", true, tally.right), (1, "54201", true, tally.right)]);
}

#[test]
fn several_generators_share_users_and_rates() {
    let names = Arc::new(Mutex::new(Vec::new()));
    let heard = names.clone();
    let server = server(move |request| {
        if let Some(name) = request.strip_prefix("GET /table?u=").and_then(|rest| rest.split(' ').next()) {
            heard.lock().expect("no panic").push(name.to_owned());
        }
        Does::Says(honest(request))
    });
    let plan = Plan { rate: at(200.0), cores: vec![0, 1], warm_up: Duration::from_millis(250), ..plan(server) };
    let mut seconds = 0;
    let tally = run(&plan, &AtomicBool::new(false), |second: &Second| {
        assert_eq!(second.number, seconds);
        seconds += 1;
    });
    let tally = tally.expect("a measurement");
    assert_eq!((tally.offered, tally.right, seconds), (100, 100, 1));
    let mut names = names.lock().expect("no panic").clone();
    assert_eq!(names.len(), 150, "those of the warm-up, too");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 150, "none twice before all had their turn");
}

#[test]
fn a_lying_server_is_found_out_by_its_codes() {
    let server = server(|request| Does::Says(honest(request).replace("54201", "54199")));
    let tally = measured(&plan(server));
    assert_eq!((tally.right, tally.wrong), (0, tally.offered));
    let (call, label, right, _) = &tally.said[1];
    assert_eq!((*call, &**label, *right), (1, "54199", false));
    assert_eq!(flaws(&tally, Duration::from_millis(500), 1, false)[0], Flaw::Nothing);
}

#[test]
fn a_wrong_level_and_a_missing_ticket_are_found_out() {
    let server = server(|request| {
        let told = honest(request);
        Does::Says(if told.contains("ticket") { told } else { told.replace("info", "err") })
    });
    assert_eq!(&*measured(&plan(server)).said[1].1, "54201 as err");
    let server = self::server(|request| Does::Says(honest(request).replace("ticket", "tick")));
    assert_eq!(&*measured(&plan(server)).said[0].1, "52200, without what the next request needs");
}

#[test]
fn a_resetting_server_fails_logins_and_ends_no_run() {
    let turns = AtomicU64::new(0);
    let server = server(move |request| match turns.fetch_add(1, Ordering::SeqCst) % 5 {
        4 => Does::Closes,
        _ => Does::Says(honest(request)),
    });
    let tally = measured(&plan(server));
    assert!(tally.of(Trouble::Closed) > 0 && tally.right > 0);
    assert_eq!(tally.right + tally.of(Trouble::Closed) + tally.of(Trouble::CutOff), tally.offered);
    assert_eq!(tally.wrong, 0, "those of a new connection went on rightly");
}

#[test]
fn a_server_that_closes_after_each_answer_is_called_anew() {
    let server = server(|request| Does::SaysAndCloses(honest(request)));
    let plan = Plan { rate: at(100.0), users: 0, ..plan(server) };
    let tally = measured(&plan);
    assert!(tally.right > 0);
    assert_eq!(tally.wrong, 0);
}

#[test]
fn a_connection_of_its_own_is_made_for_each_login() {
    let server = server(|request| Does::Says(honest(request)));
    let plan = Plan { rate: at(100.0), fresh: true, ..plan(server) };
    let tally = measured(&plan);
    assert_eq!((tally.right, tally.connects.len()), (50, 50));
}

#[test]
fn answers_that_come_octet_by_octet_are_put_together() {
    let server = server(|request| Does::Dribbles(honest(request)));
    let tally = measured(&plan(server));
    assert!(tally.right > 0);
    assert_eq!((tally.right, tally.wrong), (tally.offered, 0));
}

#[test]
fn a_server_that_says_nothing_is_late() {
    let server = server(|_| Does::Nothing);
    let plan = Plan { rate: at(50.0), patience: Duration::from_millis(300), ..plan(server) };
    let tally = measured(&plan);
    assert_eq!((tally.offered, tally.right), (25, 0));
    assert_eq!(tally.of(Trouble::Late) + tally.of(Trouble::CutOff), 25);
    assert!(tally.of(Trouble::Late) > 0);
}

#[test]
fn more_than_may_be_in_flight_are_dropped_and_the_run_is_invalid() {
    let server = server(|_| Does::Nothing);
    let plan = Plan { rate: at(100.0), most_in_flight: 10, patience: Duration::from_secs(1), ..plan(server) };
    let tally = measured(&plan);
    assert_eq!((tally.offered, tally.of(Trouble::Dropped), tally.failures()), (50, 40, 50));
    let flaws = flaws(&tally, plan.duration, 1, true);
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Offered(share) if (share - 0.2).abs() < 1e-9)), "{flaws:?}");
}

#[test]
fn nobody_there_is_said_before_anything_is_measured() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("an address");
    let error = run(&plan(free), &AtomicBool::new(false), |_| {}).expect_err("nobody");
    assert!(error.to_string().starts_with(&format!("no connection to {free}: ")), "{error}");
}

/// At 1,000 a second, a server that holds all answers of one second lets the login that was due at its beginning wait for
/// a whole second, the next one 1 ms less, and so on: of the latencies of three seconds a third are spread evenly from 0
/// to 1 s. A tool whose users wait for answers would show a handful of slow ones.
#[test]
fn a_stall_is_told_as_all_who_came_meanwhile_felt_it() {
    let begun: Arc<Mutex<Option<Instant>>> = Arc::default();
    let gate = begun.clone();
    let server = server(move |request| {
        let begun = *gate.lock().expect("no panic").get_or_insert_with(Instant::now);
        let (from, to) = (begun + Duration::from_secs(1), begun + Duration::from_secs(2));
        if (from..to).contains(&Instant::now()) {
            std::thread::park_timeout(to.saturating_duration_since(Instant::now()));
        }
        Does::Says(honest(request))
    });
    let plan = Plan { rate: at(1_000.0), duration: Duration::from_secs(3), users: 1_200, ..plan(server) };
    let tally = measured(&plan);
    assert_eq!((tally.offered, tally.right), (3_000, 3_000));
    // A login of two requests: held at its first, or at its second; so the distribution is that of one stall.
    for (quantile, expected_ms) in [(0.70, 100.0), (0.80, 400.0), (0.90, 700.0), (0.95, 850.0), (0.99, 970.0)] {
        let told = tally.latency.value_at_quantile(quantile) as f64 / 1e6;
        eprintln!("{quantile}: {told:.1} ms, on paper {expected_ms} ms");
    }
    let longer = |than: u64| {
        tally
            .latency
            .iter_recorded()
            .filter(|it| it.value_iterated_to() > than * 1_000_000)
            .map(|it| it.count_at_value())
            .sum::<u64>()
    };
    assert!(longer(500) > 400, "half of those of the stall waited longer than half of it: {}", longer(500));
    assert!(longer(5_000) == 0);
}

use super::*;

fn reference() -> Target {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/targets/reference.toml")).expect("a file");
    open(&Source::new("targets/reference.toml", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_reference_target_is_read() {
    let target = reference();
    assert_eq!((target.name.as_str(), target.title.as_str()), ("reference", "Embedded reference server"));
    assert_eq!(target.catalog.name(), "passlogic");
    assert!(target.dormant_is_finding);
    assert_eq!(target.policy.get("policy.lock.limit"), Some(&Value::Integer(5)));
    assert_eq!(target.policy.get("policy.table.valid"), Some(&Value::Duration(Duration::from_secs(180))));
    assert_eq!(target.policy.get("policy.lock.scope"), Some(&Value::from("user")));
    assert_eq!(target.secrets.get("admin"), Some(&SecretFrom::Random(32)));
    assert_eq!(target.authority(), Some(0));
    assert!(matches!(target.observers[0].from, ObserveFrom::SyslogTcp(_)) && target.observers[0].strict);
    assert!(matches!(target.observers[1].extract, Extract::Json(_)));
    assert_eq!(target.sanity, "login/right-answer");
    let texts = |texts: &[super::super::SpannedText]| texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&target.case_setup), ["create-tenant", "begin-time-step", "choose-method"]);
    assert_eq!(texts(&target.user_setup), ["create-user", "equip-user"]);
    let login = target.binding("login", Some("web/matrix")).expect("a login");
    assert_eq!(texts(&login.first), ["request-table"]);
    assert_eq!(texts(&login.families), ["web-login", "device", "pki", "user-admin"]);
    assert!(login.uses("answer") && login.uses("ticket") && !login.uses("process"));
    assert!(target.binding("login", Some("windows/matrix")).is_some_and(|login| login.uses("process")));
}

#[test]
fn every_key_is_read() {
    let text = r#"
        format = 1
        title = "All"
        catalog = "passlogic"
        version = "1.2.3"
        base = "http://127.0.0.1:{{ start.port }}"
        allow = ["login.example.com"]
        dormant = "remark"
        mask = [["locked", "incorrect-credentials"]]
        sanity = "login/wrong-answer"
        headers = { x-all = "1" }

        [start]
        command = ["server", "{{ observe.syslog }}"]
        env = { TOKEN = "{{ secret.a }}" }
        ready = 'port=(?<port>\d+)'
        timeout = "3s"

        [secret]
        a = { env = "A" }
        b = { file = "b.txt" }
        c = { random = 8 }

        [policy]
        list = [-2, "2s", true]

        [time]
        budget = "10s"
        skew = "250ms"

        [[observe]]
        name = "log"
        from = "file"
        path = "{{ target.folder }}/all.log"
        match = '(?<code>\d+)'
        alone = true
        within = "2s"
        barrier = "mark"

        [[observe]]
        from = "syslog"
        listen = "udp://127.0.0.1:0"
        match = '(?<code>\d+) (?<request>\S+)'
        authoritative = true

        [case]
        setup = ["form"]
        cleanup = ["form"]

        [user]
        setup = ["form"]
        cleanup = ["form"]

        [accounts]
        file = "accounts.csv"
        reuse = true

        [[waive]]
        scenario = "lock/locks"
        reason = "known"

        [action.mark]
        http = "POST  /mark"
        base = "http://127.0.0.1:9"
        query = { a = "{{ a? }}" }
        headers = { h = "{{ h? }}" }
        body = "{{ marker }}"
        reach = "server"
        capture = { x = "$.x[0]", y = "header:Y" }
        emits = ["locked"]
        answer = [{ status = ["4xx", 200], has = ["$.a"], equals = { "$.b" = 1 }, text = "x", outcome = "locked" }]

        [action.form."web/matrix"]
        http = "PUT /f"
        form = { a = "{{ x }}", b = 2 }
        [action.form."radius/*"]
        http = "DELETE /f"
    "#;
    let target =
        open(&Source::new("builtin:targets/all.toml", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((target.name.as_str(), target.version.as_deref()), ("all", Some("1.2.3")));
    assert_eq!(target.allow, ["login.example.com"]);
    assert!(!target.dormant_is_finding);
    assert_eq!(target.sanity, "login/wrong-answer");
    assert_eq!((target.wait_budget, target.clock_skew), (Duration::from_secs(10), Duration::from_millis(250)));
    let start = target.start.as_ref().expect("a start");
    assert_eq!((start.command.len(), start.env.len(), start.timeout), (2, 1, Duration::from_secs(3)));
    assert_eq!(target.secrets["a"], SecretFrom::Env("A".to_owned()));
    assert_eq!(target.secrets["b"], SecretFrom::File("b.txt".to_owned()));
    assert_eq!(target.secrets["c"], SecretFrom::Random(8));
    let facts: Vec<_> = target.policy.iter().map(|(name, value)| format!("{name} {value}")).collect();
    assert_eq!(facts, ["policy.list.0 -2", "policy.list.1 2s", "policy.list.2 true"]);
    assert_eq!(target.authority(), Some(1), "the one that says so, not the first");
    let observers: Vec<_> = target.observers.iter().map(|observer| (observer.name.as_str(), observer.within)).collect();
    assert_eq!(observers, [("log", Duration::from_secs(2)), ("syslog", Duration::from_millis(500))]);
    assert_eq!(target.observers[0].barrier.as_ref().map(|barrier| barrier.text.as_str()), Some("mark"));
    assert_eq!(target.observers.iter().map(|observer| observer.alone).collect::<Vec<_>>(), [true, false]);
    assert!(target.accounts.as_ref().is_some_and(|accounts| accounts.reuse));
    assert_eq!(target.waivers.len(), 1);
    let mark = target.binding("mark", None).expect("a binding");
    assert_eq!(mark.reach, Reach::Server);
    assert_eq!((http(mark).method.as_str(), http(mark).path.as_fixed().as_deref()), ("POST", Some("/mark")));
    assert!(matches!(http(mark).body, Body::Text(_)) && http(mark).base.is_some());
    let places: Vec<_> = mark.capture.iter().map(|(name, place)| format!("{name} {place}")).collect();
    assert_eq!(places, ["x $.x[0]", "y header:y"]);
    let rule = &mark.answers[0];
    assert_eq!(rule.status, [StatusRange(400, 499), StatusRange(200, 200)]);
    assert_eq!((rule.has.len(), rule.equals.len(), rule.text.is_some()), (1, 1, true));
    assert_eq!(rule.equals[0].1, "1");
    assert_eq!(mark.names().iter().map(|(name, _)| name.path.as_str()).collect::<Vec<_>>(), ["a", "h", "marker"]);
    let form = target.binding("form", Some("web/matrix")).expect("a binding");
    assert!(matches!(&http(form).body, Body::Form(fields) if fields.len() == 2));
    assert_eq!(target.binding("form", Some("radius/token")).map(|form| http(form).method.as_str()), Some("DELETE"));
}

#[test]
fn defaults_are_those_of_the_documentation() {
    let target = target("");
    assert_eq!((target.wait_budget, target.clock_skew), (Duration::ZERO, Duration::from_secs(5)));
    assert!(!target.dormant_is_finding && target.start.is_none() && target.accounts.is_none());
    assert_eq!(target.authority(), None);
    let login = target.binding("login", None).expect("a login");
    assert!(matches!(http(login).body, Body::None));
    assert_eq!(login.reach, Reach::Case);
}

#[test]
fn the_first_observer_beside_the_answer_decides() {
    let observers = "[[observe]]\nfrom = \"response\"\njson = { code = \"$.c\" }\n[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\n";
    assert_eq!(target(observers).authority(), Some(1));
    assert_eq!(target(observers.split_once("[[observe]]\nfrom = \"file\"").expect("two").0).authority(), None);
}

#[test]
fn a_mask_tells_its_outcomes_alike_and_no_others() {
    let text = format!("{HEAD}mask = [[\"locked\", \"incorrect-credentials\"], [\"created\", \"updated\"]]\n{LOGIN}");
    let target = open(&Source::new("a", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"));
    assert!(target.masked_as("locked", "incorrect-credentials"));
    assert!(target.masked_as("incorrect-credentials", "locked"));
    assert!(target.masked_as("deleted", "deleted"), "each is as itself");
    assert!(!target.masked_as("locked", "created"));
    assert!(!target.masked_as("locked", "authenticated"));
}

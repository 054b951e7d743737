use sekisho_files::{Field, Shape, boolean, field, integer, list, map, table, template, text, word};

/// The format of target files.
pub fn shape() -> Shape {
    with_actions(map(Shape::OneOf(vec![binding(), map(binding())])))
}

/// The same without the actions: which of their two forms each has, the reader finds out.
pub(super) fn shape_but_actions() -> Shape {
    with_actions(map(Shape::Any))
}

fn with_actions(actions: Shape) -> Shape {
    table(vec![
        field("format", "The version of this format: 1.", integer(1..=1)).required(),
        field("title", "What reports call the server.", text()).required(),
        field("catalog", "The catalog that the server speaks: a name, or a folder beside this file.", text())
            .required(),
        field("version", "The product's version (major.minor.patch), for the ranges of waivers.", text()),
        field("base", "The root of all URLs: `https://login.example.com`.", template()),
        field("allow", "Hosts beyond loopback and private addresses that may be called.", list(text())),
        field("dormant", "What a dormant code is: a `finding` or a `remark`.", word(&["finding", "remark"])),
        field("start", "A process to start before the run and to end after it.", start()),
        field(
            "mock",
            "Outside services that a mock of this program stands in for, by its name; `{{ mock.NAME }}` is its address.",
            map(table(super::mock::fields())),
        ),
        field("tls", "Which certificates are trusted.", tls()),
        field("secret", "Where secrets come from, by name.", map(secret())),
        field("policy", "Facts about the server that scenarios refer to.", map(Shape::Any)),
        field("time", "How the server's time is handled.", time()),
        field("headers", "Headers that go with each HTTP request.", map(template())),
        field("radius", "The RADIUS server.", radius()),
        field("observe", "Where events are read.", list(observe())),
        field("mask", "Sets of outcomes that the server tells alike on the wire, on purpose.", list(list(text()))),
        field(
            "answer",
            "Rules that turn answers without codes into outcomes; the first that fits counts.",
            list(answer()),
        ),
        field("case", "Actions around each case.", around()),
        field("user", "Actions around each case, for each of its users.", around()),
        field("load", "What is different under load.", load()),
        field("accounts", "Users that exist already, where none can be created.", accounts()),
        field("sanity", "The scenario that runs first and last; default `login/right-answer`.", text()),
        field("waive", "Known failures, let off with a reason.", list(super::waiver::waive())),
        field("action", "How each action is spoken, by name, or by name and channel.", actions).required(),
    ])
}

fn start() -> Shape {
    table(vec![
        field(
            "command",
            "Program and arguments; `{{ sekisho }}` is this program, `{{ observe.NAME }}` an observer's address.",
            list(template()),
        )
        .required(),
        field("env", "Environment variables.", map(template())),
        field(
            "ready",
            "A pattern of the line on standard output that says it is ready; named groups become `start.NAME`.",
            text(),
        )
        .required(),
        field("timeout", "How long it may take; default `10s`.", text()),
    ])
}

fn tls() -> Shape {
    table(vec![field("ca", "A PEM file with the certificates of private authorities.", template()).required()])
}

fn identity() -> Shape {
    table(vec![
        field("certificate", "The certificate, and those between it and the authority, as PEM.", template()).required(),
        field("key", "Its private key as PEM.", template()).required(),
    ])
}

fn secret() -> Shape {
    table(vec![
        field("env", "The environment variable that holds it.", text()),
        field("file", "The file that holds it.", text()),
        field("random", "Drawn anew for each run: that many letters.", integer(8..=256)),
    ])
}

fn time() -> Shape {
    table(vec![
        field(
            "budget",
            "How long a run may really wait in all, where no `advance-clock` is bound; default `0s`.",
            text(),
        ),
        field("timeout", "How long an answer may take; default `30s`.", text()),
        field("skew", "How far the server's clock may be off before the run says so; default `5s`.", text()),
    ])
}

fn radius() -> Shape {
    table(vec![
        field("server", "Where it listens: `ADDRESS:PORT`.", template()).required(),
        field("secret", "What it shares with its clients: `{{ secret.radius }}`.", template()).required(),
        field("accounting", "Where it listens for accounting: `ADDRESS:PORT`.", template()),
        field("clients", "Other source addresses that scenarios may send from, by name.", map(template())),
        field("silence", "The quiet time after which a raw packet counts as unanswered; default `400ms`.", text()),
        field(
            "require-message-authenticator",
            "Whether a reply without Message-Authenticator is discarded; default `true`.",
            boolean(),
        ),
    ])
}

fn observe() -> Shape {
    table(vec![
        field("name", "Its name in reports and in `{{ observe.NAME }}`; default: the kind of source.", text()),
        field("from", "The kind of source.", word(&["syslog", "file", "response"])).required(),
        field("listen", "Where a syslog receiver listens: `tcp://127.0.0.1:0`, `udp://0.0.0.0:5514`.", template()),
        field("path", "The log file; followed across rotation.", template()),
        field("match", "A pattern with named groups: code, level, message, user, request, scope.", text()),
        field("json", "Places in a JSON answer, under the same names.", map(text())),
        field("barrier", "The action that sends `{{ marker }}` down this stream.", text()),
        field("within", "The quiet time that stands in for a barrier; default `500ms`.", text()),
        field(
            "strict",
            "Whether a deviation from the wire format is a finding; otherwise it is a remark of the run.",
            boolean(),
        ),
        field("authoritative", "Whether this one decides; default: the first beside the answer.", boolean()),
        field(
            "alone",
            "Whether its events name nobody, so that every scenario must run alone: then `match` needs none of the \
             groups user, request and scope.",
            boolean(),
        ),
    ])
}

fn answer() -> Shape {
    table(vec![
        field(
            "status",
            "The HTTP statuses it fits: 200, \"4xx\" or a list.",
            Shape::OneOf(vec![integer(100..=599), text(), list(Shape::OneOf(vec![integer(100..=599), text()]))]),
        ),
        field("radius", "The RADIUS packet it fits: `Access-Accept`, `Access-Reject`, …", text()),
        field("has", "Places that must hold a value.", list(text())),
        field("equals", "Places and the text that they must hold.", map(template())),
        field("text", "A pattern that the body must hold.", text()),
        field("outcome", "What the answer then means.", text()).required(),
    ])
}

fn around() -> Shape {
    table(vec![
        field("setup", "Actions to carry out before, in order.", list(text())),
        field("cleanup", "Actions to carry out after, in order.", list(text())),
    ])
}

fn load() -> Shape {
    table(vec![
        field("base", "The root of the URLs, if it is another than the target's.", template()),
        field("setup", "Actions to carry out before, in order, once the case is set up.", list(text())),
    ])
}

fn accounts() -> Shape {
    table(vec![
        field("file", "A CSV file; its first line names the columns: name, pattern, …", template()).required(),
        field("reuse", "Whether an account may serve a second case after a first; default `false`.", boolean()),
    ])
}

/// The format of one action's binding.
pub(super) fn binding() -> Shape {
    table(binding_fields())
}

fn binding_fields() -> Vec<Field> {
    vec![
        field(
            "first",
            "Actions that must have gone before, unless what they captured is at hand and unused.",
            list(text()),
        ),
        field("http", "Method and path: `POST /api/login`. This or `radius`.", template()),
        field(
            "radius",
            "A packet's attributes: `{ user-name = \"…\", user-password = \"{{ answer }}\" }`; and `packet`, `method`, `port`.",
            map(template()),
        ),
        field("url", "The whole URL, such as one captured before; `http` is then the method alone.", template()),
        field(
            "browser",
            "Whether it is made as a browser does: redirects are followed, and the user's cookies go along.",
            boolean(),
        ),
        field("base", "The root of the URL, if it is not the target's.", template()),
        field("query", "The query's parameters; one without a value is left out.", map(template())),
        field("headers", "Headers beside the target's.", map(template())),
        field("identity", "The TLS client certificate; none where its slots have no value.", identity()),
        field("json", "A JSON body; a key without a value is left out.", map(Shape::Any)),
        field("form", "A form's fields.", map(template())),
        field("body", "A plain body.", template()),
        field("capture", "What to keep of the answer, for the user who acted.", map(text())),
        field(
            "families",
            "The families of codes it emits, in the order in which outcomes resolve to them.",
            list(text()),
        ),
        field(
            "emits",
            "Outcomes or codes that are no finding when it runs as a preliminary, at set-up or clean-up.",
            list(text()),
        ),
        field(
            "reach",
            "What it touches: the `case` alone, or the `server`, so that its scenarios run alone.",
            word(&["case", "server"]),
        ),
        field(
            "renews",
            "The method whose next secret is the user's after an answer that accepts it.",
            word(&["matrix", "password"]),
        ),
        field("answer", "Rules for answers without codes, before those of the whole target.", list(answer())),
    ]
}

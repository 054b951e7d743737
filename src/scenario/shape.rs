use sekisho_files::{Field, Shape, boolean, field, integer, list, map, table, template, text, word};

use super::{AnswerKind, Spoil};

/// The format of scenario files.
pub fn shape() -> Shape {
    scenario(with_of_any())
}

/// The same without the arguments of steps: which of their two forms each has, the reader finds out.
pub(super) fn shape_but_arguments() -> Shape {
    scenario(map(Shape::Any))
}

fn scenario(with: Shape) -> Shape {
    table(vec![
        field("format", "The version of this format: 1.", integer(1..=1)).required(),
        field("title", "What the scenario shows, in a sentence.", text()).required(),
        field("channels", "The channels it runs on, door/method; without them it runs once.", list(text())),
        field("rules", "The rules it rests on: an RFC section, a product's code.", list(text())),
        field("tags", "Tags to filter by; `slow` stays out of the default run.", list(text())),
        field("needs", "Facts (`policy.…`) and actions (`action.…`) without which it cannot run.", list(text())),
        field("alone", "Whether nothing else may run meanwhile.", boolean()),
        field(
            "vendor",
            "The RADIUS client that it is about, a vendor profile: it is played as this one always.",
            text(),
        ),
        field(
            "each",
            "Parameters that take several values, each in a case of its own: `[FROM, TO]` or `{ of = [TEXT, …] }`.",
            map(Shape::OneOf(vec![list(template()), table(vec![field("of", "The texts.", list(text())).required()])])),
        ),
        field("user", "Its users, by name.", map(user())),
        field("step", "What is done, in order.", list(step(with))).required(),
    ])
}

/// The format of flow files: shared steps.
pub fn flow_shape() -> Shape {
    flow(with_of_any())
}

/// The same without the arguments of steps.
pub fn flow_shape_but_arguments() -> Shape {
    flow(map(Shape::Any))
}

fn flow(with: Shape) -> Shape {
    table(vec![
        field("format", "The version of this format: 1.", integer(1..=1)).required(),
        field("title", "What the flow does, in a sentence.", text()).required(),
        field("params", "The parameters that its steps name as `{{ … }}`.", list(text())),
        field("step", "What is done, in order.", list(step(with))).required(),
    ])
}

fn user() -> Shape {
    let fields = vec![
        field("exists", "Whether the server knows the user; default `true`.", boolean()),
        field(
            "phrase",
            "A fixed phrase in the password: before the digits, after them, or between.",
            word(&["before", "after", "between"]),
        ),
        field("phrase_letters", "How many letters the phrase has; default 4.", integer(1..=64)),
        field("pin", "Whether a PIN goes before a token's code; default `false`.", boolean()),
        field("display", "How the app shows a code: `bingo`, hidden in a 5×5 grid.", word(&["bingo"])),
        field("next", "The secret that the user changes to: a pattern, or a password; default: drawn.", template()),
        field("clock", "How many time steps the token's own clock is off; default 0.", template()),
    ];
    Shape::Table(sekisho_files::TableShape { fields, rest: Some(Box::new(template())) })
}

fn step(with: Shape) -> Shape {
    let spoils = Spoil::ALL.map(|(word, _)| word);
    table(vec![
        field("do", "The action, `wait`, or `mock.NAME`: a mock is told how to behave and asked what it saw.", text()),
        field("use", "A flow to carry out instead: `flows/lock-out`; `with` are its parameters.", text()),
        field("as", "The user who acts.", template()),
        field("channel", "The channel, if it is not the case's.", text()),
        field("with", "Arguments of the action; what a mock is told.", with),
        field("for", "How long to `wait`.", template()),
        field("start", "Whether what the step starts runs on: a later step says `until` when.", boolean()),
        field(
            "until",
            "The outcome or code, or one of several, that ends what this step or an earlier one started.",
            Shape::OneOf(vec![text(), list(text())]),
        ),
        field("times", "How often; default 1.", template()),
        field("at", "`once`: the repetitions start at once, a race.", word(&["once"])),
        field("fresh", "Whether each racer has preliminaries of its own.", boolean()),
        field(
            "expect",
            "What must be emitted: outcomes, classes, codes or tables. Of a mock: what it saw, and facts.",
            list(Shape::OneOf(vec![text(), expectation()])),
        ),
        field("unordered", "Whether the order of what is emitted is free.", boolean()),
        field("never", "What must not be emitted.", list(text())),
        field(
            "within",
            "How long what is expected may take to come: `30s`; for what the server does after it has answered.",
            text(),
        ),
        field("spoil", "How the request is broken.", word(&spoils)),
        field("like", "Preliminaries are repeated until the right answer has this form: `0*`.", text()),
        field("save", "A name under which the answer's shape is kept.", text()),
        field("shaped_as", "The kept answer that this one must be shaped like.", text()),
        field("same_as", "The kept answer whose very octets this one must have.", text()),
        field("takes", "How long the answer must take at least: `>= 1s`.", text()),
        field(
            "raw",
            "How the packet is changed that the target makes of the action, on channels of RADIUS.",
            super::shape_raw::raw(),
        ),
        field("reply", "What each RADIUS answer must hold.", super::shape_raw::reply()),
    ])
}

fn expectation() -> Shape {
    let mut fields = single();
    let alternative = Shape::OneOf(vec![text(), table(single())]);
    fields.push(field("any_of", "One of these.", list(alternative)));
    fields.extend([
        field("saw", "What a mock saw since the case began: `POST /$batch`; `*` stands for anything.", template()),
        field("status", "How the mock answered it: 429 or \"4xx\".", Shape::OneOf(vec![integer(100..=599), text()])),
        field("gap", "How long there must be between one and the next at least: `>= 7s`.", text()),
        field("fact", "A fact of a mock.", template()),
        field("is", "What the fact must be.", template()),
        field("absent", "Whether there must be no such fact.", boolean()),
    ]);
    table(fields)
}

/// The arguments of an action, and what mocks are told.
fn with_of_any() -> Shape {
    Shape::OneOf(vec![with_of_action(), map(Shape::Any)])
}

/// The arguments of an action.
pub(super) fn with_of_action() -> Shape {
    let answers = AnswerKind::ALL.map(|(word, _)| word);
    Shape::Table(sekisho_files::TableShape {
        fields: vec![
            field("answer", "The answer, computed by what stands in for the user.", word(&answers)),
            field("password", "The answer, literally.", template()),
            field("offset", "How many time steps further the code is; default 0.", template()),
        ],
        rest: Some(Box::new(template())),
    })
}

fn single() -> Vec<Field> {
    vec![
        field("code", "A code of the catalog.", text()),
        field("outcome", "An outcome or a class.", text()),
        field("level", "The level, if it is not the catalog's.", text()),
        field("message", "The message, if it is not the catalog's.", text()),
        field("detail", "A pattern for what stands in place of `{0}`.", text()),
        field("as", "The user it is about, if it is not the one who acts.", text()),
        field("count", "How often; default 1. Of a mock, `>= 2` is right, too; default: at least once.", template()),
    ]
}

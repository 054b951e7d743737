use sekisho_files::{Shape, boolean, field, integer, list, map, table, template, text, word};

use super::model::{Demand, Method, Placement, UnknownProxyState};

/// The format of vendor profiles.
pub fn shape() -> Shape {
    table(vec![
        field("format", "The version of this format: 1.", integer(1..=1)).required(),
        field("title", "What reports call the client.", text()).required(),
        field("product", "The product, and the versions that the facts are about.", text()).required(),
        field("pen", "The vendor's private enterprise number.", integer(1..=i64::from(u32::MAX))),
        field(
            "methods",
            "How it conveys passwords; of several the next is tried after an Access-Reject.",
            list(word(&Method::ALL.map(|(word, _)| word))),
        ),
        field("challenge", "Whether it answers an Access-Challenge.", boolean()),
        field(
            "unverified",
            "Facts that nothing public tells: `timers.retries`, or an attribute, `request.nas-port`.",
            list(text()),
        ),
        field(
            "request",
            "The attributes of its requests, in order, with templates; `true` where the target's own value stands.",
            map(Shape::OneOf(vec![template(), list(template())])),
        ),
        field("password", "What it does to passwords.", password()),
        field("timers", "When it sends again.", timers()),
        field("message-authenticator", "What it does with Message-Authenticator.", signed()),
        field("accept", "What it looks for in an Access-Accept.", accept()),
        field("reply", "What it makes of peculiar replies.", reply()),
        field("source", "Where each fact was read: by name, `timers.timeout`.", map(text())),
    ])
}

fn password() -> Shape {
    table(vec![field("longest", "How many characters it sends; it drops what follows.", integer(1..=128))])
}

fn timers() -> Shape {
    table(vec![
        field("timeout", "How long it waits for a reply: `5s`.", text()),
        field("retries", "How often it sends again after the first time.", integer(0..=100)),
    ])
}

fn signed() -> Shape {
    table(vec![
        field("request", "Where its requests have one.", word(&Placement::ALL.map(|(word, _)| word))),
        field(
            "reply",
            "`required`: drops replies without; `refused`: drops replies with one.",
            word(&Demand::ALL.map(|(word, _)| word)),
        ),
    ])
}

fn accept() -> Shape {
    table(vec![
        field("needs", "Attributes without which the login is of no use; empty: the decision counts.", list(text())),
        field("reads", "Attributes that it uses if they are there.", list(text())),
    ])
}

fn reply() -> Shape {
    table(vec![field(
        "unknown-proxy-state",
        "Whether a reply with a Proxy-State that it did not send is dropped.",
        word(&UnknownProxyState::ALL.map(|(word, _)| word)),
    )])
}

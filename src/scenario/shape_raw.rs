use sekisho_files::{Shape, boolean, field, integer, list, map, table, text, word};

use super::Signature;

/// The changes to a packet.
pub(super) fn raw() -> Shape {
    let signatures = Signature::ALL.map(|(word, _)| word);
    table(vec![
        field("client", "The client it is sent from, by the name that the target gives it.", text()),
        field("secret", "It is signed and hidden under a wrong secret.", word(&["wrong"])),
        field("code", "Another packet code.", integer(0..=255)),
        field("octets", "The whole datagram, in hexadecimal digits.", text()),
        field("size", "The datagram is cut to so many octets.", integer(0..=65_507)),
        field(
            "length",
            "The header's Length, whatever the datagram holds: a number, or `+1` from the right one.",
            Shape::OneOf(vec![integer(0..=65_535), text()]),
        ),
        field("padding", "So many octets go after the packet.", integer(0..=65_000)),
        field("fill", "Proxy-States are added until Length is just that.", integer(20..=65_507)),
        field("oversize", "Whether Length may be more than 4096.", boolean()),
        field("only", "The attributes that are kept.", list(text())),
        field("without", "The attributes that are left out.", list(text())),
        field("prepend", "Octets before the other attributes, in hexadecimal digits.", list(text())),
        field("append", "Octets after the other attributes, in hexadecimal digits.", list(text())),
        field(
            "repeat",
            "How often `prepend` and `append` go in.",
            table(vec![
                field("prepend", "How often.", integer(1..=4096)),
                field("append", "How often.", integer(1..=4096)),
            ]),
        ),
        field("replace", "Values of attributes as they go on the wire, in hexadecimal digits.", map(text())),
        field("also", "The password by these methods as well.", list(word(&["pap", "chap", "ms-chap2"]))),
        field("twice", "The attributes that go twice: first a wrong one, then the right one.", list(text())),
        field("message-authenticator", "What becomes of it.", word(&signatures)),
        field("authenticator", "The Request Authenticator.", word(&["zeros"])),
        field("copies", "How often the same datagram is sent; all answers must be the same.", integer(1..=256)),
        field("resend", "The very datagram of the user's step before, on the same socket.", boolean()),
        field("reuse", "The same identifier on the same socket, with other content.", word(&["identifier"])),
        field("mutate", "One mutation of the datagram, drawn from the run's seed.", boolean()),
        field("retries", "How often it is sent again where nothing answers; default 0.", integer(0..=10)),
    ])
}

/// What an answer must hold.
pub(super) fn reply() -> Shape {
    table(vec![
        field("first", "The attribute that must be the first.", text()),
        field(
            "has",
            "Attributes that must be there, or a pattern that a value of each must fit.",
            Shape::OneOf(vec![list(text()), map(text())]),
        ),
        field("lacks", "Attributes that must not be there.", list(text())),
        field("copies", "The attribute whose values must be the request's, all and in order.", text()),
    ])
}

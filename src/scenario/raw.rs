use regex::Regex;
use sekisho_protocol::radius::dictionary::Definition;

use crate::target::{RadiusMethod, SpannedText};

/// How the packet that a target's binding makes is changed before it goes out.
#[derive(Debug, Clone)]
pub struct Raw {
    /// The client that it is sent from, of those that the target names.
    pub client: Option<SpannedText>,
    /// Whether it is signed and hidden under a wrong secret.
    pub wrong_secret: bool,
    /// Another packet code, signed as the original would be.
    pub code: Option<u8>,
    /// The whole datagram, literally.
    pub octets: Option<Vec<u8>>,
    /// The datagram is cut to so many octets.
    pub size: Option<usize>,
    /// The header's Length, whatever the datagram holds.
    pub length: Option<Length>,
    /// How many octets go after the packet.
    pub padding: usize,
    /// Proxy-States are added until Length is just that.
    pub fill: Option<usize>,
    /// Whether Length may be more than 4096.
    pub oversize: bool,
    /// Which attributes are kept, if not all.
    pub only: Option<Vec<&'static Definition>>,
    /// Which attributes are left out.
    pub without: Vec<&'static Definition>,
    /// Octets in the place of attributes, before the others.
    pub prepend: Vec<Vec<u8>>,
    /// Octets in the place of attributes, after the others.
    pub append: Vec<Vec<u8>>,
    /// How often `prepend` and `append` go in; once, if not stated.
    pub repeat: Repeat,
    /// Values of attributes as they go on the wire.
    pub replace: Vec<(&'static Definition, Vec<u8>)>,
    /// Further methods by which the password is conveyed as well.
    pub also: Vec<RadiusMethod>,
    /// Attributes that go twice: first a wrong one, then the right one.
    pub twice: Vec<&'static Definition>,
    /// What becomes of the Message-Authenticator.
    pub signature: Option<Signature>,
    /// Whether the Request Authenticator is all zeros.
    pub zeros: bool,
    /// How often the same datagram is sent.
    pub copies: u32,
    /// Whether it repeats the user's step before.
    pub again: Again,
    /// Whether one mutation, drawn from the run's seed, is made to the whole datagram.
    pub mutate: bool,
    /// How often it is sent again where nothing answers.
    pub retries: u32,
}

impl Default for Raw {
    /// A packet that is sent once, as it is.
    fn default() -> Self {
        Self {
            client: None,
            wrong_secret: false,
            code: None,
            octets: None,
            size: None,
            length: None,
            padding: 0,
            fill: None,
            oversize: false,
            only: None,
            without: Vec::new(),
            prepend: Vec::new(),
            append: Vec::new(),
            repeat: Repeat::default(),
            replace: Vec::new(),
            also: Vec::new(),
            twice: Vec::new(),
            signature: None,
            zeros: false,
            copies: 1,
            again: Again::No,
            mutate: false,
            retries: 0,
        }
    }
}

/// A Length as a scenario states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Just this.
    Absolute(u16),
    /// The right one and so many.
    Relative(i32),
}

/// How often octets go in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// Those before the attributes.
    pub prepend: usize,
    /// Those after.
    pub append: usize,
}

impl Default for Repeat {
    fn default() -> Self {
        Self { prepend: 1, append: 1 }
    }
}

/// What becomes of the Message-Authenticator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// The first attribute.
    First,
    /// The last attribute.
    Last,
    /// There is none.
    None,
    /// One bit of it is wrong.
    Wrong,
    /// It has 15 octets.
    Short,
    /// There are two.
    Twice,
}

/// Whether a packet repeats the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Again {
    /// It does not.
    #[default]
    No,
    /// It is the very datagram, on the same socket.
    Datagram,
    /// It has the same identifier on the same socket, but a new authenticator and its own content.
    Identifier,
}

impl Signature {
    /// All of them with the words that scenarios use.
    pub const ALL: [(&'static str, Signature); 6] = [
        ("first", Signature::First),
        ("last", Signature::Last),
        ("none", Signature::None),
        ("wrong", Signature::Wrong),
        ("short", Signature::Short),
        ("twice", Signature::Twice),
    ];
}

/// What each RADIUS answer of a step must hold.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// The attribute that must be the first.
    pub first: Option<&'static Definition>,
    /// Attributes that must be there, and a pattern that one of their values must fit.
    pub has: Vec<(&'static Definition, Option<Regex>)>,
    /// Attributes that must not be there.
    pub lacks: Vec<&'static Definition>,
    /// The attribute whose values must be the request's, all and in order.
    pub copies: Option<&'static Definition>,
}

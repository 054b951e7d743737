//! Unguessable handles: 128 bits from the entropy, written as 32 hexadecimal digits.

use std::fmt;

use crate::Entropy;

macro_rules! handles {
    ($($(#[doc = $doc:literal])+ $vis:vis $name:ident)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        $vis struct $name([u8; 16]);

        impl $name {
            pub(crate) fn draw(entropy: &mut dyn Entropy) -> Self {
                let mut octets = [0; 16];
                entropy.fill_bytes(&mut octets);
                Self(octets)
            }

            pub(crate) fn read(text: &str) -> Option<Self> {
                octets(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    )+};
}

handles! {
    /// The ticket of one table.
    pub Ticket
    /// The handle of one run of the Windows client.
    pub ProcessId
    /// One registration of a browser.
    pub(crate) DeviceId
    /// The session of a login over the web.
    pub Session
    /// A login whose browser is with the face service, as its cookie tells it.
    pub FaceSession
    /// A number that is used once: what a question to the face service is known by (rno).
    pub Rno
    /// What comes back with the answer to a question, as it went.
    pub FaceState
    /// What the Windows client shows of an earlier login, for seamless sign-on. It works once.
    pub Proof
}

/// Exactly 32 lower-case hexadecimal digits: one spelling for each handle.
fn octets(text: &str) -> Option<[u8; 16]> {
    let digits: &[u8; 32] = text.as_bytes().try_into().ok()?;
    let mut octets = [0; 16];
    for (octet, pair) in octets.iter_mut().zip(digits.chunks_exact(2)) {
        *octet = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(octets)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

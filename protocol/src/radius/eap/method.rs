//! What is in the frame (RFC 3748 section 5).

use std::fmt;

use super::mschapv2;

/// Numbers of the types (RFC 3748 section 5).
pub mod kind {
    /// Identity.
    pub const IDENTITY: u8 = 1;
    /// Notification.
    pub const NOTIFICATION: u8 = 2;
    /// Legacy Nak.
    pub const NAK: u8 = 3;
    /// MD5-Challenge.
    pub const MD5_CHALLENGE: u8 = 4;
    /// Generic Token Card.
    pub const GTC: u8 = 6;
    /// MSCHAPv2 (draft-kamath-pppext-eap-mschapv2).
    pub const MSCHAPV2: u8 = 26;
}

/// Type and data of a Request or Response. `Debug` tells the type alone: a token card's answer is a
/// password in the clear.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Method<'a> {
    /// Who the peer is, or a prompt for it (RFC 3748 section 5.1).
    Identity(&'a [u8]),
    /// Something to show (RFC 3748 section 5.2).
    Notification(&'a [u8]),
    /// The types that the peer would rather have (RFC 3748 section 5.3.1).
    Nak(&'a [u8]),
    /// A challenge, or the response that [`chap_response`] computes with the packet's identifier
    /// (RFC 3748 section 5.4).
    ///
    /// [`chap_response`]: crate::radius::password::chap_response
    Md5Challenge {
        /// Up to 255 octets.
        value: &'a [u8],
        /// Of the system that sends it; may be empty.
        name: &'a [u8],
    },
    /// A prompt, or what the user typed (RFC 3748 section 5.6).
    Gtc(&'a [u8]),
    /// MSCHAPv2.
    MsChapV2(mschapv2::Message<'a>),
    /// Any other type.
    Other {
        /// Its number.
        kind: u8,
        /// Its data.
        data: &'a [u8],
    },
}

impl<'a> Method<'a> {
    pub(super) fn parse(kind: u8, data: &'a [u8]) -> Option<Self> {
        Some(match kind {
            kind::IDENTITY => Self::Identity(data),
            kind::NOTIFICATION => Self::Notification(data),
            kind::NAK => Self::Nak(data),
            kind::MD5_CHALLENGE => {
                let (size, rest) = data.split_first()?;
                let (value, name) = rest.split_at_checked((*size).into())?;
                Self::Md5Challenge { value, name }
            }
            kind::GTC => Self::Gtc(data),
            kind::MSCHAPV2 => Self::MsChapV2(mschapv2::Message::parse(data)?),
            _ => Self::Other { kind, data },
        })
    }

    /// The number of the type.
    #[must_use]
    pub const fn kind(&self) -> u8 {
        match self {
            Self::Identity(_) => kind::IDENTITY,
            Self::Notification(_) => kind::NOTIFICATION,
            Self::Nak(_) => kind::NAK,
            Self::Md5Challenge { .. } => kind::MD5_CHALLENGE,
            Self::Gtc(_) => kind::GTC,
            Self::MsChapV2(_) => kind::MSCHAPV2,
            Self::Other { kind, .. } => *kind,
        }
    }

    /// The data. A value of more than 255 octets is cut off.
    pub(super) fn write(&self, octets: &mut Vec<u8>) {
        match self {
            Self::Identity(data) | Self::Notification(data) | Self::Nak(data) | Self::Gtc(data) => {
                octets.extend_from_slice(data);
            }
            Self::Md5Challenge { value, name } => {
                let size = u8::try_from(value.len()).unwrap_or(u8::MAX);
                octets.push(size);
                octets.extend(value.iter().take(size.into()).chain(*name));
            }
            Self::MsChapV2(message) => message.write(octets),
            Self::Other { data, .. } => octets.extend_from_slice(data),
        }
    }

    /// The name of the type; `Type 13` for one that this crate does not speak.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Identity(_) => "Identity".into(),
            Self::Notification(_) => "Notification".into(),
            Self::Nak(_) => "Nak".into(),
            Self::Md5Challenge { .. } => "MD5-Challenge".into(),
            Self::Gtc(_) => "GTC".into(),
            Self::MsChapV2(message) => format!("MSCHAPv2 {}", message.name()),
            Self::Other { kind, .. } => format!("Type {kind}"),
        }
    }
}

impl fmt::Debug for Method<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

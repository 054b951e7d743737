//! The stock of hardware tokens.

use std::collections::HashMap;
use std::fmt;

use sekisho_protocol::otp::{Digits, Seed, Totp};

use crate::code;
use crate::form::is_serial;
use crate::totp::Generator;
use crate::turn::Turn;
use crate::{Code, Refusal, Reply, Rule};

/// Octets of a seed: 128 bits at least (RFC 4226 section 4, R6), and no more than the longest hash.
const SEED_OCTETS: std::ops::RangeInclusive<usize> = 16..=64;
const LONGEST_STEP_MS: u64 = 300_000;

/// A request through the hardware-token API.
#[derive(Clone, Debug)]
pub enum TokensRequest {
    /// Something is done to one token.
    One {
        /// Its serial number.
        serial: String,
        /// What is done.
        act: TokenAct,
    },
    /// All tokens are asked for.
    List,
}

/// What is done to one hardware token.
#[derive(Clone, Debug)]
pub enum TokenAct {
    /// Registers it.
    Register(TokenShape),
    /// Changes it.
    Edit(TokenShape),
    /// Deletes it.
    Delete,
}

/// What a token is like; what is none is as usual, or stays as it is.
#[derive(Clone, Default)]
pub struct TokenShape {
    /// Its seed, in base32; needed to register one.
    pub seed: Option<String>,
    /// The hash: SHA1, SHA256 or SHA512; SHA1, usually.
    pub algorithm: Option<String>,
    /// Digits of a code, 6–8; 6, usually.
    pub digits: Option<u32>,
    /// Length of a time step in milliseconds, whole seconds; the policy's, usually.
    pub step_ms: Option<u64>,
}

impl TokenShape {
    fn names_something(&self) -> bool {
        self.seed.is_some() || self.algorithm.is_some() || self.digits.is_some() || self.step_ms.is_some()
    }
}

impl fmt::Debug for TokenShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// A token of the stock, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedToken {
    /// Its serial number.
    pub serial: String,
    /// Who has it.
    pub user: Option<String>,
}

/// All hardware tokens of a tenant.
#[derive(Debug, Default)]
pub(crate) struct Stock(HashMap<Box<str>, Token>);

/// A hardware token. What is known of its clock goes with it, whoever has it.
#[derive(Debug)]
struct Token {
    generator: Generator,
    user: Option<Box<str>>,
}

impl Stock {
    pub(crate) fn generator(&mut self, serial: &str) -> Option<&mut Generator> {
        self.0.get_mut(serial).map(|token| &mut token.generator)
    }

    /// Whether there is such a token, and nobody else has it.
    pub(crate) fn has_for(&self, serial: &str, uid: &str) -> bool {
        self.0.get(serial).is_some_and(|token| token.user.as_deref().is_none_or(|user| user == uid))
    }

    pub(crate) fn hand_out(&mut self, serial: &str, uid: &str) {
        if let Some(token) = self.0.get_mut(serial) {
            token.user = Some(uid.into());
        }
    }

    pub(crate) fn take_back(&mut self, serial: &str) {
        if let Some(token) = self.0.get_mut(serial) {
            token.user = None;
        }
    }
}

type Outcome = Result<Code, (Refusal, Code)>;

const MALFORMED: (Refusal, Code) = (Refusal::Malformed, code::TOKENS_MALFORMED);
const UNKNOWN: (Refusal, Code) = (Refusal::Unknown, code::TOKEN_UNKNOWN);

impl Turn<'_> {
    pub(crate) fn tokens(&mut self, request: TokensRequest) {
        let sound = match &request {
            TokensRequest::One { serial, .. } => self.decide(Rule::SerialForm, is_serial(serial)),
            TokensRequest::List => true,
        };
        if !(sound && self.tenant_name_is_sound() && self.decide(Rule::TenantKnown, self.exists) && self.exists) {
            return self.refuse(Refusal::Malformed, code::TOKENS_MALFORMED, None);
        }
        if !self.store_is_up() {
            return self.refuse(Refusal::Unavailable, code::TOKENS_FAILED, None);
        }
        match request {
            TokensRequest::One { serial, act } => self.one_token(&serial, &act),
            TokensRequest::List => self.list_tokens(),
        }
    }

    fn one_token(&mut self, serial: &str, act: &TokenAct) {
        let outcome = match act {
            TokenAct::Register(shape) => self.register_token(serial, shape),
            TokenAct::Edit(shape) => self.edit_token(serial, shape),
            TokenAct::Delete => self.delete_token(serial),
        };
        match outcome {
            Ok(code) => {
                self.emit(code, None);
                self.reply(Reply::Done { code, pattern: None });
            }
            Err((why, code)) => self.refuse(why, code, None),
        }
    }

    fn register_token(&mut self, serial: &str, shape: &TokenShape) -> Outcome {
        let (seed, totp) = self.shaped(shape, None).ok_or(MALFORMED)?;
        if !self.decide(Rule::SerialNew, !self.tenant.stock.0.contains_key(serial)) {
            return Err((Refusal::Exists, code::TOKEN_EXISTS));
        }
        self.tenant.stock.0.insert(serial.into(), Token { generator: Generator::new(seed, totp), user: None });
        Ok(code::TOKEN_REGISTERED)
    }

    /// The catalog knows an unknown serial number at deletion alone (60011); an edit has no better code.
    fn edit_token(&mut self, serial: &str, shape: &TokenShape) -> Outcome {
        let old = self.tenant.stock.generator(serial).cloned();
        if !self.decide(Rule::SerialKnown, old.is_some()) {
            return Err(UNKNOWN);
        }
        let (seed, totp) = self.shaped(shape, old.as_ref()).ok_or(MALFORMED)?;
        if let Some(generator) = self.tenant.stock.generator(serial) {
            generator.reshape(seed, totp);
        }
        Ok(code::TOKEN_UPDATED)
    }

    fn delete_token(&mut self, serial: &str) -> Outcome {
        let token = self.tenant.stock.0.get(serial);
        let free = token.is_none_or(|token| token.user.is_none());
        if !self.seam.decide(Rule::SerialKnown, token.is_some()) {
            return Err(UNKNOWN);
        }
        if !self.decide(Rule::TokenFree, free) {
            return Err((Refusal::Exists, code::TOKEN_IN_USE));
        }
        self.tenant.stock.0.remove(serial);
        Ok(code::TOKEN_DELETED)
    }

    fn list_tokens(&mut self) {
        let listed = self.tenant.stock.0.iter().map(|(serial, token)| ListedToken {
            serial: serial.to_string(),
            user: token.user.as_deref().map(ToOwned::to_owned),
        });
        let mut tokens: Vec<_> = listed.collect();
        tokens.sort_unstable_by(|a, b| a.serial.cmp(&b.serial));
        self.emit(code::TOKENS_READ, None);
        self.reply(Reply::Tokens { code: code::TOKENS_READ, tokens });
    }

    /// What the shape makes of a new token or of an old one; none if it is not sound, or says nothing of an old one.
    fn shaped(&mut self, shape: &TokenShape, old: Option<&Generator>) -> Option<(Seed, Totp)> {
        let usual = Totp { step_s: self.tenant.policy.totp.step_s, ..Totp::default() };
        let totp = changed(shape, old.map_or(usual, |old| *old.totp()));
        let totp = totp.filter(|_| old.is_none() || shape.names_something());
        self.decide(Rule::TokenForm, totp.is_some()).then_some(())?;
        let seed = match &shape.seed {
            Some(text) => Seed::from_base32(text).ok().filter(|seed| SEED_OCTETS.contains(&seed.expose().len())),
            None => old.map(|old| old.seed().clone()),
        };
        self.decide(Rule::SeedForm, seed.is_some()).then_some(())?;
        seed.zip(totp)
    }
}

fn changed(shape: &TokenShape, mut totp: Totp) -> Option<Totp> {
    if let Some(name) = &shape.algorithm {
        totp.algorithm = name.parse().ok()?;
    }
    if let Some(count) = shape.digits {
        totp.digits = Digits::try_from(usize::try_from(count).ok()?).ok()?;
    }
    if let Some(step_ms) = shape.step_ms {
        let whole = step_ms.is_multiple_of(1000) && step_ms <= LONGEST_STEP_MS;
        totp.step_s = u32::try_from(step_ms / 1000).ok().filter(|_| whole)?.try_into().ok()?;
    }
    Some(totp)
}

//! Client certificates: a tenant's own authority, what it issued, and what a
//! browser presents. Signatures are the shell's to make and to verify; here
//! stands what they mean.

use std::collections::HashMap;
use std::time::Duration;

use crate::code;
use crate::login::{Attempt, Examined};
use crate::turn::Turn;
use crate::{Code, Entropy, Refusal, Reply, Rule, Time};

/// A tenant's authority for client certificates: drawn, so that it is never taken for an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorityId(pub u64);

/// The serial number of a client certificate: 64 bits from the entropy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(pub u64);

impl AuthorityId {
    fn draw(entropy: &mut dyn Entropy) -> Self {
        Self(entropy.next_u64())
    }
}

impl Serial {
    fn draw(entropy: &mut dyn Entropy) -> Self {
        Self(entropy.next_u64())
    }
}

/// A tenant's authority, and the certificates that it issued.
#[derive(Debug)]
pub(crate) struct Pki {
    pub(crate) authority: AuthorityId,
    issued: HashMap<Serial, Record>,
}

/// What is kept of a certificate. It outlives its user, as a certificate does.
#[derive(Clone, Debug)]
struct Record {
    uid: Box<str>,
    from: Time,
    until: Time,
    revoked: bool,
}

impl Record {
    fn is_current(&self, now: Time) -> bool {
        self.from <= now && now < self.until
    }
}

/// What a browser presented: it has the key, that the handshake showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// Which authority signed it, as far as it is one of ours and the signature is right.
    pub issuer: Option<AuthorityId>,
    /// Its serial number; none if it cannot be one of ours.
    pub serial: Option<Serial>,
}

/// A certificate to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The code of the act.
    pub code: Code,
    /// By which authority.
    pub authority: AuthorityId,
    /// Under which serial number.
    pub serial: Serial,
    /// For whom.
    pub uid: String,
    /// From when on it is good.
    pub from: Time,
    /// When it is no longer good.
    pub until: Time,
}

impl Turn<'_> {
    /// Makes the tenant's authority, in place of an earlier one: what that issued is nothing from now on.
    /// The catalog has no code for what goes wrong here.
    pub(crate) fn configure_pki(&mut self) {
        if !self.tenant_name_is_sound() {
            return self.refuse_plainly(Refusal::Malformed);
        }
        if !self.store_is_up() {
            return self.refuse_plainly(Refusal::Unavailable);
        }
        if !self.decide(Rule::TenantKnown, self.exists) || !self.exists {
            return self.refuse_plainly(Refusal::Unknown);
        }
        self.tenant.pki = Some(Pki { authority: AuthorityId::draw(self.entropy), issued: HashMap::new() });
        self.emit(code::PKI_UPDATED, None);
        self.reply(Reply::Done { code: code::PKI_UPDATED, pattern: None });
    }

    pub(crate) fn issue_to(&mut self, uid: &str, valid: Duration) {
        if !self.user_is_known(uid) {
            return self.refuse(Refusal::Unknown, code::USER_UNKNOWN, Some(uid));
        }
        match self.issue(uid, valid) {
            Ok(issue) => {
                self.emit(issue.code, Some(uid));
                self.reply(Reply::Issued(issue));
            }
            Err((why, code)) => self.refuse(why, code, Some(uid)),
        }
    }

    /// Registers a new certificate for the user in place of an earlier one, which is not revoked by that.
    fn issue(&mut self, uid: &str, valid: Duration) -> Result<Issue, (Refusal, Code)> {
        let configured = self.decide(Rule::PkiConfigured, self.tenant.pki.is_some());
        let Some(pki) = self.tenant.pki.as_mut().filter(|_| configured) else {
            return Err((Refusal::Denied, code::PKI_MISSING));
        };
        let (serial, from, until) = (Serial::draw(self.entropy), self.now, self.now + valid);
        pki.issued.insert(serial, Record { uid: uid.into(), from, until, revoked: false });
        if let Some(user) = self.tenant.users.get_mut(uid) {
            user.certificate = Some(serial);
        }
        Ok(Issue { code: code::USER_UPDATED, authority: pki.authority, serial, uid: uid.to_owned(), from, until })
    }

    /// Revokes the certificate that is registered for the user.
    pub(crate) fn revoke_certificate(&mut self, uid: &str) -> Result<Code, (Refusal, Code)> {
        let serial = self.tenant.users.get(uid).and_then(|user| user.certificate);
        let record = serial.and_then(|serial| self.tenant.pki.as_mut()?.issued.get_mut(&serial));
        match record {
            Some(record) => {
                record.revoked = true;
                Ok(code::USER_UPDATED)
            }
            None => Err((Refusal::Malformed, code::NOTHING_TO_CHANGE)),
        }
    }

    /// For an unknown user as for a known one: a certificate that names another tells no more than that.
    pub(crate) fn client_certificate(&mut self, attempt: &Attempt) -> Examined {
        if !attempt.door.certificate || !self.tenant.policy.certificate.required {
            return Examined::Passed;
        }
        let wrong = self.wrong_with_certificate(attempt.browser.certificate.as_ref(), &attempt.uid);
        if let Some(code) = wrong {
            self.refuse(Refusal::Denied, code, Some(&attempt.uid));
            return Examined::Told;
        }
        self.emit(code::CERTIFICATE_VERIFIED, Some(&attempt.uid));
        Examined::Passed
    }

    /// The first thing that is wrong: in the order of the codes, but that nothing can be asked of a certificate
    /// before there is an authority.
    fn wrong_with_certificate(&mut self, presented: Option<&Presented>, uid: &str) -> Option<Code> {
        let authority = self.tenant.pki.as_ref().map(|pki| pki.authority);
        let issuer = presented.and_then(|presented| presented.issuer);
        let serial = presented.and_then(|presented| presented.serial);
        let record = serial.and_then(|serial| self.tenant.pki.as_ref()?.issued.get(&serial).cloned());
        let registered = self.tenant.users.get(uid).and_then(|user| user.certificate);
        // One that we have no record of is not the registered one: that is what refuses it.
        let of_record = |test: &dyn Fn(&Record) -> bool| record.as_ref().is_none_or(test);
        let now = self.now;
        let conditions = [
            (Rule::PkiConfigured, authority.is_some(), code::PKI_MISSING),
            (Rule::CertificatePresented, presented.is_some(), code::CERTIFICATE_MISSING),
            (Rule::CertificateOurs, issuer.is_some() && issuer == authority, code::CERTIFICATE_WRONG),
            (Rule::CertificateUnrevoked, of_record(&|it| !it.revoked), code::CERTIFICATE_REVOKED),
            (Rule::CertificateOwned, of_record(&|it| *it.uid == *uid), code::CERTIFICATE_OF_ANOTHER),
            (Rule::CertificateRegistered, serial.is_some() && serial == registered, code::CERTIFICATE_SERIAL),
            (Rule::CertificateCurrent, of_record(&|it| it.is_current(now)), code::CERTIFICATE_EXPIRED),
        ];
        let failed = conditions.into_iter().find(|&(rule, condition, _)| !self.seam.decide(rule, condition));
        failed.map(|(_, _, code)| code)
    }
}

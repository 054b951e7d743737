//! The pair of certificate and private key that SAML assertions are signed with.

use crate::code;
use crate::turn::Turn;
use crate::{Code, PublicKey, Refusal, Reply, Rule, Upload};

impl Turn<'_> {
    /// A certificate begins a new pair, whatever key was there; a key must belong
    /// to the certificate that is there. Nothing is signed here, so nothing but the
    /// certificate's public key is kept. The catalog has no codes for a wrong
    /// domain, nor for a store that is down.
    pub(crate) fn saml(&mut self, upload: Upload) {
        if !self.tenant_name_is_sound() {
            return self.refuse_plainly(Refusal::Malformed);
        }
        if !self.decide(Rule::TenantKnown, self.exists) {
            return self.refuse_plainly(Refusal::Unknown);
        }
        if !self.store_is_up() {
            return self.refuse_plainly(Refusal::Unavailable);
        }
        match upload {
            Upload::Certificate(of) => self.certificate(of),
            Upload::PrivateKey(of) => self.private_key(of.as_ref()),
        }
    }

    fn certificate(&mut self, of: Option<PublicKey>) {
        if !self.decide(Rule::UploadReadable, of.is_some()) {
            return self.refuse(Refusal::Unfit, code::SAML_UNREADABLE, None);
        }
        self.tenant.saml = of;
        self.uploaded(code::SAML_CERTIFICATE);
    }

    fn private_key(&mut self, of: Option<&PublicKey>) {
        if !self.decide(Rule::UploadReadable, of.is_some()) {
            return self.refuse(Refusal::Unfit, code::SAML_UNREADABLE, None);
        }
        let paired = of.is_some() && self.tenant.saml.as_ref() == of;
        if !self.decide(Rule::KeyPaired, paired) {
            return self.refuse(Refusal::Unfit, code::SAML_UNPAIRED, None);
        }
        self.uploaded(code::SAML_KEY);
    }

    fn uploaded(&mut self, code: Code) {
        self.emit(code, None);
        self.reply(Reply::Done { code, pattern: None });
    }
}

//! The keys of both sides, made anew at each start.

use std::collections::BTreeMap;
use std::thread;

use sekisho_protocol::face::Profile;
use sekisho_protocol::jose::{
    ContentEncryption, Jwk, KeyError, KeyManagement, Party, PartyKeys, SignatureAlgorithm, Suite,
};

/// What both sides hold under one suite.
pub(super) struct Sides {
    /// For the login server.
    pub(super) server: PartyKeys,
    /// Our own, ready for use.
    pub(super) service: Party,
}

/// Makes the keys of all suites, each key on a thread: RSA takes its time.
pub(super) fn make(profile: &Profile) -> Result<BTreeMap<String, Sides>, KeyError> {
    thread::scope(|scope| {
        let made = profile.suites.iter().map(|(name, suite)| {
            let halves = [(); 2].map(|()| {
                let sign = scope.spawn(|| signing(suite.signature));
                (sign, scope.spawn(|| decrypting(suite.key, suite.content)))
            });
            (name, *suite, halves)
        });
        let made: Vec<_> = made.collect();
        let done = made.into_iter().map(|(name, suite, halves)| {
            let [server, service] =
                halves.map(|(sign, decrypt)| -> Result<_, KeyError> { Ok([joined(sign)?, joined(decrypt)?]) });
            Ok((name.clone(), sides(suite, &server?, &service?)?))
        });
        done.collect()
    })
}

fn joined(key: thread::ScopedJoinHandle<'_, Result<Jwk, KeyError>>) -> Result<Jwk, KeyError> {
    key.join().unwrap_or(Err(KeyError::Entropy))
}

fn sides(suite: Suite, server: &[Jwk; 2], service: &[Jwk; 2]) -> Result<Sides, KeyError> {
    let keys = |[sign, decrypt]: &[Jwk; 2], [verify, encrypt]: &[Jwk; 2]| PartyKeys {
        sign: sign.clone(),
        decrypt: decrypt.clone(),
        verify: verify.public(),
        encrypt: encrypt.public(),
    };
    Ok(Sides { server: keys(server, service), service: Party::new(suite, &keys(service, server))? })
}

fn signing(algorithm: SignatureAlgorithm) -> Result<Jwk, KeyError> {
    let key = match algorithm {
        SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 => Jwk::rsa(),
        SignatureAlgorithm::Es256 => Jwk::ec(),
        SignatureAlgorithm::Hs256 => Jwk::oct(32),
    };
    Ok(labelled(key?, "sig", algorithm.name()))
}

fn decrypting(algorithm: KeyManagement, content: ContentEncryption) -> Result<Jwk, KeyError> {
    let key = match algorithm {
        KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => Jwk::rsa(),
        KeyManagement::EcdhEs => Jwk::ec(),
        KeyManagement::Dir => Jwk::oct(content.key_octets()),
    };
    Ok(labelled(key?, "enc", algorithm.name()))
}

/// The same with what it is for.
fn labelled(mut key: Jwk, purpose: &str, algorithm: &str) -> Jwk {
    (key.purpose, key.alg) = (Some(purpose.into()), Some(algorithm.into()));
    key
}

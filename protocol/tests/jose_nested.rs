//! Claims that are signed and then encrypted: the cookbook's, ours, and those with a flaw.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use std::sync::LazyLock;

use proptest::prelude::*;
use sekisho_protocol::jose::{
    ContentEncryption, Flaw, Jwk, KeyError, KeyManagement, Members, Opener, Party, PartyKeys, Refusal,
    SignatureAlgorithm, Suite,
};
use serde_json::{Value, json};

/// RSA keys take long to make.
static RSA: LazyLock<[Jwk; 4]> = LazyLock::new(|| std::array::from_fn(|_| Jwk::rsa().unwrap()));

static SUITES: LazyLock<Vec<(Suite, [Party; 2])>> = LazyLock::new(|| {
    let mut suites = Vec::new();
    for signature in SignatureAlgorithm::ALL {
        for key in KeyManagement::ALL {
            for content in ContentEncryption::ALL {
                let suite = Suite { signature, key, content };
                suites.push((suite, keys(suite).map(|keys| Party::new(suite, &keys).unwrap())));
            }
        }
    }
    suites
});

/// Of the login server and of the service.
fn keys(suite: Suite) -> [PartyKeys; 2] {
    let sign = |place: usize| match suite.signature {
        SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 => RSA[place].clone(),
        SignatureAlgorithm::Es256 => Jwk::ec().unwrap(),
        SignatureAlgorithm::Hs256 => Jwk::oct(32).unwrap(),
    };
    let decrypt = |place: usize| match suite.key {
        KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => RSA[place].clone(),
        KeyManagement::EcdhEs => Jwk::ec().unwrap(),
        KeyManagement::Dir => Jwk::oct(suite.content.key_octets()).unwrap(),
    };
    let (one, other) = ([sign(0), decrypt(1)], [sign(2), decrypt(3)]);
    let party = |[sign, decrypt]: &[Jwk; 2], [verify, encrypt]: &[Jwk; 2]| PartyKeys {
        sign: sign.clone(),
        decrypt: decrypt.clone(),
        verify: verify.public(),
        encrypt: encrypt.public(),
    };
    [party(&one, &other), party(&other, &one)]
}

fn claims() -> Members {
    serde_json::from_value(json!({ "iss": "t", "rno": "n", "sub": "alice", "exp": 1_700_000_300 })).unwrap()
}

/// RFC 7520 section 6.
#[test]
fn the_nested_token_of_the_cookbook() {
    let examples: Value = serde_json::from_str(include_str!("jose/rfc7520.json")).unwrap();
    let example = &examples["nested"];
    let jwk = |name: &str| -> Jwk { serde_json::from_value(example[name].clone()).unwrap() };
    let suite = Suite {
        signature: SignatureAlgorithm::Ps256,
        key: KeyManagement::RsaOaep,
        content: ContentEncryption::A128Gcm,
    };
    let opener = Opener::new(suite, &jwk("decrypt"), &jwk("verify").public()).unwrap();
    let opened = opener.open(example["token"].as_str().unwrap()).unwrap();
    assert_eq!(opened.claims, serde_json::from_str(example["claims"].as_str().unwrap()).unwrap());
}

#[test]
fn what_one_seals_the_other_opens_and_nobody_else() {
    for (suite, [server, service]) in SUITES.iter() {
        let token = server.sealer.seal(&claims()).unwrap();
        assert_eq!(service.opener.open(&token).unwrap().claims, claims(), "{suite}");
        assert!(matches!(server.opener.open(&token), Err(Refusal::Decryption)), "{suite}: nor who sealed it");
        let sizes = 250..2000;
        assert!(sizes.contains(&token.len()), "{suite}: it fits into a URL, got {}", token.len());
    }
}

#[test]
fn no_token_shares_its_key_or_vector_with_another() {
    for (suite, [server, service]) in SUITES.iter() {
        let [one, other] = [(); 2].map(|()| service.opener.open(&server.sealer.seal(&claims()).unwrap()).unwrap());
        assert_ne!(one.iv, other.iv, "{suite}");
        assert_eq!(one.content_key == other.content_key, suite.key == KeyManagement::Dir, "{suite}");
    }
}

/// No header chooses the algorithm.
#[test]
fn a_token_of_one_suite_opens_under_no_other() {
    for (suite, [server, _]) in SUITES.iter() {
        let token = server.sealer.seal(&claims()).unwrap();
        for (other, [_, service]) in SUITES.iter().filter(|(other, _)| other != suite) {
            let refusal = service.opener.open(&token).unwrap_err();
            assert!(!refusal.to_string().contains("alice"), "{suite} under {other}: {refusal}");
        }
    }
}

fn reason(flaw: Flaw, suite: Suite) -> fn(&Refusal) -> bool {
    match flaw {
        Flaw::Garbage | Flaw::Empty | Flaw::Truncated | Flaw::FourParts | Flaw::SixParts | Flaw::NotEncrypted => {
            |refusal| matches!(refusal, Refusal::Parts { expected: 5, .. })
        }
        Flaw::WrongKey | Flaw::WrongTag => |refusal| *refusal == Refusal::Decryption,
        Flaw::ShortTag | Flaw::ShortIv => |refusal| matches!(refusal, Refusal::Length { .. }),
        Flaw::WrongEncryptedKey => match suite.key {
            KeyManagement::EcdhEs => |refusal| *refusal == Refusal::EphemeralKey,
            KeyManagement::Dir => |refusal| matches!(refusal, Refusal::Length { part: "encrypted key", .. }),
            _ => |refusal| *refusal == Refusal::Decryption,
        },
        Flaw::OtherKeyAlg | Flaw::OtherAlg | Flaw::AlgNone | Flaw::KeyConfusion => is_header::<'a'>,
        Flaw::OtherEnc => is_header::<'e'>,
        Flaw::NoCty | Flaw::OtherCty => is_header::<'c'>,
        Flaw::Crit => |refusal| *refusal == Refusal::Extension { member: "crit" },
        Flaw::Compressed => |refusal| *refusal == Refusal::Extension { member: "zip" },
        Flaw::DuplicateHeader => |refusal| *refusal == Refusal::Twice { of: "outer header" },
        Flaw::DuplicateInnerHeader => |refusal| *refusal == Refusal::Twice { of: "inner header" },
        Flaw::DuplicateClaim => |refusal| *refusal == Refusal::Twice { of: "claims" },
        Flaw::NotSigned => |refusal| matches!(refusal, Refusal::Parts { expected: 3, .. }),
        Flaw::WrongSignature | Flaw::OtherSigner => |refusal| *refusal == Refusal::Signature,
        Flaw::NotJson => |refusal| *refusal == Refusal::NotJson { of: "claims" },
        Flaw::Padded | Flaw::LooseBits => |refusal| matches!(refusal, Refusal::Spelling { .. }),
    }
}

/// `alg`, `enc` or `cty` by its first letter.
fn is_header<const LETTER: char>(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Header { member, .. } if member.starts_with(LETTER))
}

#[test]
fn each_flaw_is_refused_for_its_reason() {
    for (suite, [server, service]) in SUITES.iter() {
        for flaw in Flaw::ALL {
            let token = server.sealer.seal_flawed(&claims(), *flaw).unwrap();
            let refusal = service.opener.open(&token).expect_err(flaw.name());
            assert!(reason(*flaw, *suite)(&refusal), "{flaw} under {suite}: {refusal}");
            assert_eq!(flaw.name().parse(), Ok(*flaw));
        }
    }
}

#[test]
fn keys_of_no_use_are_refused() {
    let suite = Suite::ES256;
    let [good, _] = keys(suite);
    let with = |change: fn(&mut PartyKeys)| {
        let mut keys = good.clone();
        change(&mut keys);
        Party::new(suite, &keys).map(drop).unwrap_err()
    };
    assert_eq!(with(|keys| keys.sign = Jwk::oct(32).unwrap()), KeyError::Type { expected: "a key on P-256" });
    assert_eq!(with(|keys| keys.sign = keys.sign.public()), KeyError::Member { name: "d" });
    assert_eq!(with(|keys| keys.decrypt = mixed(&keys.decrypt, &keys.sign)), KeyError::Numbers);
    assert_eq!(with(|keys| keys.sign = mixed(&keys.sign, &keys.decrypt)), KeyError::Numbers);
    // By their own account (RFC 7517 sections 4.2 and 4.4).
    let not_for = |expected| KeyError::Purpose { expected };
    assert_eq!(with(|keys| keys.sign.purpose = Some("enc".into())), not_for("ES256"));
    assert_eq!(with(|keys| keys.verify.alg = Some("ES384".into())), not_for("ES256"));
    assert_eq!(with(|keys| keys.decrypt.alg = Some("ECDH-ES+A256KW".into())), not_for("ECDH-ES"));
    assert_eq!(with(|keys| keys.encrypt.purpose = Some("sig".into())), not_for("ECDH-ES"));
    let mut shared = keys(Suite::HS256)[0].clone();
    (shared.encrypt.purpose, shared.encrypt.alg) = (Some("enc".into()), Some("A256GCM".into()));
    (shared.decrypt.alg, shared.sign.alg) = (Some("dir".into()), Some("HS256".into()));
    assert_eq!(Party::new(Suite::HS256, &shared).map(drop), Ok(()));
    let short = PartyKeys { sign: Jwk::oct(31).unwrap(), ..keys(Suite::HS256)[0].clone() };
    let refused = Party::new(Suite::HS256, &short).map(drop);
    assert_eq!(refused, Err(KeyError::Length { expected: 32, got: 31 }));
    let long = PartyKeys { encrypt: Jwk::oct(33).unwrap(), ..keys(Suite::HS256)[0].clone() };
    assert_eq!(Party::new(Suite::HS256, &long).map(drop), Err(KeyError::Length { expected: 32, got: 33 }));
}

/// One's public point with another's number.
fn mixed(public: &Jwk, private: &Jwk) -> Jwk {
    let mut mixed = serde_json::to_value(public).unwrap();
    mixed["d"] = serde_json::to_value(private).unwrap()["d"].clone();
    serde_json::from_value(mixed).unwrap()
}

#[test]
fn a_token_without_end_is_not_read() {
    let (_, [_, service]) = &SUITES[0];
    assert_eq!(service.opener.open(&"A".repeat(32 * 1024 + 1)), Err(Refusal::TooLong));
    assert_eq!(service.opener.open(&".".repeat(32 * 1024)), Err(Refusal::Parts { expected: 5, got: 8 }));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
        let object = proptest::collection::hash_map(".{0,8}", inner, 0..4);
        prop_oneof![list, object.prop_map(|object| Value::Object(object.into_iter().collect()))]
    })
}

/// All suites but the two whose RSA would take the tests' time.
fn quick() -> impl Strategy<Value = &'static (Suite, [Party; 2])> {
    let quick = |(suite, _): &&(Suite, _)| {
        matches!(suite.signature, SignatureAlgorithm::Es256 | SignatureAlgorithm::Hs256)
            && matches!(suite.key, KeyManagement::EcdhEs | KeyManagement::Dir)
    };
    proptest::sample::select(SUITES.iter().filter(quick).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn open_of_seal_is_the_same(
        (suite, [server, service]) in quick(),
        members in proptest::collection::hash_map(".{0,12}", any_value(), 0..6),
    ) {
        let claims: Members = members.into_iter().collect();
        let token = server.sealer.seal(&claims).unwrap();
        prop_assert_eq!(service.opener.open(&token).map(|opened| opened.claims), Ok(claims), "{}", suite);
    }

    #[test]
    fn a_changed_token_is_refused(
        (suite, [server, service]) in quick(),
        place in any::<proptest::sample::Index>(),
        to in proptest::sample::select(vec!['A', 'b', '9', '-', '_', '.', '=', ' ', 'é']),
    ) {
        let token = server.sealer.seal(&claims()).unwrap();
        let place = place.index(token.len());
        let changed: String = token.char_indices().map(|(at, known)| if at == place { to } else { known }).collect();
        prop_assert_eq!(service.opener.open(&changed).is_ok(), changed == token, "{}: {}", suite, place);
    }

    #[test]
    fn any_text_is_refused_without_panic(text in "\\PC{0,200}", parts in "[A-Za-z0-9_-]{0,60}(\\.[A-Za-z0-9_-]{0,60}){2,5}") {
        for (_, [_, service]) in SUITES.iter() {
            prop_assert!(service.opener.open(&text).is_err());
            prop_assert!(service.opener.open(&parts).is_err());
        }
    }
}

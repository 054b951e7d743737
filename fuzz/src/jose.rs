//! Tokens: what nobody sealed opens for nobody, and what was sealed opens as it was.

use std::sync::LazyLock;

use sekisho_protocol::face::{ClaimNames, Claims};
use sekisho_protocol::jose::{Flaw, Jwk, Members, Party, PartyKeys, Suite};

/// Who seals, and who opens, under a suite: the examples of RFC 7515 appendix A.3 and RFC 7518 appendix C, and secrets
/// of our own. RSA is left out, as its arithmetic would take nearly all of the time.
static PARTIES: LazyLock<[[Party; 2]; 2]> = LazyLock::new(|| {
    let ec = |x, y, d| jwk(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","d":"{d}"}}"#));
    let sign = ec(
        "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    );
    let decrypt = ec(
        "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
    );
    let shared = |letter: &str| jwk(&format!(r#"{{"kty":"oct","k":"{}"}}"#, letter.repeat(40) + "AAA"));
    [
        both(Suite::ES256, [sign.clone(), decrypt.clone()], [decrypt, sign]),
        both(Suite::HS256, [shared("a"), shared("b")], [shared("c"), shared("d")]),
    ]
});

/// Reads any octets as a token, and as claims which are then sealed and opened.
pub fn tokens(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    for [_, opener] in PARTIES.iter() {
        let opened = opener.opener.open(&text);
        assert!(!matches!(&opened, Ok(opened) if opened.claims.get("sealed").is_none()), "nobody sealed it");
        let _ = opened.map_err(|refusal| (refusal.rule(), refusal.to_string()));
    }
    let Ok(claims) = serde_json::from_slice::<Members>(octets) else { return };
    let _ = Claims::read(&ClaimNames::default(), &claims);
    for [sealer, opener] in PARTIES.iter() {
        let token = sealer.sealer.seal(&claims).expect("the keys are sound");
        if token.len() <= sekisho_protocol::jose::LONGEST_TOKEN {
            assert_eq!(opener.opener.open(&token).map(|opened| opened.claims), Ok(claims.clone()), "open(seal(x)) = x");
        }
    }
}

/// Right tokens, tokens with each flaw, and claims: what mutations begin with.
pub fn seeds() -> Vec<Vec<u8>> {
    let claims: Members =
        serde_json::from_str(r#"{"sealed":true,"iss":"t","exp":1800000300.5,"aud":["x"]}"#).expect("JSON");
    let mut seeds =
        vec![serde_json::to_vec(&claims).expect("JSON"), br#"{"a":{"b":[1,-2.5,null]},"c":"\u00e9"}"#.to_vec()];
    for [sealer, _] in PARTIES.iter() {
        seeds.push(sealer.sealer.seal(&claims).expect("the keys are sound").into_bytes());
        seeds.extend(
            Flaw::ALL.iter().map(|flaw| sealer.sealer.seal_flawed(&claims, *flaw).expect("sound").into_bytes()),
        );
    }
    seeds
}

fn both(suite: Suite, one: [Jwk; 2], other: [Jwk; 2]) -> [Party; 2] {
    let party = |[sign, decrypt]: &[Jwk; 2], [verify, encrypt]: &[Jwk; 2]| PartyKeys {
        sign: sign.clone(),
        decrypt: decrypt.clone(),
        verify: verify.public(),
        encrypt: encrypt.public(),
    };
    [party(&one, &other), party(&other, &one)].map(|keys| Party::new(suite, &keys).expect("the keys are sound"))
}

fn jwk(text: &str) -> Jwk {
    serde_json::from_str(text).expect("a key")
}

//! Tokens that others open and seal alike: the Python libraries jwcrypto and joserfc.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use sekisho_protocol::jose::{Flaw, Jwk, KeyManagement, Members, Party, PartyKeys, SignatureAlgorithm, Suite};
use serde_json::{Value, json};

const LIBRARIES: [&str; 2] = ["jwcrypto", "joserfc"];

/// What each library lets pass, though a strict reader must not. It is asked to keep to the suite's algorithms, and
/// what a caller would have to look at by itself (`cty`) is not looked at.
const LENIENT: [(&str, &[Flaw]); 2] = [
    (
        "jwcrypto",
        &[
            Flaw::NoCty,
            Flaw::OtherCty,
            Flaw::Compressed,
            Flaw::DuplicateHeader,
            Flaw::DuplicateInnerHeader,
            Flaw::DuplicateClaim,
            Flaw::Padded,
            Flaw::LooseBits,
        ],
    ),
    (
        "joserfc",
        &[Flaw::NoCty, Flaw::OtherCty, Flaw::DuplicateHeader, Flaw::DuplicateInnerHeader, Flaw::DuplicateClaim],
    ),
];

struct Oracle {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    /// None if the libraries are absent, which CI does not let pass.
    fn new() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let python = std::env::var_os("SEKISHO_JOSE_PYTHON").map(PathBuf::from);
        let python = python.unwrap_or_else(|| root.join(".venv/jose/bin/python"));
        if !python.exists() {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI has no {}", python.display());
            // Past the test harness, which keeps what a passing test prints to itself.
            let _ =
                writeln!(std::io::stderr(), "SKIPPED: no jwcrypto and joserfc, so no tokens were compared with theirs");
            return None;
        }
        let mut command = Command::new(python);
        command.arg(root.join("tests/jose/oracle.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Some(Self { child, input, output })
    }

    fn ask(&mut self, library: &str, suite: Suite, what: &str, details: &Value) -> Value {
        writeln!(self.input, "{}", json!({ "library": library, "suite": suite, what: details })).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{library} under {suite}: the oracle ended"))
    }

    fn open(&mut self, library: &str, suite: Suite, keys: &PartyKeys, token: &str) -> Value {
        let details = json!({ "token": token, "decrypt": keys.decrypt, "verify": keys.verify });
        self.ask(library, suite, "open", &details)
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Of the login server and of the service.
fn keys(suite: Suite) -> [PartyKeys; 2] {
    let sign = || match suite.signature {
        SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 => Jwk::rsa().unwrap(),
        SignatureAlgorithm::Es256 => Jwk::ec().unwrap(),
        SignatureAlgorithm::Hs256 => Jwk::oct(32).unwrap(),
    };
    let decrypt = || match suite.key {
        KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => Jwk::rsa().unwrap(),
        KeyManagement::EcdhEs => Jwk::ec().unwrap(),
        KeyManagement::Dir => Jwk::oct(suite.content.key_octets()).unwrap(),
    };
    let (one, other) = ([sign(), decrypt()], [sign(), decrypt()]);
    let party = |[sign, decrypt]: &[Jwk; 2], [verify, encrypt]: &[Jwk; 2]| PartyKeys {
        sign: sign.clone(),
        decrypt: decrypt.clone(),
        verify: verify.public(),
        encrypt: encrypt.public(),
    };
    [party(&one, &other), party(&other, &one)]
}

fn claims() -> Members {
    let claims = json!({ "iss": "t", "rno": "n", "sub": "アリス", "exp": 1_700_000_300, "state": { "a": [1, null] } });
    serde_json::from_value(claims).unwrap()
}

const SUITES: [Suite; 3] = [Suite::RS256, Suite::ES256, Suite::HS256];

#[test]
fn others_open_what_we_seal_and_we_what_they_seal() {
    let Some(mut oracle) = Oracle::new() else { return };
    for suite in SUITES {
        let [server, service] = keys(suite);
        for library in LIBRARIES {
            let token = Party::new(suite, &server).unwrap().sealer.seal(&claims()).unwrap();
            assert_eq!(
                oracle.open(library, suite, &service, &token),
                json!({ "claims": claims() }),
                "{library}, {suite}"
            );
            let details = json!({ "claims": claims(), "sign": server.sign, "encrypt": server.encrypt });
            let sealed = oracle.ask(library, suite, "seal", &details);
            let opened = Party::new(suite, &service).unwrap().opener.open(sealed["token"].as_str().unwrap());
            assert_eq!(opened.map(|opened| opened.claims), Ok(claims()), "{library}, {suite}");
        }
    }
}

#[test]
fn others_refuse_what_we_refuse_where_they_are_strict() {
    let Some(mut oracle) = Oracle::new() else { return };
    for suite in SUITES {
        let [server, service] = keys(suite);
        let (sealer, opener) =
            (Party::new(suite, &server).unwrap().sealer, Party::new(suite, &service).unwrap().opener);
        for flaw in Flaw::ALL {
            let token = sealer.seal_flawed(&claims(), *flaw).unwrap();
            assert!(opener.open(&token).is_err(), "{flaw}, {suite}");
            for (library, lenient) in LENIENT {
                let answer = oracle.open(library, suite, &service, &token);
                let refused = answer.get("refused").is_some();
                assert_eq!(refused, !lenient.contains(flaw), "{library}, {flaw}, {suite}: {answer}");
            }
        }
    }
}

//! Codes that others compute alike: the crate totp-rs, and oathtool of the OATH Toolkit.

use std::io::Write as _;
use std::num::NonZeroU32;
use std::process::Command;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sekisho_protocol::otp::{Algorithm, Digits, Hotp, Seed, Totp};

fn oracle(totp: &Totp, seed: &[u8], time_s: u64) -> String {
    let algorithm = match totp.algorithm {
        Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
        Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
        Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
    };
    let builder = totp_rs::Builder::new().with_algorithm(algorithm).with_secret(seed.to_vec());
    let digits = u8::try_from(totp.digits.count()).expect("6 to 8");
    let builder = builder.with_digits(digits).with_step_duration(u64::from(totp.step_s.get()));
    builder.build_noncompliant().generate(time_s).to_string()
}

proptest! {
    #[test]
    fn totp_rs_computes_the_same(
        seed in vec(any::<u8>(), 1..80), time_s in 0u64..1 << 40, step_s in 1u32..1000,
        algorithm in select(&Algorithm::ALL[..]), digits in select(&Digits::ALL[..]),
    ) {
        let step_s = NonZeroU32::new(step_s).expect("not zero");
        let totp = Totp { algorithm, digits, step_s, t0_s: 0 };
        let expected = oracle(&totp, &seed, time_s);
        let seed = Seed::new(seed).expect("octets");
        let now = i64::try_from(time_s).expect("small") * 1000;
        prop_assert_eq!(totp.code(&seed, now, 0).expect("after the epoch").to_string(), expected);
    }
}

/// oathtool's codes, one a line; none if it is absent, which CI does not let pass.
fn oathtool(arguments: &[&str]) -> Option<Vec<String>> {
    match Command::new("oathtool").args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "oathtool {arguments:?}: {output:?}");
            Some(String::from_utf8_lossy(&output.stdout).lines().map(Into::into).collect())
        }
        Err(error) => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "oathtool: {error}: install the package oathtool");
            // Past the harness, which keeps what a passing test prints.
            let skipped = "SKIPPED: comparison with oathtool: install the Debian package oathtool";
            writeln!(std::io::stderr(), "{skipped}: {error}").expect("a standard error");
            None
        }
    }
}

const HEX: &str = "00ff3132333435363738393031323334353637383980";

#[test]
fn oathtool_computes_the_same_time_based_codes() {
    let seed = Seed::from_hex(HEX).expect("a seed");
    for (algorithm, digits) in Algorithm::ALL.into_iter().flat_map(|a| Digits::ALL.map(|d| (a, d))) {
        let mode = format!("--totp={}", algorithm.as_str().to_lowercase());
        let count = format!("--digits={}", digits.count());
        let rest = ["--now=2026-11-22 05:29:45 UTC", "--window=50", "--time-step-size=60s", HEX];
        let Some(expected) = oathtool(&[&[mode.as_str(), count.as_str()], &rest[..]].concat()) else { return };
        let totp = Totp { algorithm, digits, step_s: NonZeroU32::new(60).expect("not zero"), t0_s: 0 };
        let codes = (0..=50).filter_map(|offset| totp.code(&seed, 1_795_325_385_000, offset));
        assert_eq!(codes.map(|code| code.to_string()).collect::<Vec<_>>(), expected, "{algorithm} {digits:?}");
    }
}

#[test]
fn oathtool_computes_the_same_counter_based_codes_from_base32() {
    let seed = Seed::from_hex(HEX).expect("a seed");
    let base32 = seed.to_base32();
    let arguments = ["--base32", "--hotp", "--digits=8", "--counter=4294967290", "--window=50", &base32];
    let Some(expected) = oathtool(&arguments) else { return };
    let hotp = Hotp { digits: Digits::Eight, ..Hotp::default() };
    let codes = (4_294_967_290..=4_294_967_340).map(|counter| hotp.code(&seed, counter).to_string());
    assert_eq!(codes.collect::<Vec<_>>(), expected);
}

//! What a browser presented, verified as far as signatures go.

use std::time::Duration;

use rustls::pki_types::{CertificateDer, UnixTime};
use sekisho_rules::{AuthorityId, Presented, Serial};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

use super::Authority;

/// Reads a client certificate and verifies that the authority signed it (RFC 5280, 6.1), whatever the dates: time is
/// the tenant's, and the rules judge it.
pub(crate) fn presented(certificate: &CertificateDer<'_>, authority: Option<(AuthorityId, &Authority)>) -> Presented {
    let Ok(read) = EndEntityCert::try_from(certificate) else { return Presented { issuer: None, serial: None } };
    let issuer = authority.filter(|(_, authority)| signed(&read, authority)).map(|(id, _)| id);
    Presented { issuer, serial: serial(read.serial()) }
}

fn signed(certificate: &EndEntityCert<'_>, authority: &Authority) -> bool {
    let verified = verify(certificate, authority, UnixTime::since_unix_epoch(Duration::ZERO));
    match verified {
        Err(Error::CertNotValidYet { not_before: within, .. } | Error::CertExpired { not_after: within, .. }) => {
            verify(certificate, authority, within).is_ok()
        }
        verified => verified.is_ok(),
    }
}

fn verify(certificate: &EndEntityCert<'_>, authority: &Authority, at: UnixTime) -> Result<(), Error> {
    let anchors = [anchor_from_trusted_cert(authority.root())?];
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    certificate.verify_for_usage(algorithms, &anchors, &[], at, KeyUsage::client_auth(), None, None).map(|_| ())
}

/// As DER writes it: big-endian, with a zero before a first octet that is 128 or more (X.690, 8.3).
fn serial(octets: &[u8]) -> Option<Serial> {
    let significant = octets.iter().position(|&octet| octet != 0).map_or(&[][..], |first| &octets[first..]);
    let mut number = [0; 8];
    let room = number.len().checked_sub(significant.len())?;
    number[room..].copy_from_slice(significant);
    Some(Serial(u64::from_be_bytes(number)))
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::pem::PemObject;
    use sekisho_rules::{Code, Issue, Time};

    use super::*;

    const OURS: AuthorityId = AuthorityId(1);

    fn issued(by: &Authority, serial: u64, from: i64, until: i64) -> CertificateDer<'static> {
        let (from, until) = (Time::from_millis(from), Time::from_millis(until));
        let (code, uid) = (Code(30002), "alice".to_owned());
        let issue = Issue { code, authority: OURS, serial: Serial(serial), uid, from, until };
        let pair = by.sign(&issue).expect("a certificate");
        CertificateDer::from_pem_slice(pair.certificate.as_bytes()).expect("PEM")
    }

    #[test]
    fn who_signed_is_found_out_whatever_the_dates() {
        let (ours, other) = (Authority::new("ours").expect("keys"), Authority::new("ours").expect("keys"));
        let year_3000 = 32_503_680_000_000;
        for (from, until) in [(0, 1000), (year_3000, year_3000 + 1000), (year_3000, 0), (i64::MIN, i64::MAX)] {
            let certificate = issued(&ours, 7, from, until);
            let by = |authority| presented(&certificate, authority).issuer;
            let sound = from <= until;
            assert_eq!(by(Some((OURS, &ours))), sound.then_some(OURS), "{from}–{until}");
            assert_eq!((by(Some((OURS, &other))), by(None)), (None, None));
        }
    }

    #[test]
    fn serial_numbers_are_read_back() {
        let ours = Authority::new("ours").expect("keys");
        for number in [0, 1, 0x7f, 0x80, 0xff00, u64::MAX, u64::MAX >> 1, 1 << 56] {
            let certificate = issued(&ours, number, 0, 1000);
            assert_eq!(presented(&certificate, None).serial, Some(Serial(number)), "{number:x}");
        }
        assert_eq!(serial(&[1; 9]), None, "longer than any of ours");
    }

    #[test]
    fn what_is_no_certificate_is_nobodys() {
        let ours = Authority::new("ours").expect("keys");
        for octets in [&b""[..], b"\x30\x03\x02\x01\x01", &[0xff; 64]] {
            let nobodys = Presented { issuer: None, serial: None };
            assert_eq!(presented(&CertificateDer::from(octets), Some((OURS, &ours))), nobodys);
        }
        let root = presented(ours.root(), Some((OURS, &ours)));
        assert_eq!(root.issuer, None, "an authority is no client");
    }
}

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::wire::{Http, HttpRequest, Identity, WireError};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

fn issued(name: &str, authority: &Authority) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new([name.to_owned()]).expect("a name");
    (params.signed_by(&key, authority).expect("a certificate"), key)
}

fn identity(authority: &Authority) -> Identity {
    let (certificate, key) = issued("alice.test", authority);
    Identity { certificate: certificate.pem(), key: key.serialize_pem() }
}

/// A server whose certificate is of this authority. It takes clients with one of the authority's, and if they
/// need none, those without; and tells each what it saw.
async fn server(authority: &Authority, is_needed: bool) -> SocketAddr {
    let (certificate, key) = issued("127.0.0.1", authority);
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("a root");
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let verifier = if is_needed { verifier } else { verifier.allow_unauthenticated() };
    let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_client_cert_verifier(verifier.build().expect("a verifier"))
        .with_single_cert(chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(acceptor.clone(), stream));
        }
    });
    address
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let body = if stream.get_ref().1.peer_certificates().is_some() { "known" } else { "anonymous" };
    let mut request = [0; 1024];
    while stream.read(&mut request).await? > 0 {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
    }
    Ok(())
}

fn http(authority: Option<&str>) -> Http {
    Http::new(&[], Duration::from_secs(10), authority).expect("a client")
}

async fn answer(http: &Http, address: SocketAddr, identity: Option<Identity>) -> Result<String, WireError> {
    let request = HttpRequest {
        method: "GET".into(),
        base: format!("https://{address}"),
        path: "/".into(),
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        identity,
        browser: None,
    };
    http.send(&request).await.map(|answer| answer.text())
}

#[tokio::test]
async fn a_private_authority_is_trusted_when_it_is_stated() {
    let (own, other) = (authority(), authority());
    let address = server(&own, false).await;
    assert_eq!(answer(&http(Some(&own.pem())), address, None).await.as_deref(), Ok("anonymous"));
    let both = format!("{}{}", other.pem(), own.pem());
    assert_eq!(answer(&http(Some(&both)), address, None).await.as_deref(), Ok("anonymous"), "one of a bundle");
    for wrong in [None, Some(other.pem())] {
        let error = answer(&http(wrong.as_deref()), address, None).await.expect_err("not trusted");
        assert!(matches!(&error, WireError::Unreachable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn each_identity_has_connections_of_its_own() {
    let own = authority();
    let address = server(&own, false).await;
    let http = http(Some(&own.pem()));
    for _ in 0..2 {
        assert_eq!(answer(&http, address, None).await.as_deref(), Ok("anonymous"));
        assert_eq!(answer(&http, address, Some(identity(&own))).await.as_deref(), Ok("known"));
    }
}

#[tokio::test]
async fn a_server_that_needs_a_certificate_takes_its_own_alone() {
    let own = authority();
    let address = server(&own, true).await;
    let http = http(Some(&own.pem()));
    assert_eq!(answer(&http, address, Some(identity(&own))).await.as_deref(), Ok("known"));
    let foreign = crate::run::foreign_identity().expect("an identity");
    for refused in [None, Some(foreign), Some(identity(&authority()))] {
        let error = answer(&http, address, refused).await.expect_err("refused");
        assert!(!matches!(error, WireError::Malformed(_) | WireError::NotAllowed { .. }), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_certificate_or_key_is_told_without_showing_it() {
    let own = authority();
    let right = identity(&own);
    let other = identity(&own);
    for wrong in [
        Identity { certificate: "nonsense".into(), ..right.clone() },
        Identity { key: String::new(), ..right.clone() },
        Identity { key: other.key, ..right.clone() },
    ] {
        let error = answer(&http(None), ([127, 0, 0, 1], 9).into(), Some(wrong)).await.expect_err("no identity");
        assert!(matches!(&error, WireError::Malformed(why) if !why.contains("-----")), "{error}");
    }
    let error = Http::new(&[], Duration::from_secs(1), Some("-----BEGIN CERTIFICATE-----\nnonsense")).map(drop);
    assert!(matches!(error, Err(WireError::Malformed(_))), "{error:?}");
    assert!(!format!("{right:?}").contains("PRIVATE KEY"));
}

//! The face service: tokens for it are made, and its tokens opened. Nothing of it is called: browsers carry both.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sekisho_protocol::face::{Claims, Credentials};
use sekisho_protocol::jose::Party;
use sekisho_rules::{FaceQuestion, FaceResponse, FaceResult, FaceToken, TenantName, Time};

type Parties = BTreeMap<(String, String), Option<Arc<Party>>>;

/// What the service's portal handed to this server, ready for use.
pub(crate) struct FaceService {
    credentials: Credentials,
    /// By the suite and the name of the keys, as soon as they are wanted; only names that the credentials have.
    parties: Mutex<Parties>,
}

impl FaceService {
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self { credentials, parties: Mutex::default() }
    }

    /// The parameter in which browsers bring its answers.
    pub(crate) fn response_parameter(&self) -> &str {
        &self.credentials.profile.parameters.response
    }

    /// The names of its suites.
    pub(crate) fn suites(&self) -> impl Iterator<Item = &str> {
        self.credentials.profile.suites.keys().map(String::as_str)
    }

    /// The URL that takes a browser there with a question. None without keys that serve, or when the browser did not
    /// say where it found us.
    pub(super) fn ask(&self, tenant: &TenantName, question: &FaceQuestion) -> Option<String> {
        let party = self.party(&question.suite, question.key.as_deref())?;
        let claims = self.claims(tenant, question)?;
        let token = party.sealer.seal(&claims.members(&self.credentials.profile.claims)).ok()?;
        let parameter = utf8_percent_encode(&self.credentials.profile.parameters.request, NON_ALPHANUMERIC);
        Some(format!("{}?{parameter}={token}", self.credentials.service))
    }

    fn claims(&self, tenant: &TenantName, question: &FaceQuestion) -> Option<Claims> {
        let profile = &self.credentials.profile;
        let domain = utf8_percent_encode(tenant.as_str(), NON_ALPHANUMERIC);
        let redirect = format!("{}/face/return?domain={domain}", question.origin.as_deref()?);
        let issued = question.issued.millis().div_euclid(1000);
        let longest = issued.saturating_add(i64::from(profile.times.request_s));
        Some(Claims {
            issuer: Some(tenant.as_str().to_owned()),
            audience: Some(profile.service.clone()),
            issued_at_s: Some(issued),
            expires_s: Some(question.expires.millis().div_euclid(1000).min(longest)),
            id: Some(question.jti.to_string()),
            nonce: Some(question.rno.to_string()),
            subject: Some(question.uid.clone()),
            redirect: Some(redirect),
            state: Some(question.state.to_string()),
            result: None,
        })
    }

    /// What an answer says; none if it cannot be opened, or its signature is wrong.
    pub(super) fn open(
        &self,
        tenant: &TenantName,
        suite: &str,
        key: Option<&str>,
        token: &FaceToken,
    ) -> Option<FaceResponse> {
        let profile = &self.credentials.profile;
        let opened = self.party(suite, key)?.opener.open(token.text()).ok()?;
        let claims = Claims::read(&profile.claims, &opened.claims).ok()?;
        let from = claims.issuer.as_deref() == Some(&profile.service);
        let meaning = claims.result.as_deref().and_then(|value| profile.meaning(value));
        Some(FaceResponse {
            addressed: from && claims.audience.as_deref() == Some(tenant.as_str()),
            rno: claims.nonce,
            state: claims.state,
            uid: claims.subject,
            issued: claims.issued_at_s.map(time),
            expires: claims.expires_s.map(time),
            result: meaning.map_or(FaceResult::Unknown, |result| FaceResult::named(&result.name)),
        })
    }

    /// The keys of that name under a suite; the suite's own, if none is named.
    fn party(&self, suite: &str, key: Option<&str>) -> Option<Arc<Party>> {
        let key = key.unwrap_or(suite);
        let agreed = self.credentials.profile.suites.get(suite)?;
        let keys = self.credentials.suites.get(key)?;
        let mut parties = self.parties.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Party::new(*agreed, keys).ok().map(Arc::new);
        parties.entry((suite.to_owned(), key.to_owned())).or_insert_with(made).clone()
    }
}

impl fmt::Debug for FaceService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceService").field("service", &self.credentials.service).finish_non_exhaustive()
    }
}

fn time(seconds: i64) -> Time {
    Time::from_millis(seconds.saturating_mul(1000))
}

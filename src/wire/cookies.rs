use std::net::IpAddr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use reqwest::Url;

/// The cookies of one user (RFC 6265), as a browser keeps them. How old they are is told by the clock of the server
/// that sets them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Jar {
    /// In the order in which they were made.
    cookies: Vec<Cookie>,
}

#[derive(Clone, PartialEq, Eq)]
struct Cookie {
    name: String,
    value: String,
    /// The host that set it, or the domain that it stated.
    domain: String,
    /// Whether it goes to this host alone.
    is_host_only: bool,
    path: String,
    is_secure: bool,
    /// When it ends; a cookie of the session does not, as long as there is the user.
    expires: Option<Timestamp>,
}

/// Cookies of one user; the oldest gives way.
const MOST: usize = 300;
/// Octets of a name and its value (RFC 6265 section 6.1).
const LONGEST: usize = 4096;

impl Jar {
    /// Keeps what a `Set-Cookie` of an answer from a URL says, unless a browser would not.
    pub fn set(&mut self, url: &Url, line: &str, now: Timestamp) {
        let Some(cookie) = Cookie::read(url, line, now) else { return };
        let is_same =
            |other: &Cookie| (&other.name, &other.domain, &other.path) == (&cookie.name, &cookie.domain, &cookie.path);
        let place = self.cookies.iter().position(is_same);
        let is_over = cookie.is_over(now);
        match place {
            Some(place) if is_over => drop(self.cookies.remove(place)),
            // It keeps its place among those made before it (section 5.3, 11.3).
            Some(place) => self.cookies[place] = cookie,
            None if is_over => {}
            None => self.cookies.push(cookie),
        }
        if self.cookies.len() > MOST {
            self.cookies.remove(0);
        }
    }

    /// The `Cookie` header of a request to a URL, if there is one (section 5.4).
    pub fn header(&self, url: &Url, now: Timestamp) -> Option<String> {
        let mut sent: Vec<&Cookie> = self.cookies.iter().filter(|cookie| cookie.goes_to(url, now)).collect();
        // Longer paths first, then older ones.
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> = sent.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The values of all cookies.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.cookies.iter().map(|cookie| cookie.value.as_str())
    }
}

/// The names alone: values prove who the user is.
impl std::fmt::Debug for Jar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.cookies.iter().map(|cookie| &cookie.name)).finish()
    }
}

impl Cookie {
    /// Sections 5.2 and 5.3.
    fn read(url: &Url, line: &str, now: Timestamp) -> Option<Self> {
        let host = host(url)?;
        let mut parts = line.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || name.len() + value.len() > LONGEST || line.contains(is_control) {
            return None;
        }
        let mut cookie = Self {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: host.clone(),
            is_host_only: true,
            path: default_path(url),
            is_secure: false,
            expires: None,
        };
        let mut expires = None;
        let mut age = None;
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "expires" => expires = date(value).or(expires),
                "max-age" => age = seconds(value).or(age),
                "domain" if !value.is_empty() => cookie.of_domain(value, &host)?,
                "path" => cookie.path = if value.starts_with('/') { value.to_owned() } else { default_path(url) },
                "secure" => cookie.is_secure = true,
                _ => {}
            }
        }
        cookie.expires = match age {
            Some(age) => Some(after(now, age)),
            None => expires,
        };
        Some(cookie)
    }

    /// A domain that it states must be that of the host, and no whole top-level domain.
    fn of_domain(&mut self, domain: &str, host: &str) -> Option<()> {
        let domain = domain.strip_prefix('.').unwrap_or(domain).to_ascii_lowercase();
        let is_narrow = domain.contains('.') || domain == host;
        if !is_narrow || !is_within(host, &domain) {
            return None;
        }
        self.is_host_only = domain == host && is_address(host);
        self.domain = domain;
        Some(())
    }

    fn goes_to(&self, url: &Url, now: Timestamp) -> bool {
        let Some(host) = host(url) else { return false };
        let is_for_host = if self.is_host_only { host == self.domain } else { is_within(&host, &self.domain) };
        is_for_host
            && is_below(url.path(), &self.path)
            && (!self.is_secure || url.scheme() == "https")
            && !self.is_over(now)
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// All but a tab, which is white space.
fn is_control(letter: char) -> bool {
    letter.is_ascii_control() && letter != '\t'
}

fn host(url: &Url) -> Option<String> {
    url.host_str().map(str::to_ascii_lowercase)
}

fn is_address(host: &str) -> bool {
    host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
}

/// Section 5.1.3: a host is of its own domain, and of those above it; an address is only its own.
fn is_within(host: &str, domain: &str) -> bool {
    let below = || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    host == domain || !is_address(host) && below()
}

/// Section 5.1.4.
fn default_path(url: &Url) -> String {
    match url.path().rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(last) => url.path()[..last].to_owned(),
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.is_empty() || folder.ends_with('/') || rest.starts_with('/'))
}

/// `Max-Age` (section 5.2.2): what is no whole number says nothing.
fn seconds(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A number that is too long for us is long enough for ever.
    Some(text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX }))
}

fn after(now: Timestamp, seconds: i64) -> Timestamp {
    match seconds {
        ..=0 => Timestamp::MIN,
        _ => Timestamp::from_second(now.as_second().saturating_add(seconds)).unwrap_or(Timestamp::MAX),
    }
}

/// A date as cookies state it, in whatever order (section 5.1.1).
fn date(text: &str) -> Option<Timestamp> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == ':' || !letter.is_ascii();
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(|letter: char| !is_part(letter)).filter(|token| !token.is_empty()) {
        if time.is_none()
            && let Some(found) = clock(token)
        {
            time = Some(found);
        } else if day.is_none()
            && let Some(found) = number(token, 1, 2)
        {
            day = i8::try_from(found).ok();
        } else if month.is_none()
            && let Some(found) = named(token)
        {
            month = Some(found);
        } else if year.is_none()
            && let Some(found) = number(token, 2, 4)
        {
            year = Some(found);
        }
    }
    let year = match year? {
        short @ 70..=99 => short + 1900,
        short @ 0..=69 => short + 2000,
        year => year,
    };
    let (hour, minute, second) = time?;
    let date = Date::new(year, month?, day?).ok().filter(|_| year >= 1601)?;
    let at = date.at(hour, minute, second, 0);
    at.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// `hh:mm:ss`, each of one or two digits, with whatever behind that is no digit.
fn clock(token: &str) -> Option<(i8, i8, i8)> {
    let mut parts = token.splitn(3, ':');
    let mut part = |most: i16, is_last: bool| {
        let text = parts.next()?;
        let found = if is_last { number(text, 1, 2)? } else { whole(text).and_then(|text| number(text, 1, 2))? };
        i8::try_from(found).ok().filter(|_| found <= most)
    };
    Some((part(23, false)?, part(59, false)?, part(59, true)?))
}

fn whole(text: &str) -> Option<&str> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text)
}

/// Digits at the beginning, so many; what follows is no digit.
fn number(token: &str, least: usize, most: usize) -> Option<i16> {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    (least..=most).contains(&digits).then(|| token[..digits].parse().ok()).flatten()
}

fn named(token: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let begin = token.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().zip(1..).find(|(month, _)| **month == begin).map(|(_, number)| number)
}

#[cfg(test)]
#[path = "cookies_tests.rs"]
mod tests;

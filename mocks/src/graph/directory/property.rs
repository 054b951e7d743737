//! The properties of a user that can be asked for, and what may stand in them (Graph's resource type `user`).

use serde_json::Value;

use crate::graph::message::Failure;

/// What stands in a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text of at most so many characters.
    Text(usize),
    /// `true` or `false`.
    Flag,
    /// Texts.
    Texts,
    /// A group of texts: `onPremisesExtensionAttributes`.
    Group,
    /// A point in time.
    Time,
    /// What can be written and never read: a password.
    Hidden,
}

/// What `$filter` can do with a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// Nothing.
    None,
    /// eq ne not in.
    Equal,
    /// eq ne not ge le in.
    Order,
    /// The same and startsWith.
    Start,
    /// The same and endsWith.
    End,
}

/// One property.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) filter: Filter,
    /// Whether a client can write it.
    is_writable: bool,
    /// Whether it comes without being asked for.
    pub(super) is_usual: bool,
}

const fn usual(name: &'static str, kind: Kind, filter: Filter) -> Property {
    Property { name, kind, filter, is_writable: true, is_usual: true }
}

const fn written(name: &'static str, kind: Kind, filter: Filter) -> Property {
    Property { name, kind, filter, is_writable: true, is_usual: false }
}

const fn told(name: &'static str, kind: Kind, filter: Filter) -> Property {
    Property { name, kind, filter, is_writable: false, is_usual: false }
}

/// The names by which the rest of the directory refers to properties.
pub(super) const ID: &str = "id";
pub(super) const UPN: &str = "userPrincipalName";
pub(super) const IMMUTABLE_ID: &str = "onPremisesImmutableId";
pub(super) const SYNCED: &str = "onPremisesSyncEnabled";
pub(super) const DELETED: &str = "deletedDateTime";
pub(super) const CREATED: &str = "createdDateTime";
pub(super) const ENABLED: &str = "accountEnabled";
pub(super) const PASSWORD: &str = "passwordProfile";
const EXTENSIONS: &str = "onPremisesExtensionAttributes";

/// All of them; the usual ones first, in the order in which the service has them.
static TABLE: [Property; 47] = [
    usual("businessPhones", Kind::Texts, Filter::Start),
    usual("displayName", Kind::Text(256), Filter::Start),
    usual("givenName", Kind::Text(64), Filter::Start),
    usual("jobTitle", Kind::Text(128), Filter::Start),
    usual("mail", Kind::Text(256), Filter::End),
    usual("mobilePhone", Kind::Text(64), Filter::Start),
    usual("officeLocation", Kind::Text(128), Filter::Start),
    usual("preferredLanguage", Kind::Text(64), Filter::Start),
    usual("surname", Kind::Text(64), Filter::Start),
    usual(UPN, Kind::Text(113), Filter::End),
    Property { name: ID, kind: Kind::Text(36), filter: Filter::Equal, is_writable: false, is_usual: true },
    written(ENABLED, Kind::Flag, Filter::Equal),
    written("ageGroup", Kind::Text(16), Filter::Equal),
    written("city", Kind::Text(128), Filter::Start),
    written("companyName", Kind::Text(64), Filter::Start),
    written("consentProvidedForMinor", Kind::Text(16), Filter::Equal),
    written("country", Kind::Text(128), Filter::Start),
    told(CREATED, Kind::Time, Filter::Order),
    told("creationType", Kind::Text(64), Filter::Equal),
    told(DELETED, Kind::Time, Filter::Order),
    written("department", Kind::Text(64), Filter::Start),
    written("employeeHireDate", Kind::Time, Filter::Order),
    written("employeeId", Kind::Text(16), Filter::Start),
    written("employeeType", Kind::Text(64), Filter::Start),
    written("faxNumber", Kind::Text(64), Filter::Start),
    told("lastPasswordChangeDateTime", Kind::Time, Filter::None),
    written("mailNickname", Kind::Text(64), Filter::Start),
    told("onPremisesDistinguishedName", Kind::Text(1024), Filter::None),
    told("onPremisesDomainName", Kind::Text(256), Filter::None),
    written(EXTENSIONS, Kind::Group, Filter::Start),
    written(IMMUTABLE_ID, Kind::Text(256), Filter::Order),
    told("onPremisesLastSyncDateTime", Kind::Time, Filter::Order),
    told("onPremisesSamAccountName", Kind::Text(256), Filter::Start),
    told("onPremisesSecurityIdentifier", Kind::Text(256), Filter::Equal),
    told(SYNCED, Kind::Flag, Filter::Equal),
    told("onPremisesUserPrincipalName", Kind::Text(256), Filter::None),
    written("otherMails", Kind::Texts, Filter::End),
    written("passwordPolicies", Kind::Text(256), Filter::Equal),
    written(PASSWORD, Kind::Hidden, Filter::None),
    written("postalCode", Kind::Text(40), Filter::Start),
    told("proxyAddresses", Kind::Texts, Filter::End),
    told("securityIdentifier", Kind::Text(256), Filter::None),
    written("state", Kind::Text(128), Filter::Start),
    written("streetAddress", Kind::Text(1024), Filter::Start),
    written("usageLocation", Kind::Text(2), Filter::Start),
    written("userType", Kind::Text(64), Filter::Equal),
    told("externalUserState", Kind::Text(64), Filter::Equal),
];

/// What lives in another service: a list of users cannot have it (501).
const ELSEWHERE: [&str; 11] = [
    "aboutMe",
    "birthday",
    "hireDate",
    "interests",
    "mySite",
    "pastProjects",
    "preferredName",
    "responsibilities",
    "schools",
    "skills",
    "mailboxSettings",
];

/// The property of that name; names are told apart by case in answers and not in questions.
pub(super) fn property(name: &str) -> Option<&'static Property> {
    TABLE.iter().find(|property| property.name.eq_ignore_ascii_case(name))
}

/// The properties that come without being asked for.
pub(super) fn usual_ones() -> impl Iterator<Item = &'static Property> {
    TABLE.iter().filter(|property| property.is_usual)
}

pub(super) fn is_elsewhere(name: &str) -> bool {
    ELSEWHERE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

impl Property {
    /// A value that a client wants to write, as it is kept.
    pub(super) fn checked(&self, value: Value) -> Result<Value, Failure> {
        if !self.is_writable {
            return Err(Failure::bad(format!("Property '{}' is read-only and cannot be set.", self.name)));
        }
        let is_good = match (&value, self.kind) {
            (Value::Null, _) => !matches!(self.name, ENABLED | UPN | "displayName" | "mailNickname" | PASSWORD),
            (Value::String(text), Kind::Text(most)) => is_text(text, most),
            (Value::String(text), Kind::Time) => text.parse::<jiff::Timestamp>().is_ok(),
            (Value::Bool(_), Kind::Flag) => true,
            (Value::Array(texts), Kind::Texts) => texts.len() <= 250 && texts.iter().all(|text| is_short(text, 256)),
            (Value::Object(group), Kind::Group) => {
                group.iter().all(|(name, value)| is_extension(name) && (value.is_null() || is_short(value, 1024)))
            }
            (Value::Object(_), Kind::Hidden) => return Ok(Value::Null),
            _ => false,
        };
        if is_good { Ok(value) } else { Err(self.invalid()) }
    }

    /// What is said of a value that cannot stand here.
    pub(super) fn invalid(&self) -> Failure {
        let message = format!("Invalid value specified for property '{}' of resource 'User'.", self.name);
        Failure::bad(&message).with("InvalidValue", message, self.name)
    }
}

/// An empty text is no text: whoever wants none says null.
fn is_text(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

fn is_short(value: &Value, most: usize) -> bool {
    value.as_str().is_some_and(|text| is_text(text, most))
}

fn is_extension(name: &str) -> bool {
    let number = name.strip_prefix("extensionAttribute").and_then(|number| number.parse().ok());
    number.is_some_and(|number: u8| (1..=15).contains(&number))
}

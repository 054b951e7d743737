//! A sync setting as JSON tells it, column by column: one that is absent, or null, is NULL.

use std::collections::BTreeMap;

use sekisho_rules::{Attribute, ClientSecret, Control, SyncField, SyncSetting};
use serde::Deserialize;

/// Users that one request makes.
const MOST_USERS: u32 = 200_000;

/// Properties of a user of Entra ID that have a column or a meaning of their own.
const OWN: [&str; 7] = [
    "id",
    "userPrincipalName",
    "accountEnabled",
    "onPremisesImmutableId",
    "passwordProfile",
    "mailNickname",
    "identities",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    custom_domain: Option<String>,
    application_id: Option<String>,
    client_secret: Option<String>,
    tenant_id: Option<String>,
    domain_name: Option<String>,
    new_user_policy: Option<String>,
    sync_mode: Option<String>,
    search_filter: Option<String>,
    entra_to_passlogic_addact_mail: Option<bool>,
    passlogic_to_entra_addact_mail: Option<bool>,
    attribute_mapping: Option<BTreeMap<String, String>>,
    #[serde(default)]
    corrupt_secret: bool,
}

/// Changes to a row: a column that is absent, or null, stays; `without` makes one NULL.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    custom_domain: Option<String>,
    application_id: Option<String>,
    client_secret: Option<String>,
    tenant_id: Option<String>,
    domain_name: Option<String>,
    new_user_policy: Option<String>,
    sync_mode: Option<String>,
    search_filter: Option<String>,
    entra_to_passlogic_addact_mail: Option<bool>,
    passlogic_to_entra_addact_mail: Option<bool>,
    attribute_mapping: Option<BTreeMap<String, String>>,
    corrupt_secret: Option<bool>,
    without: Option<String>,
}

/// `{"count":10000,"prefix":"user","mail_domain":"x.test"}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManyUsers {
    count: u32,
    #[serde(default = "default_prefix")]
    prefix: String,
    mail_domain: Option<String>,
}

/// `{"prefix":"user"}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoUsers {
    #[serde(default = "default_prefix")]
    prefix: String,
}

fn default_prefix() -> String {
    "user".into()
}

impl Row {
    pub(super) fn setting(self) -> Result<SyncSetting, String> {
        let mapping = self.attribute_mapping.map(|mapping| mapping.into_iter().map(mapped).collect());
        Ok(SyncSetting {
            custom_domain: self.custom_domain,
            application_id: self.application_id,
            client_secret: self.client_secret.map(ClientSecret::new),
            tenant_id: self.tenant_id,
            domain_name: self.domain_name,
            new_user_policy: self.new_user_policy,
            sync_mode: self.sync_mode,
            search_filter: self.search_filter,
            entra_to_passlogic_addact_mail: self.entra_to_passlogic_addact_mail,
            passlogic_to_entra_addact_mail: self.passlogic_to_entra_addact_mail,
            attribute_mapping: mapping.transpose()?,
            corrupt_secret: self.corrupt_secret,
        })
    }
}

impl Changes {
    pub(super) fn apply(self, mut setting: SyncSetting) -> Result<SyncSetting, String> {
        fn change<T>(column: &mut Option<T>, value: Option<T>) {
            if value.is_some() {
                *column = value;
            }
        }
        let mapping = self.attribute_mapping.map(|mapping| mapping.into_iter().map(mapped).collect()).transpose()?;
        change(&mut setting.custom_domain, self.custom_domain);
        change(&mut setting.application_id, self.application_id);
        change(&mut setting.client_secret, self.client_secret.map(ClientSecret::new));
        change(&mut setting.tenant_id, self.tenant_id);
        change(&mut setting.domain_name, self.domain_name);
        change(&mut setting.new_user_policy, self.new_user_policy);
        change(&mut setting.sync_mode, self.sync_mode);
        change(&mut setting.search_filter, self.search_filter);
        change(&mut setting.entra_to_passlogic_addact_mail, self.entra_to_passlogic_addact_mail);
        change(&mut setting.passlogic_to_entra_addact_mail, self.passlogic_to_entra_addact_mail);
        change(&mut setting.attribute_mapping, mapping);
        setting.corrupt_secret = self.corrupt_secret.unwrap_or(setting.corrupt_secret);
        if let Some(name) = self.without {
            let column = SyncField::ALL.iter().find(|column| column.as_str() == name);
            column.ok_or_else(|| format!("a sync setting has no column {name:?}"))?.clear(&mut setting);
        }
        Ok(setting)
    }
}

fn mapped((property, attribute): (String, String)) -> Result<(String, Attribute), String> {
    let sound = property.bytes().all(|octet| octet.is_ascii_alphanumeric()) && !property.is_empty();
    if !sound || OWN.iter().any(|own| own.eq_ignore_ascii_case(&property)) {
        return Err(format!("the property {property:?} of Entra ID cannot be mapped"));
    }
    let found = Attribute::read(&attribute);
    found.map(|found| (property, found)).ok_or_else(|| format!("expected the attribute uid or mail, got {attribute:?}"))
}

impl ManyUsers {
    pub(super) fn word(self) -> Result<Control, String> {
        let Self { count, prefix, mail_domain } = self;
        let sound = (1..=32).contains(&prefix.len())
            && prefix.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"._-".contains(&octet));
        if !sound || count > MOST_USERS {
            return Err(format!("expected a prefix of 1 to 32 of A-Z a-z 0-9 . _ - and a count up to {MOST_USERS}"));
        }
        Ok(Control::MakeUsers { count, prefix, mail_domain })
    }
}

impl NoUsers {
    pub(super) fn word(self) -> Control {
        Control::DropUsers { prefix: self.prefix }
    }
}

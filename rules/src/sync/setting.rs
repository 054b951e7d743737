//! The stored setting of a sync, column by column (seed 000, note 5).

use std::fmt;

/// One row of stored settings; a column that is none is NULL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncSetting {
    /// The domain of Entra ID whose users are meant.
    pub custom_domain: Option<String>,
    /// The application that the server signs in as.
    pub application_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<ClientSecret>,
    /// The tenant of Entra ID: its GUID, or one of its domains.
    pub tenant_id: Option<String>,
    /// The PassLogic domain whose users are meant: the tenant's name.
    pub domain_name: Option<String>,
    /// The policy of users that an import makes. A tenant here has one policy, whatever its name.
    pub new_user_policy: Option<String>,
    /// `add-update` or `add-update-delete`; an export refuses any other (31401).
    pub sync_mode: Option<String>,
    /// Which users of Entra ID are meant, as `$filter` says it; empty for all.
    pub search_filter: Option<String>,
    /// Whether users that an import makes are told by mail. It must not be NULL; no mail goes out from here.
    pub entra_to_passlogic_addact_mail: Option<bool>,
    /// Whether users that an export makes are told by mail; as for an import.
    pub passlogic_to_entra_addact_mail: Option<bool>,
    /// Which property of Entra ID is which attribute here.
    pub attribute_mapping: Option<Vec<(String, Attribute)>>,
    /// Whether the secret was stored so that it cannot be decrypted.
    pub corrupt_secret: bool,
}

/// An attribute of a PassLogic user that can be mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// The user name; exported only.
    Uid,
    /// The mail address.
    Mail,
}

impl Attribute {
    /// The attribute of that name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        match name {
            "uid" => Some(Self::Uid),
            "mail" => Some(Self::Mail),
            _ => None,
        }
    }
}

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $variant:ident = $column:ident,)+) => {
        /// A column that no setting may lack.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SyncField {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl SyncField {
            /// Every such column, in the order in which they are looked at.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name, as 31515 tells it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($column),)+ }
            }

            /// Makes it NULL.
            pub fn clear(self, setting: &mut SyncSetting) {
                match self { $(Self::$variant => setting.$column = None,)+ }
            }
        }

        impl SyncSetting {
            /// The first column that is NULL.
            #[must_use]
            pub fn missing(&self) -> Option<SyncField> {
                $(if self.$column.is_none() { return Some(SyncField::$variant) })+
                None
            }
        }
    };
}

fields! {
    /// The domain of Entra ID.
    CustomDomain = custom_domain,
    /// The application.
    ApplicationId = application_id,
    /// The application's secret.
    ClientSecret = client_secret,
    /// The tenant of Entra ID.
    TenantId = tenant_id,
    /// The PassLogic domain.
    DomainName = domain_name,
    /// The policy of new users.
    NewUserPolicy = new_user_policy,
    /// What an export does.
    SyncMode = sync_mode,
    /// The search filter.
    SearchFilter = search_filter,
    /// Mail to users that an import makes.
    ImportMail = entra_to_passlogic_addact_mail,
    /// Mail to users that an export makes.
    ExportMail = passlogic_to_entra_addact_mail,
    /// The attribute mapping.
    AttributeMapping = attribute_mapping,
}

/// What is known to the server and Entra ID alone. It prints as `•••`.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// This secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the request that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// A row of which no column is NULL, as a job takes it along.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) custom_domain: String,
    pub(crate) application_id: String,
    pub(crate) client_secret: ClientSecret,
    pub(crate) tenant_id: String,
    pub(crate) domain_name: String,
    pub(crate) sync_mode: String,
    pub(crate) search_filter: String,
    pub(crate) mapping: Vec<(String, Attribute)>,
}

impl Whole {
    /// What is NULL is empty; by then it was refused.
    pub(crate) fn of(setting: &SyncSetting) -> Self {
        let text = |column: &Option<String>| column.clone().unwrap_or_default();
        Self {
            custom_domain: text(&setting.custom_domain).to_ascii_lowercase(),
            application_id: text(&setting.application_id),
            client_secret: setting.client_secret.clone().unwrap_or_else(|| ClientSecret::new("")),
            tenant_id: text(&setting.tenant_id),
            domain_name: text(&setting.domain_name),
            sync_mode: text(&setting.sync_mode),
            search_filter: text(&setting.search_filter),
            mapping: setting.attribute_mapping.clone().unwrap_or_default(),
        }
    }

    /// Whether the stored mode is one that an export knows.
    pub(crate) fn mode_is_known(&self) -> bool {
        self.sync_mode == "add-update" || self.deletes()
    }

    pub(crate) fn deletes(&self) -> bool {
        self.sync_mode == "add-update-delete"
    }

    /// Which properties a search asks for beside those that it always does.
    pub(crate) fn properties(&self) -> Vec<String> {
        self.mapping.iter().map(|(property, _)| property.clone()).collect()
    }

    /// Where in the values that a search brings the mail address stands.
    pub(crate) fn mail_at(&self) -> Option<usize> {
        self.mapping.iter().position(|(_, attribute)| *attribute == Attribute::Mail)
    }

    /// The name in Entra ID of a user here.
    pub(crate) fn upn(&self, uid: &str) -> String {
        format!("{uid}@{}", self.custom_domain)
    }

    /// The name here of a user of Entra ID; none of a user of another domain.
    pub(crate) fn uid<'a>(&self, upn: &'a str) -> Option<&'a str> {
        let (uid, domain) = upn.rsplit_once('@')?;
        domain.eq_ignore_ascii_case(&self.custom_domain).then_some(uid)
    }
}

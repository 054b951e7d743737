//! Which path is which operation.

use sekisho_rules::{Dependency, TenantName};

use crate::http::{decode, segments};

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Tenant(TenantName),
    Policy(TenantName),
    Clock(TenantName),
    Dependency(TenantName, Dependency),
    /// A sync setting.
    Sync(TenantName, String),
    /// The end of the worker of the tenant's sync.
    Kill(TenantName),
    /// Many users at once.
    Users(TenantName),
    Marker,
    Coverage,
}

impl Place {
    pub(super) fn of(path: &str) -> Option<Self> {
        let tenant = |name| decode(name).map(|name| TenantName::new(&name));
        match segments(path)[..] {
            ["tenants", name] => tenant(name).map(Self::Tenant),
            ["tenants", name, "policy"] => tenant(name).map(Self::Policy),
            ["tenants", name, "clock"] => tenant(name).map(Self::Clock),
            ["tenants", name, "dependencies", dependency] => {
                Some(Self::Dependency(tenant(name)?, self::dependency(dependency)?))
            }
            ["tenants", name, "sync", setting] => Some(Self::Sync(tenant(name)?, decode(setting)?.into_owned())),
            ["tenants", name, "sync", _, "kill"] => tenant(name).map(Self::Kill),
            ["tenants", name, "users"] => tenant(name).map(Self::Users),
            ["marker"] => Some(Self::Marker),
            ["coverage"] => Some(Self::Coverage),
            _ => None,
        }
    }

    /// The tenant, where it must exist for anything to be done there.
    pub(super) fn existing(&self) -> Option<&TenantName> {
        match self {
            Self::Policy(name) | Self::Clock(name) | Self::Dependency(name, _) => Some(name),
            Self::Sync(name, _) | Self::Kill(name) | Self::Users(name) => Some(name),
            Self::Tenant(_) | Self::Marker | Self::Coverage => None,
        }
    }
}

fn dependency(name: &str) -> Option<Dependency> {
    match name {
        "store" => Some(Dependency::Store),
        "mail" => Some(Dependency::Mail),
        "graph" => Some(Dependency::Graph),
        "login-protection" => Some(Dependency::LoginProtection),
        "peer" => Some(Dependency::Peer),
        "worker" => Some(Dependency::Worker),
        _ => None,
    }
}

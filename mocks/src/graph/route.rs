//! Which half of the service a path is of: one listener answers for both hosts.

use super::Guid;

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'p> {
    /// `POST /{tenant}/oauth2/v2.0/token`.
    Token {
        /// As the path names it.
        tenant: &'p str,
    },
    /// `GET /{tenant}/v2.0/.well-known/openid-configuration`.
    Discovery {
        /// As the path names it.
        tenant: &'p str,
    },
    /// `GET /{tenant}/discovery/v2.0/keys`.
    Keys,
    /// `GET /common/discovery/instance`: which hosts are one cloud.
    Instance,
    /// `POST /v1.0/$batch`.
    Batch,
    /// Anything else under `/v1.0` or `/beta`: the path after it, without its first slash (`users/delta()`).
    Graph(&'p str),
    /// No part of either.
    Nowhere,
}

impl<'p> Route<'p> {
    /// Where a path leads, without its query and without doubled slashes.
    #[must_use]
    pub fn of(path: &'p str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        if first == "v1.0" || first == "beta" {
            return if matches!(rest, "$batch" | "%24batch") { Self::Batch } else { Self::Graph(rest) };
        }
        match rest {
            "oauth2/v2.0/token" => Self::Token { tenant: first },
            "v2.0/.well-known/openid-configuration" => Self::Discovery { tenant: first },
            "discovery/v2.0/keys" | "discovery/keys" => Self::Keys,
            "discovery/instance" => Self::Instance,
            _ => Self::Nowhere,
        }
    }
}

/// How a path of sign-in names a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantName {
    /// Its GUID.
    Id(Guid),
    /// One of its domains, in small letters. A tenant begins when its domain is first named, but for those under
    /// `.invalid` (RFC 2606, 2): there never is one.
    Domain(String),
    /// `common`, `organizations`, `consumers`: no tenant in particular.
    Any,
    /// Neither of them (AADSTS900023).
    Malformed,
}

impl TenantName {
    /// Reads the part of a path, percent-encoded or not.
    #[must_use]
    pub fn of(part: &str) -> Self {
        let Ok(text) = percent_encoding::percent_decode_str(part).decode_utf8() else { return Self::Malformed };
        let text = text.to_lowercase();
        match text.as_str() {
            "common" | "organizations" | "consumers" => Self::Any,
            text if let Ok(id) = text.parse() => Self::Id(id),
            _ if is_domain(&text) => Self::Domain(text),
            _ => Self::Malformed,
        }
    }

    /// Whether a tenant may begin under this name.
    #[must_use]
    pub fn can_begin(&self) -> bool {
        matches!(self, Self::Domain(domain) if domain != "invalid" && !domain.ends_with(".invalid"))
    }
}

/// Labels of letters, digits and inner hyphens (RFC 1035, 2.3.1, with RFC 1123, 2.1), at least two.
pub(crate) fn is_domain(text: &str) -> bool {
    let is_inner = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(is_inner)
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_where_the_service_has_them() {
        for (path, route) in [
            ("/x.example/oauth2/v2.0/token", Route::Token { tenant: "x.example" }),
            ("/common/v2.0/.well-known/openid-configuration", Route::Discovery { tenant: "common" }),
            ("/common/discovery/v2.0/keys", Route::Keys),
            ("/common/discovery/instance", Route::Instance),
            ("/v1.0/$batch", Route::Batch),
            ("/v1.0/users/delta()", Route::Graph("users/delta()")),
            ("/beta/users", Route::Graph("users")),
            ("/v1.0", Route::Graph("")),
            ("/", Route::Nowhere),
            ("/x.example/oauth2/token", Route::Nowhere),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }

    #[test]
    fn tenants_are_named_by_guid_or_domain() {
        let id = "11111111-2222-4333-8444-555555555555";
        assert_eq!(TenantName::of(id), TenantName::Id(Guid(0x1111_1111_2222_4333_8444_5555_5555_5555)));
        assert_eq!(TenantName::of("Contoso.Example"), TenantName::Domain("contoso.example".into()));
        assert_eq!(TenantName::of("Organizations"), TenantName::Any);
        for wrong in ["", "contoso", "-a.example", "a..example", "a_b.example", "%ff.example", "a b.example"] {
            assert_eq!(TenantName::of(wrong), TenantName::Malformed, "{wrong}");
        }
        assert!(TenantName::of("x.example").can_begin());
        assert!(!TenantName::of("x.invalid").can_begin() && !TenantName::of(id).can_begin());
    }
}

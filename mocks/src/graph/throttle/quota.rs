use std::time::Duration;

use super::bucket::Bucket;
use crate::graph::Guid;

/// How large Graph takes a tenant to be: that says how much it may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// Under 50 users.
    Small,
    /// Up to 500 users.
    Medium,
    /// More.
    Large,
}

/// What an application and a tenant have left.
///
/// "Identity and access service limits" in Graph's documentation: resource
/// units and writes of an application in a tenant, and writes of the tenant.
/// The limits of an application in all tenants are left out: tenants of the
/// mock do not share anything.
#[derive(Clone, Debug)]
pub(crate) struct Quota {
    units: Bucket,
    writes: Bucket,
    tenant_writes: Bucket,
}

/// What a request costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) units: u64,
    pub(crate) writes: u64,
}

/// That a limit is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Throttled {
    pub(crate) wait: Duration,
    /// `x-ms-throttle-information`
    pub(crate) why: &'static str,
    scope: &'static str,
}

const TEN_SECONDS: Duration = Duration::from_secs(10);
const WRITES: (u64, Duration) = (3000, Duration::from_secs(150));
const TENANT_WRITES: (u64, Duration) = (18_000, Duration::from_secs(300));
/// From this share on an answer tells how much of a limit is used.
const WORTH_TELLING: f64 = 0.8;

impl Quota {
    pub(crate) fn new(size: Size) -> Self {
        let units = match size {
            Size::Small => 3500,
            Size::Medium => 5000,
            Size::Large => 8000,
        };
        Self {
            units: Bucket::new(units, TEN_SECONDS),
            writes: Bucket::new(WRITES.0, WRITES.1),
            tenant_writes: Bucket::new(TENANT_WRITES.0, TENANT_WRITES.1),
        }
    }

    /// Takes what a request costs, or says why it cannot. Only what exceeds a limit is refused, and costs nothing.
    pub(crate) fn take(&mut self, cost: Cost, now_ms: i64) -> Result<(), Throttled> {
        let limits = [
            (&mut self.units, cost.units, "ResourceUnitLimitExceeded", "Tenant_Application/ReadWrite"),
            (&mut self.writes, cost.writes, "WriteLimitExceeded", "Tenant_Application/Write"),
            (&mut self.tenant_writes, cost.writes, "WriteLimitExceeded", "Tenant/Write"),
        ];
        let mut refused: Option<Throttled> = None;
        for (bucket, cost, why, scope) in limits {
            bucket.fill(now_ms);
            if !bucket.has(cost) && refused.as_ref().is_none_or(|refused| refused.wait < bucket.wait(cost)) {
                refused = Some(Throttled { wait: bucket.wait(cost), why, scope });
            }
        }
        if let Some(refused) = refused {
            return Err(refused);
        }
        self.units.take(cost.units);
        self.writes.take(cost.writes);
        self.tenant_writes.take(cost.writes);
        Ok(())
    }

    /// `x-ms-throttle-limit-percentage`, once most of a limit is used.
    pub(crate) fn percentage(&self) -> Option<String> {
        let used = [&self.units, &self.writes, &self.tenant_writes].map(Bucket::used);
        let most = used.into_iter().fold(0.0, f64::max);
        (most > WORTH_TELLING).then(|| format!("{most:.2}"))
    }
}

impl Throttled {
    /// `x-ms-throttle-scope`
    pub(crate) fn scope(&self, app: Guid, tenant: Guid) -> String {
        format!("{}/{app}/{tenant}", self.scope)
    }
}

impl Cost {
    /// The documentation's table of base costs and what else counts; never under 1.
    pub(crate) fn of(method: &str, path: &str, query: &str) -> Self {
        if method != "GET" {
            return Self { units: 1, writes: 1 };
        }
        let base: i64 = if path == "/users" { 2 } else { 1 };
        let mut units = base;
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name.strip_prefix('$').or_else(|| name.strip_prefix("%24")) {
                Some("select") => units -= 1,
                Some("expand") => units += 1,
                Some("top") if value.parse().is_ok_and(|top: u32| top < 20) => units -= 1,
                _ => {}
            }
        }
        Self { units: u64::try_from(units).unwrap_or(0).max(1), writes: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_cost_what_the_documentation_says() {
        let units = |query| Cost::of("GET", "/users", query).units;
        assert_eq!(units(""), 2);
        assert_eq!(units("$select=id"), 1);
        assert_eq!(units("%24select=id&$top=5"), 1, "never under 1");
        assert_eq!(units("$top=19"), 1);
        assert_eq!(units("$top=20"), 2);
        assert_eq!(units("$expand=manager"), 3);
        assert_eq!(Cost::of("GET", "/organization", ""), Cost { units: 1, writes: 0 });
        assert_eq!(Cost::of("PATCH", "/users/a", ""), Cost { units: 1, writes: 1 });
    }

    #[test]
    fn each_limit_stands_by_itself() {
        let mut quota = Quota::new(Size::Small);
        let read = Cost { units: 100, writes: 0 };
        for _ in 0..35 {
            assert_eq!(quota.take(read, 0), Ok(()));
        }
        let refused = quota.take(read, 0).expect_err("no units left");
        assert_eq!((refused.wait, refused.why), (Duration::from_secs(1), "ResourceUnitLimitExceeded"));
        let (app, tenant) = (Guid(1), Guid(2));
        let scope =
            "Tenant_Application/ReadWrite/00000000-0000-0000-0000-000000000001/00000000-0000-0000-0000-000000000002";
        assert_eq!(refused.scope(app, tenant), scope);
        assert_eq!(quota.take(read, 1000), Ok(()));

        let mut quota = Quota::new(Size::Large);
        let write = Cost { units: 1, writes: 100 };
        for n in 0..30 {
            assert_eq!(quota.percentage(), (n > 24).then(|| format!("{:.2}", f64::from(n) / 30.0)), "{n}");
            assert_eq!(quota.take(write, 0), Ok(()));
        }
        let refused = quota.take(write, 0).expect_err("no writes left");
        assert_eq!((refused.wait, refused.why), (Duration::from_secs(5), "WriteLimitExceeded"));
        assert_eq!(quota.take(Cost { units: 1, writes: 0 }, 0), Ok(()), "reads are still permitted");
    }
}

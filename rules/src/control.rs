//! What whoever runs the server may tell it.

use crate::secret::{Pattern, Secret};
use crate::tenant::Tenant;
use crate::user::User;
use crate::{Control, Entropy, Output, Policy, Refusal, Reply, State, TenantName, Time};

/// Attempts that wait for an answer from outside do not outlive their tenant: they are refused.
pub(crate) fn obey(state: &mut State, name: TenantName, control: Control) -> Vec<Output> {
    let doomed = matches!(control, Control::PutTenant(_) | Control::DeleteTenant);
    let refused = if doomed { refuse_suspended(state, &name) } else { Vec::new() };
    carry_out(state, name, control);
    refused
}

fn refuse_suspended(state: &mut State, name: &TenantName) -> Vec<Output> {
    let Some(tenant) = state.tenants.get_mut(name) else { return Vec::new() };
    let starter = tenant.sync.job.take().and_then(|job| job.starter);
    let waiting = tenant.suspended.drain().map(|(_, waiting)| waiting.request());
    let mut requests: Vec<_> = waiting.chain(starter).collect();
    requests.sort_unstable();
    let reply = Reply::Refused { why: Refusal::Unavailable, code: None };
    requests.into_iter().map(|request| Output::Reply { request, reply: reply.clone() }).collect()
}

fn carry_out(state: &mut State, name: TenantName, control: Control) {
    match control {
        Control::PutTenant(policy) => put(state, name, policy),
        Control::DeleteTenant => delete(state, name),
        Control::ChangePolicy(policy) => {
            change(state, &name, |tenant| tenant.policy = policy);
        }
        Control::Switch { dependency, up } => {
            change(state, &name, |tenant| tenant.dependencies.switch(dependency, up));
        }
        Control::PutSync { name: setting, setting: row } => {
            change(state, &name, |tenant| drop(tenant.sync.settings.insert(setting, *row)));
        }
        Control::DeleteSync { name: setting } => {
            change(state, &name, |tenant| drop(tenant.sync.settings.remove(&setting)));
        }
        Control::DropUsers { prefix } => change(state, &name, |tenant| drop_users(tenant, &prefix)),
        // Need a clock, or entropy: `step` carries them out.
        Control::KillSync | Control::MakeUsers { .. } => {}
    }
}

/// Users without a word, as a test needs many of them.
pub(crate) fn make_users(
    state: &mut State,
    name: &TenantName,
    count: u32,
    prefix: &str,
    mail_domain: Option<&str>,
    now: Time,
    entropy: &mut dyn Entropy,
) {
    let Some(tenant) = state.tenants.get_mut(name) else { return };
    for number in 1..=count {
        let uid = format!("{prefix}{number:05}");
        let mail = mail_domain.map(|domain| format!("{uid}@{domain}").into());
        if let Some(user) = tenant.users.get_mut(uid.as_str()) {
            user.mail = mail;
            continue;
        }
        let pattern = Pattern::draw(tenant.policy.table.blocks, entropy);
        let user = User { mail, ..User::new(Secret { pattern, phrase: None }, now) };
        tenant.users.insert(uid.into(), user);
    }
}

fn drop_users(tenant: &mut Tenant, prefix: &str) {
    let names: Vec<_> = tenant.users.keys().filter(|uid| uid.starts_with(prefix)).cloned().collect();
    names.iter().for_each(|uid| tenant.remove_user(uid));
}

fn put(state: &mut State, name: TenantName, policy: Policy) {
    if name.is_sound() {
        state.tenants.insert(name, Tenant::new(policy));
    }
}

fn delete(state: &mut State, name: TenantName) {
    if name.as_str() == TenantName::MASTER {
        put(state, name, Policy::default());
    } else {
        state.tenants.remove(&name);
    }
}

fn change(state: &mut State, name: &TenantName, how: impl FnOnce(&mut Tenant)) {
    if let Some(tenant) = state.tenants.get_mut(name) {
        how(tenant);
    }
}

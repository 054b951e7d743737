//! What whoever runs the server may tell it.

use crate::tenant::Tenant;
use crate::{Control, Output, Policy, Refusal, Reply, State, TenantName};

/// Attempts that wait for an answer from outside do not outlive their tenant: they are refused.
pub(crate) fn obey(state: &mut State, name: TenantName, control: Control) -> Vec<Output> {
    let doomed = matches!(control, Control::PutTenant(_) | Control::DeleteTenant);
    let refused = if doomed { refuse_suspended(state, &name) } else { Vec::new() };
    carry_out(state, name, control);
    refused
}

fn refuse_suspended(state: &mut State, name: &TenantName) -> Vec<Output> {
    let Some(tenant) = state.tenants.get_mut(name) else { return Vec::new() };
    let mut requests: Vec<_> = tenant.suspended.drain().map(|(_, waiting)| waiting.request()).collect();
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
    }
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

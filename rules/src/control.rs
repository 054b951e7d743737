//! What whoever runs the server may tell it.

use crate::tenant::Tenant;
use crate::{Control, Policy, State, TenantName};

pub(crate) fn obey(state: &mut State, name: TenantName, control: Control) {
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

use sekisho_rules::{Control, Policy, TenantName};

use crate::server::Server;

#[test]
fn the_master_tenant_always_exists() {
    let mut server = Server::new();
    server.tenant = TenantName::master();
    assert_eq!(server.create("alice").codes(), [30001]);
    server.tell(Control::DeleteTenant);
    assert_eq!(server.policy("alice").codes(), [51401]);
    assert_eq!(server.create("alice").codes(), [30001]);
}

#[test]
fn a_tenant_that_is_put_again_is_new() {
    let mut server = Server::new();
    server.tell(Control::PutTenant(Policy::default()));
    assert_eq!(server.policy("alice").codes(), [51401]);
}

#[test]
fn a_deleted_tenant_is_unknown() {
    let mut server = Server::new();
    server.tell(Control::DeleteTenant);
    assert!(server.state.policy(&TenantName::new("t1")).is_none());
    assert_eq!(server.table("alice").codes(), [52201]);
    assert_eq!(server.create("alice").codes(), [30000]);
}

#[test]
fn a_tenant_without_a_sound_name_is_not_made() {
    let mut server = Server::new();
    server.tenant = TenantName::new("a/b");
    server.tell(Control::PutTenant(Policy::default()));
    assert!(server.state.policy(&TenantName::new("a/b")).is_none());
}

#[test]
fn tenants_break_one_by_one() {
    let mut server = Server::new();
    server.switch_store(false);
    server.tenant = TenantName::master();
    assert_eq!(server.policy("alice").codes(), [51401]);
}

//! What may stand in place of `{0}` in PassLogic's messages.

use sekisho_catalog::{MessageFault, passlogic};

/// Whether the code's English message with this detail passes.
fn passes(code: &str, detail: &str) -> bool {
    let entry = passlogic().entry(code).unwrap_or_else(|| panic!("{code} is in the catalog"));
    assert!(entry.message.parts().is_some(), "{code} has a place for a detail");
    match passlogic().check_message(entry, &entry.message.with_detail(detail)) {
        Ok(()) => true,
        Err(MessageFault::Detail { got, forms }) => {
            assert!(got == detail && !forms.is_empty());
            false
        }
        Err(fault) => panic!("{fault}"),
    }
}

fn codes_with(detail: &str) -> Vec<&'static str> {
    let with = passlogic().entries().filter(|entry| entry.detail.as_ref().is_some_and(|name| name.as_str() == detail));
    with.map(|entry| entry.key.as_str()).collect()
}

#[test]
fn fourteen_codes_carry_a_detail() {
    let counts =
        ["graph-error", "graph-item-error", "sync-field", "sync-mode", "pid"].map(|name| codes_with(name).len());
    assert_eq!(counts, [8, 3, 1, 1, 1]);
}

#[test]
fn a_failed_graph_request_has_one_of_five_subcodes() {
    for code in codes_with("graph-error") {
        for subcode in ["network_error", "access_token_error", "api_error", "passlogic_error", "unknown_error"] {
            assert!(passes(code, &format!("{subcode}|503|Service Unavailable")), "{code} {subcode}");
            assert!(passes(code, &format!("{subcode}||connection refused")), "{code} {subcode} without status");
        }
        assert!(!passes(code, "other_error|503|Service Unavailable"));
        assert!(!passes(code, "api_error|50|Service Unavailable"));
        assert!(!passes(code, "api_error|503"));
        assert!(!passes(code, "api_error|503|"));
        assert!(!passes(code, "xapi_error|503|Service Unavailable"));
    }
}

#[test]
fn a_fault_inside_the_server_names_the_log_and_the_process() {
    let code = codes_with("graph-error")[0];
    assert!(passes(code, "See /var/log/passlogic/entraid_error.log for details. (pid=4711)"));
    assert!(!passes(code, "See /var/log/passlogic/entraid_error.log for details. (pid=)"));
    assert!(!passes(code, "See /var/log/passlogic/entraid_errorxlog for details. (pid=4711)"));
}

#[test]
fn a_refused_item_tells_its_status() {
    for code in codes_with("graph-item-error") {
        assert!(passes(code, "[status_code: 400] Bad request"));
        assert!(!passes(code, "[status_code: ] Bad request"));
        assert!(!passes(code, "[status_code: 400]"));
        assert!(!passes(code, "api_error|400|Bad request"));
    }
}

#[test]
fn a_missing_field_is_one_of_eleven() {
    let code = codes_with("sync-field")[0];
    let fields = [
        "custom_domain",
        "application_id",
        "client_secret",
        "tenant_id",
        "domain_name",
        "new_user_policy",
        "sync_mode",
        "search_filter",
        "entra_to_passlogic_addact_mail",
        "passlogic_to_entra_addact_mail",
        "attribute_mapping",
    ];
    assert!(fields.iter().all(|field| passes(code, field)));
    assert!(!passes(code, "custom_domains"));
    assert!(!passes(code, "tenant_id, sync_mode"));
}

#[test]
fn a_mode_is_any_text_and_a_process_a_number() {
    assert!(passes("31401", "NOT_SET") && passes("31401", "add, update and delete"));
    assert!(passes("31521", "4711") && !passes("31521", "4711a") && !passes("31521", "-1"));
}

#[test]
fn an_empty_detail_is_another_text() {
    let entry = passlogic().entry("31401").expect("31401 is in the catalog");
    let fault = passlogic().check_message(entry, "Invalid synchronization mode. ()").expect_err("it is empty");
    assert!(matches!(fault, MessageFault::Text { .. }));
}

#[test]
fn japanese_needs_no_detail_where_its_text_has_no_place_for_one() {
    let entry = passlogic().entry("31401").expect("31401 is in the catalog");
    assert_eq!(passlogic().check_message(entry, "未定義の同期モードです。"), Ok(()));
}

//! Which code an outcome means (design, section 3, "Resolution").

use sekisho_catalog::{Catalog, Key, Unresolved, passlogic, vocabulary};
use sekisho_files::Source;

fn resolve(families: &str, channel: &str, word: &str) -> Result<&'static str, Unresolved> {
    in_catalog(passlogic(), families, Some(channel), word)
}

fn in_catalog<'a>(
    catalog: &'a Catalog,
    families: &str,
    channel: Option<&str>,
    word: &str,
) -> Result<&'a str, Unresolved> {
    let families: Vec<_> = families.split_whitespace().map(str::to_owned).collect();
    catalog.resolve(&families, channel, word).map(|entry| entry.key.as_str())
}

#[test]
fn a_web_login_speaks_its_own_family_then_user_admin() {
    let families = "web-login device user-admin";
    assert_eq!(resolve(families, "web/matrix", "incorrect-credentials"), Ok("54106"));
    assert_eq!(resolve(families, "web/matrix", "lock-applied"), Ok("30004"));
    assert_eq!(resolve(families, "web/matrix", "device-not-registered"), Ok("54151"));
}

#[test]
fn the_first_family_wins_where_two_have_the_outcome() {
    assert_eq!(resolve("device web-login", "web/matrix", "invalid-input"), Ok("54150"));
    assert_eq!(resolve("web-login device", "web/matrix", "invalid-input"), Ok("54100"));
}

#[test]
fn other_doors_have_codes_of_their_own() {
    assert_eq!(resolve("windows-login user-admin", "windows/matrix", "incorrect-credentials"), Ok("54306"));
    assert_eq!(resolve("radius user-admin", "radius/matrix", "incorrect-credentials"), Ok("80106"));
    assert_eq!(resolve("radius user-admin", "radius/token", "locked"), Ok("80105"));
}

#[test]
fn within_a_family_the_channel_decides() {
    assert_eq!(resolve("table policy", "web/matrix", "challenge-issued"), Ok("52200"));
    assert_eq!(resolve("table policy", "windows/matrix", "challenge-issued"), Ok("52400"));
}

#[test]
fn entries_that_no_outcome_tells_apart_must_be_named() {
    let ambiguous = resolve("windows-offline", "windows/matrix", "system-error");
    assert_eq!(ambiguous, Err(Unresolved::Ambiguous(["54597", "54599"].map(Key::from).to_vec())));
}

#[test]
fn what_no_family_has_may_be_the_only_one_of_the_catalog() {
    assert_eq!(resolve("", "web/matrix", "lock-applied"), Ok("30004"));
    assert!(matches!(resolve("", "web/matrix", "invalid-input"), Err(Unresolved::Ambiguous(keys)) if keys.len() > 2));
    assert_eq!(resolve("web-login", "web/matrix", "rate-limited"), Err(Unresolved::Nowhere));
}

#[test]
fn the_only_one_of_the_catalog_must_cover_the_channel() {
    assert_eq!(resolve("", "radius/token", "attribute-check-failed"), Ok("80110"));
    assert_eq!(resolve("radius", "web/matrix", "attribute-check-failed"), Err(Unresolved::Nowhere));
    assert_eq!(in_catalog(passlogic(), "radius", None, "attribute-check-failed"), Err(Unresolved::Nowhere));
}

#[test]
fn a_reserved_code_is_never_meant() {
    assert_eq!(resolve("system", "web/matrix", "system-error").ok(), None);
}

const INDEX: &str = r#"
    format = 1
    name = "shop"
    title = "A shop's login"
    levels = "optional"
    families = ["door"]
"#;

const DOOR: &str = r#"
    format = 1
    family = "door"
    [code.any]
    outcome = "locked"
    [code.door]
    channel = "web/*"
    outcome = "locked"
    [code.exact]
    channel = "web/matrix"
    outcome = "locked"
"#;

#[test]
fn the_narrower_channel_wins_within_a_family() {
    let files = [Source::new("catalog.toml", INDEX), Source::new("door.toml", DOOR)];
    let shop = Catalog::read(&files, vocabulary()).expect("the catalog is right");
    assert_eq!(in_catalog(&shop, "door", Some("web/matrix"), "locked"), Ok("exact"));
    assert_eq!(in_catalog(&shop, "door", Some("web/token"), "locked"), Ok("door"));
    assert_eq!(in_catalog(&shop, "door", Some("radius/token"), "locked"), Ok("any"));
    assert_eq!(in_catalog(&shop, "door", None, "locked"), Ok("any"));
}

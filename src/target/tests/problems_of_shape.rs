use super::*;

#[test]
fn what_must_be_there_is_asked_for_all_at_once() {
    assert_eq!(
        problems("catalog = \"passlogic\"\n"),
        ["1: the key `format` is missing", "1: the key `title` is missing", "1: the key `action` is missing"]
    );
}

#[test]
fn without_a_title_the_rest_is_checked_all_the_same() {
    let text = "format = 1\ncatalog = \"passlogic\"\n[action.login]\nhttp = \"/login\"\n";
    assert_eq!(problems(text), ["1: the key `title` is missing", "4: expected a method and a path"]);
}

#[test]
fn unknown_keys_are_wrong_at_every_depth() {
    assert_wrong("[strat]\n", &["1: unknown key `strat`"]);
    assert_wrong("[secret]\na = { evn = \"A\" }\n", &["2: a secret comes from one source", "2: unknown key `evn`"]);
    assert_wrong(
        "[action.call.\"web/matrix\"]\nhttp = \"GET /\"\nbodi = 1\n[action.other]\nhtpp = \"GET /\"\n",
        &["3: unknown key `bodi`", "4: how the action is spoken is not stated", "5: unknown key `htpp`"],
    );
    assert_wrong(
        "[[observe]]\nfrom = \"syslogd\"\n",
        &["2: expected one of `syslog`, `file`, `response`, got `syslogd`"],
    );
}

//! Secrets reach the server and nobody else.

use super::support::{Call, Door, Place};

const TOKEN: &str = "tok-3f9a-from-the-environment";
const KEY: &str = "key-77b1-from-a-file";
const SECRETS: &str = "[secret]\ntoken = { env = \"E2E_TOKEN\" }\nkey = { file = \"key.txt\" }\n\
    [headers]\nauthorization = \"Bearer {{ secret.token }}\"\nx-key = \"{{ secret.key }}\"\n";

/// A server that tells all that it knows: in its answers, and if `logs`, in its log.
fn blabber(place: &Place, logs: bool) -> Door {
    let door = Door::twisted(place, move |call, answer| {
        let known = format!("{} {} {}", call.password(), header(call, "authorization"), header(call, "x-key"));
        answer.body = answer.body.replacen('{', &format!("{{\"blabs\": \"{known}\", "), 1);
        if logs && call.is_login() {
            answer.relog("Signed in.", &format!("Signed in. {known}"));
            answer.relog("Wrong password.", &format!("Wrong password. {known}"));
        }
    });
    place.write_target("t/mine.toml", &door.target().and(SECRETS));
    place.write("key.txt", &format!("{KEY}\n"));
    door
}

fn header<'a>(call: &'a Call, name: &str) -> &'a str {
    call.headers.get(name).map_or("", String::as_str)
}

/// All that must be seen nowhere: both secrets, and each password that was ever sent, right or wrong.
#[track_caller]
fn nowhere(door: &Door, texts: &[(String, String)]) {
    let calls = door.calls();
    let mut secrets: Vec<&str> = calls.iter().map(Call::password).filter(|password| !password.is_empty()).collect();
    assert!(secrets.len() >= 2, "there were logins");
    secrets.extend([TOKEN, KEY]);
    for (name, text) in texts {
        for secret in &secrets {
            assert!(!text.contains(secret), "`{secret}` stands in {name}:\n{text}");
        }
    }
}

#[test]
fn secrets_of_the_environment_and_of_a_file_reach_the_server() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target().and(SECRETS));
    place.write("key.txt", &format!("{KEY}\n"));
    let run = ["run", "login/right-answer", "--target", "t/mine.toml"];
    place.start_with(&run, &[("E2E_TOKEN", TOKEN)]).end().exits(0);
    assert!(door.calls().iter().any(Call::is_login));
    for call in door.calls() {
        assert_eq!(header(&call, "authorization"), format!("Bearer {TOKEN}"));
        assert_eq!(header(&call, "x-key"), KEY, "without the line's end");
    }
}

#[test]
fn a_secret_that_is_not_there_is_named_and_nothing_is_sent() {
    let place = Place::new();
    let door = blabber(&place, false);
    let run = place.sekisho(&["run", "--target", "t/mine.toml"]).exits(5);
    run.complains("`token`").complains("E2E_TOKEN");
    std::fs::remove_file(place.path("key.txt")).expect("the file");
    let run = place.start_with(&["run", "--target", "t/mine.toml"], &[("E2E_TOKEN", TOKEN)]).end().exits(5);
    run.complains("`key`").complains("key.txt");
    assert_eq!(door.calls().len(), 0);
}

#[test]
fn an_empty_secret_is_none() {
    let place = Place::new();
    let door = blabber(&place, false);
    let run = place.start_with(&["run", "--target", "t/mine.toml"], &[("E2E_TOKEN", "")]).end().exits(5);
    run.complains("`token`");
    assert_eq!(door.calls().len(), 0);
}

#[test]
fn secrets_and_passwords_stand_in_no_output_and_no_report() {
    let place = Place::new();
    let door = blabber(&place, true);
    let run = ["run", "lock/locks-and-unlocks", "login/right-answer", "-v", "--target", "t/mine.toml"];
    let run = place.start_with(&run, &[("E2E_TOKEN", TOKEN)]).end().exits(1);
    let mut texts = place.reports();
    texts.extend([("standard output".into(), run.stdout), ("standard error".into(), run.stderr)]);
    nowhere(&door, &texts);
}

#[test]
fn try_shows_the_whole_exchange_but_no_secret() {
    let place = Place::new();
    let door = blabber(&place, true);
    for answer in ["right", "wrong", "long"] {
        let with = format!("answer={answer}");
        let run = ["try", "login", "--as", "alice", "--with", &with, "--target", "t/mine.toml"];
        let run = place.start_with(&run, &[("E2E_TOKEN", TOKEN)]).end();
        let run =
            run.says("> POST http://").says("> authorization: Bearer •••").says("\"password\":\"•••\"").says("< HTTP ");
        nowhere(&door, &[("standard output".into(), run.stdout), ("standard error".into(), run.stderr)]);
    }
    assert_eq!(door.users(), [""; 0], "the user whom it made is gone again");
}

#[test]
fn try_on_the_reference_server_shows_no_one_time_password() {
    let place = Place::new();
    let run = place.sekisho(&["try", "login", "--as", "alice"]).exits(0);
    run.says("\"password\":\"•••\"").says("\"ticket\":\"").says("event   54201 notice");
}

#[test]
fn credentials_of_the_command_line_are_blotted_out_as_well() {
    let place = Place::new();
    let door = Door::honest(&place);
    door.add_user("anna", "anna-says-so");
    place.write_target("t/mine.toml", &door.target());
    let run = ["try", "login", "--as", "anna", "--user", "password=anna-says-so", "--target", "t/mine.toml"];
    let run = place.sekisho(&run).exits(0).says("event   AUTH-001 info");
    assert!(!run.stdout.contains("anna-says-so"), "{}", run.stdout);
    assert_eq!(door.users(), ["anna"], "a user whom the server knows stays");
}

/// On the wire a secret may be written in another way: escaped in JSON, percent-encoded in a URL.
#[test]
fn a_secret_is_blotted_out_however_the_request_writes_it() {
    let place = Place::new();
    let door = Door::honest(&place);
    let body = "json     = { name = \"{{ user.name }}\", key = \"{{ secret.token }}\", password = \"{{ user.password }}\" }\n\
                query    = { key = \"{{ secret.token }}\" }";
    let target =
        door.target().with("json     = { name = \"{{ user.name }}\", password = \"{{ user.password }}\" }", body);
    place.write_target("t/mine.toml", &target.and("[secret]\ntoken = { env = \"E2E_TOKEN\" }\n"));
    let tricky = "open\"the\\door & step in";
    let run = ["try", "login", "--as", "alice", "--target", "t/mine.toml"];
    let run = place.start_with(&run, &[("E2E_TOKEN", tricky)]).end();
    assert!(door.calls().iter().any(|call| call.body["key"] == tricky), "the server got it");
    for part in ["the\\\\door", "the%5Cdoor", "the\\door", "step"] {
        assert!(!run.stdout.contains(part), "`{part}` stands in\n{}", run.stdout);
    }
}

/// A server may give back what it got in a form of its own.
#[test]
fn a_secret_is_blotted_out_however_the_answer_writes_it() {
    let secret = "<open> & \"sésame\"";
    let written = [
        "\\u003copen\\u003e \\u0026 \\u0022s\\u00E9same\\u0022",
        "&lt;open&gt; &amp; &quot;sésame&quot;",
        "%3copen%3e+%26+%22s%c3%a9same%22",
        // `secret`, `:secret` and `u:secret`, as Base64.
        "PG9wZW4+ICYgInPDqXNhbWUi",
        "OjxvcGVuPiAmICJzw6lzYW1lIg==",
        "dTo8b3Blbj4gJiAic8Opc2FtZSI=",
        "PG9wZW4-ICYgInPDqXNhbWUi",
    ];
    let place = Place::new();
    let door = Door::twisted(&place, move |_, answer| answer.body = format!("[{}]", written.join("] [")));
    let target = door.target().and("[secret]\ntoken = { env = \"E2E_TOKEN\" }\n");
    place.write_target("t/mine.toml", &target);
    let run = ["try", "login", "--as", "alice", "-v", "--target", "t/mine.toml"];
    let run = place.start_with(&run, &[("E2E_TOKEN", secret)]).end();
    run.clone().says("< [•••] [•••] [•••] [•••] [O•••==] [dT•••=] [•••]");
}

/// Too short to be looked for everywhere, but a secret nonetheless.
#[test]
fn try_blots_out_even_a_password_of_two_letters() {
    let place = Place::new();
    let door = Door::honest(&place);
    door.add_user("anna", "xy");
    place.write_target("t/mine.toml", &door.target());
    let run = ["try", "login", "--as", "anna", "--user", "password=xy", "--target", "t/mine.toml"];
    let run = place.sekisho(&run).exits(0).says("\"password\":\"•••\"");
    assert!(!run.stdout.contains("xy"), "{}", run.stdout);
}

/// Whatever a server sends, it moves no cursor and forges no line.
#[test]
fn try_shows_what_a_server_sends_without_letting_it_act() {
    let place = Place::new();
    let door = Door::twisted(&place, |_, answer| {
        answer.body = "\u{1b}]0;title\u{7}\u{9b}31m\r\u{202e}\n> POST /forged".into();
        answer.headers.push(("x-evil".into(), "\u{202e}".into()));
        answer.log.iter_mut().for_each(|line| line.push_str("\u{1b}[31m"));
    });
    place.write_target("t/mine.toml", &door.target());
    let run = place.sekisho(&["try", "login", "--as", "alice", "-v", "--target", "t/mine.toml"]);
    let acts = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(!run.stdout.contains(acts) && !run.stderr.contains(acts), "{}{}", run.stdout, run.stderr);
    let run = run.says("\\u{1b}]0;title\\u{7}\\u{9b}31m\\r\\u{202e}");
    assert!(!run.stdout.lines().any(|line| line == "> POST /forged"), "{}", run.stdout);
}

#[test]
fn a_server_that_logs_the_password_is_found_out() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        answer.relog("Wrong password.", &format!("Wrong password {}", call.password()));
    });
    place.write_target("t/mine.toml", &door.target());
    place.sekisho(&["run", "lock/locks-and-unlocks", "--target", "t/mine.toml"]).exits(1).says("leak in AUTH-002");
    let record = place.record();
    let (step, finding) = record.of_kind("lock/locks-and-unlocks", "leak")[0];
    assert_eq!((&step["number"], &finding["code"]), (&1.into(), &"AUTH-002".into()));
    assert_eq!(step["events"][0]["message"], "Wrong password •••");
}

/// A browser carries tokens, and a server hands out seeds: `try` shows the exchange without either.
#[test]
fn what_an_answer_hands_out_stands_in_no_trace_of_it() {
    let place = Place::new();
    let reference = include_str!("../../targets/reference.toml");
    let target = reference.replacen("\"create-tenant\",", "\"create-tenant\", \"ask-for-faces\",", 1)
        + "[action.ask-for-faces]\nhttp = \"PATCH /tenants/{{ scenario.id }}/policy\"\n\
           base = \"http://{{ start.control }}\"\nheaders = { authorization = \"Bearer {{ secret.admin }}\" }\n\
           json = { face = { on = true } }\n";
    place.write("t/faces.toml", &target);
    let attempt = ["try", "login", "--as", "alice", "--channel", "web/token", "--target", "t/faces.toml", "-v"];
    let run = place.sekisho(&attempt).exits(0).says("82201").says("/authenticate?request=•••").says("\"seed\":\"•••\"");
    // Each token begins with the Base64 of `{"`.
    assert!(!run.stdout.contains("eyJ"), "{}", run.stdout);
}

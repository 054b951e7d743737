use super::*;

#[test]
fn every_key_of_a_scenario_is_read() {
    let scenario = scenario_with(
        r#"
        format = 1
        title = "All"
        channels = ["web/matrix", "radius/token"]
        rules = ["RFC 6238, 5.2"]
        tags = ["slow"]
        needs = ["policy.lock.limit", "action.unlock-user"]
        alone = true

        [user.alice]
        phrase = "between"
        expires = "{{ now + 1h }}"

        [user.ghost]
        exists = false

        [[step]]
        do = "login"
        "#,
        &[],
    );
    assert_eq!((scenario.name.as_str(), scenario.folder(), scenario.title.as_str()), ("x/a", "x", "All"));
    let channels: Vec<_> = scenario.channels.iter().map(|channel| channel.text.as_str()).collect();
    assert_eq!(channels, ["web/matrix", "radius/token"]);
    assert_eq!((scenario.rules[0].as_str(), scenario.tags[0].as_str()), ("RFC 6238, 5.2", "slow"));
    assert_eq!(scenario.needs.len(), 2);
    assert!(scenario.alone);
    let users: Vec<_> = scenario.users.iter().map(|user| (user.name.as_str(), user.exists)).collect();
    assert_eq!(users, [("alice", true), ("ghost", false)]);
    let attributes: Vec<_> = scenario.users[0].attributes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(attributes, ["phrase", "expires"]);
}

#[test]
fn every_key_of_a_step_is_read() {
    let step = step(
        r#"
        as = "alice"
        channel = "windows/matrix"
        with = { answer = "other-cells", ticket = "{{ made_up }}" }
        times = "{{ policy.lock.limit }}"
        at = "once"
        fresh = true
        expect = ["locked", { code = "54106", level = "err", message = "m", detail = "[0-9]+", as = "alice", count = 2 }]
        unordered = true
        never = ["30004"]
        spoil = "bad-utf8"
        like = "0*"
        "#,
    );
    assert_eq!((step.number, step.at.as_str(), step.action()), (1, "a.toml:4", "login"));
    assert_eq!(step.acting.as_ref().and_then(crate::template::Template::as_fixed).as_deref(), Some("alice"));
    assert_eq!(step.channel.as_ref().map(|channel| channel.text.as_str()), Some("windows/matrix"));
    assert!(matches!(step.with[0], (_, Argument::Answer(AnswerKind::OtherCells))));
    assert!(matches!(&step.with[1], (name, Argument::Value(_)) if name.text == "ticket"));
    assert!(step.once && step.fresh && step.unordered && step.times.is_some());
    assert_eq!(step.never[0].text, "30004");
    assert_eq!(step.spoil, Some(Spoil::BadUtf8));
    assert_eq!(step.like.as_deref(), Some("0*"));
    let compared = self::step("save = \"one\"\nshaped_as = \"two\"\n");
    assert_eq!(compared.save.as_deref(), Some("one"));
    assert_eq!(compared.shaped_as.as_ref().map(|name| name.text.as_str()), Some("two"));
    let [first, second] = &step.expect[..] else { panic!("two expectations") };
    assert!(matches!(&first.what, What::Word(word) if word.text == "locked") && first.count.is_none());
    assert!(matches!(&second.what, What::Word(word) if word.text == "54106"));
    assert_eq!((second.level.as_deref(), second.message.as_deref()), (Some("err"), Some("m")));
    assert_eq!(second.about.as_deref(), Some("alice"));
    assert!(second.count.is_some());
    let detail = second.detail.as_ref().expect("a pattern");
    assert!(detail.is_match("12") && !detail.is_match("x12") && !detail.is_match("12x"), "the whole of it");
}

#[test]
fn a_step_that_says_little_has_defaults() {
    let step = step("");
    assert!(!step.once && !step.fresh && !step.unordered);
    assert!(step.acting.is_none() && step.channel.is_none() && step.times.is_none() && step.spoil.is_none());
    assert!(step.with.is_empty() && step.expect.is_empty() && step.never.is_empty());
}

#[test]
fn all_answers_and_ways_to_break_a_request_have_their_words() {
    for (word, kind) in AnswerKind::ALL {
        let step = step(&format!("with = {{ answer = \"{word}\" }}"));
        assert!(matches!(step.with[0].1, Argument::Answer(read) if read == kind), "{word}");
    }
    for (word, spoil) in Spoil::ALL {
        assert_eq!(step(&format!("spoil = \"{word}\"")).spoil, Some(spoil));
    }
    assert!(matches!(step("with = { password = \"x\" }").with[0].1, Argument::Password(_)));
}

#[test]
fn choices_hold_words_and_tables() {
    let step = step("expect = [{ any_of = [\"locked\", { code = \"54106\" }], count = 2 }]");
    let What::AnyOf(items) = &step.expect[0].what else { panic!("a choice") };
    let words: Vec<_> = items
        .iter()
        .map(|item| match &item.what {
            What::Word(word) => word.text.as_str(),
            What::AnyOf(_) => "?",
        })
        .collect();
    assert_eq!(words, ["locked", "54106"]);
    assert!(step.expect[0].count.is_some());
}

#[test]
fn a_wait_is_a_step() {
    let scenario = scenario_with(
        &format!(
            "{HEAD}[[step]]\ndo = \"wait\"\nfor = \"{{{{ policy.table.valid }}}}\"\n[[step]]\ndo = \"wait\"\nfor = \"1m30s\"\ntimes = 2\n"
        ),
        &[],
    );
    assert!(scenario.steps.iter().all(|step| matches!(step.act, Act::Wait(_)) && step.action() == "wait"));
}

#[test]
fn the_shapes_are_tables_of_known_keys() {
    for shape in [shape(), flow_shape()] {
        assert_eq!(shape.expected(), "a table");
    }
}

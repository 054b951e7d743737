use super::*;

#[test]
fn attributes_and_their_values_are_those_of_the_dictionary() {
    let request = "unverified = [\"request\"]\n[request]\n";
    let wrong = |line: &str| wrong(&format!("{request}{line}"));
    assert_eq!(wrong("nas-identifer = \"x\""), ["3: there is no attribute `nas-identifer`"]);
    assert_eq!(wrong("nas-port = \"x\""), ["3: expected a number of 32 bits, or its name for NAS-Port, got \"x\""]);
    assert_eq!(wrong("nas-port = 1\nNAS-Port = 2"), ["4: `nas-port` stands here twice"]);
    assert_eq!(wrong("user-password = \"secret\""), ["3: `user-password` is a secret: no profile states it"]);
    assert_eq!(wrong("nas-port = false"), ["3: `false` says nothing here"]);
    for made in ["state", "message-authenticator", "chap-password", "eap-message", "vendor-specific"] {
        assert_eq!(wrong(&format!("{made} = true")), [format!("3: `{made}` is no attribute that a profile states")]);
    }
    assert_eq!(wrong("connect-info = \"{{ users.bob.name }}\""), ["3: `users.bob.name` is not defined here"]);
    assert!(wrong("attribute-200 = \"0x00ff\"\nvendor-9-200 = \"x\"\ncisco-avpair = [\"a=1\", \"b=2\"]").is_empty());
}

#[test]
fn each_stated_fact_has_a_source_or_is_unverified_and_not_both() {
    assert_eq!(wrong("challenge = true"), ["1: nothing says where `challenge` comes from"]);
    assert_eq!(wrong("[timers]\nretries = 3"), ["2: nothing says where `timers.retries` comes from"]);
    assert_eq!(wrong("[source]\nchallenge = \"a page\""), ["2: `challenge` has a source and is not stated"]);
    assert_eq!(wrong("challenge = true\n[source]\nchallenge = \" \""), ["3: nothing says where `challenge` was read"]);
    let both = "challenge = true\nunverified = [\"challenge\"]\n[source]\nchallenge = \"a page\"";
    assert_eq!(wrong(both), ["4: `challenge` has a source and is unverified"]);
    assert_eq!(wrong("unverified = [\"timer.retries\"]"), ["1: `timer.retries` is no fact of a profile"]);
    assert_eq!(wrong("unverified = [\"request.nas-port\"]"), ["1: `request.nas-port` is no fact of a profile"]);
    assert_eq!(right("unverified = [\"timers.retries\"]").evidence.get(&Fact::Retries), Some(&Evidence::Unverified));
}

#[test]
fn words_numbers_and_durations_are_within_bounds() {
    let unverified = "unverified = [\"timers.timeout\", \"timers.retries\", \"password.longest\", \"methods\"]\n";
    let wrong = |line: &str| wrong(&format!("{unverified}{line}"));
    assert_eq!(wrong("[timers]\ntimeout = \"5\""), ["3: `5` is no time to wait"]);
    assert_eq!(wrong("[timers]\ntimeout = \"0s\""), ["3: `0s` is no time to wait"]);
    assert_eq!(wrong("[timers]\nretries = 101"), ["3: expected a number from 0 to 100, got 101"]);
    assert_eq!(wrong("[password]\nlongest = 0"), ["3: expected a number from 1 to 128, got 0"]);
    assert_eq!(wrong("methods = [\"pap\", \"pap\"]"), ["2: this is no list of methods to try in turn"]);
    assert_eq!(wrong("methods = []"), ["2: this is no list of methods to try in turn"]);
    let word = wrong("methods = [\"ms-chap\"]");
    assert!(word[0].starts_with("2: expected one of `pap`"), "{word:?}");
}

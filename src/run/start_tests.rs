use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::{Leash, StartError, Started};
use crate::run::Secrets;
use crate::target::Mock;
use crate::template::Template;

/// A program in place of ours.
fn stub(folder: &TempDir, script: &str) -> BTreeMap<String, String> {
    let path = folder.path().join("stub");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    [("sekisho".to_owned(), path.display().to_string())].into()
}

async fn started(name: &str, variables: &BTreeMap<String, String>, leash: &Leash) -> Result<Started, StartError> {
    Started::mock(&Mock::plain(name), variables, &Secrets::default(), leash).await
}

#[tokio::test]
async fn a_mock_tells_its_address_and_is_asked_for_by_its_command() {
    let folder = TempDir::new().expect("a folder");
    let asked = folder.path().join("asked");
    let variables = stub(
        &folder,
        &format!(
            "echo \"$@\" > {}\necho 'ready http=127.0.0.1:9 ca=/x  y/ca=1 z.pem control=127.0.0.1:8'\ncat",
            asked.display()
        ),
    );
    let mock = started("login-protection", &variables, &Leash::default()).await.expect("a mock");
    let told = ["", ".ca", ".control"].map(|what| format!("mock.login-protection{what}"));
    let values = ["127.0.0.1:9", "/x  y/ca=1 z.pem", "127.0.0.1:8"].map(str::to_owned);
    assert_eq!(mock.variables, told.into_iter().zip(values).collect());
    let asked = fs::read_to_string(asked).expect("arguments");
    assert_eq!(asked, "mock login-protection --listen 127.0.0.1:0 --until-eof\n");
    mock.stop().await;
}

#[tokio::test]
async fn a_process_that_heeds_the_end_of_its_input_puts_its_things_away() {
    let folder = TempDir::new().expect("a folder");
    let left = folder.path().join("left");
    let variables = stub(&folder, &format!("echo ready http=127.0.0.1:9\ncat\necho bye > {}", left.display()));
    let mock = started("one", &variables, &Leash::default()).await.expect("a mock");
    mock.stop().await;
    assert_eq!(fs::read_to_string(left).expect("what it left"), "bye\n");
}

#[tokio::test]
async fn a_mock_that_does_not_come_up_says_why() {
    let folder = TempDir::new().expect("a folder");
    let variables = stub(&folder, "echo no such mock >&2; exit 2");
    let error = started("nothing", &variables, &Leash::default()).await.expect_err("no mock");
    assert!(matches!(error, StartError::NotReady { .. }));
    assert!(error.to_string().ends_with("before it was ready: no such mock"), "{error}");
}

#[tokio::test]
async fn one_ends_without_the_other_and_a_leash_ends_all() {
    let folder = TempDir::new().expect("a folder");
    let variables = stub(&folder, "echo ready http=127.0.0.1:9\ncat");
    let leash = Leash::default();
    let mut running = Vec::new();
    for name in ["one", "two", "three"] {
        running.push(started(name, &variables, &leash).await.expect("a mock"));
    }
    running.remove(0).stop().await;
    assert!(running.iter_mut().all(|mock| mock.child.try_wait().expect("a state").is_none()), "the others run on");
    leash.kill();
    for mut mock in running {
        assert!(!mock.child.wait().await.expect("an end").success());
    }
}

/// A mock's arguments and environment, and the others that start meanwhile: each waits for all to have begun.
#[tokio::test]
async fn mocks_start_side_by_side_with_what_their_target_gives_them() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().display();
    let script = format!(
        "echo \"$7 $SECRET\" > {path}/$2\nuntil [ -s {path}/one ] && [ -s {path}/two ]; do :; done\necho ready http=$2\ncat"
    );
    let variables = stub(&folder, &script);
    let mock = |name: &str| {
        let arguments = vec![Template::fixed("--more"), Template::fixed(name)];
        Mock { arguments, env: vec![("SECRET".into(), Template::fixed("s"))], ..Mock::plain(name) }
    };
    let mocks = [mock("one"), mock("two")];
    let running = Started::mocks(&mocks, &variables, &Secrets::default(), &Leash::default()).await.expect("mocks");
    let told: BTreeMap<_, _> = running.iter().flat_map(|mock| mock.variables.clone()).collect();
    assert_eq!(told, [("mock.one".into(), "one".into()), ("mock.two".into(), "two".into())].into());
    assert_eq!(fs::read_to_string(folder.path().join("two")).expect("what it was given"), "two s\n");
    for mock in running {
        mock.stop().await;
    }
}

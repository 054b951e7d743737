use super::*;

fn embedded() -> Library {
    Library::open(None).expect("the embedded scenarios")
}

fn selected(library: &mut Library, what: &[&str]) -> Result<Vec<String>, String> {
    let what: Vec<String> = what.iter().map(|&what| what.to_owned()).collect();
    library.select(&what).map_err(|error| error.to_string())
}

#[test]
fn flows_and_journeys_are_no_scenarios() {
    let library = embedded();
    assert!(library.names().any(|name| name == "login/right-answer"));
    assert!(library.names().all(|name| !name.starts_with("flows/") && !name.starts_with("load/")));
    assert!(library.used("flows/lock-out").is_some() && library.used("flows/lock-out.toml").is_some());
    assert!(library.used("flows/nothing").is_none());
}

#[test]
fn scenarios_are_named_in_several_ways() {
    let mut library = embedded();
    for name in [
        "login/right-answer",
        "login/right-answer.toml",
        "scenarios/login/right-answer.toml",
        "scenarios/login/right-answer",
    ] {
        assert_eq!(selected(&mut library, &[name]), Ok(vec!["login/right-answer".to_owned()]), "{name}");
    }
    let all: Vec<String> = library.names().map(str::to_owned).collect();
    assert_eq!(selected(&mut library, &[]), Ok(all.clone()));
    let lock: Vec<String> = all.iter().filter(|name| name.starts_with("lock/")).cloned().collect();
    assert!(lock.len() > 1);
    for folder in ["lock", "lock/", "scenarios/lock", "scenarios/lock/"] {
        assert_eq!(selected(&mut library, &[folder]), Ok(lock.clone()), "{folder}");
    }
    let both = selected(&mut library, &["lock", "lock/locks-and-unlocks", "lock"]);
    assert_eq!(both, Ok(lock), "none is named twice");
}

#[test]
fn what_is_nothing_is_shown_with_the_nearest() {
    let mut library = embedded();
    let rest = "is neither a scenario, nor a folder of scenarios, nor a file";
    for (wrong, help) in [
        ("login/rihgt-answer", "did you mean `login/right-answer`?"),
        ("lokc", "did you mean `lock`?"),
        ("quite/something/else", "`sekisho run --list` names all"),
        ("", "`sekisho run --list` names all"),
        ("lock/locks", "`sekisho run --list` names all"),
    ] {
        assert_eq!(selected(&mut library, &["lock", wrong]), Err(format!("`{wrong}` {rest}; {help}")));
    }
}

#[test]
fn files_on_disk_shadow_the_embedded_ones_and_stand_beside_them() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = |name: &str, title: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, format!("format = 1\ntitle = \"{title}\"\n[[step]]\ndo = \"login\"\n")).expect("a file");
    };
    file("login/right-answer.toml", "Mine");
    file("own/deep/one.toml", "Own");
    file("own/notes.txt", "no scenario");
    let mut library = Library::open(Some(folder.path())).expect("scenarios");
    let title = |library: &Library, name: &str| {
        let mut problems = Problems::new();
        library.read(name, &mut problems).map(|scenario| scenario.title)
    };
    assert_eq!(title(&library, "login/right-answer").as_deref(), Some("Mine"));
    assert_eq!(title(&library, "own/deep/one").as_deref(), Some("Own"));
    assert!(library.names().any(|name| name == "lock/locks-and-unlocks"), "the others are still there");
    assert_eq!(selected(&mut library, &["own"]), Ok(vec!["own/deep/one".to_owned()]));
    assert_eq!(title(&library, "own/nothing"), None);
    let gone = Library::open(Some(&folder.path().join("nowhere"))).expect("the embedded scenarios");
    assert_eq!(gone.names().count(), embedded().names().count());
}

#[test]
fn a_file_anywhere_is_a_scenario_by_its_path() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("mine.toml");
    fs::write(&path, "format = 1\ntitle = \"Mine\"\n[[step]]\nuse = \"flows/f\"\n").expect("a file");
    let mut library = embedded();
    let names = selected(&mut library, &[&path.display().to_string()]).expect("a scenario");
    assert_eq!(names, [path.with_extension("").display().to_string()]);
    let mut problems = Problems::new();
    let scenario = library.read(&names[0], &mut problems).expect("a scenario");
    assert_eq!(scenario.title, "Mine");
    assert!(problems.to_string().contains("there is no flow `flows/f`"), "{problems}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::TempDir::new().expect("a folder");
    fs::write(folder.path().join("bad.toml"), [0xff, 0xfe]).expect("a file");
    let error = Library::open(Some(folder.path())).expect_err("no UTF-8");
    assert!(matches!(&error, LibraryError::Io { path, .. } if path.ends_with("bad.toml")), "{error}");
    assert!(error.to_string().contains("bad.toml: "), "{error}");
}

#[test]
fn every_embedded_scenario_reads_and_links() {
    let library = embedded();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/targets/reference.toml");
    let source = Source::new(path, fs::read_to_string(path).expect("a file"));
    let target = open(&source, vocabulary()).unwrap_or_else(|error| panic!("{error}"));
    let known = Known::of([&target]);
    for name in library.names() {
        let mut problems = Problems::new();
        let scenario = library.read(name, &mut problems).expect("a scenario");
        link(&scenario, passlogic(), vocabulary(), &known, &mut problems);
        assert!(problems.is_empty(), "{problems}");
    }
}

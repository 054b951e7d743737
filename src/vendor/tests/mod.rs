mod recording;
mod shipped;
mod wrong_files;

use sekisho_files::{Problem, Problems, Source};

use super::{Evidence, Fact, Longest, Method, Methods, Profile, Vendors, read_vendor, toml};

const HEAD: &str = "format = 1\ntitle = \"A box\"\nproduct = \"Box 1\"\n";

/// A profile that is right.
#[track_caller]
fn right(below: &str) -> Profile {
    let mut problems = Problems::new();
    let profile = read_vendor(&Source::new("vendors/box.toml", format!("{HEAD}{below}")), &mut problems);
    assert!(problems.is_empty(), "{problems}");
    profile.expect("a profile")
}

/// What is wrong in a profile: line below the head, title.
fn wrong(below: &str) -> Vec<String> {
    let mut problems = Problems::new();
    read_vendor(&Source::new("vendors/box.toml", format!("{HEAD}{below}")), &mut problems);
    let shown = |problem: &&Problem| format!("{}: {}", problem.place().line - 3, problem.title());
    problems.sorted().iter().map(shown).collect()
}

#[test]
fn a_password_is_cut_between_characters() {
    let longest = Longest::new(3).expect("three characters");
    assert_eq!((longest.cut("ab"), longest.cut("abcd"), longest.cut("関所の番")), ("ab", "abc", "関所の"));
    assert_eq!((Longest::new(0), Longest::new(129)), (None, None));
}

#[test]
fn methods_are_at_least_one_and_each_once() {
    let methods = Methods::new(&[Method::Chap, Method::Pap]).expect("two methods");
    assert_eq!((methods.first(), methods.iter().collect::<Vec<_>>()), (Method::Chap, vec![Method::Chap, Method::Pap]));
    assert_eq!((Methods::new(&[]), Methods::new(&[Method::Pap, Method::Pap])), (None, None));
}

use std::path::Path;

use super::*;

fn shipped() -> Vec<Profile> {
    let vendors = Vendors::open(Path::new("no such folder")).expect("the embedded ones");
    let mut problems = Problems::new();
    let names: Vec<String> = vendors.names().map(str::to_owned).collect();
    let profiles = names.iter().filter_map(|name| vendors.read(name, &mut problems)).collect();
    assert!(problems.is_empty(), "{problems}");
    profiles
}

fn profile(name: &str) -> Profile {
    shipped().into_iter().find(|profile| profile.name == name).expect("a shipped profile")
}

/// What must be equal when a profile is written and read again: all but the places in its file.
fn content(profile: &Profile) -> String {
    let request = profile.request.iter().map(|(name, value)| match value {
        super::super::Value::Binding => format!("{name} = true"),
        super::super::Value::Own(template) => {
            format!("{name} = {:?} {:?}", template.as_fixed(), template.names().len())
        }
    });
    let request: Vec<String> = request.collect();
    let copy = Profile { request: Vec::new(), name: String::new(), ..profile.clone() };
    format!("{request:#?} {copy:#?}")
}

#[test]
fn fourteen_clients_are_shipped() {
    let names = [
        "accops-hysecure",
        "amazon-workspaces",
        "array-ag",
        "check-point",
        "cisco-asa",
        "f5-apm",
        "fortigate",
        "ivanti",
        "microsoft-nps",
        "netscaler",
        "palo-alto",
        "sonicwall",
        "vmware-horizon",
        "watchguard",
    ];
    assert_eq!(shipped().iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>(), names);
}

#[test]
fn a_written_profile_reads_as_the_same() {
    for profile in shipped() {
        let text = toml(&profile);
        let mut problems = Problems::new();
        let again = read_vendor(&Source::new("vendors/again.toml", text.as_str()), &mut problems);
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(content(&profile), content(&again.expect("a profile")), "{text}");
    }
}

#[test]
fn what_no_source_tells_is_unverified() {
    let fortigate = profile("fortigate").unverified();
    let wanted = [
        "timers.retries",
        "message-authenticator.request",
        "accept.needs",
        "request.nas-port",
        "request.fortinet-vdom-name",
    ];
    assert_eq!(fortigate, wanted);
    let accops = profile("accops-hysecure");
    let of_each = Fact::ALL.iter().filter(|(_, fact)| fact.is_of_each_client()).count();
    assert_eq!((accops.unverified().len(), accops.sourced().count()), (of_each, 0));
    assert!(profile("watchguard").unverified().contains(&"accept.reads".to_owned()), "from memory");
}

#[test]
fn a_source_names_a_page_that_was_read() {
    for profile in shipped() {
        let sources = profile.evidence.values().filter_map(|evidence| match evidence {
            Evidence::Source(text) => Some(text),
            Evidence::Unverified => None,
        });
        sources.for_each(|text| assert!(text.len() > 10, "{}: {text}", profile.name));
    }
}

use super::args::VendorsArgs;
use super::print::say;
use super::{Exit, Failure, files};
use crate::report::visible;
use crate::vendor::{Evidence, Fact, Profile};

/// `sekisho vendors`.
pub(super) fn run(args: &VendorsArgs) -> Result<Exit, Failure> {
    let vendors = files::vendors()?;
    if args.names.is_empty() {
        let profiles = files::profiles(&vendors, &["all".to_owned()])?;
        profiles.iter().for_each(|profile| say!("{}", line(profile)));
        return Ok(Exit::Good);
    }
    let profiles = files::profiles(&vendors, &args.names)?;
    profiles.iter().flat_map(whole).for_each(|line| say!("{}", visible(&line)));
    Ok(Exit::Good)
}

/// Name, title, how much of it is sourced.
fn line(profile: &Profile) -> String {
    let unverified = profile.unverified();
    let state = match unverified.as_slice() {
        [] => "all sourced".to_owned(),
        names => format!("{} sourced, {} unverified", profile.sourced().count(), names.len()),
    };
    format!("{}\t{}\t{state}", visible(&profile.name), visible(&profile.title))
}

/// Each fact with its source.
fn whole(profile: &Profile) -> Vec<String> {
    let pen = profile.pen.map(|pen| format!(", private enterprise number {pen}")).unwrap_or_default();
    let head = [format!("{}: {}", profile.name, profile.title), format!("  {}{pen}", profile.product)];
    let facts = Fact::ALL.iter().filter_map(|(name, fact)| Some(format!("  {name:<30} {}", state(profile, *fact)?)));
    let attributes = profile.unverified_attributes.iter().map(|name| {
        let name = format!("request.{name}");
        format!("  {name:<30} unverified")
    });
    head.into_iter().chain(facts).chain(attributes).collect()
}

fn state(profile: &Profile, fact: Fact) -> Option<String> {
    match (profile.evidence.get(&fact), profile.states(fact)) {
        (Some(Evidence::Source(text)), _) => Some(text.clone()),
        (Some(Evidence::Unverified), true) => Some("unverified".into()),
        (Some(Evidence::Unverified), false) => Some("unverified: the plain client's".into()),
        (None, _) => fact.is_of_each_client().then(|| "unverified: the plain client's".into()),
    }
}

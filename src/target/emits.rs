use std::collections::BTreeSet;

use sekisho_catalog::{Catalog, Class, Entry, Key, Unresolved, Vocabulary};
use sekisho_files::{Problem, Problems};

use super::{Binding, SpannedText, Target};

impl Target {
    /// The codes that an action may emit as a by-product on a channel, with their companions.
    pub fn by_products(&self, binding: &Binding, channel: Option<&str>) -> Vec<String> {
        let families: Vec<String> = binding.families.iter().map(|family| family.text.clone()).collect();
        let entry = |word: &SpannedText| emitted(&self.catalog, &families, channel, &word.text).ok();
        let keys = binding.emits.iter().filter_map(entry).flat_map(|entry| [&entry.key].into_iter().chain(&entry.then));
        keys.map(|key| key.as_str().to_owned()).collect()
    }
}

/// What a word of `emits` means: a code by its key, or an outcome.
fn emitted<'a>(
    catalog: &'a Catalog,
    families: &[String],
    channel: Option<&str>,
    word: &str,
) -> Result<&'a Entry, Unresolved> {
    catalog.entry(word).map_or_else(|| catalog.resolve(families, channel, word), Ok)
}

/// Finds words of `emits` that mean no code or several: at run time they would let nothing pass.
pub(super) fn check(target: &Target, vocabulary: &Vocabulary, problems: &mut Problems) {
    for binding in &target.actions {
        let known: Vec<&str> = target.catalog.families().collect();
        let families: Vec<String> = binding.families.iter().map(|family| family.text.clone()).collect();
        if families.iter().any(|family| !known.contains(&family.as_str())) {
            continue;
        }
        let served = served(target, binding);
        for word in &binding.emits {
            let class = vocabulary.class_of(&word.text);
            let is_told = class.is_none() && target.catalog.entry(&word.text).is_none();
            if !is_told && class != Some(Class::None) {
                word_problem(target, binding, &families, &served, word)
                    .into_iter()
                    .for_each(|found| problems.push(found));
            }
        }
    }
}

/// The channels on which a binding is the one that counts, as far as the target file names any; none among
/// them, if it serves that, too.
fn served<'a>(target: &'a Target, binding: &'a Binding) -> Vec<Option<&'a str>> {
    let named: BTreeSet<&str> = target.actions.iter().filter_map(|binding| binding.channel.as_deref()).collect();
    let channels = named.into_iter().map(Some).chain([None]);
    let is_ours = |channel: Option<&str>| {
        target.binding(&binding.action, channel).is_some_and(|chosen| chosen.span == binding.span)
    };
    channels.filter(|channel| is_ours(*channel)).collect()
}

fn word_problem(
    target: &Target,
    binding: &Binding,
    families: &[String],
    served: &[Option<&str>],
    word: &SpannedText,
) -> Option<Problem> {
    let problem = |title| Problem::new(&target.source, word.span.clone(), title);
    let says_answer = binding.answers.iter().chain(&target.answers).any(|rule| rule.outcome.text == word.text);
    let is_own = |key: &Key| target.catalog.entry(key.as_str()).is_some_and(|entry| families.contains(&entry.family));
    let mut is_known = says_answer;
    for channel in served {
        match emitted(&target.catalog, families, *channel, &word.text) {
            Ok(_) => is_known = true,
            Err(Unresolved::Nowhere) => {}
            Err(Unresolved::Ambiguous(keys)) if says_answer && !keys.iter().any(is_own) => {}
            Err(Unresolved::Ambiguous(keys)) => {
                let place = channel.map_or("without a channel".to_owned(), |channel| format!("on {channel}"));
                let listed = keys.iter().map(Key::as_str).collect::<Vec<_>>().join(", ");
                let several = problem(format!("`{}` can mean several codes {place}", word.text)).label(listed);
                return Some(several.help("name the code instead, or in `families` the family that decides"));
            }
        }
    }
    let unknown = || {
        let title = format!("catalog `{}` has no `{}` for this action", target.catalog.name(), word.text);
        let help = "take it out, or state an `answer` rule with this outcome";
        problem(title).label("would let nothing pass").help(help)
    };
    (!is_known).then(unknown)
}

//! Variants: a scenario with `each` is one case for each value, and for each combination of several.

use sekisho_files::{Problem, Problems};

use crate::cast::Player;
use crate::record::CaseName;
use crate::scenario::{Each, EachOf, Scenario};
use crate::template::{EvalError, Scope, Template, Value};

/// The values that tell a case from others of its scenario and channel, in the order in which they are stated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variant(Vec<(String, Value)>);

/// More cases than this are a slip in a range.
const MOST: usize = 1000;

impl Variant {
    /// What reports call it: `offset=-2`, several joined by commas; nothing for the only case there is.
    pub fn name(&self) -> Option<String> {
        let values: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// The same as a vendor's client: `vendor=fortigate`.
    pub(crate) fn played_by(&self, player: &Player) -> Self {
        match player.profile() {
            Some(profile) => self.with(CaseName::VENDOR, &Value::from(profile.name.as_str())),
            None => self.clone(),
        }
    }

    fn with(&self, name: &str, value: &Value) -> Self {
        Self(self.0.iter().cloned().chain([(name.to_owned(), value.clone())]).collect())
    }
}

/// The variants of a scenario under the facts of a target: one without values, if it has no `each`. Else the
/// reason to skip it.
pub fn variants(scenario: &Scenario, facts: &dyn Scope, problems: &mut Problems) -> Result<Vec<Variant>, String> {
    let mut variants = vec![Variant::default()];
    for each in &scenario.each {
        let values = values(each, facts, problems)?;
        if values.len() * variants.len() > MOST {
            return Err(format!("`each` makes more than {MOST} cases under the target's policy"));
        }
        let one = |variant: &Variant| values.iter().map(|value| variant.with(&each.name.text, value)).collect();
        variants = variants.iter().flat_map::<Vec<_>, _>(one).collect();
    }
    Ok(variants)
}

fn values(each: &Each, facts: &dyn Scope, problems: &mut Problems) -> Result<Vec<Value>, String> {
    let (from, to) = match &each.values {
        EachOf::Texts(texts) => return Ok(texts.iter().map(|text| Value::from(text.as_str())).collect()),
        EachOf::Range(from, to) => (end(from, facts, problems)?, end(to, facts, problems)?),
    };
    let name = &each.name.text;
    if from > to {
        return Err(format!("there is no {name} from {from} to {to}: such is the target's policy"));
    }
    if to.abs_diff(from) >= MOST as u64 {
        return Err(format!("`each` makes more than {MOST} cases under the target's policy"));
    }
    Ok((from..=to).map(Value::Integer).collect())
}

/// An end of a range. What is no number is an error of the file.
fn end(template: &Template, facts: &dyn Scope, problems: &mut Problems) -> Result<i64, String> {
    let wrong = match template.value(facts) {
        Ok(Value::Integer(end)) => return Ok(end),
        Ok(other) => format!("expected a whole number, got {}", other.kind()),
        Err(error) => match error.error {
            EvalError::Undefined(name) => return Err(format!("the target does not state {}", name.path)),
            error => error.to_string(),
        },
    };
    problems.push(Problem::new(template.source(), template.span(), wrong.clone()));
    Err(wrong)
}

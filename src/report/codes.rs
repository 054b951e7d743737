use crate::record::{EventSeen, Role, StepDone};

/// The codes that expectations named and got, in the order of the steps, as the words of one line.
///
/// A code that comes again and again stands once, `54106 ×5`; so do the codes of a repeated step
/// that emits several, `(80201 80251) ×4`. A race has no order and shows how often each code came:
/// `(54201 ×1, 54101 ×19)`.
pub(super) fn asserted(steps: &[StepDone]) -> Vec<String> {
    let mut words = Words::default();
    for repeated in steps.chunk_by(same_again) {
        words.take(&repeated[0], repeated.len());
    }
    words.finish()
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    last: Option<(String, usize)>,
}

impl Words {
    fn take(&mut self, step: &StepDone, times: usize) {
        let events: Vec<&EventSeen> = asserted_of(step).collect();
        if is_race(step) {
            self.group(&counted(&events), ", ", times);
        } else if events.len() > 1 && times > 1 {
            let codes: Vec<String> = events.iter().map(|event| event.code.clone()).collect();
            self.group(&codes, " ", times);
        } else {
            events.iter().for_each(|event| self.code(&event.code, times));
        }
    }

    fn group(&mut self, codes: &[String], between: &str, times: usize) {
        if !codes.is_empty() {
            self.code(&format!("({})", codes.join(between)), times);
        }
    }

    fn code(&mut self, code: &str, times: usize) {
        match &mut self.last {
            Some((last, count)) if last == code => *count += times,
            _ => {
                self.flush();
                self.last = Some((code.to_owned(), times));
            }
        }
    }

    fn flush(&mut self) {
        match self.last.take() {
            None => {}
            Some((code, 1)) => self.done.push(code),
            Some((code, count)) => self.done.push(format!("{code} ×{count}")),
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.flush();
        self.done
    }
}

fn asserted_of(step: &StepDone) -> impl Iterator<Item = &EventSeen> {
    step.events.iter().filter(|event| event.role == Role::Expected)
}

fn same_again(a: &StepDone, b: &StepDone) -> bool {
    a.number == b.number && asserted_of(a).map(|e| (&e.code, e.count)).eq(asserted_of(b).map(|e| (&e.code, e.count)))
}

/// Only a race counts equal events together.
fn is_race(step: &StepDone) -> bool {
    step.events.iter().any(|event| event.count > 1)
}

/// The codes of a race by how often they came, equal codes that differ in user or level together.
fn counted(events: &[&EventSeen]) -> Vec<String> {
    let mut counts: Vec<(&str, u64)> = Vec::new();
    for event in events {
        match counts.iter_mut().find(|(code, _)| *code == event.code) {
            Some((_, count)) => *count += event.count,
            None => counts.push((&event.code, event.count)),
        }
    }
    counts.iter().map(|(code, count)| format!("{code} ×{count}")).collect()
}

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

use jiff::Timestamp;

use crate::check::holds_token;
use crate::observe::{Line, Observed, extract};
use crate::record::{Finding, FindingKind};
use crate::target::{Extract, Observe};

/// Brings each event to the case it belongs to, and each marker to who waits for it.
#[derive(Debug, Default)]
pub(super) struct Hub {
    boxes: Mutex<HashMap<String, mpsc::UnboundedSender<Observed>>>,
    markers: Mutex<HashMap<(usize, String), oneshot::Sender<()>>>,
    alone: Mutex<Option<mpsc::UnboundedSender<Observed>>>,
    foreign: AtomicU64,
    prefix: String,
    /// Codes of our own events that came after their case, the observer, and whether absence was proven there.
    late: Mutex<Vec<(String, String, bool)>>,
    unread: Mutex<BTreeMap<String, u64>>,
    secrets: Mutex<BTreeSet<String>>,
    leaks: Mutex<BTreeSet<String>>,
    remarks: Mutex<BTreeSet<String>>,
    skew: Mutex<Option<i64>>,
    /// Whether lines are only counted.
    is_deaf: AtomicBool,
    counted: AtomicU64,
}

impl Hub {
    /// For a run whose names begin so.
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..Self::default() }
    }

    /// Reads lines for as long as there are any.
    pub(super) async fn route(self: Arc<Self>, mut lines: mpsc::UnboundedReceiver<Line>, observers: Vec<Observe>) {
        while let Some(line) = lines.recv().await {
            if self.is_deaf.load(Ordering::Relaxed) {
                self.counted.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            self.measure(&line);
            if !self.mark(&line) {
                self.deliver(&line, &observers);
            }
        }
    }

    /// From now on lines are only counted, or no longer: under load there are more than anybody judges.
    pub(super) fn be_deaf(&self, deaf: bool) {
        self.is_deaf.store(deaf, Ordering::Relaxed);
    }

    /// How many lines were only counted.
    pub(super) fn counted(&self) -> u64 {
        self.counted.load(Ordering::Relaxed)
    }

    /// How far a source's clock is from ours: by the first line that states a time.
    fn measure(&self, line: &Line) {
        if let Some(time) = line.time {
            locked(&self.skew).get_or_insert_with(|| Timestamp::now().as_microsecond() - time);
        }
    }

    /// How many microseconds the first line's time was behind ours.
    pub(super) fn skew(&self) -> Option<i64> {
        *locked(&self.skew)
    }

    /// A line that holds a marker wakes who waits for it.
    fn mark(&self, line: &Line) -> bool {
        let mut markers = locked(&self.markers);
        let found =
            markers.keys().find(|(observer, marker)| *observer == line.observer && line.text.contains(marker)).cloned();
        let waiting = found.and_then(|key| markers.remove(&key));
        waiting.map(|waiting| waiting.send(())).is_some()
    }

    fn deliver(&self, line: &Line, observers: &[Observe]) {
        let Some(observer) = observers.get(line.observer) else { return };
        let Extract::Pattern(pattern) = &observer.extract else { return };
        let Some(mut event) = extract(line, pattern) else {
            return self.unread(line, observer);
        };
        self.remark(&mut event, observer);
        let names = [&event.request, &event.scope, &event.user].map(|name| name.clone().unwrap_or_default());
        let own = names.iter().find_map(|name| self.owner(name));
        let nobodys = names.iter().all(String::is_empty);
        let owner = own.or_else(|| if nobodys { locked(&self.alone).clone() } else { None });
        let code = event.code.clone();
        if owner.is_some_and(|owner| owner.send(event).is_ok()) {
            return;
        }
        match names.iter().any(|name| self.is_ours(name)) {
            true => locked(&self.late).push((code, observer.name.clone(), observer.barrier.is_some())),
            false => drop(self.foreign.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// A line that the target file's pattern does not read: no event, but no place for a secret either.
    fn unread(&self, line: &Line, observer: &Observe) {
        *locked(&self.unread).entry(observer.name.clone()).or_default() += 1;
        if locked(&self.secrets).iter().any(|secret| holds_token(&line.text, secret)) {
            locked(&self.leaks).insert(observer.name.clone());
        }
    }

    /// From now on, this must stand in no line.
    pub(super) fn watch_for(&self, secret: &str) {
        locked(&self.secrets).insert(secret.to_owned());
    }

    /// What is wrong with lines that belong to no running case.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let late = locked(&self.late);
        let late = late.iter().filter(|(_, _, is_proof)| *is_proof).map(|(code, observer, _)| {
            let got = format!("{code} in `{observer}` after its case had ended");
            Finding::new(FindingKind::Unexpected, "every event before the end of its case", got).about(code.clone())
        });
        let leaks = locked(&self.leaks);
        let leaks = leaks.iter().map(|observer| {
            let got = format!("a line of `{observer}` that is no event holds a secret of a scenario");
            Finding::new(FindingKind::Leak, "no secret of a scenario", got)
        });
        late.chain(leaks).collect()
    }

    /// Deviations from the wire format are findings only where the target says so; else remarks of the run.
    fn remark(&self, event: &mut Observed, observer: &Observe) {
        if !observer.strict {
            let mut remarks = locked(&self.remarks);
            remarks.extend(event.deviations.drain(..).map(|deviation| format!("`{}`: {deviation}", observer.name)));
        }
    }

    /// How what was observed deviates from its wire format, and what else is worth a remark.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = locked(&self.remarks).iter().cloned().collect();
        let unread = locked(&self.unread);
        remarks
            .extend(unread.iter().map(|(name, count)| format!("`{name}`: {count} lines are no events by its `match`")));
        let late = locked(&self.late).iter().filter(|(_, _, is_proof)| !is_proof).count();
        if late > 0 {
            remarks.push(format!(
                "{late} events came after their case had ended: `within` is too short, or the server late"
            ));
        }
        remarks
    }

    /// The case to which a name belongs: by itself, or, if we made it, by what stands before one of its dashes.
    fn owner(&self, name: &str) -> Option<mpsc::UnboundedSender<Observed>> {
        let boxes = locked(&self.boxes);
        let mut rest = name;
        loop {
            if let Some(found) = boxes.get(rest) {
                return Some(found.clone());
            }
            rest = rest.rsplit_once('-').filter(|_| self.is_ours(name))?.0;
        }
    }

    /// Whether this run made a name.
    fn is_ours(&self, name: &str) -> bool {
        name.strip_prefix(&self.prefix).is_some_and(|rest| rest.starts_with('-'))
    }

    /// From now on, events of these names go to the receiver that is returned.
    pub(super) fn open(&self, names: &[String], alone: bool) -> mpsc::UnboundedReceiver<Observed> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut boxes = locked(&self.boxes);
        for name in names {
            boxes.insert(name.clone(), sender.clone());
        }
        if alone {
            *locked(&self.alone) = Some(sender);
        }
        receiver
    }

    /// Events of these names are nobody's again.
    pub(super) fn close(&self, names: &[String]) {
        let mut boxes = locked(&self.boxes);
        names.iter().for_each(|name| drop(boxes.remove(name)));
        *locked(&self.alone) = None;
    }

    /// Resolves when a line of this observer holds the marker.
    pub(super) fn await_marker(&self, observer: usize, marker: &str) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        locked(&self.markers).insert((observer, marker.to_owned()), sender);
        receiver
    }

    /// How many events belonged to no case.
    pub(super) fn foreign(&self) -> u64 {
        self.foreign.load(Ordering::Relaxed)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

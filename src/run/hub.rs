use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

use jiff::Timestamp;

use crate::observe::{Line, Observed, extract};
use crate::target::{Extract, Observe};

/// Brings each event to the case it belongs to, and each marker to who waits for it.
#[derive(Debug, Default)]
pub(super) struct Hub {
    boxes: Mutex<HashMap<String, mpsc::UnboundedSender<Observed>>>,
    markers: Mutex<HashMap<(usize, String), oneshot::Sender<()>>>,
    alone: Mutex<Option<mpsc::UnboundedSender<Observed>>>,
    foreign: AtomicU64,
    remarks: Mutex<BTreeSet<String>>,
    skew: Mutex<Option<i64>>,
}

impl Hub {
    /// Reads lines for as long as there are any.
    pub(super) async fn route(self: Arc<Self>, mut lines: mpsc::UnboundedReceiver<Line>, observers: Vec<Observe>) {
        while let Some(line) = lines.recv().await {
            self.measure(&line);
            if !self.mark(&line) {
                self.deliver(&line, &observers);
            }
        }
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
        let Some(Extract::Pattern(pattern)) = observers.get(line.observer).map(|observer| &observer.extract) else {
            return;
        };
        let Some(mut event) = extract(line, pattern) else { return };
        self.remark(&mut event, &observers[line.observer]);
        let own = [&event.request, &event.scope, &event.user].into_iter().flatten().find_map(|name| self.owner(name));
        let nobodys = event.user.is_none() && event.request.is_none() && event.scope.is_none();
        let owner = own.or_else(|| if nobodys { locked(&self.alone).clone() } else { None });
        if owner.is_none_or(|owner| owner.send(event).is_err()) {
            self.foreign.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Deviations from the wire format are findings only where the target says so; else remarks of the run.
    fn remark(&self, event: &mut Observed, observer: &Observe) {
        if !observer.strict {
            let mut remarks = locked(&self.remarks);
            remarks.extend(event.deviations.drain(..).map(|deviation| format!("`{}`: {deviation}", observer.name)));
        }
    }

    /// How what was observed deviates from its wire format.
    pub(super) fn remarks(&self) -> Vec<String> {
        locked(&self.remarks).iter().cloned().collect()
    }

    /// The case to which a name belongs: by itself, or by what stands before one of its dashes.
    fn owner(&self, name: &str) -> Option<mpsc::UnboundedSender<Observed>> {
        let boxes = locked(&self.boxes);
        let mut rest = name;
        loop {
            if let Some(found) = boxes.get(rest) {
                return Some(found.clone());
            }
            rest = rest.rsplit_once('-')?.0;
        }
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

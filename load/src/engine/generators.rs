use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, mpsc};

use super::plan::{EngineError, Plan, Second};
use super::worker::Worker;
use crate::Tally;

/// Carries a plan out on its cores.
pub(super) fn run(plan: &Plan, stop: &AtomicBool, mut tell: impl FnMut(&Second)) -> Result<Tally, EngineError> {
    let generators = plan.cores.len().max(1);
    let (sender, seconds) = mpsc::channel();
    let failed = AtomicBool::new(false);
    let ready = Barrier::new(generators);
    let generate = |place: usize, sender: &mpsc::Sender<Second>| {
        let worker = Worker::new(plan, place, generators);
        failed.fetch_or(worker.is_err(), Ordering::SeqCst);
        // All begin at a time, or none does.
        ready.wait();
        let worker = worker?;
        if failed.load(Ordering::SeqCst) { Ok(()) } else { worker.run(stop, sender) }
    };
    std::thread::scope(|scope| {
        let spawn = |place| {
            let (sender, generate) = (sender.clone(), &generate);
            scope.spawn(move || generate(place, &sender))
        };
        let workers: Vec<_> = (0..generators).map(spawn).collect();
        drop(sender);
        let whole = gather(plan, &seconds, generators, &mut tell);
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Err(EngineError::Bug)))?;
        Ok(whole)
    })
}

/// Brings the generators' seconds together, each told when the last generator has it.
fn gather(plan: &Plan, seconds: &mpsc::Receiver<Second>, generators: usize, tell: &mut impl FnMut(&Second)) -> Tally {
    let mut whole = Tally::new(plan.journey.calls.len());
    let mut open: Vec<(Second, usize)> = Vec::new();
    for second in seconds {
        whole.add(&second.tally);
        let place = open.iter().position(|(other, _)| other.number == second.number);
        let place = match place {
            Some(place) => {
                open[place].0.tally.add(&second.tally);
                open[place].1 += 1;
                place
            }
            None => {
                open.push((second, 1));
                open.len() - 1
            }
        };
        if open[place].1 == generators {
            tell(&open.swap_remove(place).0);
        }
    }
    open.sort_by_key(|(second, _)| second.number);
    open.iter().for_each(|(second, _)| tell(second));
    whole
}

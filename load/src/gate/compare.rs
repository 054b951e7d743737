//! The verdict.

use super::{Shift, hodges_lehmann, mann_whitney};

/// Which way a figure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// A rate.
    Higher,
    /// A latency.
    Lower,
}

/// One figure of several runs on either side.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What it is called: `p99 of login`.
    pub name: String,
    /// Which way is better.
    pub better: Better,
    /// Of the runs before; all above 0.
    pub a: Vec<f64>,
    /// Of the runs after; all above 0.
    pub b: Vec<f64>,
}

/// What two sides' runs say of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// It got worse by more than matters.
    Worse,
    /// It did not get worse by more than matters.
    Good,
    /// The runs are too few or too noisy to tell.
    CannotTell,
}

/// How two sides compare in a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The figure.
    pub name: String,
    /// By which share it got worse, with its interval: 0.1 is 10 % worse, below 0 is better. None where the runs are too
    /// few.
    pub worse_by: Option<Shift>,
    /// Mann and Whitney's, after Holm's correction for the number of figures.
    pub p: f64,
    /// The verdict.
    pub judged: Judged,
}

/// Compares all figures. One is worse only if its whole interval lies beyond `matters` (a share, such as 0.05) and the
/// two sides differ significantly; it is good if none of its interval does.
#[must_use]
pub fn compare(metrics: &[Metric], matters: f64, confidence: f64) -> Vec<Comparison> {
    let ps = holm(&metrics.iter().map(|metric| mann_whitney(&metric.a, &metric.b)).collect::<Vec<_>>());
    let compared = metrics.iter().zip(ps).map(|(metric, p)| {
        let worse_by = metric.worse_by(confidence);
        let judged = match worse_by {
            Some(shift) if shift.low > matters && p < 1.0 - confidence => Judged::Worse,
            Some(shift) if shift.high < matters => Judged::Good,
            _ => Judged::CannotTell,
        };
        Comparison { name: metric.name.clone(), worse_by, p, judged }
    });
    compared.collect()
}

impl Metric {
    /// Shifts of logarithms are ratios: so a share means the same whatever the figure's size.
    fn worse_by(&self, confidence: f64) -> Option<Shift> {
        let logs = |values: &[f64]| values.iter().map(|value| value.ln()).collect::<Vec<_>>();
        let (a, b) = (logs(&self.a), logs(&self.b));
        let Shift { estimate, low, high } = match self.better {
            Better::Lower => hodges_lehmann(&a, &b, confidence)?,
            Better::Higher => hodges_lehmann(&b, &a, confidence)?,
        };
        Some(Shift { estimate: estimate.exp_m1(), low: low.exp_m1(), high: high.exp_m1() })
    }
}

/// Holm's correction (1979): with several tests, a small p is less of a surprise.
fn holm(ps: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..ps.len()).collect();
    order.sort_by(|&one, &other| ps[one].total_cmp(&ps[other]));
    let mut corrected = vec![1.0; ps.len()];
    let mut largest: f64 = 0.0;
    for (rank, &place) in order.iter().enumerate() {
        largest = largest.max((ps[place] * (ps.len() - rank) as f64).min(1.0));
        corrected[place] = largest;
    }
    corrected
}

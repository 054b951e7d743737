//! Hodges and Lehmann's estimate: by how much one sample lies above another.

use super::rank::orders;

/// By how much one sample lies above another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The median of all differences.
    pub estimate: f64,
    /// The lower end of its confidence interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// By how much `b` lies above `a`, with an interval that holds the true shift with a probability of at least
/// `confidence` (Hodges and Lehmann 1963; the interval by the ranks of Mann and Whitney's test). None where the samples
/// are too small for any such interval.
#[must_use]
pub fn hodges_lehmann(a: &[f64], b: &[f64], confidence: f64) -> Option<Shift> {
    let mut all: Vec<f64> = a.iter().flat_map(|one| b.iter().map(move |other| other - one)).collect();
    all.sort_unstable_by(f64::total_cmp);
    let outside = left_out(a.len(), b.len(), (1.0 - confidence) / 2.0)?;
    let estimate = (all[(all.len() - 1) / 2] + all[all.len() / 2]) / 2.0;
    Some(Shift { estimate, low: all[outside], high: all[all.len() - 1 - outside] })
}

/// How many of the differences lie outside the interval at each end: the most with which no more than `tail` of all
/// orders are left out.
fn left_out(m: usize, n: usize, tail: f64) -> Option<usize> {
    let ways = orders(m, n);
    let may = tail * ways.iter().sum::<f64>();
    let mut out = 0.0;
    let within = ways.iter().take_while(|count| {
        out += *count;
        out <= may
    });
    within.count().checked_sub(1)
}

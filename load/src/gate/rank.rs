//! Mann and Whitney's test: whether two samples are of one distribution.

/// So many values of both samples together for which the exact distribution is worth its time.
const EXACT: usize = 60;

/// The probability, were both samples of one distribution, that their ranks differ at least so much, in either
/// direction (Mann and Whitney 1947): exactly for small samples without ties, else by the normal approximation with
/// corrections for ties and continuity. 1 if a sample is empty.
#[must_use]
pub fn mann_whitney(a: &[f64], b: &[f64]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 1.0;
    }
    let (u, ties) = statistic(a, b);
    if ties.is_empty() && a.len() + b.len() <= EXACT { exact(u, a.len(), b.len()) } else { approximate(u, a, b, &ties) }
}

/// How many pairs have the value of `a` above that of `b`, halves for equal ones; and how long each run of equal values
/// is.
fn statistic(a: &[f64], b: &[f64]) -> (f64, Vec<f64>) {
    let mut u = 0.0;
    for one in a {
        for other in b {
            u += match one.total_cmp(other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    let mut all: Vec<f64> = a.iter().chain(b).copied().collect();
    all.sort_unstable_by(f64::total_cmp);
    let ties = all.chunk_by(|one, other| one == other).map(<[f64]>::len).filter(|&run| run > 1);
    (u, ties.map(|run| run as f64).collect())
}

/// For each `u`, in how many of all orders of `m` and `n` values it comes.
pub(super) fn orders(m: usize, n: usize) -> Vec<f64> {
    // The generating function is the Gaussian binomial coefficient: ∏ (1 − q^(n+i)) / (1 − q^i), i from 1 to m.
    let most = m * n;
    let mut ways = vec![0.0; most + 1];
    ways[0] = 1.0;
    for i in 1..=m {
        for u in (n + i..=most).rev() {
            ways[u] -= ways[u - n - i];
        }
        for u in i..=most {
            ways[u] += ways[u - i];
        }
    }
    ways
}

fn exact(u: f64, m: usize, n: usize) -> f64 {
    let ways = orders(m, n);
    let total: f64 = ways.iter().sum();
    let far = (u as usize).min(m * n - u as usize);
    let tail: f64 = ways[..=far].iter().sum();
    (2.0 * tail / total).min(1.0)
}

fn approximate(u: f64, a: &[f64], b: &[f64], ties: &[f64]) -> f64 {
    let (m, n) = (a.len() as f64, b.len() as f64);
    let all = m + n;
    let tied: f64 = ties.iter().map(|run| run.powi(3) - run).sum();
    let variance = m * n / 12.0 * (all + 1.0 - tied / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    let distance = ((u - m * n / 2.0).abs() - 0.5).max(0.0);
    (2.0 * (1.0 - normal(distance / variance.sqrt()))).clamp(0.0, 1.0)
}

/// The normal distribution function, within 10⁻⁷ (Abramowitz and Stegun 26.2.17).
pub(super) fn normal(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - normal(-z);
    }
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let series =
        t * (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    1.0 - (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * series
}

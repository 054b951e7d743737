use std::time::Duration;

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;

use super::{Arrivals, Part, Profile, Spread};

/// `(from, to, seconds)`; 0 seconds: for ever.
fn profile(parts: &[(f64, f64, u64)]) -> Profile {
    let part = |&(from, to, seconds)| Part { from, to, lasts: (seconds > 0).then(|| Duration::from_secs(seconds)) };
    Profile::new(parts.iter().map(part).collect())
}

fn arrivals(parts: &[(f64, f64, u64)], seconds: u64, spread: Spread, share: (usize, usize)) -> Vec<u64> {
    let rng = ChaCha12Rng::seed_from_u64(share.0 as u64);
    Arrivals::new(profile(parts), Duration::from_secs(seconds), spread, share, rng).collect()
}

#[test]
fn a_constant_rate_starts_one_each_so_many_nanoseconds() {
    let starts = arrivals(&[(1_000.0, 1_000.0, 0)], 2, Spread::Even, (0, 1));
    assert_eq!(starts.len(), 2_000);
    assert!(starts.iter().zip(0..).all(|(at, k): (_, u64)| at.abs_diff(k * 1_000_000) <= 1));
}

#[test]
fn generators_take_turns() {
    let all = arrivals(&[(900.0, 900.0, 0)], 1, Spread::Even, (0, 1));
    let mut shared: Vec<u64> =
        (0..3).flat_map(|place| arrivals(&[(900.0, 900.0, 0)], 1, Spread::Even, (place, 3))).collect();
    shared.sort_unstable();
    assert_eq!(shared, all);
}

#[test]
fn a_ramp_rises_evenly_and_a_step_at_once() {
    let starts = arrivals(&[(0.0, 1_000.0, 10), (1_000.0, 1_000.0, 5), (100.0, 100.0, 0)], 20, Spread::Even, (0, 1));
    let second = |second: u64| starts.iter().filter(|at| **at / 1_000_000_000 == second).count();
    let near = |second_: u64, expected: usize| assert!(second(second_).abs_diff(expected) <= 1, "{}", second(second_));
    near(0, 50);
    near(4, 450);
    near(9, 950);
    near(12, 1_000);
    near(17, 100);
}

#[test]
fn gaps_of_poisson_are_exponential_and_the_seeds() {
    let starts = arrivals(&[(10_000.0, 10_000.0, 0)], 20, Spread::Poisson, (0, 1));
    assert_eq!(starts, arrivals(&[(10_000.0, 10_000.0, 0)], 20, Spread::Poisson, (0, 1)));
    // 200,000 give or take four standard deviations.
    assert!(starts.len().abs_diff(200_000) < 1_800, "{}", starts.len());
    let gaps: Vec<f64> = starts.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 100_000.0).collect();
    // Kolmogorov and Smirnov against the exponential distribution: 1.95 is exceeded once in a thousand.
    let mut sorted = gaps.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let farthest = sorted.iter().zip(0_u32..).map(|(gap, rank)| (1.0 - (-gap).exp() - f64::from(rank) / n).abs());
    assert!(farthest.fold(0.0, f64::max) * n.sqrt() < 1.95);
    // One gap tells nothing of the next.
    let mean = gaps.iter().sum::<f64>() / n;
    let covariance: f64 = gaps.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>() / n;
    assert!(covariance.abs() < 0.01, "{covariance}");
}

#[test]
fn several_generators_of_poisson_are_one() {
    let count: usize =
        (0..4).map(|place| arrivals(&[(1_000.0, 3_000.0, 10)], 10, Spread::Poisson, (place, 4)).len()).sum();
    assert!(count.abs_diff(20_000) < 570, "{count}");
}

proptest! {
    #[test]
    fn when_is_the_inverse_of_due(
        rates in proptest::collection::vec((0.0..5_000.0_f64, 0.1..5_000.0_f64, 1_u64..100), 1..5),
        share in 0.001..0.999_f64,
    ) {
        let profile = profile(&rates);
        let lasts = profile.lasts().expect("an end").as_secs_f64();
        let at = lasts * share;
        let due = profile.due(Duration::from_secs_f64(at));
        let when = profile.when(due).expect("within");
        prop_assert!((when - at).abs() < 1e-5 * lasts, "{when} {at}");
    }
}

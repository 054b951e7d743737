use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

use super::{Better, Judged, Metric, compare, hodges_lehmann, mann_whitney};

const TRIALS: usize = 1_000;
const RUNS: usize = 10;

/// A standard normal number (Box and Muller).
fn noise(rng: &mut ChaCha12Rng) -> f64 {
    let (one, other): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - one).ln()).sqrt() * (2.0 * std::f64::consts::PI * other).cos()
}

/// Runs around a figure. One in ten is slowed by a neighbour, as on a shared machine.
fn runs(of: f64, rng: &mut ChaCha12Rng) -> Vec<f64> {
    let one = |rng: &mut ChaCha12Rng| {
        let neighbour = if rng.random_range(0..10) == 0 { 0.05 * rng.random::<f64>() } else { 0.0 };
        of * (0.02 * noise(rng) + neighbour).exp()
    };
    (0..RUNS).map(|_| one(rng)).collect()
}

fn verdicts(metric: impl Fn(&mut ChaCha12Rng) -> Metric) -> impl Fn(Judged) -> usize {
    let mut rng = ChaCha12Rng::seed_from_u64(1);
    let judged: Vec<Judged> = (0..TRIALS).map(|_| compare(&[metric(&mut rng)], 0.05, 0.95)[0].judged).collect();
    move |verdict| judged.iter().filter(|&&one| one == verdict).count()
}

fn latency(a: f64, b: f64) -> impl Fn(&mut ChaCha12Rng) -> Metric {
    move |rng| Metric { name: "p99".into(), better: Better::Lower, a: runs(a, rng), b: runs(b, rng) }
}

#[test]
fn the_same_twice_is_hardly_ever_worse() {
    let of = verdicts(latency(3.0, 3.0));
    assert!(of(Judged::Worse) * 100 <= TRIALS * 5, "{}", of(Judged::Worse));
    assert!(of(Judged::Good) * 100 >= TRIALS * 90, "{}", of(Judged::Good));
}

#[test]
fn ten_percent_more_is_caught() {
    let of = verdicts(latency(3.0, 3.3));
    assert!(of(Judged::Worse) * 100 >= TRIALS * 95, "{}", of(Judged::Worse));
    assert_eq!(of(Judged::Good), 0);
}

#[test]
fn ten_percent_fewer_a_second_is_caught_and_ten_percent_more_is_good() {
    let rate = |a, b| {
        move |rng: &mut ChaCha12Rng| Metric {
            name: "rate".into(),
            better: Better::Higher,
            a: runs(a, rng),
            b: runs(b, rng),
        }
    };
    let fewer = verdicts(rate(30_000.0, 27_000.0));
    assert!(fewer(Judged::Worse) * 100 >= TRIALS * 95, "{}", fewer(Judged::Worse));
    let more = verdicts(rate(30_000.0, 33_000.0));
    assert_eq!(more(Judged::Good), TRIALS);
}

#[test]
fn a_shift_that_does_not_matter_is_hardly_ever_called_worse() {
    let of = verdicts(latency(3.0, 3.12));
    assert!(of(Judged::Worse) * 100 <= TRIALS * 5, "{}", of(Judged::Worse));
}

#[test]
fn the_interval_holds_the_true_shift_as_often_as_it_says() {
    let mut rng = ChaCha12Rng::seed_from_u64(2);
    let holds = |rng: &mut ChaCha12Rng| {
        let (a, b): (Vec<f64>, Vec<f64>) =
            ((0..8).map(|_| noise(rng)).collect(), (0..9).map(|_| 2.0 + noise(rng)).collect());
        let shift = hodges_lehmann(&a, &b, 0.95).expect("enough runs");
        assert!(shift.low <= shift.estimate && shift.estimate <= shift.high);
        (shift.low..=shift.high).contains(&2.0)
    };
    let held = (0..4_000).filter(|_| holds(&mut rng)).count();
    assert!((3_760..=3_920).contains(&held), "95 % of 4000, and a little more as ranks are whole: {held}");
}

/// Under one distribution p is as often below 5 % as it says.
#[test]
fn p_is_what_it_says() {
    let mut rng = ChaCha12Rng::seed_from_u64(3);
    for (m, n) in [(10, 10), (40, 40)] {
        let mut below = 0;
        for _ in 0..4_000 {
            let a: Vec<f64> = (0..m).map(|_| noise(&mut rng)).collect();
            let b: Vec<f64> = (0..n).map(|_| noise(&mut rng)).collect();
            below += usize::from(mann_whitney(&a, &b) < 0.05);
        }
        assert!((140..=250).contains(&below), "{m} and {n}: {below} of 4000");
    }
}

/// By R: `wilcox.test(a, b, exact = …, correct = TRUE)`.
#[test]
fn p_of_worked_examples() {
    let near = |p: f64, expected: f64| assert!((p - expected).abs() < 5e-5, "{p}, {expected}");
    let (a, b) = ([0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.9, 0.74, 1.21]);
    // Hollander and Wolfe (1973), p. 69: one-sided 0.1272.
    near(mann_whitney(&a, &b), 0.2544);
    near(mann_whitney(&b, &a), 0.2544);
    near(mann_whitney(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), 0.1);
    near(mann_whitney(&[1.0, 1.0], &[1.0, 1.0]), 1.0);
    near(mann_whitney(&[], &[1.0]), 1.0);
}

#[test]
fn too_few_runs_tell_nothing() {
    let metric = Metric { name: "p99".into(), better: Better::Lower, a: vec![1.0, 1.1], b: vec![5.0, 5.1] };
    let compared = compare(&[metric], 0.05, 0.95);
    assert_eq!((compared[0].judged, compared[0].worse_by), (Judged::CannotTell, None));
}

#[test]
fn of_many_figures_a_chance_find_is_no_find() {
    let metric = |b: f64| Metric {
        name: "p99".into(),
        better: Better::Lower,
        a: vec![1.0, 1.01, 1.02, 1.03, 1.04],
        b: (0..5).map(|run| b + 0.01 * f64::from(run)).collect(),
    };
    assert_eq!(compare(&[metric(1.2)], 0.05, 0.95)[0].judged, Judged::Worse);
    let many: Vec<Metric> = (0..20).map(|place| metric(if place == 7 { 1.2 } else { 1.001 })).collect();
    let compared = compare(&many, 0.05, 0.95);
    assert!(compared[7].p > 0.05 && compared[7].judged == Judged::CannotTell);
}

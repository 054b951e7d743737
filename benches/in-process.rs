//! The hot path within the process: `cargo bench -p sekisho-benches --bench in-process`. Times are the processor's.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::rand_core::SeedableRng;
use rand_chacha::{ChaCha12Rng, ChaCha20Rng};
use sekisho_benches::{CpuTime, Server, Typed, secret, sixteen, typed};
use sekisho_protocol::otp::{Seed, Totp, Window};
use sekisho_rules::{Blocks, Digits, Password};

fn drawing(bench: &mut Criterion<CpuTime>) {
    let mut group = bench.benchmark_group("draw");
    let mut entropy = ChaCha12Rng::seed_from_u64(1);
    group.bench_function("16 digits, the plain way", |b| b.iter(|| sixteen(&mut entropy)));
    for blocks in (1..=4).filter_map(Blocks::new) {
        group.bench_function(BenchmarkId::new("blocks", blocks.count()), |b| {
            b.iter(|| Digits::draw(blocks, &mut entropy));
        });
    }
    let mut entropy = ChaCha20Rng::seed_from_u64(1);
    group.bench_function("1 block, ChaCha20", |b| b.iter(|| Digits::draw(Blocks::ONE, &mut entropy)));
    group.finish();
}

fn verifying(bench: &mut Criterion<CpuTime>) {
    let mut group = bench.benchmark_group("verify");
    let mut entropy = ChaCha12Rng::seed_from_u64(2);
    let secret = secret(Blocks::ONE);
    let digits = Digits::draw(Blocks::ONE, &mut entropy);
    let right = typed(&digits);
    let wrong_at = |place: usize| {
        let mut octets = right.clone().into_bytes();
        octets[place] = if octets[place] == b'0' { b'1' } else { b'0' };
        String::from_utf8(octets).unwrap_or_default()
    };
    for (name, answer) in
        [("right", right.clone()), ("first digit wrong", wrong_at(0)), ("last digit wrong", wrong_at(5))]
    {
        let password = Password::new(&answer);
        group.bench_function(name, |b| b.iter(|| secret.reads(black_box(&digits), black_box(&password))));
    }
    group.finish();
}

/// Generation and verification together, as the goal has them: the answer is typed beforehand, for a table that is drawn
/// again from the same state of the generator.
fn both(bench: &mut Criterion<CpuTime>) {
    let mut group = bench.benchmark_group("draw and verify");
    let secret = secret(Blocks::ONE);
    let mut entropy = ChaCha12Rng::seed_from_u64(3);
    let password = Password::new("480919");
    group.bench_function("1 block", |b| {
        b.iter(|| {
            let digits = Digits::draw(Blocks::ONE, &mut entropy);
            secret.reads(&digits, black_box(&password))
        });
    });
    group.finish();
}

fn offline(bench: &mut Criterion<CpuTime>) {
    let mut group = bench.benchmark_group("offline");
    let order = Server::with_users(1).offline(10_000).unwrap_or_else(|| unreachable!("a process that was let in"));
    group.throughput(Throughput::Elements(10_000));
    group.bench_function("10,000 tables with answers", |b| {
        b.iter(|| {
            let mut entropy = ChaCha12Rng::from_seed(order.seed);
            order.make(&mut entropy).map(black_box).count()
        });
    });
    group.finish();
}

fn codes_of_time(bench: &mut Criterion<CpuTime>) {
    let mut group = bench.benchmark_group("totp");
    let seed = Seed::new(vec![7; 20]).unwrap_or_else(|_| unreachable!("twenty octets are a seed"));
    let totp = Totp::default();
    for (name, window) in [("one step", (0, 0)), ("accepted steps", (-2, 2)), ("all steps of correction", (-20, 20))] {
        let window = Window::new(window.0, window.1).unwrap_or_else(|_| unreachable!("a window"));
        let now = 1_800_000_000_000;
        let given = totp.code(&seed, now, 0).map(|code| code.to_string()).unwrap_or_default();
        group.bench_function(name, |b| b.iter(|| totp.verify(&seed, black_box(&given), now, window)));
    }
    group.finish();
}

fn logins(bench: &mut Criterion<CpuTime>) {
    let mut group = bench.benchmark_group("login through the rules");
    group.throughput(Throughput::Elements(1)).measurement_time(Duration::from_secs(8));
    for users in [1_000, 10_000, 100_000, 1_000_000] {
        let mut server = None;
        for how in [Typed::Right, Typed::Wrong] {
            let name = BenchmarkId::new(format!("{how:?}").to_lowercase(), users);
            group.bench_function(name, |b| {
                let server = server.get_or_insert_with(|| Server::with_users(users));
                b.iter(|| server.log_in(how));
            });
        }
    }
    group.finish();
}

criterion_group!(
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = drawing, verifying, both, offline, codes_of_time, logins
);
criterion_main!(benches);

//! Instructions of the hot path, as valgrind counts them: `cargo bench -p sekisho-benches --features instructions --bench
//! instructions`, with valgrind and gungraun-runner of the same version as gungraun.

#![expect(missing_docs, reason = "what gungraun's macros make has no documentation")]

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sekisho_benches::{Server, Typed, secret, sixteen, typed};
use sekisho_rules::{Blocks, Digits, Password, Secret};

/// One whose buffer is full, as it is for 31 tables of 32.
fn generator() -> ChaCha12Rng {
    let mut entropy = ChaCha12Rng::seed_from_u64(1);
    let _ = Digits::draw(Blocks::ONE, &mut entropy);
    entropy
}

fn answered() -> (Secret, Digits, Password) {
    let digits = Digits::draw(Blocks::ONE, &mut generator());
    (secret(Blocks::ONE), digits, Password::new(&typed(&digits)))
}

#[library_benchmark]
#[bench::sixteen_digits(generator())]
fn draw_the_plain_way(mut entropy: ChaCha12Rng) -> [u8; 16] {
    sixteen(black_box(&mut entropy))
}

#[library_benchmark]
#[bench::one_block(generator())]
fn draw(mut entropy: ChaCha12Rng) -> Digits {
    Digits::draw(Blocks::ONE, black_box(&mut entropy))
}

#[library_benchmark]
#[bench::right(answered())]
fn verify((secret, digits, password): (Secret, Digits, Password)) -> bool {
    black_box(&secret).reads(black_box(&digits), black_box(&password))
}

#[library_benchmark]
#[bench::of_a_thousand_users(Server::with_users(1_000))]
fn log_in(mut server: Server) -> (usize, u32) {
    black_box(&mut server).log_in(Typed::Right)
}

library_benchmark_group!(name = hot_path, benchmarks = [draw_the_plain_way, draw, verify, log_in]);
main!(library_benchmark_groups = hot_path);

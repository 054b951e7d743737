//! How often the hot path asks for memory, and for how much: `cargo bench -p sekisho-benches --bench allocations`.
//!
//! A binary of its own, as its allocator counts.

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sekisho_benches::{Server, Typed, secret, typed};
use sekisho_rules::{Blocks, Digits, Password};

const TIMES: u64 = 100_000;

fn main() {
    let mut entropy = ChaCha12Rng::seed_from_u64(1);
    let secret = secret(Blocks::ONE);
    let password = Password::new(&typed(&Digits::draw(Blocks::ONE, &mut entropy)));
    show("a table drawn and its answer verified", || {
        black_box(secret.reads(&Digits::draw(Blocks::ONE, &mut entropy), &password));
    });
    let mut server = Server::with_users(10_000);
    for how in [Typed::Right, Typed::Wrong] {
        show(&format!("a whole login through the rules, answer {how:?}"), || {
            black_box(server.log_in(how));
        });
    }
}

/// The mean of many, so that what a map takes to grow is shared out.
fn show(what: &str, mut once: impl FnMut()) {
    let AllocationInfo { count_total, bytes_total, .. } = measure(|| (0..TIMES).for_each(|_| once()));
    let each = |total: u64| total as f64 / TIMES as f64;
    println!("{what}: {:.2} allocations, {:.1} octets", each(count_total), each(bytes_total));
}

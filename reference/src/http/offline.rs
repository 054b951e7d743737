//! Offline data, made and written down outside the rules' lock.

use std::sync::Arc;

use hyper::StatusCode;
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use sekisho_rules::{COLUMNS, OfflineOrder, OfflineTable, ROWS};
use serde::Serialize;

use super::{Response, error, json};
use crate::emitter::Texts;

#[derive(Serialize)]
struct Data<'a> {
    code: &'a str,
    level: &'static str,
    message: &'a str,
    rows: u8,
    columns: u8,
    blocks: u8,
    /// How each digest is made.
    digest: &'static str,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Table {
    table: String,
    salt: String,
    answer: String,
}

/// Makes what was ordered on a thread where nobody waits for it: 10,000 tables
/// take some milliseconds, and in a build without optimisation some hundred.
pub(super) async fn made(order: OfflineOrder, texts: Arc<Texts>) -> Response {
    let made = tokio::task::spawn_blocking(move || make(&order, &texts)).await;
    made.unwrap_or_else(|_| error(StatusCode::INTERNAL_SERVER_ERROR, "no offline data"))
}

fn make(order: &OfflineOrder, texts: &Texts) -> Response {
    let mut entropy = ChaCha12Rng::from_seed(order.seed);
    let face = texts.face(order.code, None);
    let data = Data {
        code: &face.code,
        level: face.level.as_str(),
        message: &face.message,
        rows: ROWS,
        columns: COLUMNS,
        blocks: order.blocks().count(),
        digest: "sha256(salt || answer)",
        tables: order.make(&mut entropy).map(|table| written(&table)).collect(),
    };
    json(StatusCode::OK, &data)
}

fn written(table: &OfflineTable) -> Table {
    Table { table: table.digits.as_str().to_owned(), salt: hex(&table.salt), answer: hex(&table.digest) }
}

fn hex(octets: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibbles = octets.iter().flat_map(|octet| [octet >> 4, octet & 15]);
    nibbles.map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
}

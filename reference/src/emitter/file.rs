//! The log file: one line each, appended.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::Line;
use super::queue::{Lines, Losses};
use crate::timestamp;

/// Lines that are written at a time.
const BATCH: usize = 256;

pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// Writes until there are no more lines. It blocks: it has a thread of its own.
pub(crate) fn tell(mut file: File, mut lines: Lines, losses: &Losses) {
    let mut batch = Vec::new();
    while lines.blocking_recv_many(&mut batch, BATCH) > 0 {
        if let Err(error) = file.write_all(&written(&batch)) {
            losses.add(batch.len() as u64, &error.to_string());
        }
        batch.clear();
    }
}

/// `2026-11-22T04:00:00.000Z warning code=54106 …`
fn written(batch: &[Arc<Line>]) -> Vec<u8> {
    let lines =
        batch.iter().map(|line| format!("{} {} {}\n", timestamp::write(line.time), line.severity.as_str(), line.text));
    lines.collect::<String>().into_bytes()
}

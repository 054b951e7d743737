//! How requests and answers travel: connections, batches, limits, faults on
//! order, and what whoever tests is told.

mod batch;
mod cloud;
mod connection;
mod doors;
mod ending;
mod envelope;
mod exchange;
mod listener;
mod panel;
mod program;
mod running;
mod scope;
mod spoil;
mod wire;

pub use running::{Graph, Options, graph};

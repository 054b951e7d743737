//! The catalog crate as its users meet it.

mod details;
mod keyed;
mod load;
mod passlogic;
mod resolve;
mod schemas;
mod vocabulary;
mod wrong;

mod bench;
mod discovery;
mod refusals;
mod tokens;

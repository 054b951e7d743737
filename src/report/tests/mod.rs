mod codes;
mod json;
mod junit;
mod sample;
mod steps;
mod summary;
mod terminal;
mod vendors;

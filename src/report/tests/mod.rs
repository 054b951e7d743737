mod codes;
mod json;
mod junit;
mod sample;
mod summary;
mod terminal;
mod vendors;

mod bench;
mod changing;
mod deleting;
mod delta;
mod domains;
mod filters;
mod listing;
mod programming;

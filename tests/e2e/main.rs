//! The program as its users meet it: the real binary, in a directory of its own, against servers that the
//! tests start on loopback. Nothing sleeps for a guessed time: each wait is for an event, and bounded.

mod support;

mod accounts;
mod catalogs;
mod checking;
mod exits;
mod findings;
mod freeradius;
mod generated;
mod graph_mock;
mod hostile;
mod hostile_radius;
mod identities;
mod interrupts;
mod lasting;
mod load;
mod mocked;
mod mocks;
mod planted;
mod radius_clients;
mod repeating;
mod retries;
mod second_target;
mod secrets;
mod serving;
mod skipping;
mod tokens;
mod vendors;
mod waivers;

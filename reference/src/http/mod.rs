//! HTTP: the doors and the user administration.

mod body;
mod browsing;
mod certificates;
mod change;
mod codes;
mod cookies;
mod doors;
mod face;
mod listener;
mod offline;
mod pages;
mod patience;
mod query;
mod reply;
mod route;
mod saml;
mod slots;
mod sync;
mod tls;
mod tokens;
mod users;
mod web;
mod windows;

pub(crate) use body::{Body, BodyError, read};
pub(crate) use doors::{Doors, closing, is_admitted, unauthorized};
pub(crate) use listener::{Handler, Way, listen};
pub(crate) use query::{decode, segments};
pub(crate) use reply::{DEVICE_COOKIE, Response, empty, error, json};
pub(crate) use tls::acceptor;

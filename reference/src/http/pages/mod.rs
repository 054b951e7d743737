//! What people see: the login page, and how a login ended. Nothing on it is from elsewhere, and no script runs.

mod html;
mod login;
mod verdict;

pub(super) use html::{private, style};
pub(super) use login::{Ask, after, asked, first};
pub(super) use verdict::from;

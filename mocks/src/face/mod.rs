//! A face-recognition service to which login servers send browsers, and which sends them back.
//!
//! | request | does |
//! |---|---|
//! | `GET` or `POST /authenticate`, with the request as a parameter | sends the browser back with an answer, or shows the page for people |
//! | `POST /answer` | what a button of that page does |
//!
//! The scope of a request is its issuer: the tenant. What cannot be opened stands under the scope
//! [`UNATTRIBUTED`]. Keys of the program:
//!
//! | key | value |
//! |---|---|
//! | `result` | a name of the profile's results, or `unknown`; a list: one for each answer, the last for all further ones |
//! | `token` | `right`, or how the answer is wrong: see [`Twist`]; or a list |
//! | `page` | whether the browser is shown the page for people |
//!
//! Facts: `requests`, `answers`, `pages`, `suite` (of the last request). Seen: `request`, `answer RESULT`, `no answer`.
//! What the mock reckons as the present is the request's own `iat`.

mod answering;
mod judge;
mod keys;
mod memory;
mod page;
mod pending;
mod profile_file;
mod receiving;
mod redirect;
mod scope;
mod service;
mod twist;

pub use profile_file::{profile_shape, read_profile};
pub use scope::UNATTRIBUTED;
pub use service::{FaceMock, FaceOptions, face};
pub use twist::Twist;

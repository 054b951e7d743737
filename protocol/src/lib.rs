//! Wire formats and one-time passwords: pure, synchronous, without I/O.
//!
//! Everything here works on bytes that an adversary may have chosen: nothing panics, and nothing
//! allocates more than in proportion to its input. Only [`jose`] draws random octets of its own, as keys and signatures
//! need them.

pub mod bingo;
pub mod face;
pub mod jose;
pub mod matrix;
pub mod otp;
pub mod radius;
pub mod syslog;

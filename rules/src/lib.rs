//! The reference server's functional core: a state machine that decides which
//! of PassLogic's codes a request earns.
//!
//! [`step`] takes one [`Input`] and gives the [`Output`]s that the shell must
//! carry out, in their order. It does no I/O, reads no clock and has no
//! randomness of its own, and it never panics, whatever it is given. Codes are
//! named here literally; their level and text stand in the catalog.
//!
//! Every decision goes through one seam ([`Rule`]), which counts what was
//! decided and lets a mutation tester force each rule true or false.

mod answer;
mod change;
pub mod code;
mod codes;
mod control;
mod device;
mod digits;
mod door;
mod face;
mod form;
mod hours;
mod input;
mod login;
mod offline;
mod output;
mod pair;
mod pin;
mod pki;
mod policy;
mod process;
mod protection;
mod radius;
mod register;
mod rule;
mod saml;
mod seamless;
mod secret;
mod session;
mod slots;
mod state;
mod step;
mod suspended;
mod sync;
mod table;
mod tenant;
mod time;
mod token;
mod tokens;
mod totp;
mod turn;
mod user;
mod users;
mod web;
mod windows;

pub use answer::{Answer, Call, CallId};
pub use code::Code;
pub use device::DeviceCookie;
pub use digits::{Blocks, COLUMNS, Digits, ROWS};
pub use face::{FacePolicy, FaceQuestion, FaceResponse, FaceResult, FaceReturn, FaceToken};
pub use form::TenantName;
pub use hours::{Hours, Minute, UtcOffset, Weekdays, Window};
pub use input::{
    Arrival, Browser, ChangeStep, Changes, Control, Dependency, Factor, Input, NewSecret, NewUser, Operation, Password,
    PublicKey, Request, RequestId, Upload, UserAct, UsersRequest, WebRequest, WindowsRequest,
};
pub use offline::{OfflineOrder, OfflineTable};
pub use output::{Event, Grant, Offer, Output, Refusal, Reply, Wake};
pub use pki::{AuthorityId, Issue, Presented, Serial};
pub use policy::{
    CertificatePolicy, ChangePolicy, DeviceLimit, DevicePolicy, Lengths, LockPolicy, Method, OfflinePolicy,
    PasswordPolicy, Policy, ProtectionPolicy, SeamlessPolicy, SlotPolicy, TablePolicy, TotpPolicy,
};
pub use radius::{
    AttributeCheck, BadAttributeCheck, EapMethod, EapResponse, PasswordProof, Prompt, RadiusAttribute, RadiusFactor,
    RadiusPolicy, RadiusReply, RadiusRequest, RadiusState, Shown,
};
pub use rule::{Coverage, Rule, UnknownRule};
pub use secret::Secret;
pub use slots::{ApiKey, Enrolment, SlotRequest};
pub use state::State;
pub use step::step;
pub use sync::{
    AccessToken, Attribute, ClientSecret, EntraUser, GraphAnswer, GraphCall, GraphError, Item, ItemAnswer, JobId,
    NewEntraUser, Node, Page, Progress, Subcode, SyncField, SyncRequest, SyncSetting,
};
pub use time::Time;
pub use token::{FaceSession, FaceState, ProcessId, Proof, Rno, Session, Ticket};
pub use tokens::{ListedToken, TokenAct, TokenShape, TokensRequest};

/// Where unguessable tickets and digits come from: a cryptographic generator
/// that the shell owns (a seeded one in tests).
pub use rand::CryptoRng as Entropy;

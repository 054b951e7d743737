//! Users synchronised with Microsoft Entra ID, both ways, over Microsoft Graph.

mod batch;
mod export;
mod import;
mod items;
mod job;
mod message;
pub(crate) mod run;
mod search;
mod setting;
mod start;
mod store;

pub use job::{JobId, Node, Progress, SyncRequest};
pub use message::{
    AccessToken, EntraUser, GraphAnswer, GraphCall, GraphError, Item, ItemAnswer, NewEntraUser, Page, Subcode,
};
pub use setting::{Attribute, ClientSecret, SyncField, SyncSetting};
pub(crate) use store::SyncStore;

//! A sync that runs.

use std::collections::{HashMap, HashSet, VecDeque};

use super::setting::Whole;
use super::{AccessToken, ClientSecret, EntraUser};
use crate::rule::Seam;
use crate::tenant::Tenant;
use crate::{CallId, Code, Entropy, Event, Output, RequestId, Rule, TenantName, Time, code};

/// Which job a wake is for: drawn, so that none meets the job after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// One of the two servers of a redundant pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Node {
    /// The first.
    #[default]
    First,
    /// The second.
    Second,
}

/// A sync that is to start. Values stand as they came.
#[derive(Clone, Debug)]
pub struct SyncRequest {
    /// The name of the setting; empty if none was given.
    pub setting: String,
    /// `import` or `export`.
    pub mode: String,
    /// The node that is to run it.
    pub node: Node,
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whether users come here from Entra ID; else they go there.
    pub import: bool,
    /// Its worker's process.
    pub pid: u32,
    /// Users of Entra ID that were found.
    pub found: usize,
    /// What is left to do.
    pub left: usize,
}

/// A sync that runs.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: JobId,
    /// Its worker's process.
    pub(crate) pid: u32,
    pub(crate) node: Node,
    pub(crate) import: bool,
    pub(crate) setting: Whole,
    /// Who waits to be told that it started.
    pub(crate) starter: Option<RequestId>,
    pub(crate) token: Option<Held>,
    /// What must not be told: the secret, and tokens.
    pub(crate) hidden: Vec<ClientSecret>,
    pub(crate) goal: Goal,
    /// The call whose answer it waits for.
    pub(crate) call: Option<CallId>,
    /// Whether that call is for a token.
    pub(crate) signing_in: bool,
    /// When that call was made.
    pub(crate) called: Time,
    /// How often the goal was asked for already.
    pub(crate) tries: u32,
    /// How many tokens were got since the last success.
    pub(crate) signed_in: u32,
    /// Whether a token that should have been good was refused since the last success.
    pub(crate) renewed: bool,
    pub(crate) federated: bool,
    pub(crate) search: Search,
    /// What is still to be asked of Graph.
    pub(crate) tasks: VecDeque<Task>,
    /// What the batch at hand asks.
    pub(crate) batch: Vec<Task>,
    /// What an import still has to write.
    pub(crate) users: VecDeque<EntraUser>,
    /// User names here in small letters: Entra ID does not tell capitals apart.
    pub(crate) names: HashMap<String, Box<str>>,
    /// It has ended.
    pub(crate) over: bool,
}

/// A token that is held.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) token: AccessToken,
    /// Until when it is used.
    pub(crate) until: Time,
}

/// What is asked next, or was just asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// The connection test.
    Test,
    Domain,
    /// A page of users: the first, or that of the link.
    Search(Option<String>),
    /// The batch at hand.
    Batch(Kind),
    /// Lets others in between while it writes.
    Write,
}

/// What a batch does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sets the immutable id of users of a federated domain.
    ImmutableId,
    Create,
    /// Finds users whose creation may have been carried out before.
    Lookup,
    Update,
    Delete,
    /// Makes sure that users whom the search did not find are gone.
    Absence,
}

/// One request of a batch, to be made or made already.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) kind: Kind,
    pub(crate) uid: Box<str>,
    /// The user's object, if it is known.
    pub(crate) id: Option<Box<str>>,
    /// How often it was made already.
    pub(crate) tries: u32,
    /// Whether an earlier request may have done it already.
    pub(crate) perhaps_done: bool,
    /// What the user to create was given, which no refusal may repeat.
    pub(crate) password: Option<ClientSecret>,
    /// What a conflict said, for a lookup that finds nothing.
    pub(crate) refusal: Option<(u16, String)>,
}

impl Task {
    pub(crate) fn new(kind: Kind, uid: &str, id: Option<&str>) -> Self {
        let id = id.map(Into::into);
        Self { kind, uid: uid.into(), id, tries: 0, perhaps_done: false, password: None, refusal: None }
    }

    /// A text from outside, without the password that the user to create was given.
    pub(crate) fn hide(&self, text: String) -> String {
        match &self.password {
            Some(password) => text.replace(password.reveal(), "•••"),
            None => text,
        }
    }
}

/// What a search found so far.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) users: Vec<EntraUser>,
    /// Octets of their texts.
    pub(crate) octets: usize,
    /// Pages in a row that brought nobody.
    pub(crate) empty: u32,
    /// Links that were followed.
    pub(crate) links: HashSet<String>,
}

impl Goal {
    /// The code of its failure as a whole.
    pub(crate) fn failure(&self, import: bool) -> Code {
        match self {
            Self::Test => code::SYNC_TEST_FAILED,
            Self::Domain if import => code::IMPORT_DOMAIN_FAILED,
            Self::Domain => code::EXPORT_DOMAIN_FAILED,
            Self::Search(_) | Self::Write | Self::Batch(Kind::Absence) => code::SYNC_SEARCH_FAILED,
            Self::Batch(Kind::ImmutableId) => code::SYNC_IMMUTABLE_FAILED,
            Self::Batch(Kind::Create | Kind::Lookup) => code::ENTRA_CREATE_BATCH_FAILED,
            Self::Batch(Kind::Update) => code::ENTRA_UPDATE_BATCH_FAILED,
            Self::Batch(Kind::Delete) => code::ENTRA_DELETE_BATCH_FAILED,
        }
    }
}

impl Job {
    pub(crate) fn progress(&self) -> Progress {
        Progress {
            import: self.import,
            pid: self.pid,
            found: self.search.users.len() + self.users.len(),
            left: self.tasks.len() + self.batch.len() + self.users.len(),
        }
    }

    /// What was asked was answered: tries and tokens count anew.
    pub(crate) fn answered(&mut self) {
        self.tries = 0;
        self.signed_in = 0;
        self.renewed = false;
    }

    /// A text from outside, without what must not be told.
    pub(crate) fn hide(&self, text: &str) -> String {
        let hidden = self.hidden.iter().map(ClientSecret::reveal).filter(|hidden| hidden.len() >= 4);
        hidden.fold(text.to_owned(), |text, hidden| text.replace(hidden, "•••"))
    }
}

/// A job in hand, with what it works on.
pub(crate) struct Shift<'a> {
    pub(crate) seam: &'a mut Seam,
    pub(crate) tenant: &'a mut Tenant,
    pub(crate) name: &'a TenantName,
    pub(crate) now: Time,
    pub(crate) entropy: &'a mut dyn Entropy,
    pub(crate) job: Box<Job>,
    pub(crate) out: &'a mut Vec<Output>,
}

impl Shift<'_> {
    /// The one seam; see [`Rule`].
    pub(crate) fn decide(&mut self, rule: Rule, condition: bool) -> bool {
        self.seam.decide(rule, condition)
    }

    pub(crate) fn emit(&mut self, code: Code, user: Option<&str>, detail: Option<String>) {
        self.out.push(Output::Event(Event {
            code,
            user: user.map(|user| user.chars().take(64).collect()),
            tenant: self.name.clone(),
            request: self.job.starter,
            detail,
        }));
    }

    /// How far syncs with this custom domain have come.
    pub(crate) fn book(&mut self) -> &mut super::store::Book {
        self.tenant.sync.book(&self.job.setting.custom_domain)
    }

    /// Whether the setting means the users here: else nobody is taken in, sent out or deleted.
    pub(crate) fn is_of_this_domain(&self) -> bool {
        let domain = &self.job.setting.domain_name;
        TenantName::new(domain).is_sound() && domain == self.name.as_str()
    }
}

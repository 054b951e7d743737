//! What the rules tell the shell to do.

use crate::{
    Blocks, Call, CallId, Code, DeviceCookie, Digits, Enrolment, FaceSession, Issue, JobId, ListedToken, Method,
    OfflineOrder, ProcessId, Progress, Proof, RadiusReply, RequestId, Session, TenantName, Ticket, Time,
};

/// One thing to carry out. Their order is the order in which to do so: events
/// come before the reply that they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Emit an event.
    Event(Event),
    /// Answer a request.
    Reply {
        /// The request.
        request: RequestId,
        /// The answer.
        reply: Reply,
    },
    /// Call the outside; its answer comes back as an input.
    Call {
        /// Which call, for the answer to name it.
        call: CallId,
        /// What to call.
        what: Call,
    },
    /// Wake the rules, for the tenant of the input that led here.
    Wake {
        /// When.
        at: Time,
        /// What for.
        wake: Wake,
        /// Whether somebody waits for it, so that an automatic clock may jump
        /// there. Nobody waits for housekeeping.
        awaited: bool,
    },
}

/// What the rules can ask to be woken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wake {
    /// Housekeeping: forget what has expired.
    Sweep,
    /// The reply to this request has waited long enough.
    Reply(RequestId),
    /// This sync has waited long enough.
    Sync(JobId),
}

/// Something that happened, told by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub code: Code,
    /// To whom: the user name as it came, cut at 64 characters.
    pub user: Option<String>,
    /// In which tenant, as claimed, cut likewise.
    pub tenant: TenantName,
    /// During which request.
    pub request: Option<RequestId>,
    /// What the message's `{0}` stands for.
    pub detail: Option<String>,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// How to log in. It carries no code, so that a decoy cannot be told.
    Policy(Offer),
    /// A table. It carries no code, so that a decoy cannot be told.
    Table {
        /// Its ticket.
        ticket: Ticket,
        /// Its digits.
        digits: Digits,
    },
    /// A process was started.
    Process(ProcessId),
    /// The login is granted.
    Granted(Grant),
    /// The first factor is passed, and the browser is sent to the face service.
    Face {
        /// With which code.
        code: Code,
        /// What the browser must bring back, as a cookie.
        session: FaceSession,
        /// Where it is sent.
        url: String,
    },
    /// A step of a password change.
    Change {
        /// Its code; none for an entry that is taken while more are awaited.
        code: Option<Code>,
        /// Why it is refused, if it is.
        why: Option<Refusal>,
        /// The table to read the next entry from; none when the change is over.
        digits: Option<Digits>,
    },
    /// Tables for a client that is to be without the server are granted, and to be made.
    Offline(OfflineOrder),
    /// An administrator's request was carried out.
    Done {
        /// Its code.
        code: Code,
        /// The pattern that was generated.
        pattern: Option<String>,
    },
    /// A client certificate is to be signed and handed out.
    Issued(Issue),
    /// The users that a search found.
    Users {
        /// The search's code.
        code: Code,
        /// Their names, in order.
        users: Vec<String>,
    },
    /// The answer to an Access-Request.
    Radius(RadiusReply),
    /// The hardware tokens of the stock.
    Tokens {
        /// The list's code.
        code: Code,
        /// In the order of their serial numbers.
        tokens: Vec<ListedToken>,
    },
    /// A slot was registered.
    Enrolled {
        /// Its code.
        code: Code,
        /// What the app needs to show codes.
        slot: Enrolment,
    },
    /// A sync has started, or has not.
    Sync {
        /// Why not.
        why: Option<Refusal>,
        /// With which code.
        code: Code,
        /// What the message's `{0}` stands for.
        detail: Option<String>,
    },
    /// How far the sync that runs has come; none if none runs.
    SyncProgress(Option<Progress>),
    /// The request is refused.
    Refused {
        /// Why, in one word for all doors.
        why: Refusal,
        /// With which code; none where the catalog has none.
        code: Option<Code>,
    },
}

/// A login that is granted, with what it hands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// With which code.
    pub code: Code,
    /// The session in which the password can be changed.
    pub session: Option<Session>,
    /// What a seamless sign-on is made with.
    pub proof: Option<Proof>,
    /// What the browser shall bring from now on: it took a free slot.
    pub device: Option<DeviceCookie>,
}

/// How a user logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// By which method.
    pub method: Method,
    /// With how many blocks of 4 × 4.
    pub blocks: Blocks,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not what the door takes.
    Malformed,
    /// The login is not granted.
    Denied,
    /// No such user.
    Unknown,
    /// There is such a user already.
    Exists,
    /// It has its form, and is not what it must be.
    Unfit,
    /// Something that the server depends on is down.
    Unavailable,
}

//! The seam through which every decision goes.

use std::fmt;
use std::str::FromStr;

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// A decision that the rules take; it reads as a statement that is true or false.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = $doc])+ $variant,)+
        }

        const ALL: &[Rule] = &[$(Rule::$variant),+];

        impl Rule {
            /// The rule's name, as the command line and coverage reports spell it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the rule states, in one line.
            #[must_use]
            pub fn statement(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

rules! {
    /// The user name is 1–64 of the permitted characters.
    UserNameForm = "user-name-form",
    /// The tenant's name is 1–64 of the permitted characters.
    TenantNameForm = "tenant-name-form",
    /// The ticket is 32 hexadecimal digits.
    TicketForm = "ticket-form",
    /// The process id is 32 hexadecimal digits.
    ProcessForm = "process-form",
    /// The typed password has 1–128 octets.
    PasswordForm = "password-form",
    /// The client's version is 1–32 printable characters.
    ClientForm = "client-form",
    /// The pattern's cells lie within the policy's blocks.
    PatternForm = "pattern-form",
    /// The phrase is printable and stands at a place that the pattern has.
    PhraseForm = "phrase-form",
    /// The mail address looks like one.
    MailForm = "mail-form",
    /// The PIN has 4–16 printable characters.
    PinForm = "pin-form",
    /// The token's serial number is 1–64 of the permitted characters.
    SerialForm = "serial-form",
    /// The token's hash, digits and time step are ones that it can have, and an edit names one.
    TokenForm = "token-form",
    /// The token's seed is base32, of 16–64 octets.
    SeedForm = "seed-form",
    /// The app's device has a name of 1–64 of the permitted characters.
    SlotDeviceForm = "slot-device-form",
    /// The slot registration brings a key if, and only if, the policy asks for one.
    SlotKeyGiven = "slot-key-given",
    /// The search asks for a prefix and a number of users that can be answered.
    SearchForm = "search-form",
    /// The store answers.
    StoreUp = "store-up",
    /// The tenant exists.
    TenantKnown = "tenant-known",
    /// The user exists.
    UserKnown = "user-known",
    /// The serial number is not registered yet.
    SerialNew = "serial-new",
    /// The serial number is registered.
    SerialKnown = "serial-known",
    /// The token that is to be deleted is nobody's.
    TokenFree = "token-free",
    /// The token that is to be assigned is registered, and nobody else's.
    TokenAvailable = "token-available",
    /// The user had another token before.
    TokenReplaced = "token-replaced",
    /// The slot registration's key is the policy's.
    SlotKeyRight = "slot-key-right",
    /// The user may register one more slot.
    SlotRoom = "slot-room",
    /// The user name is not taken yet.
    UserNew = "user-new",
    /// The edit names something to change.
    ChangeNamed = "change-named",
    /// The ticket was issued and is remembered.
    TicketKnown = "ticket-known",
    /// The ticket was never examined before.
    TicketUnused = "ticket-unused",
    /// The ticket is younger than the table's validity.
    TicketFresh = "ticket-fresh",
    /// The ticket was issued to this user.
    TicketOwned = "ticket-owned",
    /// The user has room for one more open table.
    TableRoom = "table-room",
    /// The process was started and is remembered.
    ProcessKnown = "process-known",
    /// The process is younger than its validity.
    ProcessFresh = "process-fresh",
    /// The process was started by the client version of the policy.
    ProcessVersion = "process-version",
    /// The process has not granted a login yet.
    ProcessUnused = "process-unused",
    /// The process granted a login to this user.
    ProcessGranted = "process-granted",
    /// So many tables are permitted at once.
    OfflineCount = "offline-count",
    /// The user's answers can be read from the policy's tables.
    OfflineReadable = "offline-readable",
    /// Seamless sign-on is switched on.
    SeamlessOn = "seamless-on",
    /// The proof is 32 hexadecimal digits.
    ProofForm = "proof-form",
    /// The proof was handed out and is remembered.
    ProofKnown = "proof-known",
    /// The proof was never examined before.
    ProofUnused = "proof-unused",
    /// The proof is younger than its validity.
    ProofFresh = "proof-fresh",
    /// The proof was handed out to this user.
    ProofOwned = "proof-owned",
    /// The account is enabled.
    AccountEnabled = "account-enabled",
    /// The account has not expired.
    AccountCurrent = "account-current",
    /// The account is not locked.
    AccountUnlocked = "account-unlocked",
    /// The time is within the permitted hours.
    WithinHours = "within-hours",
    /// The Login Protection API says when the user last released logins.
    ReleaseTold = "release-told",
    /// The user released logins by the phone less than the policy's time ago.
    ReleaseFresh = "release-fresh",
    /// The browser's cookie is 1–16 registrations of 32 hexadecimal digits each.
    DeviceForm = "device-form",
    /// The browser is registered for the user.
    DeviceRegistered = "device-registered",
    /// The user has a free slot for one more browser.
    DeviceRoom = "device-room",
    /// The tenant has an authority for client certificates.
    PkiConfigured = "pki-configured",
    /// The browser presented a client certificate.
    CertificatePresented = "certificate-presented",
    /// The tenant's authority signed the certificate.
    CertificateOurs = "certificate-ours",
    /// The certificate is not revoked.
    CertificateUnrevoked = "certificate-unrevoked",
    /// The certificate was issued to the user.
    CertificateOwned = "certificate-owned",
    /// The certificate is the one that is registered for the user.
    CertificateRegistered = "certificate-registered",
    /// The time is within the certificate's dates.
    CertificateCurrent = "certificate-current",
    /// The policy has a method.
    MethodPresent = "method-present",
    /// The user has a seed: a hardware token, or a slot in the Authenticator.
    SeedPresent = "seed-present",
    /// The code is of a time step within correction step 1 of the expected drift.
    CodeNear = "code-near",
    /// No code of this step or of a newer one has logged in.
    CodeUnused = "code-unused",
    /// The code is of the step after the one whose code asked for it.
    CodeConsecutive = "code-consecutive",
    /// The consecutive code tells the same drift as the one before it, within correction step 1.
    DriftSteady = "drift-steady",
    /// The code is of a time step within correction step 2 of the expected drift.
    CodeFar = "code-far",
    /// No code of this step or of a newer one has logged in or asked for the next one.
    CodeUnseen = "code-unseen",
    /// The answer is what the user's secret reads from the table.
    AnswerRight = "answer-right",
    /// The wrong answers in a row have reached the limit.
    LockLimitReached = "lock-limit-reached",
    /// A granted login forgets earlier wrong answers.
    FailuresForgotten = "failures-forgotten",
    /// The password must be changed, as it was reissued.
    ChangeRequired = "change-required",
    /// The password has outlived its validity.
    PasswordExpired = "password-expired",
    /// The password is inside the warning period.
    PasswordExpiring = "password-expiring",
    /// The session was opened and is remembered.
    SessionKnown = "session-known",
    /// The session is younger than its validity.
    SessionFresh = "session-fresh",
    /// A password change is under way in the session.
    ChangeOpen = "change-open",
    /// The entry is made of permitted characters.
    EntryCharacters = "entry-characters",
    /// The entry is as long as a password may be.
    EntryLength = "entry-length",
    /// Both entries can be read by one pattern, with one phrase at most.
    EntriesAgree = "entries-agree",
    /// The new pattern and the new phrase are each as long as they may be.
    PartLengths = "part-lengths",
    /// The new pattern is not one that the policy forbids.
    PatternPermitted = "pattern-permitted",
    /// The new pattern is not among the latest.
    PatternNew = "pattern-new",
    /// The confirming entry is what the new secret reads from its table.
    ConfirmationRight = "confirmation-right",
    /// The file is what it is uploaded as.
    UploadReadable = "upload-readable",
    /// The private key belongs to the certificate.
    KeyPaired = "key-paired",
    /// The RADIUS request has one whole credential.
    CredentialForm = "credential-form",
    /// The password has no character that RADIUS logins cannot carry.
    PasswordCharacters = "password-characters",
    /// The tenant may use RADIUS.
    RadiusAllowed = "radius-allowed",
    /// The request's attributes are what the policy asks for.
    AttributesMatch = "attributes-match",
    /// A RADIUS request without a password gets a challenge.
    ChallengeOffered = "challenge-offered",
    /// The State was issued, and never answered before.
    StateKnown = "state-known",
    /// The State is younger than its validity.
    StateFresh = "state-fresh",
    /// The State was issued to this user and client, for such an answer.
    StateOwned = "state-owned",
    /// The peer would have an EAP method that the server speaks.
    EapMethodSpoken = "eap-method-spoken",
    /// RADIUS lets in whose right password must be changed.
    ChangeAdmitted = "change-admitted",
    /// A login over the web must show a face as well.
    FaceWanted = "face-wanted",
    /// The question to the face service could be signed and encrypted.
    FaceEncoded = "face-encoded",
    /// The face session was opened and is remembered.
    FaceSessionKnown = "face-session-known",
    /// The face session is younger than its validity.
    FaceSessionFresh = "face-session-fresh",
    /// No answer has come for the face session yet.
    FaceSessionOpen = "face-session-open",
    /// The user of the face session is there still, with the same password.
    FaceSessionOwned = "face-session-owned",
    /// Face recognition is on in the user's policy.
    FaceOnInPolicy = "face-on-in-policy",
    /// Face recognition is on for the tenant.
    FaceOnInTenant = "face-on-in-tenant",
    /// The face service's answer could be decrypted, and its signature is right.
    FaceDecoded = "face-decoded",
    /// The answer is from the face service, and to this tenant.
    FaceAddressed = "face-addressed",
    /// The answer repeats the question's rno.
    FaceNonceRepeated = "face-nonce-repeated",
    /// The answer repeats the question's state.
    FaceStateRepeated = "face-state-repeated",
    /// The answer is about the user of the face session.
    FaceOfUser = "face-of-user",
    /// The answer says until when it is good, and is.
    FaceFresh = "face-fresh",
    /// The answer says when it was issued, and that is not to come.
    FaceIssuedBefore = "face-issued-before",
    /// The face is the user's, says the service.
    FaceRecognised = "face-recognised",
    /// A setting of the sync is named.
    SyncNamed = "sync-named",
    /// The sync is an import or an export.
    SyncModeKnown = "sync-mode-known",
    /// The database of the other node answers.
    PeerUp = "peer-up",
    /// The setting of the sync is stored.
    SettingKnown = "setting-known",
    /// No sync runs on this node.
    NodeIdle = "node-idle",
    /// No sync runs on the other node.
    PeerIdle = "peer-idle",
    /// The stored setting has all of its columns.
    SettingWhole = "setting-whole",
    /// The stored client secret can be decrypted.
    SecretDecrypted = "secret-decrypted",
    /// The stored mode is one that an export knows.
    ExportModeKnown = "export-mode-known",
    /// The worker of a sync is sound.
    WorkerUp = "worker-up",
    /// Microsoft Graph is not switched off.
    GraphReachable = "graph-reachable",
    /// An access token is held that has not expired yet.
    TokenHeld = "token-held",
    /// A token that Graph refused is renewed, for the first time for this request.
    TokenRenewed = "token-renewed",
    /// A request that failed as a whole may pass if it is made again, and was not made too often yet.
    GraphAskedAgain = "graph-asked-again",
    /// The users of the custom domain sign in by federation.
    DomainFederated = "domain-federated",
    /// The link to the next page was not followed yet.
    PageNew = "page-new",
    /// The search has brought no more than it may.
    SearchBounded = "search-bounded",
    /// The user of a federated domain has no immutable id.
    ImmutableIdMissing = "immutable-id-missing",
    /// The search found the user in Entra ID.
    EntraUserFound = "entra-user-found",
    /// A user whom the search did not find may be hidden by its filter.
    BeyondFilter = "beyond-filter",
    /// The user in Entra ID differs from the one here.
    EntraUserDiffers = "entra-user-differs",
    /// The setting wants users deleted on the other side.
    DeletionWanted = "deletion-wanted",
    /// There is something to export.
    ExportNeeded = "export-needed",
    /// What was planned for a user still has to be done.
    TaskNeeded = "task-needed",
    /// The answer to a batch tells of each of its requests.
    BatchWhole = "batch-whole",
    /// One request of a batch may pass if it is made again, and was not made too often yet.
    ItemAskedAgain = "item-asked-again",
    /// Graph carried out one request of a batch.
    ItemDone = "item-done",
    /// A user who exists already may be one whom an earlier request created.
    CreationOurs = "creation-ours",
    /// A user who is gone may be one whom an earlier request deleted.
    DeletedBefore = "deleted-before",
    /// What an export did can be written down.
    ExportWrittenBack = "export-written-back",
    /// Graph says that a user whom the search did not find is gone.
    EntraUserGone = "entra-user-gone",
    /// The setting's domain is the one that users are imported to.
    ImportedDomainForm = "imported-domain-form",
    /// The imported user name is 1–64 of the permitted characters.
    ImportedNameForm = "imported-name-form",
    /// The imported mail address looks like one.
    ImportedMailForm = "imported-mail-form",
    /// The imported user is not here yet.
    ImportedUserNew = "imported-user-new",
    /// The imported mail address differs from the one here.
    ImportedMailDiffers = "imported-mail-differs",
    /// The imported user may sign in there and not here, or the other way round.
    ImportedStateDiffers = "imported-state-differs",
}

impl Rule {
    /// Every rule.
    #[must_use]
    pub fn all() -> &'static [Self] {
        ALL
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(name: &str) -> Result<Self, UnknownRule> {
        let found = ALL.iter().find(|rule| rule.as_str() == name);
        found.copied().ok_or_else(|| UnknownRule(name.to_owned()))
    }
}

/// A name that no rule bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule(pub String);

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no rule is called {:?}", self.0)
    }
}

impl std::error::Error for UnknownRule {}

/// How often a rule was decided each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The rule.
    pub rule: Rule,
    /// How often its statement held.
    pub held: u64,
    /// How often it did not.
    pub failed: u64,
}

/// What was forced, and what was decided.
#[derive(Clone, Debug)]
pub(crate) struct Seam {
    forced: [Option<bool>; ALL.len()],
    seen: [[u64; 2]; ALL.len()],
}

impl Seam {
    pub(crate) const fn new() -> Self {
        Self { forced: [None; ALL.len()], seen: [[0; 2]; ALL.len()] }
    }

    /// Decides a rule: as it is, unless it is forced. Counts what came of it.
    pub(crate) fn decide(&mut self, rule: Rule, condition: bool) -> bool {
        let decided = self.judge(rule, condition);
        let seen = &mut self.seen[rule as usize][usize::from(decided)];
        *seen = seen.saturating_add(1);
        decided
    }

    /// As [`Seam::decide`], uncounted: for housekeeping, which no request asked for.
    pub(crate) fn judge(&self, rule: Rule, condition: bool) -> bool {
        self.forced[rule as usize].unwrap_or(condition)
    }

    pub(crate) fn force(&mut self, rule: Rule, decided: bool) {
        self.forced[rule as usize] = Some(decided);
    }

    pub(crate) fn coverage(&self) -> impl Iterator<Item = Coverage> + '_ {
        ALL.iter().map(|&rule| {
            let [failed, held] = self.seen[rule as usize];
            Coverage { rule, held, failed }
        })
    }
}

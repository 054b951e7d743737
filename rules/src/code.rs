//! The PassLogic codes that the rules emit (seed 000, read in
//! `facts/passlogic-codes.tsv`). Level and text stand in the catalog.

use std::fmt;

/// A PassLogic code: five digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u32);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:05}", self.0)
    }
}

macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $name:ident = $number:literal;)+) => {
        $($(#[doc = $meaning])+ pub const $name: Code = Code($number);)+

        /// Every code that the rules can emit, in the order of their numbers.
        pub const ALL: &[Code] = &[$($name),+];
    };
}

codes! {
    /// User administration: malformed request.
    USERS_MALFORMED = 30000;
    /// User created.
    USER_CREATED = 30001;
    /// User changed.
    USER_UPDATED = 30002;
    /// User deleted.
    USER_DELETED = 30003;
    /// User locked, by the limit of wrong answers or by an administrator.
    USER_LOCKED = 30004;
    /// User unlocked.
    USER_UNLOCKED = 30005;
    /// User enabled.
    USER_ENABLED = 30006;
    /// User disabled.
    USER_DISABLED = 30007;
    /// Password reissued by an administrator.
    PASSWORD_REISSUED = 30008;
    /// The secret of a user's Authenticator was reset: all its slots are gone.
    SECRET_RESET = 30009;
    /// The user name is taken.
    USER_EXISTS = 30011;
    /// No such user.
    USER_UNKNOWN = 30012;
    /// An edit that names nothing to change.
    NOTHING_TO_CHANGE = 30013;
    /// A hardware token was assigned in place of another.
    TOKEN_REPLACED = 30017;
    /// User search: malformed or unknown parameter.
    SEARCH_MALFORMED = 30050;
    /// User search answered.
    USERS_READ = 30051;
    /// Slot registration: a request that does not fit the API as it is set up.
    SLOT_MALFORMED = 30200;
    /// Slot registration: registered as often as the policy allows.
    SLOT_LIMIT = 30201;
    /// Slot registered in the Authenticator.
    SLOT_REGISTERED = 30210;
    /// Slot registration: wrong key, unknown user, or a system error.
    SLOT_FAILED = 30299;
    /// Entra sync: there is nothing to export.
    EXPORT_NEEDLESS = 31400;
    /// Entra sync: the stored mode is none that an export knows.
    EXPORT_MODE_UNKNOWN = 31401;
    /// Entra sync: how users of the domain sign in could not be found out, on an export.
    EXPORT_DOMAIN_FAILED = 31402;
    /// Entra sync: user created in Entra ID.
    ENTRA_USER_CREATED = 31410;
    /// Entra sync: Graph refused to create the user.
    ENTRA_CREATE_FAILED = 31411;
    /// Entra sync: a batch of creations failed as a whole.
    ENTRA_CREATE_BATCH_FAILED = 31419;
    /// Entra sync: user changed in Entra ID.
    ENTRA_USER_UPDATED = 31420;
    /// Entra sync: Graph refused to change the user.
    ENTRA_UPDATE_FAILED = 31421;
    /// Entra sync: a batch of changes failed as a whole.
    ENTRA_UPDATE_BATCH_FAILED = 31429;
    /// Entra sync: user deleted in Entra ID.
    ENTRA_USER_DELETED = 31430;
    /// Entra sync: Graph refused to delete the user.
    ENTRA_DELETE_FAILED = 31431;
    /// Entra sync: a batch of deletions failed as a whole.
    ENTRA_DELETE_BATCH_FAILED = 31439;
    /// Entra sync: the search for users failed.
    SYNC_SEARCH_FAILED = 31441;
    /// Entra sync: how users of the domain sign in could not be found out, on an import.
    IMPORT_DOMAIN_FAILED = 31445;
    /// Entra sync: the request that sets immutable ids failed as a whole.
    SYNC_IMMUTABLE_FAILED = 31449;
    /// Entra sync: the connection test failed.
    SYNC_TEST_FAILED = 31459;
    /// Entra sync: an import has started.
    IMPORT_STARTED = 31501;
    /// Entra sync: an import has finished.
    IMPORT_FINISHED = 31502;
    /// Entra sync: an export has started.
    EXPORT_STARTED = 31503;
    /// Entra sync: an export has finished.
    EXPORT_FINISHED = 31504;
    /// Entra sync: no setting was named.
    SYNC_UNNAMED = 31511;
    /// Entra sync: no such setting.
    SYNC_SETTING_UNKNOWN = 31512;
    /// Entra sync: the stored secret cannot be decrypted.
    SYNC_SECRET_UNREADABLE = 31513;
    /// Entra sync: neither an import nor an export.
    SYNC_MODE_UNKNOWN = 31514;
    /// Entra sync: the setting lacks a column.
    SYNC_FIELD_MISSING = 31515;
    /// Entra sync: what an export did could not be written down here.
    EXPORT_UNWRITTEN = 31517;
    /// Entra sync: one runs on the other node.
    SYNC_RUNNING_ELSEWHERE = 31518;
    /// Entra sync: the other node's database does not answer.
    SYNC_PEER_DOWN = 31519;
    /// Entra sync: one runs on this node.
    SYNC_RUNNING = 31520;
    /// Entra sync: the worker process ended abnormally.
    SYNC_CRASHED = 31521;
    /// Import: no user can have such a name.
    IMPORTED_NAME_MALFORMED = 40100;
    /// Import: no user can have such a mail address.
    IMPORTED_MAIL_MALFORMED = 40102;
    /// Import: the setting's domain is not this one.
    IMPORTED_DOMAIN_MALFORMED = 40105;
    /// Login policy: malformed request.
    POLICY_MALFORMED = 51300;
    /// Login policy: system error.
    POLICY_FAILED = 51399;
    /// Login policy handed out.
    POLICY_ISSUED = 51400;
    /// Login policy handed out to an unknown user: a decoy.
    DECOY_POLICY_ISSUED = 51401;
    /// Web table: system error.
    WEB_TABLE_FAILED = 52199;
    /// Web table handed out.
    WEB_TABLE_ISSUED = 52200;
    /// Web table handed out to an unknown user: a decoy.
    WEB_DECOY_ISSUED = 52201;
    /// Windows table: malformed request.
    WINDOWS_TABLE_MALFORMED = 52300;
    /// Windows table: process unknown, expired, used, or of another client version.
    WINDOWS_TABLE_PROCESS = 52301;
    /// Windows table: system error.
    WINDOWS_TABLE_FAILED = 52399;
    /// Windows table handed out.
    WINDOWS_TABLE_ISSUED = 52400;
    /// Windows table handed out to an unknown user: a decoy.
    WINDOWS_DECOY_ISSUED = 52401;
    /// Client certificate verified; the verdict follows.
    CERTIFICATE_VERIFIED = 53100;
    /// No client certificate was presented.
    CERTIFICATE_MISSING = 53101;
    /// The client certificate is not the tenant's authority's.
    CERTIFICATE_WRONG = 53102;
    /// The client certificate is revoked.
    CERTIFICATE_REVOKED = 53103;
    /// The client certificate is another user's.
    CERTIFICATE_OF_ANOTHER = 53104;
    /// The tenant has no authority.
    PKI_MISSING = 53105;
    /// The client certificate is the user's, but not the registered one.
    CERTIFICATE_SERIAL = 53106;
    /// The client certificate is not within its dates.
    CERTIFICATE_EXPIRED = 53107;
    /// The tenant has a new authority.
    PKI_UPDATED = 53200;
    /// Web login: malformed request.
    WEB_MALFORMED = 54100;
    /// Web login: ticket unknown, used, expired or another user's.
    WEB_TICKET = 54101;
    /// Web login: account expired.
    WEB_EXPIRED = 54102;
    /// Web login: account disabled.
    WEB_DISABLED = 54103;
    /// Web login: outside the permitted hours.
    WEB_HOURS = 54104;
    /// Web login: account locked.
    WEB_LOCKED = 54105;
    /// Web login: wrong answer, or no such user.
    WEB_INCORRECT = 54106;
    /// Web login: the policy has no method.
    WEB_METHOD = 54108;
    /// Web login: not released by the phone, or too long ago.
    WEB_PROTECTED = 54120;
    /// Web login: whether it was released could not be found out.
    WEB_UNCONFIRMED = 54121;
    /// Device check: malformed cookie.
    DEVICE_MALFORMED = 54150;
    /// Device check: the browser is not registered, and no slot is free.
    DEVICE_UNKNOWN = 54151;
    /// Device check: the browser is registered; the verdict follows.
    DEVICE_KNOWN = 54152;
    /// Web login: system error.
    WEB_FAILED = 54199;
    /// Web login: right answer, and the password must be changed.
    WEB_CHANGE = 54200;
    /// Web login granted.
    WEB_GRANTED = 54201;
    /// Windows login: malformed request.
    WINDOWS_MALFORMED = 54300;
    /// Windows login: ticket unknown, used, expired or another user's.
    WINDOWS_TICKET = 54301;
    /// Windows login: account expired.
    WINDOWS_EXPIRED = 54302;
    /// Windows login: account disabled.
    WINDOWS_DISABLED = 54303;
    /// Windows login: outside the permitted hours.
    WINDOWS_HOURS = 54304;
    /// Windows login: account locked.
    WINDOWS_LOCKED = 54305;
    /// Windows login: wrong answer, or no such user.
    WINDOWS_INCORRECT = 54306;
    /// Windows login: process unknown, expired, used, or of another client version.
    WINDOWS_PROCESS = 54307;
    /// Windows login: system error; also a missing method, for which no 54308 exists.
    WINDOWS_FAILED = 54399;
    /// Windows login: right answer, and the password must be changed.
    WINDOWS_CHANGE = 54400;
    /// Windows login granted.
    WINDOWS_GRANTED = 54401;
    /// Windows login: the password expires soon; follows 54401.
    WINDOWS_EXPIRING = 54402;
    /// Windows offline data: malformed request, or more tables than are permitted.
    OFFLINE_MALFORMED = 54500;
    /// Windows offline data: process unknown, expired, or without a login granted to this user.
    OFFLINE_PROCESS = 54501;
    /// Windows offline data: the store cannot be read.
    OFFLINE_UNREAD = 54597;
    /// Windows offline data: no tables can be made of what was read.
    OFFLINE_FAILED = 54599;
    /// Windows offline data handed out.
    OFFLINE_ISSUED = 54600;
    /// Password change: malformed request, forbidden character, or whole length.
    CHANGE_MALFORMED = 57100;
    /// Password change: session unknown or timed out, or no change under way in it.
    CHANGE_TIMED_OUT = 57101;
    /// Password change: no one secret reads both entries.
    CHANGE_MISMATCH = 57102;
    /// Password change: length of the pattern or of the phrase.
    CHANGE_LENGTH = 57103;
    /// Password change: forbidden pattern.
    CHANGE_PROHIBITED = 57104;
    /// Password change: one of the latest patterns.
    CHANGE_REUSED = 57105;
    /// Password change: wrong confirmation.
    CHANGE_UNCONFIRMED = 57106;
    /// Password change: system error.
    CHANGE_FAILED = 57199;
    /// Password change opened.
    CHANGE_STARTED = 57200;
    /// Password change given up.
    CHANGE_CANCELLED = 57201;
    /// Password changed by its user.
    PASSWORD_CHANGED = 57202;
    /// Hardware tokens: malformed request.
    TOKENS_MALFORMED = 60000;
    /// The serial number is registered already.
    TOKEN_EXISTS = 60001;
    /// Hardware token registered.
    TOKEN_REGISTERED = 60010;
    /// The serial number is not registered.
    TOKEN_UNKNOWN = 60011;
    /// The hardware token is assigned to a user.
    TOKEN_IN_USE = 60012;
    /// Hardware token deleted.
    TOKEN_DELETED = 60020;
    /// Hardware token changed.
    TOKEN_UPDATED = 60030;
    /// Hardware tokens listed.
    TOKENS_READ = 60040;
    /// Hardware tokens: system error.
    TOKENS_FAILED = 60099;
    /// Hardware-token login: malformed request.
    TOKEN_MALFORMED = 60100;
    /// Hardware-token login: account expired.
    TOKEN_EXPIRED = 60102;
    /// Hardware-token login: account disabled.
    TOKEN_DISABLED = 60103;
    /// Hardware-token login: outside the permitted hours.
    TOKEN_HOURS = 60104;
    /// Hardware-token login: account locked.
    TOKEN_LOCKED = 60105;
    /// Hardware-token login: wrong code or PIN, or no such user.
    TOKEN_INCORRECT = 60106;
    /// Hardware-token login: the user has no seed.
    TOKEN_SEED = 60107;
    /// Hardware-token login: the policy has no method.
    TOKEN_METHOD = 60108;
    /// Hardware-token login: the next code is asked for; follows 60202.
    TOKEN_AGAIN = 60109;
    /// Hardware-token login: system error.
    TOKEN_FAILED = 60199;
    /// Hardware-token login granted.
    TOKEN_GRANTED = 60201;
    /// Hardware-token login: right code, beyond correction step 1.
    TOKEN_DRIFTED = 60202;
    /// Hardware-token login over Windows: malformed request.
    WINDOWS_TOKEN_MALFORMED = 60300;
    /// Hardware-token login over Windows: account expired.
    WINDOWS_TOKEN_EXPIRED = 60302;
    /// Hardware-token login over Windows: account disabled.
    WINDOWS_TOKEN_DISABLED = 60303;
    /// Hardware-token login over Windows: outside the permitted hours.
    WINDOWS_TOKEN_HOURS = 60304;
    /// Hardware-token login over Windows: account locked.
    WINDOWS_TOKEN_LOCKED = 60305;
    /// Hardware-token login over Windows: wrong code or PIN, or no such user.
    WINDOWS_TOKEN_INCORRECT = 60306;
    /// Hardware-token login over Windows: the user has no seed.
    WINDOWS_TOKEN_SEED = 60307;
    /// Hardware-token login over Windows: the policy has no method.
    WINDOWS_TOKEN_METHOD = 60308;
    /// Hardware-token login over Windows: the next code is asked for; follows 60402.
    WINDOWS_TOKEN_AGAIN = 60309;
    /// Hardware-token login over Windows: process unknown, expired, used, or of another client version.
    WINDOWS_TOKEN_PROCESS = 60310;
    /// Hardware-token login over Windows: system error.
    WINDOWS_TOKEN_FAILED = 60399;
    /// Hardware-token login over Windows granted.
    WINDOWS_TOKEN_GRANTED = 60401;
    /// Hardware-token login over Windows: right code, beyond correction step 1.
    WINDOWS_TOKEN_DRIFTED = 60402;
    /// Authenticator login: malformed request.
    APP_MALFORMED = 70100;
    /// Authenticator login: account expired.
    APP_EXPIRED = 70102;
    /// Authenticator login: account disabled.
    APP_DISABLED = 70103;
    /// Authenticator login: outside the permitted hours.
    APP_HOURS = 70104;
    /// Authenticator login: account locked.
    APP_LOCKED = 70105;
    /// Authenticator login: wrong code or PIN, or no such user.
    APP_INCORRECT = 70106;
    /// Authenticator login: the user has no seed.
    APP_SEED = 70107;
    /// Authenticator login: the policy has no method.
    APP_METHOD = 70108;
    /// Authenticator login: not released by the phone, or too long ago.
    APP_PROTECTED = 70120;
    /// Authenticator login: whether it was released could not be found out.
    APP_UNCONFIRMED = 70121;
    /// Authenticator login: system error.
    APP_FAILED = 70199;
    /// Authenticator login granted.
    APP_GRANTED = 70201;
    /// Authenticator login over Windows: malformed request.
    WINDOWS_APP_MALFORMED = 70300;
    /// Authenticator login over Windows: account expired.
    WINDOWS_APP_EXPIRED = 70302;
    /// Authenticator login over Windows: account disabled.
    WINDOWS_APP_DISABLED = 70303;
    /// Authenticator login over Windows: outside the permitted hours.
    WINDOWS_APP_HOURS = 70304;
    /// Authenticator login over Windows: account locked.
    WINDOWS_APP_LOCKED = 70305;
    /// Authenticator login over Windows: wrong code or PIN, or no such user.
    WINDOWS_APP_INCORRECT = 70306;
    /// Authenticator login over Windows: the user has no seed.
    WINDOWS_APP_SEED = 70307;
    /// Authenticator login over Windows: the policy has no method.
    WINDOWS_APP_METHOD = 70308;
    /// Authenticator login over Windows: process unknown, expired, used, or of another client version.
    WINDOWS_APP_PROCESS = 70309;
    /// Authenticator login over Windows: not released by the phone, or too long ago.
    WINDOWS_APP_PROTECTED = 70320;
    /// Authenticator login over Windows: whether it was released could not be found out.
    WINDOWS_APP_UNCONFIRMED = 70321;
    /// Authenticator login over Windows: system error.
    WINDOWS_APP_FAILED = 70399;
    /// Authenticator login over Windows granted.
    WINDOWS_APP_GRANTED = 70401;
    /// RADIUS: malformed User-Name or credential.
    RADIUS_MALFORMED = 80100;
    /// RADIUS: State or table unknown, used, expired or another user's.
    RADIUS_TICKET = 80101;
    /// RADIUS: account expired.
    RADIUS_EXPIRED = 80102;
    /// RADIUS: account disabled.
    RADIUS_DISABLED = 80103;
    /// RADIUS: outside the permitted hours.
    RADIUS_HOURS = 80104;
    /// RADIUS: account locked.
    RADIUS_LOCKED = 80105;
    /// RADIUS: wrong answer, or no such user.
    RADIUS_INCORRECT = 80106;
    /// RADIUS: the user has no token, or no slot of the Authenticator.
    RADIUS_SEED = 80107;
    /// RADIUS: the policy has no method.
    RADIUS_METHOD = 80108;
    /// RADIUS: the request's attributes are not what the policy asks for.
    RADIUS_ATTRIBUTES = 80110;
    /// RADIUS: the tenant may not use it.
    RADIUS_TENANT = 80111;
    /// RADIUS: login protection was not released, or not any more.
    RADIUS_PROTECTED = 80120;
    /// RADIUS: whether login protection was released could not be found out.
    RADIUS_UNCONFIRMED = 80121;
    /// RADIUS: the password holds a character that RADIUS logins cannot carry.
    RADIUS_CHARACTER = 80198;
    /// RADIUS: system error.
    RADIUS_FAILED = 80199;
    /// RADIUS: right answer, and the password must be changed.
    RADIUS_CHANGE = 80200;
    /// RADIUS: right answer; the verdict follows.
    RADIUS_VERIFIED = 80201;
    /// RADIUS: the right code of a clock that is off by more than correction step 1.
    RADIUS_DRIFT = 80202;
    /// RADIUS login granted: Access-Accept.
    RADIUS_GRANTED = 80250;
    /// RADIUS login refused: Access-Reject.
    RADIUS_REJECTED = 80251;
    /// SAML certificate taken.
    SAML_CERTIFICATE = 80401;
    /// SAML private key taken.
    SAML_KEY = 80402;
    /// SAML: the file is no certificate, or no private key.
    SAML_UNREADABLE = 80409;
    /// SAML: the private key does not belong to the certificate.
    SAML_UNPAIRED = 80419;
    /// Seamless sign-on is switched off.
    SEAMLESS_OFF = 81101;
    /// Seamless sign-on: account expired.
    SEAMLESS_EXPIRED = 81102;
    /// Seamless sign-on: account disabled.
    SEAMLESS_DISABLED = 81103;
    /// Seamless sign-on: outside the permitted hours.
    SEAMLESS_HOURS = 81104;
    /// Seamless sign-on: account locked.
    SEAMLESS_LOCKED = 81105;
    /// Seamless sign-on: the proof is not this user's, or no longer good, or there is no such user.
    SEAMLESS_INCORRECT = 81106;
    /// Seamless sign-on: genuine, and the password must be changed.
    SEAMLESS_CHANGE = 81200;
    /// Seamless sign-on granted.
    SEAMLESS_GRANTED = 81201;
    /// Seamless sign-on: system error.
    SEAMLESS_FAILED = 81299;
    /// Face: no session that awaits an answer, or its user is not there any more.
    FACE_SESSION = 82101;
    /// Face recognition is off in the user's policy.
    FACE_POLICY = 82102;
    /// Face recognition is off for the tenant.
    FACE_TENANT = 82103;
    /// Face: the question could not be signed or encrypted.
    FACE_UNENCODED = 82104;
    /// Face: the answer could not be decrypted or verified.
    FACE_UNDECODED = 82105;
    /// Face: the answer is to another question.
    FACE_NONCE = 82106;
    /// Face: the answer is about another user.
    FACE_SUBJECT = 82107;
    /// Face: the answer is out of date.
    FACE_EXPIRED = 82108;
    /// Face: the clocks differ.
    FACE_CLOCK = 82151;
    /// Face: no camera.
    FACE_CAMERA = 82152;
    /// Face: given up at the capture.
    FACE_CANCELLED = 82153;
    /// Face: a fault of the service.
    FACE_ERROR_54 = 82154;
    /// Face: given up at the service's own second factor.
    FACE_SECOND_CANCELLED = 82156;
    /// Face: the service wants a second factor of its own.
    FACE_SECOND_REQUIRED = 82157;
    /// Face: enrolled for another time.
    FACE_PERIOD = 82158;
    /// Face: the captured data is not usable.
    FACE_INVALID = 82159;
    /// Face: not the user's, or not enrolled.
    FACE_INCORRECT = 82160;
    /// Face: none can be made out.
    FACE_UNREADABLE = 82162;
    /// Face: a fault of the service.
    FACE_ERROR_63 = 82163;
    /// Face: a fault of the service.
    FACE_ERROR_64 = 82164;
    /// Face: a fault of the service.
    FACE_ERROR_65 = 82165;
    /// Face: a fault of the service.
    FACE_ERROR_66 = 82166;
    /// Face: a fault of the service.
    FACE_ERROR_67 = 82167;
    /// The browser could not be sent to the face service.
    FACE_UNSENT = 82191;
    /// What the service answered cannot be used.
    FACE_UNAVAILABLE = 82192;
    /// Face: a result that nobody knows.
    FACE_UNKNOWN = 82198;
    /// The face is the user's.
    FACE_VERIFIED = 82200;
    /// The browser is sent to the face service.
    FACE_SENT = 82201;
}

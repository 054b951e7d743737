//! What goes to the face service, and what comes back.

use std::fmt;

use crate::token::{FaceState, Rno};
use crate::{Code, Time, code};

/// What a token for the face service is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceQuestion {
    /// Under which suite it is signed and encrypted.
    pub suite: String,
    /// With the keys of this name; the suite's own, if none is stated.
    pub key: Option<String>,
    /// Whose face it is about.
    pub uid: String,
    /// What the answer must repeat.
    pub rno: Rno,
    /// The same, for whoever carries the answer.
    pub state: FaceState,
    /// The token's own identity.
    pub jti: Rno,
    /// When it is issued.
    pub issued: Time,
    /// When it is no longer good.
    pub expires: Time,
    /// The URL under which the browser reaches this server, without a path; none if it does not tell.
    pub origin: Option<String>,
}

/// A browser that comes back from the face service.
#[derive(Clone)]
pub struct FaceReturn {
    /// Its face session, as its cookie tells it.
    pub session: Option<String>,
    /// The token that it brings; empty if it brings none.
    pub response: FaceToken,
}

impl fmt::Debug for FaceReturn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let session = self.session.as_ref().map(|_| "•••");
        f.debug_struct("FaceReturn").field("session", &session).field("response", &self.response).finish()
    }
}

/// A token of the face service, as it came. It prints as `•••`.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceToken(String);

impl FaceToken {
    /// Whatever came.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self(token.to_owned())
    }

    /// What came, for whoever opens it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FaceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// What the face service's token says, once it is opened and its signature is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceResponse {
    /// Whether it is from the face service, and to this tenant.
    pub addressed: bool,
    /// The number of the question that it answers.
    pub rno: Option<String>,
    /// The state of the question that it answers.
    pub state: Option<String>,
    /// Whose face it is about.
    pub uid: Option<String>,
    /// When it was issued.
    pub issued: Option<Time>,
    /// When it is no longer good.
    pub expires: Option<Time>,
    /// What came of it.
    pub result: FaceResult,
}

/// What came of a face, as the service tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaceResult {
    /// It is the user's.
    Success,
    /// The clocks of service and server differ.
    ClockSkew,
    /// There is no camera, or the browser may not use it.
    CameraMissing,
    /// The user gave up at the capture.
    Cancelled,
    /// A fault of the service: 82154.
    Error54,
    /// The service asked for a second factor of its own, and the user gave up there.
    SecondFactorCancelled,
    /// The service asks for a second factor of its own.
    SecondFactorRequired,
    /// The user is enrolled for another time.
    OutOfPeriod,
    /// The captured data is not usable.
    CaptureInvalid,
    /// It is not the user's, or the user is not enrolled.
    NoMatch,
    /// No face can be made out.
    CaptureUnreadable,
    /// A fault of the service: 82163.
    Error63,
    /// A fault of the service: 82164.
    Error64,
    /// A fault of the service: 82165.
    Error65,
    /// A fault of the service: 82166.
    Error66,
    /// A fault of the service: 82167.
    Error67,
    /// One that the server does not know, or none at all.
    Unknown,
}

impl FaceResult {
    /// The result of this name, as profiles of the service name it.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "success" => Self::Success,
            "clock-skew" => Self::ClockSkew,
            "camera-missing" => Self::CameraMissing,
            "cancelled" => Self::Cancelled,
            "error-54" => Self::Error54,
            "second-factor-cancelled" => Self::SecondFactorCancelled,
            "second-factor-required" => Self::SecondFactorRequired,
            "out-of-period" => Self::OutOfPeriod,
            "capture-invalid" => Self::CaptureInvalid,
            "no-match" => Self::NoMatch,
            "capture-unreadable" => Self::CaptureUnreadable,
            "error-63" => Self::Error63,
            "error-64" => Self::Error64,
            "error-65" => Self::Error65,
            "error-66" => Self::Error66,
            "error-67" => Self::Error67,
            _ => Self::Unknown,
        }
    }

    /// The code of a face that was not recognised; that of an unknown result for one that was.
    pub(crate) fn refusal(self) -> Code {
        match self {
            Self::ClockSkew => code::FACE_CLOCK,
            Self::CameraMissing => code::FACE_CAMERA,
            Self::Cancelled => code::FACE_CANCELLED,
            Self::Error54 => code::FACE_ERROR_54,
            Self::SecondFactorCancelled => code::FACE_SECOND_CANCELLED,
            Self::SecondFactorRequired => code::FACE_SECOND_REQUIRED,
            Self::OutOfPeriod => code::FACE_PERIOD,
            Self::CaptureInvalid => code::FACE_INVALID,
            Self::NoMatch => code::FACE_INCORRECT,
            Self::CaptureUnreadable => code::FACE_UNREADABLE,
            Self::Error63 => code::FACE_ERROR_63,
            Self::Error64 => code::FACE_ERROR_64,
            Self::Error65 => code::FACE_ERROR_65,
            Self::Error66 => code::FACE_ERROR_66,
            Self::Error67 => code::FACE_ERROR_67,
            Self::Success | Self::Unknown => code::FACE_UNKNOWN,
        }
    }
}

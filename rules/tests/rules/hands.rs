//! Hardware tokens and apps, in the hands of users.

use sekisho_protocol::otp::{Seed, Totp};
use sekisho_rules::{
    Browser, Changes, Factor, Password, Reply, Request, SlotRequest, TokenAct, TokenShape, TokensRequest, UserAct,
    WebRequest, WindowsRequest,
};

use crate::server::{Said, Server};

/// The seed of RFC 6238 appendix B: "12345678901234567890".
pub(crate) const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
pub(crate) const OTHER_SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// A way in for codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    WebToken,
    WindowsToken,
    WebApp,
    WindowsApp,
}

impl Way {
    pub(crate) const TOKENS: [Self; 2] = [Self::WebToken, Self::WindowsToken];
    pub(crate) const APPS: [Self; 2] = [Self::WebApp, Self::WindowsApp];
    pub(crate) const ALL: [Self; 4] = [Self::WebToken, Self::WindowsToken, Self::WebApp, Self::WindowsApp];

    fn factor(self, typed: &str) -> Factor {
        let code = Password::new(typed);
        if Self::TOKENS.contains(&self) { Factor::Token { code } } else { Factor::App { code } }
    }

    /// The hundreds of its refusals.
    pub(crate) fn refusals(self) -> u32 {
        match self {
            Self::WebToken => 60100,
            Self::WindowsToken => 60300,
            Self::WebApp => 70100,
            Self::WindowsApp => 70300,
        }
    }

    pub(crate) fn granted(self) -> u32 {
        self.refusals() + 101
    }

    pub(crate) fn incorrect(self) -> u32 {
        self.refusals() + 6
    }

    /// What tells of a drift beyond correction step 1.
    pub(crate) fn drifted(self) -> [u32; 2] {
        [self.refusals() + 102, self.refusals() + 9]
    }
}

pub(crate) fn shape(seed: &str) -> TokenShape {
    TokenShape { seed: Some(seed.into()), ..TokenShape::default() }
}

impl Server {
    /// With a token of [`SEED`] in alice's hands.
    pub(crate) fn with_token() -> Self {
        let mut server = Self::new();
        assert_eq!(server.register("t-1", SEED).codes(), [60010]);
        assert_eq!(server.assign("alice", Some("t-1")).codes(), [30002]);
        server
    }

    pub(crate) fn token(&mut self, serial: &str, act: TokenAct) -> Said {
        self.ask(Request::Tokens(TokensRequest::One { serial: serial.into(), act }))
    }

    pub(crate) fn register(&mut self, serial: &str, seed: &str) -> Said {
        self.token(serial, TokenAct::Register(shape(seed)))
    }

    pub(crate) fn assign(&mut self, uid: &str, serial: Option<&str>) -> Said {
        let token = Some(serial.map(Into::into));
        self.act(uid, UserAct::Edit(Changes { token, ..Changes::default() }))
    }

    pub(crate) fn set_pin(&mut self, uid: &str, pin: Option<&str>) -> Said {
        let pin = Some(pin.map(Password::new));
        self.act(uid, UserAct::Edit(Changes { pin, ..Changes::default() }))
    }

    pub(crate) fn slot(&mut self, uid: &str, device: &str) -> Said {
        self.ask(Request::Slot(SlotRequest { uid: uid.into(), device: device.into(), key: None }))
    }

    /// A new slot's seed.
    pub(crate) fn enrol(&mut self, uid: &str, device: &str) -> String {
        let said = self.slot(uid, device);
        assert_eq!(said.codes(), [30210]);
        match said.reply() {
            Reply::Enrolled { slot, .. } => slot.seed.to_base32(),
            other => panic!("not enrolled: {other:?}"),
        }
    }

    /// The code of a seed so many steps from now.
    pub(crate) fn code(&self, seed: &str, offset: i32) -> String {
        let code = Totp::default().code(&Seed::from_base32(seed).unwrap(), self.now.millis(), offset);
        code.unwrap().to_string()
    }

    /// Logs in with what was typed, through any of the doors; over Windows in a process of its own.
    pub(crate) fn type_code(&mut self, way: Way, uid: &str, typed: &str) -> Said {
        if matches!(way, Way::WindowsToken | Way::WindowsApp) {
            let process = self.start("6.2").process();
            return self.windows_code(way, uid, &process, typed);
        }
        let (uid, factor) = (uid.into(), way.factor(typed));
        self.ask(Request::Web(WebRequest::Login { uid, factor, browser: Browser::default() }))
    }

    pub(crate) fn windows_code(&mut self, way: Way, uid: &str, process: &str, typed: &str) -> Said {
        let (uid, process, factor) = (uid.into(), process.into(), way.factor(typed));
        self.ask(Request::Windows(WindowsRequest::Login { uid, process, factor }))
    }

    /// Logs alice in with the code of [`SEED`] so many steps from now.
    pub(crate) fn at(&mut self, way: Way, offset: i32) -> Vec<u32> {
        let typed = self.code(SEED, offset);
        self.type_code(way, "alice", &typed).codes()
    }
}

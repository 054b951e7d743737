//! Logins with the codes of tokens and apps, parsed.

use sekisho_rules::{Browser, Factor, Password, Request, WebRequest, WindowsRequest};
use serde::Deserialize;

use super::Body;
use super::doors::{Asked, Unreadable};
use super::route::Shown;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Web {
    uid: String,
    domain: Option<String>,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Windows {
    uid: String,
    domain: Option<String>,
    process: String,
    code: String,
}

/// `POST /api/login/token` and `/api/login/authenticator`
pub(crate) fn web(shown: Shown, body: &Body) -> Result<Asked, Unreadable> {
    let Web { uid, domain, code } = body.json().map_err(|_| Unreadable(body.domain()))?;
    let (factor, browser) = (factor(shown, &code), Browser::default());
    Ok(Asked::new(domain, Request::Web(WebRequest::Login { uid, factor, browser })))
}

/// `POST /windows/login/token` and `/windows/login/authenticator`
pub(crate) fn windows(shown: Shown, body: &Body) -> Result<Asked, Unreadable> {
    let Windows { uid, domain, process, code } = body.json().map_err(|_| Unreadable(body.domain()))?;
    let factor = factor(shown, &code);
    Ok(Asked::new(domain, Request::Windows(WindowsRequest::Login { uid, process, factor })))
}

fn factor(shown: Shown, code: &str) -> Factor {
    let code = Password::new(code);
    match shown {
        Shown::Token => Factor::Token { code },
        Shown::App => Factor::App { code },
    }
}

//! How a login ended, for people.

use std::fmt::Write as _;

use hyper::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sekisho_rules::{Code, Reply, TenantName, code};

use super::html::{Text, page};
use crate::emitter::Texts;
use crate::http::reply::{plainly, status, with_device};
use crate::http::{Response, face};

/// What happened, of which these codes tell, in their order.
struct Told<'a> {
    heading: &'a str,
    class: &'a str,
    codes: &'a [Code],
}

/// What the rules reply at the end of a login, or on its way to the face service. `returned`: the browser comes from there.
pub(crate) fn from(reply: &Reply, tenant: &TenantName, texts: &Texts, secure: bool, returned: bool) -> Response {
    match reply {
        Reply::Face { session, url, .. } => face::sent(session, url, secure),
        Reply::Granted(grant) => {
            let codes = [code::FACE_VERIFIED, grant.code];
            let codes = if returned { &codes[..] } else { &codes[1..] };
            let told = Told { heading: "You are logged in", class: "good", codes };
            let response = page(StatusCode::OK, told.heading, &told.written(texts));
            match &grant.device {
                Some(device) => with_device(response, device, secure),
                None => response,
            }
        }
        Reply::Refused { why, code: Some(code) } => {
            let told = Told { heading: "You are not logged in", class: "bad", codes: &[*code] };
            page(status(*why), told.heading, &(told.written(texts) + &again(tenant)))
        }
        Reply::Refused { why, code: None } => {
            let below = format!("<p class=\"bad\">Nothing could be done: {}.</p>\n", plainly(*why));
            page(status(*why), "You are not logged in", &(below + &again(tenant)))
        }
        _ => page(StatusCode::INTERNAL_SERVER_ERROR, "You are not logged in", &again(tenant)),
    }
}

impl Told<'_> {
    fn written(&self, texts: &Texts) -> String {
        self.codes.iter().fold(String::new(), |mut written, &code| {
            let (face, class) = (texts.face(code, None), self.class);
            let (code, message) = (Text(&face.code), Text(&face.message));
            // Writing to a text never fails.
            let _ = writeln!(written, "<p class=\"{class}\">{message}<br><span class=\"code\">{code}</span></p>");
            written
        })
    }
}

fn again(tenant: &TenantName) -> String {
    let domain = utf8_percent_encode(tenant.as_str(), NON_ALPHANUMERIC);
    format!("<p><a href=\"/login?domain={domain}\">Log in again</a></p>\n")
}

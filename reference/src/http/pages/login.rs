//! The login page: first the user's name, then what the policy's method asks for.

use std::fmt::Write as _;

use hyper::StatusCode;
use sekisho_rules::{
    Browser, COLUMNS, Digits, Factor, Method, Offer, Password, ROWS, Request, TenantName, Ticket, WebRequest,
};

use super::html::{Text, page};
use crate::http::query::Query;
use crate::http::{Body, Response};

/// What somebody at the login page asks.
pub(crate) enum Ask {
    /// How this user logs in.
    How { tenant: TenantName, uid: String },
    /// To be let in.
    Login { tenant: TenantName, what: Request },
}

/// The page that `GET /login?domain=…` shows.
pub(crate) fn first(query: Option<&str>) -> Response {
    let domain = Query::read(query).ok().and_then(|mut query| query.take("domain"));
    let domain = hidden("domain", domain.as_deref());
    let form = format!(
        "<form method=\"post\" action=\"/login\">\n{domain}<label for=\"uid\">User name</label>\n\
         <input id=\"uid\" name=\"uid\" autocomplete=\"username\" maxlength=\"64\" required autofocus>\n\
         <button>Next</button>\n</form>\n"
    );
    page(StatusCode::OK, "Log in", &form)
}

/// What a form of the page asks; none if it is no form of ours.
pub(crate) fn asked(body: &Body, device: Option<String>) -> Option<Ask> {
    let mut form = body.form().ok()?;
    let tenant = form.take("domain").map_or_else(TenantName::master, |domain| TenantName::new(&domain));
    let uid = form.take("uid")?;
    let (ticket, password) = (form.take("ticket"), form.take("password"));
    let factor = match (ticket, password, form.take("token"), form.take("authenticator")) {
        (None, None, None, None) => return form.end().ok().map(|()| Ask::How { tenant, uid }),
        (Some(ticket), Some(password), None, None) => Factor::Matrix { ticket, password: Password::new(&password) },
        (None, None, Some(code), None) => Factor::Token { code: Password::new(&code) },
        (None, None, None, Some(code)) => Factor::App { code: Password::new(&code) },
        _ => return None,
    };
    form.end().ok()?;
    let browser = Browser { device, ..Browser::default() };
    Some(Ask::Login { tenant, what: Request::Web(WebRequest::Login { uid, factor, browser }) })
}

/// The page after the first: what the user's method asks for; a table, if it is one.
pub(crate) fn after(tenant: &TenantName, uid: &str, offer: Offer, table: Option<(&Ticket, &Digits)>) -> Response {
    let who = hidden("domain", Some(tenant.as_str())) + &hidden("uid", Some(uid));
    let asks = match (offer.method, table) {
        (_, Some((ticket, digits))) => {
            hidden("ticket", Some(&ticket.to_string())) + &grid(digits) + &field("password", "Password", "off")
        }
        (Method::Authenticator, None) => {
            field("authenticator", "Code of your PassLogic Authenticator", "one-time-code")
        }
        _ => field("token", "Code of your token", "one-time-code"),
    };
    let name = Text(uid);
    let form = format!(
        "<p>User name: <strong>{name}</strong></p>\n<form method=\"post\" action=\"/login\">\n{who}{asks}\
         <button>Log in</button>\n</form>\n"
    );
    page(StatusCode::OK, "Log in", &form)
}

fn hidden(name: &str, value: Option<&str>) -> String {
    let field = |value| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", Text(value));
    value.map(field).unwrap_or_default()
}

fn field(name: &str, label: &str, autocomplete: &str) -> String {
    format!(
        "<label for=\"{name}\">{label}</label>\n<input id=\"{name}\" name=\"{name}\" type=\"password\" \
         autocomplete=\"{autocomplete}\" maxlength=\"128\" required autofocus>\n"
    )
}

/// The blocks of a table, side by side.
fn grid(digits: &Digits) -> String {
    let (rows, columns) = (usize::from(ROWS), usize::from(COLUMNS));
    let mut grid = String::from("<div class=\"blocks\">\n");
    for (at, block) in digits.as_str().as_bytes().chunks(rows * columns).enumerate() {
        // Writing to a text never fails.
        let _ = writeln!(grid, "<table aria-label=\"Block {}\">", at + 1);
        for row in block.chunks(columns) {
            let cells: String = row.iter().map(|&digit| format!("<td>{}</td>", char::from(digit))).collect();
            let _ = writeln!(grid, "<tr>{cells}</tr>");
        }
        grid.push_str("</table>\n");
    }
    grid + "</div>\n"
}

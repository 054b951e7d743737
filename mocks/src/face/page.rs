//! Pages for people: whole without scripts, and without anything from elsewhere.

use std::fmt::Write;

use hyper::StatusCode;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use sekisho_protocol::face::{Claims, Profile};

use super::redirect::origin;
use super::twist::Twist;
use crate::control::Complaint;
use crate::http::{Response, text};

pub(super) const STYLE: &str = include_str!("style.css");

/// A face in the frame of a camera.
const FACE: &str = r#"<svg viewBox="0 0 72 72" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" aria-hidden="true"><path d="M4 20V8a4 4 0 0 1 4-4h12M52 4h12a4 4 0 0 1 4 4v12M68 52v12a4 4 0 0 1-4 4H52M20 68H8a4 4 0 0 1-4-4V52"/><ellipse cx="36" cy="36" rx="17" ry="21"/><path d="M29 32v2M43 32v2M29 46c4 4 10 4 14 0"/></svg>"#;

/// A request that a person is to answer.
pub(super) struct Shown<'a> {
    pub(super) profile: &'a Profile,
    /// What goes back, but for the result.
    pub(super) answer: Claims,
    /// How the answer is wrong, if nobody chooses otherwise.
    pub(super) twist: Twist,
    pub(super) complaints: &'a [Complaint],
}

impl Shown<'_> {
    pub(super) fn page(&self, name: &str, suite: &str, request: &Claims) -> Response {
        let user = escaped(request.subject.as_deref().unwrap_or("nobody"));
        let tenant = escaped(request.issuer.as_deref().unwrap_or_default());
        let agreed = self.profile.suites.get(suite).map_or_else(String::new, ToString::to_string);
        let names = &self.profile.claims;
        let mut answer = self.answer.members(names);
        answer.insert(names.result.clone(), "what you choose".into());
        let body = format!(
            "{}{}<section><h2>What came in</h2>{}</section><section><h2>What goes back</h2>{}</section>",
            self.against(),
            self.form(name),
            table(&request.members(names)),
            table(&answer),
        );
        let lead = format!(
            "<b>{tenant}</b> asks whether the face before the camera is <b>{user}</b>’s. Suite {}: {agreed}.",
            escaped(suite)
        );
        page(StatusCode::OK, "Face recognition", &lead, &body, &origin(request.redirect.as_deref().unwrap_or_default()))
    }

    /// A button for each result, the success first.
    fn form(&self, name: &str) -> String {
        let mut form = format!(
            "<form method=\"post\" action=\"/answer\"><section><input type=\"hidden\" name=\"page\" value=\"{name}\">\
             <label for=\"token\">The answer is</label><select id=\"token\" name=\"token\">"
        );
        for (twist, about) in Twist::all() {
            let selected = if twist == self.twist { " selected" } else { "" };
            let _ = write!(form, "<option value=\"{twist}\"{selected}>{twist}: {}</option>", escaped(about));
        }
        form += "</select><h2>The result is</h2><div class=\"results\">";
        let results = self.profile.results.iter().map(|it| (it.name.as_str(), it.text.as_str()));
        for (place, (name, text)) in results.chain([("unknown", "A result that is in no table")]).enumerate() {
            let class = if place == 0 { " class=\"first\"" } else { "" };
            let (name, text) = (escaped(name), escaped(text));
            let _ = write!(
                form,
                "<button{class} name=\"result\" value=\"{name}\"><b>{name}</b><small>{text}</small></button>"
            );
        }
        form + "</div></section></form>"
    }

    fn against(&self) -> String {
        if self.complaints.is_empty() {
            return String::new();
        }
        let items: String = self.complaints.iter().map(item).collect();
        format!("<section class=\"bad\"><h2>What is wrong with this server’s requests</h2><ul>{items}</ul></section>")
    }
}

fn item(complaint: &Complaint) -> String {
    let Complaint { rule, expected, got } = complaint;
    format!("<li>expected {}, got {} ({})</li>", escaped(expected), escaped(got), escaped(rule))
}

/// A request that cannot be answered.
pub(super) fn refused_request(complaint: &Complaint) -> Response {
    let body = format!("<section class=\"bad\"><h2>What is wrong with it</h2><ul>{}</ul></section>", item(complaint));
    let lead = "There is no way back to the login server: begin the login anew.";
    page(StatusCode::BAD_REQUEST, "This request cannot be answered", lead, &body, "")
}

pub(super) fn refused(status: StatusCode, title: &str, lead: &str) -> Response {
    page(status, title, &escaped(lead), "", "")
}

/// Where the browser stays.
pub(super) fn never() -> Response {
    page(StatusCode::OK, "Face recognition", "The camera goes on looking, and nothing comes of it.", "", "")
}

/// What this is, for who comes by.
pub(super) fn about(profile: &Profile) -> Response {
    let suites: String = profile.suites.iter().map(|(name, suite)| row(name, &suite.to_string())).collect();
    let results: String = profile.results.iter().map(|result| row(&result.name, &result.text)).collect();
    let body = format!(
        "<section><h2>Suites</h2><table>{suites}</table></section><section><h2>Results</h2><table>{results}</table></section>"
    );
    let lead =
        "A stand-in for the service to which login servers send browsers. They come to <code>/authenticate</code>.";
    page(StatusCode::OK, "Face recognition", lead, &body, "")
}

/// The browser goes there.
pub(super) fn redirect(status: StatusCode, url: &str) -> Response {
    let mut response = text(status, String::new(), "text/plain");
    let headers = response.headers_mut();
    HeaderValue::from_str(url).into_iter().for_each(|url| drop(headers.insert(LOCATION, url)));
    private(response)
}

/// The browser posts this there: at once, or when the button is pressed.
pub(super) fn posted(url: &str, parameters: &[(String, String)]) -> Response {
    let fields: String = parameters
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value)))
        .collect();
    let nonce = format!("{:032x}", rand::random::<u128>());
    let body = format!(
        "<form method=\"post\" action=\"{}\"><section>{fields}<button class=\"first\"><b>Go on</b></button></section></form>\
         <script nonce=\"{nonce}\">document.forms[0].submit()</script>",
        escaped(url)
    );
    let mut response = page(StatusCode::OK, "Back to the login", "", &body, &origin(url));
    secure(&mut response, &format!("; script-src 'nonce-{nonce}'"), &origin(url));
    response
}

fn page(status: StatusCode, title: &str, lead: &str, body: &str, goes_to: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/style.css\"></head>\
         <body><main><header>{FACE}<div><h1>{title}</h1><p>{lead}</p></div></header>{body}</main></body></html>\n"
    );
    let mut response = text(status, html, "text/html; charset=utf-8");
    secure(&mut response, "", goes_to);
    private(response)
}

/// Nothing from elsewhere, no frames, and forms that lead here or to the login server alone.
fn secure(response: &mut Response, more: &str, goes_to: &str) {
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {goes_to}{more}"
    );
    let policy = HeaderValue::from_str(&policy);
    policy.into_iter().for_each(|policy| drop(response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy)));
}

/// Tokens stay in no cache and in no Referer.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn table(claims: &sekisho_protocol::jose::Members) -> String {
    let rows: String = claims.iter().map(|(name, value)| row(name, &shown(value))).collect();
    format!("<table>{rows}</table>")
}

fn shown(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn row(name: &str, value: &str) -> String {
    format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escaped(name), escaped(value))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_stays_text() {
        assert_eq!(escaped(r#"<b a="&'">"#), "&lt;b a=&quot;&amp;&#39;&quot;&gt;");
    }
}

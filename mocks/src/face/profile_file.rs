//! Profiles as files: what a service calls things, for those who know the real one.

use std::collections::BTreeMap;
use std::ops::Range;

use sekisho_files::{
    Node, Problem, Problems, Shape, Source, Table, field, integer, list, map, read, table, text, word,
};
use sekisho_protocol::face::{ClaimNames, Mode, Parameters, Profile, ServiceResult, Times};
use sekisho_protocol::jose::{ContentEncryption, KeyManagement, SignatureAlgorithm, Suite};

use crate::control::duration;

/// The longest time that a profile may give, in seconds.
const LONGEST_S: u64 = 86_400;

/// The format of profiles.
pub fn profile_shape() -> Shape {
    let name = |name, about| field(name, about, text());
    let claims = vec![
        name("issuer", "Whose token it is; default `iss`."),
        name("audience", "For whom it is; default `aud`."),
        name("issued-at", "When it was made; default `iat`."),
        name("expires", "When it ends; default `exp`."),
        name("id", "A name of the request alone; default `jti`."),
        name("nonce", "What the answer must repeat, and no other request has; default `rno`."),
        name("subject", "The user; default `sub`."),
        name("redirect", "Where the browser goes with the answer; default `redirect_uri`."),
        name("state", "What the answer repeats for the login server's own use; default `state`."),
        name("result", "How it ended; default `result`."),
    ];
    let parameters = vec![
        name("request", "Carries the request; default `request`."),
        name("response", "Carries the answer; default `response`."),
        field("mode", "How the answer comes back; default `query`.", word(&["query", "form_post"])),
    ];
    let times = vec![
        name("request", "How long a request may be valid; default 5m."),
        name("response", "How long an answer is valid; default 5m."),
    ];
    let suite = vec![
        field("signature", "How claims are signed.", word(&SignatureAlgorithm::ALL.map(SignatureAlgorithm::name)))
            .required(),
        field("key", "How the content's key reaches the partner.", word(&KeyManagement::ALL.map(KeyManagement::name)))
            .required(),
        field(
            "content",
            "How the content is encrypted; default `A256GCM`.",
            word(&ContentEncryption::ALL.map(ContentEncryption::name)),
        ),
    ];
    let result = vec![
        name("name", "What scenarios and pages call it.").required(),
        name("value", "What the claim says; default: the name."),
        name("text", "What it means, for people."),
    ];
    table(vec![
        field("format", "The version of this format: 1.", integer(1..=1)).required(),
        name("service", "What the service is called as issuer and audience; default `face`."),
        field("parameters", "The parameters of the redirects.", table(parameters)),
        field("claims", "What the claims of both tokens are called.", table(claims)),
        field("times", "How long things last.", table(times)),
        field("suite", "The suites, by name; default: `rs256`, `es256` and `hs256`.", map(table(suite))),
        field("result", "What the service can answer, the success first.", list(table(result))),
    ])
}

/// Reads a profile; what it does not state is as in the default one.
///
/// # Errors
///
/// All that is wrong in the file.
pub fn read_profile(source: &Source) -> Result<Profile, Problems> {
    let mut problems = Problems::new();
    let root = read(source, &mut problems);
    profile_shape().check(source, &root, &mut problems);
    let empty = Table::default();
    let file = root.as_table().unwrap_or(&empty);
    let mut reader = Reader { source, problems: &mut problems };
    let default = Profile::default();
    let profile = Profile {
        service: reader.text(file, "service", &default.service),
        parameters: reader.parameters(file.table("parameters").unwrap_or(&empty), &default.parameters),
        claims: reader.claims(file.table("claims").unwrap_or(&empty), &default.claims),
        times: reader.times(file.table("times").unwrap_or(&empty), default.times),
        suites: file.node("suite").map_or(default.suites, |node| reader.suites(node)),
        results: file.node("result").map_or(default.results, |node| reader.results(node)),
    };
    problems.into_result(Some(profile))
}

struct Reader<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn wrong(&mut self, span: Range<usize>, title: impl Into<String>, help: &str) {
        self.problems.push(Problem::new(self.source, span, title).help(help));
    }

    /// A text that is not empty.
    fn text(&mut self, table: &Table, key: &str, default: &str) -> String {
        let Some(node) = table.node(key) else { return default.to_owned() };
        if node.as_text() == Some("") {
            self.wrong(node.span.clone(), format!("`{key}` is empty"), "leave it out for the default");
        }
        node.as_text().unwrap_or(default).to_owned()
    }

    fn parameters(&mut self, table: &Table, default: &Parameters) -> Parameters {
        let mode = if table.text("mode") == Some("form_post") { Mode::FormPost } else { Mode::Query };
        let request = self.text(table, "request", &default.request);
        Parameters { request, response: self.text(table, "response", &default.response), mode }
    }

    fn claims(&mut self, table: &Table, default: &ClaimNames) -> ClaimNames {
        let names = ClaimNames {
            issuer: self.text(table, "issuer", &default.issuer),
            audience: self.text(table, "audience", &default.audience),
            issued_at: self.text(table, "issued-at", &default.issued_at),
            expires: self.text(table, "expires", &default.expires),
            id: self.text(table, "id", &default.id),
            nonce: self.text(table, "nonce", &default.nonce),
            subject: self.text(table, "subject", &default.subject),
            redirect: self.text(table, "redirect", &default.redirect),
            state: self.text(table, "state", &default.state),
            result: self.text(table, "result", &default.result),
        };
        let all = [
            &names.issuer,
            &names.audience,
            &names.issued_at,
            &names.expires,
            &names.id,
            &names.nonce,
            &names.subject,
            &names.redirect,
            &names.state,
            &names.result,
        ];
        for (_, node) in table.iter() {
            let name = node.as_text().unwrap_or_default();
            if all.iter().filter(|other| **other == name).count() > 1 {
                self.wrong(
                    node.span.clone(),
                    format!("two claims are called `{name}`"),
                    "each claim needs a name of its own",
                );
            }
        }
        names
    }

    fn times(&mut self, table: &Table, default: Times) -> Times {
        let request_s = self.seconds(table, "request", default.request_s);
        Times { request_s, response_s: self.seconds(table, "response", default.response_s) }
    }

    fn seconds(&mut self, table: &Table, key: &str, default: u32) -> u32 {
        let Some((node, text)) = table.node(key).and_then(|node| Some((node, node.as_text()?))) else { return default };
        let read = duration(text).map(|it| it.as_secs()).filter(|seconds| (1..=LONGEST_S).contains(seconds));
        if read.is_none() {
            self.wrong(node.span.clone(), format!("`{text}` is no duration"), "write a duration from 1s to 24h: `5m`");
        }
        read.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(default)
    }

    fn suites(&mut self, node: &Node) -> BTreeMap<String, Suite> {
        let empty = Table::default();
        let table = node.as_table().unwrap_or(&empty);
        if table.is_empty() && node.as_table().is_some() {
            self.wrong(node.span.clone(), "there is no suite", "leave `suite` out for the default ones");
        }
        let suite = |table: &Table| {
            let named = |key| table.text(key).unwrap_or_default();
            Some(Suite {
                signature: SignatureAlgorithm::ALL.into_iter().find(|it| it.name() == named("signature"))?,
                key: KeyManagement::ALL.into_iter().find(|it| it.name() == named("key"))?,
                content: ContentEncryption::ALL
                    .into_iter()
                    .find(|it| it.name() == named("content"))
                    .unwrap_or(ContentEncryption::A256Gcm),
            })
        };
        table.iter().filter_map(|(key, node)| Some((key.name.clone(), suite(node.as_table()?)?))).collect()
    }

    fn results(&mut self, node: &Node) -> Vec<ServiceResult> {
        let mut results: Vec<ServiceResult> = Vec::new();
        let items = node.as_list().unwrap_or_default();
        if items.is_empty() && node.as_list().is_some() {
            self.wrong(node.span.clone(), "there is no result", "leave `result` out for the default ones");
        }
        for (node, table) in items.iter().filter_map(|node| Some((node, node.as_table()?))) {
            let name = self.text(table, "name", "");
            let result = ServiceResult {
                value: self.text(table, "value", &name),
                text: table.text("text").unwrap_or_default().to_owned(),
                name,
            };
            let twice = results.iter().any(|other| other.name == result.name || other.value == result.value);
            if twice || result.name == super::scope::UNKNOWN {
                let title = format!("the result `{}` cannot be told from another", result.name);
                self.wrong(
                    node.span.clone(),
                    title,
                    "give each a name and a value of its own; `unknown` is what is in no table",
                );
            }
            results.push(result);
        }
        results
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        read_profile(&Source::new("face.toml", text)).unwrap_err().to_string()
    }

    #[test]
    fn what_a_file_does_not_state_is_as_ever() {
        assert_eq!(read_profile(&Source::new("face.toml", "format = 1")).unwrap(), Profile::default());
    }

    #[test]
    fn a_file_changes_what_it_states() {
        let text = "format = 1\nservice = \"bio\"\n[parameters]\nrequest = \"req\"\nmode = \"form_post\"\n\
            [claims]\nnonce = \"nonce\"\n[times]\nresponse = \"90s\"\n\
            [suite.mine]\nsignature = \"PS256\"\nkey = \"RSA-OAEP\"\ncontent = \"A128GCM\"\n\
            [[result]]\nname = \"success\"\nvalue = \"000\"\n[[result]]\nname = \"cancelled\"\nvalue = \"053\"\ntext = \"Oh\"\n";
        let profile = read_profile(&Source::new("face.toml", text)).unwrap();
        assert_eq!((profile.service.as_str(), profile.parameters.request.as_str()), ("bio", "req"));
        assert_eq!((profile.parameters.mode, profile.claims.nonce.as_str()), (Mode::FormPost, "nonce"));
        assert_eq!((profile.times.request_s, profile.times.response_s), (300, 90));
        assert_eq!(profile.suites["mine"].to_string(), "PS256 in RSA-OAEP and A128GCM");
        assert_eq!((profile.suites.len(), profile.results.len()), (1, 2));
        assert_eq!(profile.meaning("053").unwrap().name, "cancelled");
    }

    #[test]
    fn what_is_wrong_is_shown_at_its_place() {
        for (text, expected) in [
            ("format = 1\nservices = \"x\"", "did you mean `service`?"),
            ("format = 1\n[claims]\nnonce = \"sub\"", "two claims are called `sub`"),
            ("format = 1\n[times]\nrequest = \"5\"", "`5` is no duration"),
            ("format = 1\n[times]\nrequest = \"500ms\"", "is no duration"),
            ("format = 1\n[suite.x]\nsignature = \"none\"\nkey = \"dir\"", "got `none`"),
            ("format = 1\n[suite.x]\nsignature = \"HS256\"", "the key `key` is missing"),
            ("format = 1\n[suite]", "there is no suite"),
            ("format = 1\nresult = []", "there is no result"),
            (
                "format = 1\n[[result]]\nname = \"a\"\n[[result]]\nname = \"b\"\nvalue = \"a\"",
                "cannot be told from another",
            ),
            ("format = 1\n[[result]]\nname = \"unknown\"", "cannot be told from another"),
            ("format = 1\nservice = \"\"", "`service` is empty"),
        ] {
            let told = told(text);
            assert!(told.contains(expected) && told.contains("face.toml:"), "{text}: {told}");
        }
    }
}

//! What steps ask of packets of RADIUS: how they are broken, what an answer must hold, how long it must take.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use rand::Rng;
use sekisho_protocol::radius::dictionary::Definition;

use super::invoke::{Actor, Call, Trouble};
use super::reading::Exchange;
use super::scope::StepScope;
use crate::record::{Finding, FindingKind};
use crate::scenario::{Again, Raw, Reply, Step};
use crate::template::show_duration;
use crate::wire::{Answer, Breaking, RadiusAnswer, Request, WireError, radius_client};

/// A moment on the server's clock, where it can be read, else on ours.
pub(super) enum Moment {
    Server(Timestamp),
    Ours(Instant),
}

impl Actor<'_> {
    /// The very request of the user's step before, if that is what the step wants.
    pub(super) fn repeated(&mut self, step: &Step, call: Call<'_>) -> Result<Option<Request>, Trouble> {
        let Some(raw) = step.raw.as_ref().filter(|raw| raw.again == Again::Datagram) else { return Ok(None) };
        let earlier = self.earlier.get(&call.user).cloned();
        let earlier = earlier.ok_or_else(|| Trouble::Cannot("the user sent no packet before this one".into()))?;
        let request = Request::Radius(earlier.request.clone());
        self.broken(request, raw, call).map(Some)
    }

    /// The request as the step wants it broken.
    pub(super) fn broken(&mut self, request: Request, raw: &Raw, call: Call<'_>) -> Result<Request, Trouble> {
        let Request::Radius(mut request) = request else {
            return Err(Trouble::Skip(format!("{} is not spoken in RADIUS here", call.binding.action)));
        };
        if let Some(client) = &raw.client {
            request.source = Some(self.client(&client.text, call)?);
        }
        let earlier = match raw.again {
            Again::No => None,
            Again::Datagram | Again::Identifier => Some(self.earlier.get(&call.user).cloned()),
        };
        let none = || Trouble::Cannot("the user sent no packet before this one".into());
        let earlier = earlier.map(|earlier| earlier.ok_or_else(none)).transpose()?;
        let words = [self.case.id.as_str(), &self.case.requests.to_string()];
        let seed = self.context.options.seed.rng(&words).next_u64();
        request.raw = Some(Breaking { raw: raw.clone(), seed, earlier });
        Ok(Request::Radius(request))
    }

    fn client(&self, name: &str, call: Call<'_>) -> Result<std::net::IpAddr, Trouble> {
        let scope = StepScope {
            context: self.context,
            case: &self.case,
            user: call.user,
            channel: call.channel,
            params: call.params,
            arguments: call.arguments,
        };
        let server = self.context.target.radius.as_ref();
        let found = server.map(|server| radius_client(server, name, &scope)).transpose();
        let found = found.map_err(|error| Trouble::Cannot(error.to_string()))?;
        found.flatten().ok_or_else(|| Trouble::Skip(format!("the target names no RADIUS client {name}")))
    }

    /// What is wrong with an answer beside what it says.
    pub(super) fn look_at(&mut self, step: &Step, exchange: &Exchange) {
        if let (Some(reply), Ok(Answer::Radius(answer))) = (&step.reply, exchange) {
            faults(reply, answer).into_iter().for_each(|finding| self.note(finding));
        }
        // To what must not be answered at all, a reply that cannot be trusted is an answer, too.
        if step.raw.is_some() && matches!(exchange, Err(WireError::Silent(_))) {
            let strays = self.clients.radius.take_strays();
            self.count_rejected(strays);
            let told: Vec<String> = self.rejected.keys().map(ToString::to_string).collect();
            if !told.is_empty() {
                let got = format!("replies that cannot be trusted: {}", told.join(", "));
                self.note(Finding::new(FindingKind::Wire, "an answer that can be trusted, or none", got));
            }
        }
    }

    /// Keeps a finding about packets for the step's end, once.
    pub(super) fn note(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// The time, if the step says how long its answer must take.
    pub(super) async fn moment(&mut self, step: &Step) -> Result<Option<Moment>, Trouble> {
        if step.takes.is_none() {
            return Ok(None);
        }
        self.read_clock().await?;
        let is_read = self.context.target.binding("read-clock", None).is_some();
        let server = self.case.now.filter(|_| is_read).map(Moment::Server);
        Ok(Some(server.unwrap_or_else(|| Moment::Ours(Instant::now()))))
    }

    /// Whether the answer took as long as it must.
    pub(super) async fn took(&mut self, step: &Step, since: Option<Moment>) -> Result<(), Trouble> {
        let (Some(template), Some(since)) = (&step.takes, since) else { return Ok(()) };
        let took = match since {
            Moment::Ours(since) => since.elapsed(),
            Moment::Server(since) => {
                self.read_clock().await?;
                let now = self.case.now.unwrap_or(since);
                Duration::try_from(now.duration_since(since)).unwrap_or_default()
            }
        };
        let scope = self.scope_of_nobody(&step.params);
        let least = template.measure(&scope).map_err(|error| Trouble::Cannot(error.to_string()))?;
        let least = least
            .as_duration()
            .ok_or_else(|| Trouble::Cannot(format!("{}: expected a duration, got {}", template.at(), least.kind())))?;
        if took < least {
            let expected = format!("at least {} until the answer", show_duration(least));
            self.note(Finding::new(FindingKind::Time, expected, show_duration(took)));
        }
        Ok(())
    }
}

impl Raw {
    /// Whether the server may take the packet for another user's.
    pub(super) fn may_rename(&self) -> bool {
        let names_user = |definitions: &[&'static Definition]| definitions.iter().any(|it| it.name == "User-Name");
        let replaced: Vec<&'static Definition> = self.replace.iter().map(|(definition, _)| *definition).collect();
        self.octets.is_some()
            || self.mutate
            || self.only.as_ref().is_some_and(|only| !names_user(only))
            || [&self.without, &self.twice, &replaced].into_iter().any(|them| names_user(them))
    }
}

fn faults(reply: &Reply, answer: &RadiusAnswer) -> Vec<Finding> {
    let wrong = |expected: String, got: String| Finding::new(FindingKind::Wire, expected, got);
    let mut found = Vec::new();
    let first = answer.first();
    if let Some(wanted) = reply.first.filter(|wanted| first != Some(wanted.name.to_owned())) {
        let got = first.unwrap_or_else(|| "no attribute".into());
        found.push(wrong(format!("{} as the first attribute of the answer", wanted.name), got));
    }
    for (wanted, pattern) in &reply.has {
        let texts = answer.texts(wanted);
        match pattern {
            _ if texts.is_empty() => found.push(wrong(format!("{} in the answer", wanted.name), "none".into())),
            Some(pattern) if !texts.iter().any(|text| pattern.is_match(text)) => {
                found.push(wrong(format!("{} like {}", wanted.name, bare(pattern.as_str())), texts.join(", ")));
            }
            _ => {}
        }
    }
    for unwanted in reply.lacks.iter().filter(|unwanted| !answer.values(unwanted).is_empty()) {
        found.push(wrong(format!("no {} in the answer", unwanted.name), "one".into()));
    }
    if let Some(copied) = reply.copies.filter(|copied| answer.asked(copied) != answer.values(copied)) {
        let (asked, got) = (answer.asked(copied).len(), answer.values(copied).len());
        found.push(wrong(format!("the {asked} {} of the request, in order", copied.name), format!("{got} or others")));
    }
    found
}

/// A pattern as the scenario states it.
fn bare(pattern: &str) -> &str {
    pattern.strip_prefix("^(?:").and_then(|pattern| pattern.strip_suffix(")$")).unwrap_or(pattern)
}

#[cfg(test)]
mod tests {
    use sekisho_files::{Problems, Source};
    use sekisho_protocol::radius::build::Builder;
    use sekisho_protocol::radius::{Code, Packet, Secret, kind};

    use super::faults;
    use crate::check::holds_token;
    use crate::scenario::read_scenario;
    use crate::wire::RadiusAnswer;

    /// An Access-Challenge to a request with two Proxy-States, of which it has one.
    fn answer() -> RadiusAnswer {
        let secret = Secret::new("xyzzy5461");
        let mut request = Vec::new();
        let builder = Builder::request(&mut request, Code::ACCESS_REQUEST, 1, [1; 16]);
        builder.octets(kind::PROXY_STATE, b"1").octets(kind::PROXY_STATE, b"2").seal(&secret).expect("a request");
        let packet = Packet::parse(&request).expect("a packet");
        let mut reply = Vec::new();
        let builder = Builder::reply(&mut reply, Code::ACCESS_CHALLENGE, &packet);
        let builder = builder.text(kind::REPLY_MESSAGE, "Enter 12").octets(kind::STATE, b"s");
        builder.octets(kind::PROXY_STATE, b"1").seal(&secret).expect("a reply");
        RadiusAnswer::held_against(&request, &reply, &secret).expect("an answer")
    }

    fn found(reply: &str) -> Vec<String> {
        let text = format!("format = 1\ntitle = \"x\"\n[[step]]\ndo = \"login\"\nreply = {{ {reply} }}\n");
        let mut problems = Problems::new();
        let scenario = read_scenario("x", &Source::new("a.toml", text), &|_| None, &mut problems);
        assert!(problems.is_empty(), "{problems}");
        let step = scenario.expect("a scenario").steps.remove(0);
        faults(&step.reply.expect("a reply"), &answer()).iter().map(ToString::to_string).collect()
    }

    /// A password that came back in Class, or in a vendor's attribute, was no leak.
    #[test]
    fn a_secret_is_looked_for_in_every_attribute_of_an_answer() {
        let secret = Secret::new("xyzzy5461");
        let (mut request, mut reply) = (Vec::new(), Vec::new());
        Builder::request(&mut request, Code::ACCESS_REQUEST, 1, [1; 16]).seal(&secret).expect("a request");
        let packet = Packet::parse(&request).expect("a packet");
        let builder = Builder::reply(&mut reply, Code::ACCESS_ACCEPT, &packet).octets(kind::CLASS, b"in-class");
        let builder = builder.vendor(9, 1, b"in-avpair").text(kind::REPLY_MESSAGE, "in-message");
        builder.seal(&secret).expect("a reply");
        let answer = RadiusAnswer::held_against(&request, &reply, &secret).expect("an answer");
        for told in ["in-class", "in-avpair", "in-message"] {
            assert!(holds_token(&answer.said(), told), "{told}");
        }
    }

    #[test]
    fn an_answer_holds_what_the_step_says() {
        let right = "first = \"Message-Authenticator\", has = { reply-message = \"Enter [0-9]+\", state = \"0x73\" }, \
                     lacks = [\"Class\"], copies = \"Class\"";
        assert_eq!(found(right), [""; 0]);
        let first = "wire: expected State as the first attribute of the answer, got Message-Authenticator";
        assert_eq!(found("first = \"State\""), [first]);
        assert_eq!(found("has = [\"State\", \"Class\"]"), ["wire: expected Class in the answer, got none"]);
        let other = "wire: expected Reply-Message like [0-9]+, got Enter 12";
        assert_eq!(found("has = { Reply-Message = \"[0-9]+\" }"), [other]);
        assert_eq!(found("lacks = [\"State\"]"), ["wire: expected no State in the answer, got one"]);
        let copied = "wire: expected the 2 Proxy-State of the request, in order, got 1 or others";
        assert_eq!(found("copies = \"Proxy-State\""), [copied]);
    }
}

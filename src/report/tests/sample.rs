//! Run records to report on, put together by hand.

use std::collections::BTreeMap;

use crate::record::{
    AnswerSeen, CaseName, Coverage, EventSeen, Finding, FindingKind, Proof, Role, RunEvent, StepDone, Tally,
    TargetNamed, VendorPlayed, Verdict,
};

pub(super) fn started(cases: usize, skipped: usize) -> RunEvent {
    RunEvent::RunStarted {
        format: 1,
        sekisho: "0.1.0".to_owned(),
        seed: "7f3a".to_owned(),
        target: TargetNamed {
            name: "reference".to_owned(),
            title: "Embedded reference server".to_owned(),
            version: Some("6.2.1".to_owned()),
        },
        catalog: "passlogic".to_owned(),
        started: "2026-11-22T04:00:00Z".to_owned(),
        cases,
        skipped,
        vendors: Vec::new(),
    }
}

/// A run that plays two RADIUS clients.
pub(super) fn started_as_vendors() -> RunEvent {
    let played = |name: &str, title: &str, unverified: &[&str]| VendorPlayed {
        name: name.to_owned(),
        title: title.to_owned(),
        unverified: unverified.iter().map(|fact| (*fact).to_owned()).collect(),
    };
    match started(2, 0) {
        RunEvent::RunStarted { format, sekisho, seed, target, catalog, started, cases, skipped, .. } => {
            let box_of_ours = played("ours", "Our box", &[]);
            let vendors = vec![played("fortigate", "FortiGate SSL VPN", &["timers.retries", "request"]), box_of_ours];
            RunEvent::RunStarted { format, sekisho, seed, target, catalog, started, cases, skipped, vendors }
        }
        other => other,
    }
}

pub(super) fn finished(verdicts: &[Verdict]) -> RunEvent {
    let mut tally = Tally::default();
    verdicts.iter().for_each(|verdict| tally.count(*verdict));
    RunEvent::RunFinished {
        tally,
        coverage: Coverage {
            active: 3000,
            asserted: (0..2998).map(|code| code.to_string()).collect(),
            only_seen: vec!["54102".to_owned()],
            waived: vec!["54201".to_owned()],
            inactive_seen: vec!["54160".to_owned()],
        },
        foreign: 3,
        findings: Vec::new(),
        interrupted: false,
        elapsed_ms: 12_345,
    }
}

pub(super) fn with_finding(mut event: RunEvent, finding: Finding) -> RunEvent {
    if let RunEvent::RunFinished { findings, .. } = &mut event {
        findings.push(finding);
    }
    event
}

pub(super) fn unused_waiver() -> Finding {
    Finding::new(FindingKind::UnusedWaiver, "waiver 2 (ticket 17) to be needed", "all as expected").about("54106")
}

pub(super) fn name(scenario: &str, channel: &str) -> CaseName {
    CaseName { scenario: scenario.to_owned(), channel: Some(channel.to_owned()), variant: None }
}

pub(super) fn event(code: &str, level: &str) -> EventSeen {
    EventSeen {
        code: code.to_owned(),
        level: Some(level.to_owned()),
        outcome: None,
        message: "…".to_owned(),
        user: Some("alice".to_owned()),
        sources: vec!["syslog".to_owned()],
        role: Role::Expected,
        count: 1,
    }
}

pub(super) fn answer(status: &str, code: &str, count: u64) -> AnswerSeen {
    AnswerSeen {
        status: status.to_owned(),
        outcome: Some("authenticated".to_owned()),
        code: Some(code.to_owned()),
        count,
    }
}

pub(super) fn step(number: usize, events: Vec<EventSeen>) -> StepDone {
    StepDone {
        number,
        repetition: 1,
        at: format!("scenarios/login/right-answer.toml:{}", 8 + number),
        action: "login".to_owned(),
        user: Some("alice".to_owned()),
        expected: vec!["authenticated (54201)".to_owned()],
        answers: Vec::new(),
        events,
        sights: Vec::new(),
        rejected: BTreeMap::new(),
        findings: Vec::new(),
        proof: Proof::Barrier,
        elapsed_ms: 5,
    }
}

pub(super) fn level_finding() -> Finding {
    Finding::new(FindingKind::Level, "notice", "warning").about("54201")
}

pub(super) fn wrong_level() -> StepDone {
    let mut step = step(1, vec![event("54201", "warning")]);
    step.findings.push(level_finding());
    step.answers.push(answer("HTTP 200", "54201", 1));
    step
}

/// An attempt at a case, from its start to its end.
pub(super) struct Attempt {
    pub(super) case: CaseName,
    pub(super) number: u32,
    pub(super) steps: Vec<StepDone>,
    pub(super) verdict: Verdict,
    pub(super) reason: Option<&'static str>,
    pub(super) retried: bool,
}

impl Attempt {
    pub(super) fn passed(case: CaseName) -> Self {
        let steps = vec![step(1, vec![event("54201", "notice")])];
        Self { case, number: 1, steps, verdict: Verdict::Passed, reason: None, retried: false }
    }

    pub(super) fn failed(case: CaseName) -> Self {
        Self { steps: vec![wrong_level()], verdict: Verdict::Failed, ..Self::passed(case) }
    }

    pub(super) fn errored(case: CaseName) -> Self {
        let reason = Some("connection refused\n127.0.0.1:8443");
        Self { steps: Vec::new(), verdict: Verdict::Errored, reason, ..Self::passed(case) }
    }

    pub(super) fn waived(case: CaseName) -> Self {
        let mut step = wrong_level();
        step.findings[0].waived = Some("ticket 123".to_owned());
        Self { steps: vec![step], verdict: Verdict::Waived, reason: Some("ticket 123"), ..Self::passed(case) }
    }

    /// Failed first, and passed then.
    pub(super) fn flaky(case: &CaseName) -> Vec<RunEvent> {
        let first = Self { retried: true, ..Self::failed(case.clone()) };
        let second = Self { number: 2, verdict: Verdict::Flaky, ..Self::passed(case.clone()) };
        [first.events(), second.events()].concat()
    }

    pub(super) fn events(&self) -> Vec<RunEvent> {
        let (case, attempt) = (&self.case, self.number);
        let mut events = vec![start(case, attempt)];
        let done = |step: &StepDone| RunEvent::StepFinished { case: case.clone(), attempt, step: step.clone() };
        events.extend(self.steps.iter().map(done));
        events.push(RunEvent::CaseFinished {
            case: case.clone(),
            attempt,
            verdict: self.verdict,
            reason: self.reason.map(str::to_owned),
            retried: self.retried,
            cleaned: true,
            elapsed_ms: 12,
        });
        events
    }
}

pub(super) fn start(case: &CaseName, attempt: u32) -> RunEvent {
    RunEvent::CaseStarted {
        case: case.clone(),
        title: "The right answer logs in".to_owned(),
        file: String::new(),
        rules: Vec::new(),
        attempt,
    }
}

pub(super) fn skip(scenario: &str, reason: &str) -> RunEvent {
    RunEvent::CaseSkipped { case: name(scenario, "windows/token"), reason: reason.to_owned() }
}

/// One case of each verdict, and a finding of the run.
pub(super) fn everything() -> Vec<RunEvent> {
    let mut events = vec![started(5, 3)];
    events.push(RunEvent::Preflight { notes: vec!["the server's clock is 3 s ahead".to_owned()] });
    events.push(skip("lock/locks", "windows/token is not bound"));
    events.push(skip("totp/drift", "windows/token is not bound"));
    events.push(skip("sync/export", "no clock that can be moved"));
    events.extend(Attempt::passed(name("login/right-answer", "web/token")).events());
    events.extend(Attempt::failed(name("login/right-answer", "web/matrix")).events());
    events.extend(Attempt::errored(name("lock/locks", "radius/matrix")).events());
    events.extend(Attempt::waived(name("lock/locks", "web/matrix")).events());
    events.extend(Attempt::flaky(&name("sanity", "web/matrix")));
    let verdicts = [
        Verdict::Passed,
        Verdict::Failed,
        Verdict::Errored,
        Verdict::Waived,
        Verdict::Flaky,
        Verdict::Skipped,
        Verdict::Skipped,
        Verdict::Skipped,
    ];
    events.push(with_finding(finished(&verdicts), unused_waiver()));
    events
}

/// A run that was killed: one case passed, one had begun, three never began.
pub(super) fn killed() -> Vec<RunEvent> {
    let mut events = vec![started(5, 0)];
    events.extend(Attempt::passed(name("login/right-answer", "web/token")).events());
    let case = name("lock/locks", "web/matrix");
    events.push(start(&case, 1));
    let step = step(1, vec![event("54106", "warning")]);
    events.push(RunEvent::StepFinished { case, attempt: 1, step });
    events
}

/// What a hostile server may put where its text is shown.
pub(super) const HOSTILE: &str =
    "<b> & \"q\" ]]> \u{0}\u{8}\u{1b}[31m\u{1b}]0;t\u{7}\r\nnext\t\u{9b}\u{fffe}\u{ffff}\u{202e}日本";

/// A failed case with hostile text in every place that text can come to.
pub(super) fn hostile() -> Vec<RunEvent> {
    let mut attempt = Attempt::failed(name(HOSTILE, HOSTILE));
    let step = &mut attempt.steps[0];
    step.findings[0] = Finding::new(FindingKind::Message, HOSTILE, HOSTILE).about(HOSTILE);
    step.events[0].code = HOSTILE.to_owned();
    step.answers[0].status = HOSTILE.to_owned();
    step.at = format!("{HOSTILE}:1");
    let mut events = vec![started(1, 1), skip(HOSTILE, HOSTILE)];
    events.extend(attempt.events());
    let finding = Finding::new(FindingKind::Damaged, HOSTILE, HOSTILE);
    events.push(with_finding(finished(&[Verdict::Failed]), finding));
    events
}

//! What came of a load run, for people and as JSON.

use std::time::Duration;

use sekisho_load::{Flaw, Journey, Tally, Trouble, flaws};
use serde_json::{Value, json};

use crate::template::show_duration;

/// How a run was configured, as far as its figures mean nothing without.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The target's name.
    pub target: String,
    /// The offered rate, or how many users.
    pub load: String,
    /// Whether logins began at a rate.
    pub at_a_rate: bool,
    /// What was counted.
    pub duration: Duration,
    /// What was not, before.
    pub warm_up: Duration,
    /// How many accounts logged in in turn.
    pub accounts: usize,
    /// How many threads generated.
    pub generators: usize,
    /// The seed.
    pub seed: String,
}

/// What a run comes to. One field decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Each login was right, and the measurement may be believed.
    Good,
    /// An answer was wrong, or a login came to no end.
    Findings,
    /// The generator could not keep up: the figures say nothing of the server.
    Invalid,
}

/// What came of a load run.
#[derive(Debug, Clone)]
pub struct Report {
    configuration: Configuration,
    journey: String,
    calls: Vec<String>,
    tally: Tally,
    flaws: Vec<Flaw>,
    /// What the server's process spent on processors, if we started it.
    server_cpu: Option<Duration>,
}

const QUANTILES: [(f64, &str); 5] = [(0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p99.9"), (1.0, "max")];

impl Report {
    /// Of a run that lasted as configured, or shorter.
    pub fn new(
        configuration: Configuration,
        journey: &Journey,
        tally: Tally,
        lasted: Duration,
        server_cpu: Option<Duration>,
    ) -> Self {
        let configuration = Configuration { duration: lasted, ..configuration };
        let flaws = flaws(&tally, lasted, configuration.generators, configuration.at_a_rate);
        let calls = journey.calls.iter().map(|call| call.name.clone()).collect();
        Self { configuration, journey: journey.name.clone(), calls, tally, flaws, server_cpu }
    }

    /// What it comes to. What the server did wrong counts before what the generator could not do.
    pub fn verdict(&self) -> Verdict {
        let lost = self.tally.failures() - self.tally.of(Trouble::Dropped);
        match (self.tally.wrong > 0 || lost > 0, self.flaws.is_empty()) {
            (true, _) => Verdict::Findings,
            (false, true) => Verdict::Good,
            (false, false) => Verdict::Invalid,
        }
    }

    /// One line of one second.
    pub fn second(number: u64, tally: &Tally) -> String {
        let lost = tally.failures();
        let lost = if lost > 0 { format!(", {lost} without an end") } else { String::new() };
        let wrong = if tally.wrong > 0 { format!(", {} WRONG", tally.wrong) } else { String::new() };
        let p = |quantile| shown(tally.latency.value_at_quantile(quantile));
        format!("{:>4} s  {:>7} logins  p50 {}  p99 {}{wrong}{lost}", number + 1, tally.right, p(0.5), p(0.99))
    }

    /// For people.
    pub fn text(&self) -> String {
        let Self { configuration, tally, .. } = self;
        let seconds = configuration.duration.as_secs_f64().max(1e-9);
        let mut lines = vec![
            format!("{} on {}: {}", self.journey, configuration.target, configuration.load),
            format!(
                "{} right of {} logins in {}: {:.1} a second, {:.1} requests a second",
                tally.right,
                tally.offered,
                show_duration(configuration.duration),
                tally.right as f64 / seconds,
                tally.answers as f64 / seconds
            ),
        ];
        lines.push(String::new());
        lines.push(format!("{:<24}{}", "", QUANTILES.map(|(_, name)| format!("{name:>12}")).concat()));
        let mut row = |name: &str, histogram: &hdrhistogram::Histogram<u64>| {
            if !histogram.is_empty() {
                let times =
                    QUANTILES.map(|(quantile, _)| format!("{:>12}", shown(histogram.value_at_quantile(quantile))));
                lines.push(format!("{name:<24}{}", times.concat()));
            }
        };
        row(if configuration.at_a_rate { "login, from its due time" } else { "login" }, &tally.latency);
        self.calls.iter().zip(&tally.service).for_each(|(name, service)| row(&format!("  {name}"), service));
        row("  new connection", &tally.connects);
        row("generator's lag", &tally.lag);
        lines.push(String::new());
        lines.extend(self.said());
        lines.extend(self.costs());
        lines.extend(self.flaws.iter().map(|flaw| format!("INVALID: {flaw}")));
        lines.join("\n")
    }

    fn said(&self) -> Vec<String> {
        let mut said = self.tally.said.clone();
        said.sort();
        let told = said.iter().map(|(call, label, right, times)| {
            let call = self.calls.get(*call).map_or("", String::as_str);
            format!("{times:>12}  {call}: {label}{}", if *right { "" } else { "  WRONG" })
        });
        let troubles = Trouble::ALL.iter().filter(|(trouble, _)| self.tally.of(*trouble) > 0);
        let troubles = troubles.map(|(trouble, name)| format!("{:>12}  {name}", self.tally.of(*trouble)));
        told.chain(troubles).collect()
    }

    fn costs(&self) -> Vec<String> {
        let per = |cpu: Duration, count: u64| cpu.as_secs_f64() * 1e6 / count.max(1) as f64;
        let Tally { cpu, answers, right, .. } = self.tally;
        let busy = cpu.as_secs_f64() / self.configuration.duration.as_secs_f64().max(1e-9) * 100.0;
        let threads = self.configuration.generators;
        let of = if threads == 1 { "one core".to_owned() } else { format!("{threads} cores") };
        let own = format!(
            "the generator spent {:.1} µs of processor time on a request, {:.1} on a login; {busy:.0} % of {of}",
            per(cpu, answers),
            per(cpu, right)
        );
        let server = self.server_cpu.map(|cpu| format!("the server spent {:.1} µs on a login", per(cpu, right)));
        [own].into_iter().chain(server).collect()
    }

    /// As data: times in microseconds.
    pub fn json(&self) -> Value {
        let Self { configuration, tally, .. } = self;
        let times = |histogram: &hdrhistogram::Histogram<u64>| {
            let quantile = |(quantile, name): (f64, &str)| {
                (name.to_owned(), json!(histogram.value_at_quantile(quantile) as f64 / 1e3))
            };
            let mut object: serde_json::Map<String, Value> = QUANTILES.into_iter().map(quantile).collect();
            object.insert("count".into(), histogram.len().into());
            object.insert("mean".into(), json!(histogram.mean() / 1e3));
            Value::Object(object)
        };
        let steps = self.calls.iter().zip(&tally.service);
        let name = |call: usize| self.calls.get(call).cloned().unwrap_or_default();
        let seconds = configuration.duration.as_secs_f64();
        json!({
            "format": 1,
            "sekisho": env!("CARGO_PKG_VERSION"),
            "journey": self.journey,
            "target": configuration.target,
            "load": configuration.load,
            "seconds": seconds,
            "warm_up_seconds": configuration.warm_up.as_secs_f64(),
            "accounts": configuration.accounts,
            "generators": configuration.generators,
            "seed": configuration.seed,
            "verdict": match self.verdict() {
                Verdict::Good => "good",
                Verdict::Findings => "findings",
                Verdict::Invalid => "invalid",
            },
            "flaws": self.flaws.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "logins": {
                "offered": tally.offered, "right": tally.right, "wrong": tally.wrong,
                "a_second": tally.right as f64 / seconds.max(1e-9),
            },
            "without_an_end": Trouble::ALL.iter().map(|(trouble, name)| ((*name).to_owned(), json!(tally.of(*trouble))))
                .collect::<serde_json::Map<_, _>>(),
            "answers": tally.answers,
            "said": tally.said.iter().map(|(call, label, right, times)| json!({
                "action": name(*call), "what": label, "right": right, "count": times,
            })).collect::<Vec<_>>(),
            "latency_us": times(&tally.latency),
            "lag_us": times(&tally.lag),
            "connect_us": times(&tally.connects),
            "service_us": steps.map(|(name, service)| json!({ "action": name, "times": times(service) })).collect::<Vec<_>>(),
            "generator_cpu_seconds": tally.cpu.as_secs_f64(),
            "server_cpu_seconds": self.server_cpu.map(|cpu| cpu.as_secs_f64()),
        })
    }
}

fn shown(nanos: u64) -> String {
    let micros = nanos as f64 / 1e3;
    match micros {
        0.0..1_000.0 => format!("{micros:.0} µs"),
        1_000.0..1_000_000.0 => format!("{:.2} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use sekisho_reference::{EntraUrl, NeighbourUrl, Plant, RadiusClient, SyslogTarget};

use super::Exit;
use super::load_args::LoadArgs;
use super::mock_args::MockArgs;
use crate::run::Seed;

const EXAMPLES: &str = "\
Examples:
  sekisho                                    the whole suite on the embedded server
  sekisho run lock --channel web/matrix      one folder of scenarios on one channel
  sekisho run radius --vendor fortigate      the cases of RADIUS as a FortiGate would log in
  sekisho run --target targets/mine.toml     the same scenarios against your server
  sekisho run -- --plant 54106=wrong-level   see the suite catch a planted fault
  sekisho try login --as alice               one login, and the whole exchange
  sekisho explain 54106                      what a code means and what provokes it";

const CHECK_EXAMPLES: &str = "\
Examples:
  sekisho check lock/mine.toml                          a scenario for the embedded server
  sekisho check mine.toml --target targets/mine.toml    a scenario for your server: its codes, its actions
  sekisho check targets/mine.toml                       a target file";

/// The examples and the exit codes.
fn help() -> String {
    format!("{EXAMPLES}\n\n{}", exit_codes())
}

fn exit_codes() -> String {
    let lines = Exit::ALL.iter().map(|(exit, meaning)| format!("  {:>2}  {meaning}", exit.code()));
    format!("Exit codes:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// Conformance tests for multi-factor authentication servers.
///
/// Replays scripted scenarios against a server, checks every code and level that it emits against a catalog,
/// and reports what is not as it should be. Without a command: `run`, the whole suite on the embedded server.
#[derive(Debug, Parser)]
#[command(name = "sekisho", version, after_help = help(), args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// When to use colour.
    #[arg(long = "color", global = true, value_name = "WHEN", default_value = "auto")]
    pub colour: ColorChoice,
    /// The arguments of `run`, without the word.
    #[command(flatten)]
    pub run: RunArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run scenarios against a target and check what it emits.
    Run(RunArgs),
    /// Carry out one action and show the whole exchange.
    Try(TryArgs),
    /// Put load on a target: how many logins it takes, how fast, each answer checked.
    Load(LoadArgs),
    /// Check files without any network: scenarios, flows, targets, vendor profiles, waivers, catalogs.
    Check(CheckArgs),
    /// Look at catalogs: list, show, export, coverage.
    Catalog(CatalogArgs),
    /// Say what a code means, why it comes, what to do, and which scenarios provoke it.
    Explain(ExplainArgs),
    /// Run the embedded reference server for others to call.
    Serve(Box<ServeArgs>),
    /// List the RADIUS clients that `--vendor` plays, with what of each rests on a public source.
    Vendors(VendorsArgs),
    /// Run one of the outside services that servers call, told by tests what to answer.
    Mock(MockArgs),
    /// Remove from a target what a killed run left there.
    Clean(CleanArgs),
    /// Build the reports of an earlier run from its record.
    Report(ReportArgs),
    /// Print or write the JSON Schemas of the file formats.
    Schema(SchemaArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
    /// Print the manual page, or write the pages of all commands into a folder.
    Man(ManArgs),
}

/// Arguments of `run`.
#[derive(Debug, Clone, Args)]
#[command(after_help = exit_codes())]
pub struct RunArgs {
    /// Scenarios by name, folders of scenarios, or files; all, if none is given.
    #[arg(value_name = "WHAT")]
    pub what: Vec<String>,
    /// The server under test: a name of a shipped target, or a target file.
    #[arg(long, short, value_name = "TARGET", default_value = "reference")]
    pub target: String,
    /// Only cases whose name holds this: `lock/`, `windows/matrix`.
    #[arg(long, short, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Only this channel; can be given several times.
    #[arg(long, value_name = "CHANNEL")]
    pub channel: Vec<String>,
    /// Play this RADIUS client: a vendor profile by name or file, or `all`. The cases of RADIUS are carried out once as
    /// each, and no others; can be given several times.
    #[arg(long, value_name = "VENDOR")]
    pub vendor: Vec<String>,
    /// Only scenarios with this tag; can be given several times.
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Scenarios with the tag `slow`, too.
    #[arg(long)]
    pub slow: bool,
    /// List what would run, and what would be skipped and why, without running it.
    #[arg(long)]
    pub list: bool,
    /// How many cases run side by side [default: 4 per core].
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// The seed of an earlier run, to repeat it.
    #[arg(long, value_name = "HEX")]
    pub seed: Option<Seed>,
    /// A file of known failures to let off, each with a reason.
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Fail if less than this share of the catalog's active codes is asserted.
    #[arg(long, value_name = "PERCENT")]
    pub min_coverage: Option<f64>,
    /// How often a case that fails is tried again; one that then passes is flaky.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub retries: u32,
    /// Count flaky cases as failures.
    #[arg(long)]
    pub no_flaky: bool,
    /// The folder for record and reports.
    #[arg(long, value_name = "DIR", default_value = "reports/latest")]
    pub out: PathBuf,
    /// Where the run record goes instead [default: DIR/record.jsonl].
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Where the JUnit report goes instead [default: DIR/junit.xml].
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Where the JSON report goes instead [default: DIR/report.json].
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Show more: the reason of each skipped case.
    #[arg(long, short)]
    pub verbose: bool,
    /// Show only what failed, and the result.
    #[arg(long, short)]
    pub quiet: bool,
    /// Further arguments for the process that the target file starts.
    #[arg(last = true, value_name = "START ARGS")]
    pub start_args: Vec<String>,
}

/// Arguments of `try`.
#[derive(Debug, Args)]
pub struct TryArgs {
    /// The action, as the target file names it.
    pub action: String,
    /// The user who acts; made for this and removed after it, unless `--user` states credentials.
    #[arg(long = "as", value_name = "USER")]
    pub acting: Option<String>,
    /// Credentials of a user whom the server knows: `pattern=0,14,12`, `password=…`, `phrase=…`.
    #[arg(long, value_name = "KEY=VALUE")]
    pub user: Vec<String>,
    /// The channel; the first that the target binds the action for, if not given.
    #[arg(long, value_name = "CHANNEL")]
    pub channel: Option<String>,
    /// Arguments of the action: `answer=wrong`, `password=…`, `ticket=…`.
    #[arg(long, value_name = "KEY=VALUE")]
    pub with: Vec<String>,
    /// The server: a name of a shipped target, or a target file.
    #[arg(long, short, value_name = "TARGET", default_value = "reference")]
    pub target: String,
    /// Show set-up, clean-up and markers, too.
    #[arg(long, short)]
    pub verbose: bool,
    /// Further arguments for the process that the target file starts.
    #[arg(last = true, value_name = "START ARGS")]
    pub start_args: Vec<String>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub struct CheckArgs {
    /// Files or folders; all shipped scenarios, targets and vendor profiles, if none is given.
    pub files: Vec<PathBuf>,
    /// The target whose catalog and actions scenarios are checked against: codes, channels and actions of a
    /// scenario are right or wrong for one product only.
    #[arg(long, short, value_name = "TARGET", default_value = "reference")]
    pub target: String,
}

/// Arguments of `catalog`.
#[derive(Debug, Args)]
pub struct CatalogArgs {
    /// What to do with catalogs.
    #[command(subcommand)]
    pub command: CatalogCommand,
}

/// What can be done with catalogs.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// List all catalogs, the codes of one, or `outcomes`.
    List {
        /// A catalog, or `outcomes`.
        name: Option<String>,
    },
    /// Show one code whole.
    Show {
        /// The code.
        code: String,
        /// The catalog.
        #[arg(long, default_value = "passlogic")]
        catalog: String,
    },
    /// Print a whole catalog as data.
    Export {
        /// The catalog.
        #[arg(default_value = "passlogic")]
        name: String,
        /// The format.
        #[arg(long, value_enum, default_value = "json")]
        format: ExportFormat,
    },
    /// Show which codes a run asserted, only saw, or never saw, and which no scenario expects.
    Coverage {
        /// The record of the run.
        #[arg(long, value_name = "FILE", default_value = "reports/latest/record.jsonl")]
        record: PathBuf,
        /// The target of the run [default: as the record names it].
        #[arg(long, short, value_name = "TARGET")]
        target: Option<String>,
        /// Only codes that were not asserted.
        #[arg(long)]
        missing: bool,
    },
}

/// Formats of `catalog export`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportFormat {
    /// A JSON array of objects.
    Json,
    /// CSV with a head line.
    Csv,
    /// A Markdown table.
    Md,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code: 54106.
    pub code: String,
    /// The target whose catalog it is.
    #[arg(long, short, value_name = "TARGET", default_value = "reference")]
    pub target: String,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The server: `passlogic`.
    #[arg(value_parser = ["passlogic"])]
    pub name: String,
    /// Where it answers HTTP; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub http: SocketAddr,
    /// Where it answers HTTPS as well; port 0 takes a free one. Client certificates are asked for and not demanded.
    #[arg(long, value_name = "ADDR")]
    pub tls: Option<SocketAddr>,
    /// Where it leaves the certificate that clients must trust, made anew at each start; the ready line says where if
    /// none is given [default: a temporary file].
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub tls_ca: Option<PathBuf>,
    /// Where it answers RADIUS; the environment variable SEKISHO_RADIUS_SECRET holds what its clients share with it.
    #[arg(long, value_name = "ADDR")]
    pub radius: Option<SocketAddr>,
    /// Where it answers RADIUS accounting.
    #[arg(long, value_name = "ADDR")]
    pub radius_accounting: Option<SocketAddr>,
    /// Who may ask over RADIUS: an address, then perhaps `,require-message-authenticator` and `,limit-proxy-state`; can
    /// be given several times [default: 127.0.0.1].
    #[arg(long, value_name = "IP[,…]")]
    pub radius_client: Vec<RadiusClient>,
    /// Write what the RADIUS client sent as a vendor profile, in the end: `run --vendor FILE` replays it. With several
    /// clients each has a file of its own, by its address.
    #[arg(long, value_name = "FILE", requires = "radius")]
    pub profile: Option<PathBuf>,
    /// Where it takes control commands (clock, dependencies, markers): loopback only.
    #[arg(long, value_name = "ADDR")]
    pub control: Option<SocketAddr>,
    /// Where it sends its log: `tcp://host:port`, `udp://host:port`; can be given several times.
    #[arg(long, value_name = "URL")]
    pub syslog: Vec<SyslogTarget>,
    /// A file that it appends its log to.
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Where it asks when users last released logins by the phone: `http://host:port`, such as that of
    /// `sekisho mock login-protection`.
    #[arg(long, value_name = "URL")]
    pub login_protection: Option<NeighbourUrl>,
    /// What the face service's portal handed out, such as the file of `sekisho mock face --credentials-out`: logins over
    /// the web go on there where the policy has face recognition on.
    #[arg(long, value_name = "FILE")]
    pub face: Option<PathBuf>,
    /// Where Entra ID signs in, for syncs: that of `sekisho mock graph`, say. Without this and `--entra-graph` nobody
    /// outside is ever called [default: https://login.microsoftonline.com].
    #[arg(long, value_name = "URL")]
    pub entra_login: Option<EntraUrl>,
    /// Where Microsoft Graph answers [default: https://graph.microsoft.com].
    #[arg(long, value_name = "URL")]
    pub entra_graph: Option<EntraUrl>,
    /// A PEM file of authorities that are trusted there beside the system's, such as that of `sekisho mock graph`.
    #[arg(long, value_name = "FILE")]
    pub entra_ca: Option<PathBuf>,
    /// A fault at the emitter for one code: `54106=wrong-level`, `-code`, `-message`, `-severity`, `-detail`,
    /// `lost`, `doubled`, `dormant-code`, `reserved-code`.
    #[arg(long, value_name = "CODE=FAULT")]
    pub plant: Vec<Plant>,
    /// A decision of the rules that is forced: `ticket-unused=true`.
    #[arg(long, value_name = "RULE=BOOL")]
    pub force: Vec<String>,
    /// Draws tickets and tables from a seed instead of the system's entropy: for tests only.
    #[arg(long, value_name = "HEX")]
    pub seed: Option<Seed>,
    /// End when standard input ends: for programs that start this one.
    #[arg(long)]
    pub until_eof: bool,
}

/// Arguments of `vendors`.
#[derive(Debug, Args)]
pub struct VendorsArgs {
    /// Profiles to show whole, by name or file: each fact with its source; a line for each profile, if none is given.
    #[arg(value_name = "NAME|FILE")]
    pub names: Vec<String>,
}

/// Arguments of `clean`.
#[derive(Debug, Args)]
pub struct CleanArgs {
    /// The record of the killed run.
    #[arg(default_value = "reports/latest/record.jsonl")]
    pub record: PathBuf,
    /// The target that it ran against.
    #[arg(long, short, value_name = "TARGET")]
    pub target: String,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The record of the run.
    #[arg(default_value = "reports/latest/record.jsonl")]
    pub record: PathBuf,
    /// Write a JUnit report.
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Write a JSON report.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Show more: the reason of each skipped case.
    #[arg(long, short)]
    pub verbose: bool,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The format: target, scenario, flow, vendor, waivers, catalog, catalog-index, outcomes.
    pub name: Option<String>,
    /// Write all of them into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write the pages of all commands into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

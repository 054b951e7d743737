use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Generous: what is late by so much will not come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How the program ended, and all that it said.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

/// The program at work; killed on drop, and all that it started with it.
pub(crate) struct Running {
    pid: u32,
    begun: Instant,
    ended: Receiver<Run>,
    is_over: bool,
}

impl Running {
    pub(crate) fn start(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start_into(Stdio::piped(), folder, arguments, variables)
    }

    /// Nobody reads what it says, as when `head` has seen enough.
    pub(crate) fn start_unheard(folder: &Path, arguments: &[&str]) -> Self {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        Self::start_into(writer.into(), folder, arguments, &[])
    }

    fn start_into(stdout: Stdio, folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        use std::os::unix::process::CommandExt;
        let begun = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.args(arguments).current_dir(folder).envs(variables.iter().copied());
        command.env("NO_COLOR", "1").env_remove("COLUMNS").env_remove("RUST_BACKTRACE");
        command.stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped()).process_group(0);
        let child = command.spawn().expect("the built binary");
        let (pid, (sender, ended)) = (child.id(), mpsc::channel());
        thread::spawn(move || drop(sender.send(wait(child, begun))));
        Self { pid, begun, ended, is_over: false }
    }

    /// Waits for its end.
    pub(crate) fn end(self) -> Run {
        self.end_within(PATIENCE)
    }

    /// Waits for its end, which must come in this time.
    pub(crate) fn end_within(mut self, time: Duration) -> Run {
        let left = time.saturating_sub(self.begun.elapsed());
        match self.ended.recv_timeout(left) {
            Ok(run) => {
                self.is_over = true;
                run
            }
            Err(RecvTimeoutError::Timeout) => panic!("it did not end within {time:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("nobody waits for it"),
        }
    }

    /// Sends it a signal: `INT`, `KILL`.
    pub(crate) fn signal(&self, name: &str) {
        signal(name, &self.pid.to_string());
    }

    /// Sends it and all that it started a signal, as Ctrl-C in a terminal does.
    pub(crate) fn signal_group(&self, name: &str) {
        signal(name, &format!("-{}", self.pid));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_over && self.ended.try_recv().is_err() {
            signal("KILL", &format!("-{}", self.pid));
        }
    }
}

fn wait(child: Child, begun: Instant) -> Run {
    let output = child.wait_with_output().expect("a child of ours");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr), took: begun.elapsed() }
}

fn signal(name: &str, whom: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), "--", whom]).stderr(Stdio::null()).status();
    assert!(sent.is_ok(), "there is a kill");
}

impl Run {
    /// The same, if it ended with this code; all that it said, if not.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "\n--- standard output\n{}\n--- standard error\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// The same, if its standard output holds this.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "`{text}` is not said:\n{}", self.stdout);
        self
    }

    /// The same, if its standard error holds this.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{text}` is not said:\n{}", self.stderr);
        self
    }
}

/// Whether a process still runs; one that has ended and that nobody has waited for does not.
pub(crate) fn is_alive(pid: &str) -> bool {
    let state = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().expect("ps");
    let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
    !state.is_empty() && !state.starts_with('Z')
}

/// What `look` finds, as soon as it finds it.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{what} did not come in time");
        thread::park_timeout(Duration::from_millis(2));
    }
}

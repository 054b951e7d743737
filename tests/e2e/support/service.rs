use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use super::{PATIENCE, Place};

/// The program as a service of the test; it ends with its input when this is dropped.
pub(crate) struct Service {
    child: Child,
    told: BTreeMap<String, String>,
}

impl Service {
    /// Starts it and waits for its ready line.
    pub(crate) fn start(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.args(arguments).arg("--until-eof").current_dir(place.path(".")).envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("the built binary");
        let stdout = child.stdout.take().expect("a pipe");
        let (sender, line) = mpsc::channel();
        thread::spawn(move || drop(sender.send(BufReader::new(stdout).lines().next())));
        let line = line.recv_timeout(PATIENCE).ok().flatten().and_then(Result::ok).expect("a ready line");
        let words = line.split(' ').filter_map(|word| word.split_once('='));
        Self { child, told: words.map(|(name, value)| (name.to_owned(), value.to_owned())).collect() }
    }

    /// What the ready line says under that name.
    #[track_caller]
    pub(crate) fn told(&self, name: &str) -> &str {
        self.told.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.told))
    }

    pub(crate) fn tells(&self, name: &str) -> bool {
        self.told.contains_key(name)
    }

    /// Ends its input and waits for its end.
    pub(crate) fn end(mut self) -> Option<i32> {
        drop(self.child.stdin.take());
        self.child.wait().expect("a child of ours").code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

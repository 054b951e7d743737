use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// Whether there is a Python to run the second target with. Where CI wants all tests, there must be.
pub(crate) fn is_there() -> bool {
    let there = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(there || std::env::var("CI").as_deref() != Ok("true"), "CI has no python3");
    if !there {
        // Past the test harness, which keeps what a passing test prints to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: no python3, so nothing was tested against the second target");
    }
    there
}

/// The second target, started by the test itself; ends on drop.
pub(crate) struct SecondTarget {
    child: Child,
    pub(crate) address: String,
    pub(crate) log: PathBuf,
}

impl SecondTarget {
    pub(crate) fn start(folder: &Path) -> Self {
        let log = folder.join("server.log");
        let mut command = Command::new("python3");
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second-target/server.py")).arg("--log").arg(&log);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("python3");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        output.read_line(&mut line).expect("its first line");
        let address = line.trim().strip_prefix("ready http=").unwrap_or_else(|| panic!("it said {line:?}")).to_owned();
        Self { child, address, log }
    }

    /// The users that it knows at the moment.
    pub(crate) fn users(&self) -> Vec<String> {
        let mut stream = TcpStream::connect(&self.address).expect("a server");
        write!(stream, "GET /users HTTP/1.0\r\n\r\n").expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let body = answer.split_once("\r\n\r\n").expect("a body").1;
        let body: Value = serde_json::from_str(body).expect("JSON");
        serde_json::from_value(body["users"].clone()).expect("names")
    }
}

impl Drop for SecondTarget {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const READ_JUNIT: &str = "
import json, sys, xml.etree.ElementTree as tree
cases = []
for case in tree.parse(sys.argv[1]).getroot().iter('testcase'):
    kinds = {child.tag: dict(child.attrib, text=child.text or '') for child in case}
    cases.append({'suite': case.attrib['classname'], 'name': case.attrib['name'], **kinds})
json.dump(cases, sys.stdout)
";

/// The test cases of a JUnit file, read by a parser that we did not write.
pub(crate) fn junit_cases(path: &Path) -> Vec<Value> {
    let read = Command::new("python3").args(["-c", READ_JUNIT]).arg(path).output().expect("python3");
    assert!(read.status.success(), "not well-formed: {}", String::from_utf8_lossy(&read.stderr));
    serde_json::from_slice(&read.stdout).expect("JSON")
}

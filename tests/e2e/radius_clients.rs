//! RADIUS clients that we did not write log in at our server.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::hostile_radius;
use super::support::{Place, program_is_there};

const SECRET: &str = "testing123";
const CELLS: [usize; 6] = [3, 9, 14, 0, 7, 5];

/// `sekisho serve passlogic` with RADIUS, where alice of tenant t1 knows these cells; ends on drop.
struct Served {
    child: Child,
    http: String,
    control: String,
    radius: String,
}

impl Served {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.args(["serve", "passlogic", "--until-eof", "--http", "127.0.0.1:0", "--control", "127.0.0.1:0"]);
        command.args(["--radius", "127.0.0.1:0"]).env("SEKISHO_RADIUS_SECRET", SECRET).env("SEKISHO_ADMIN_TOKEN", "a");
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("its first line");
        let told = |name: &str| {
            let found = line.split_whitespace().find_map(|word| word.strip_prefix(name));
            found.unwrap_or_else(|| panic!("it said {line:?}")).to_owned()
        };
        let served = Self { http: told("http="), control: told("control="), radius: told("radius="), child };
        served.call(&served.control, "PUT", "/tenants/t1", r#"{ "clock": "automatic" }"#);
        let cells: Vec<String> = CELLS.iter().map(usize::to_string).collect();
        let alice = format!(r#"{{ "uid": "alice", "domain": "t1", "pattern": "{}" }}"#, cells.join(","));
        served.call(&served.http, "POST", "/api/users", &alice);
        served
    }

    fn call(&self, address: &str, method: &str, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(address).expect("a server");
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nauthorization: Bearer a");
        write!(stream, "{head}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
            .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("JSON")
    }

    /// What alice reads out of a new table.
    fn answer(&self) -> String {
        let issued = self.call(&self.http, "GET", "/api/table?uid=alice&domain=t1", "");
        let table = issued["table"].as_str().expect("digits");
        CELLS.iter().map(|cell| &table[*cell..=*cell]).collect()
    }

    fn port(&self) -> &str {
        self.radius.rsplit_once(':').expect("a port").1
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Another number than the right one.
fn wrong(answer: &str) -> String {
    let (first, rest) = answer.split_at(1);
    format!("{}{rest}", if first == "0" { "1" } else { "0" })
}

/// What radclient says, with all that it can, of one request of these attributes.
fn radclient(server: &str, secret: &str, attributes: &str) -> (bool, String) {
    let mut command = Command::new("radclient");
    command.args(["-xx", "-r", "1", "-t", "3", server, "auth", secret]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it is");
    child.stdin.take().expect("a pipe").write_all(attributes.as_bytes()).expect("it reads");
    told(&child.wait_with_output().expect("it ends"))
}

fn told(output: &Output) -> (bool, String) {
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    let _ = write!(said, "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

#[test]
fn radclient_logs_in_by_pap_and_chap_and_takes_our_signatures() {
    if !program_is_there("radclient", "-v") {
        return;
    }
    let served = Served::start();
    for method in ["User-Password", "CHAP-Password"] {
        let with =
            |answer: &str| format!("User-Name = alice@t1, {method} = \"{answer}\", Message-Authenticator = 0x00");
        let (is_good, said) = radclient(&served.radius, SECRET, &with(&served.answer()));
        assert!(is_good && said.contains("Received Access-Accept"), "{method}: {said}");
        let (is_good, refused) = radclient(&served.radius, SECRET, &with(&wrong(&served.answer())));
        assert!(!is_good && refused.contains("Received Access-Reject"), "{method}: {refused}");
        for said in [said, refused] {
            let reply = said.split("Received ").nth(1).expect("a reply");
            assert!(reply.contains("Message-Authenticator = 0x"), "{said}");
            assert!(!said.contains("invalid") && !said.contains("incorrect"), "{said}");
        }
    }
}

/// Else its silence about ours would prove nothing.
#[test]
fn radclient_would_complain_of_a_wrong_signature() {
    if !program_is_there("radclient", "-v") {
        return;
    }
    let server = hostile_radius::forging_server().to_string();
    for (forgery, complaint) in [("wrong-signature", "invalid"), ("zero-authenticator", "incorrect")] {
        let attributes = format!("User-Name = alice, User-Password = x, NAS-Identifier = {forgery}");
        let (is_good, said) = radclient(&server, "xyzzy5461", &attributes);
        assert!(!is_good && said.contains(complaint), "{forgery}: {said}");
    }
}

#[test]
fn eapol_test_logs_in_by_md5_and_by_token_card() {
    if !program_is_there("eapol_test", "-h") {
        return;
    }
    let (served, place) = (Served::start(), Place::new());
    for method in ["MD5", "GTC"] {
        let login = |password: &str| {
            let network = format!("eap={method}\nidentity=\"alice@t1\"\npassword=\"{password}\"\n");
            place.write("eapol.conf", &format!("network={{\nkey_mgmt=WPA-EAP\n{network}}}\n"));
            let mut command = Command::new("eapol_test");
            command.args(["-n", "-t", "10", "-a", "127.0.0.1", "-s", SECRET, "-p", served.port(), "-c"]);
            told(&command.arg(place.path("eapol.conf")).stdin(Stdio::null()).output().expect("it runs"))
        };
        let (is_good, said) = login(&served.answer());
        assert!(is_good && said.trim_end().ends_with("SUCCESS"), "{method}: {said}");
        assert!(!said.contains("Invalid Message-Authenticator"), "{method}: {said}");
        let (is_good, said) = login(&wrong(&served.answer()));
        assert!(!is_good && said.trim_end().ends_with("FAILURE"), "{method}: {said}");
    }
}

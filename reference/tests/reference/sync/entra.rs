//! A small Entra ID: one directory over HTTP, and faults down to the octets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use serde_json::{Value, json};

/// What a request meets in place of a right answer.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// This status and body.
    Status(u16, String),
    /// The same, with this header line.
    With(u16, &'static str, String),
    /// These octets, and the end of the connection.
    Raw(Vec<u8>),
    /// No answer, for as long as the test lasts.
    Hang,
    /// The right answer, when the test lets it go.
    Hold,
    /// Each item of a batch is refused with this status.
    Items(u16),
    /// The link to the next page is this one.
    Next(String),
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
pub(crate) struct Inside {
    pub(crate) users: Vec<Value>,
    pub(crate) federated: bool,
    pub(crate) asked: Vec<Asked>,
    faults: Vec<(String, Fault)>,
    held: bool,
    made: usize,
    pub(crate) page: usize,
}

#[derive(Clone)]
pub(crate) struct Entra {
    pub(crate) address: SocketAddr,
    inside: Arc<(Mutex<Inside>, Condvar)>,
    pub(crate) connections: Arc<AtomicUsize>,
}

impl Entra {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let entra = Self { address, inside: Arc::default(), connections: Arc::default() };
        entra.inside().page = 999;
        let serving = entra.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serving.connections.fetch_add(1, Ordering::SeqCst);
                let (one, stream) = (serving.clone(), stream.unwrap());
                std::thread::spawn(move || one.serve(stream));
            }
        });
        entra
    }

    pub(crate) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.0.lock().unwrap()
    }

    /// The next request whose line begins so meets this.
    pub(crate) fn fault(&self, line: &str, fault: Fault) {
        self.inside().faults.push((line.to_owned(), fault));
    }

    pub(crate) fn add(&self, uid: &str, more: &Value) {
        let mut inside = self.inside();
        inside.made += 1;
        let mut user = json!({ "id": format!("id-{}", inside.made), "userPrincipalName": format!("{uid}@x.test"),
            "accountEnabled": true, "displayName": uid, "mail": null, "onPremisesImmutableId": null });
        merge(&mut user, more);
        inside.users.push(user);
    }

    /// Waits until a request whose line begins so is held.
    pub(crate) fn until_held(&self) {
        let mut inside = self.inside();
        while !inside.held {
            inside = self.inside.1.wait(inside).unwrap();
        }
    }

    pub(crate) fn release(&self) {
        self.inside().held = false;
        self.inside.1.notify_all();
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.inside().asked.iter().map(|asked| asked.line.clone()).collect()
    }

    fn serve(&self, stream: TcpStream) {
        let mut out = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some(asked) = read(&mut reader) {
            let Some(octets) = self.answer(&asked) else { return };
            if out.write_all(&octets).is_err() || octets.is_empty() {
                return;
            }
            if !octets.starts_with(b"HTTP/1.1 ") || !whole(&octets) {
                return;
            }
        }
    }

    fn answer(&self, asked: &Asked) -> Option<Vec<u8>> {
        let mut inside = self.inside();
        inside.asked.push(asked.clone());
        let at = inside.faults.iter().position(|(line, _)| asked.line.starts_with(line));
        let fault = at.map(|at| inside.faults.remove(at).1);
        match fault {
            Some(Fault::Status(status, body)) => Some(http(status, "", &body)),
            Some(Fault::With(status, header, body)) => Some(http(status, header, &body)),
            Some(Fault::Raw(octets)) => Some(octets),
            Some(Fault::Hang) => {
                drop(inside);
                // The client ends the connection, or the test the process.
                std::thread::park();
                None
            }
            Some(Fault::Hold) => {
                inside.held = true;
                self.inside.1.notify_all();
                let mut inside = self.inside.1.wait_while(inside, |inside| inside.held).unwrap();
                Some(inside.right(asked, None, self.address))
            }
            fault => Some(inside.right(asked, fault, self.address)),
        }
    }
}

impl Inside {
    fn right(&mut self, asked: &Asked, fault: Option<Fault>, own: SocketAddr) -> Vec<u8> {
        let target = asked.line.split(' ').nth(1).unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let body = match path {
            path if path.ends_with("/oauth2/v2.0/token") => {
                json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "t0ken-of-the-application" })
            }
            "/v1.0/organization" => json!({ "value": [{ "id": "o" }] }),
            "/v1.0/users" => self.list(query, fault, own),
            "/v1.0/$batch" => self.batch(&asked.body, &fault),
            _ => json!({ "authenticationType": if self.federated { "Federated" } else { "Managed" } }),
        };
        http(200, "", &body.to_string())
    }

    fn list(&self, query: &str, fault: Option<Fault>, own: SocketAddr) -> Value {
        let skip = query.split('&').find_map(|part| part.strip_prefix("$skiptoken="));
        let from: usize = skip.map_or(0, |skip| skip.parse().unwrap());
        let value: Vec<_> = self.users.iter().skip(from).take(self.page).collect();
        let next = from + self.page;
        let mut page = json!({ "value": value });
        if next < self.users.len() {
            page["@odata.nextLink"] = json!(format!("http://{own}/v1.0/users?$skiptoken={next}"));
        }
        if let Some(Fault::Next(link)) = fault {
            page["@odata.nextLink"] = json!(link);
        }
        page
    }

    fn batch(&mut self, body: &str, fault: &Option<Fault>) -> Value {
        let body: Value = serde_json::from_str(body).unwrap();
        let mut responses: Vec<_> = body["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|request| match fault {
                Some(Fault::Items(status)) => json!({ "id": request["id"], "status": status,
                    "headers": { "retry-after": "7" }, "body": error("Request_BadRequest", "No such thing.") }),
                _ => self.item(request),
            })
            .collect();
        responses.reverse();
        json!({ "responses": responses })
    }

    fn item(&mut self, request: &Value) -> Value {
        let id = &request["id"];
        let url = request["url"].as_str().unwrap();
        let known = url.strip_prefix("/users/").map(|user| user.split('?').next().unwrap().to_owned());
        let at = known.and_then(|known| self.users.iter().position(|user| user["id"] == json!(known)));
        match (request["method"].as_str().unwrap(), at) {
            ("POST", _) => {
                self.made += 1;
                let mut user = request["body"].clone();
                user["id"] = json!(format!("id-{}", self.made));
                user.as_object_mut().unwrap().remove("passwordProfile").unwrap();
                self.users.push(user.clone());
                json!({ "id": id, "status": 201, "body": user })
            }
            ("PATCH", Some(at)) => {
                merge(&mut self.users[at], &request["body"]);
                json!({ "id": id, "status": 204 })
            }
            ("DELETE", Some(at)) => {
                self.users.remove(at);
                json!({ "id": id, "status": 204 })
            }
            ("GET", Some(at)) => json!({ "id": id, "status": 200, "body": self.users[at] }),
            _ => json!({ "id": id, "status": 404, "body": error("Request_ResourceNotFound", "Gone.") }),
        }
    }
}

pub(crate) fn error(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

pub(crate) fn http(status: u16, header: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{header}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn whole(octets: &[u8]) -> bool {
    let text = String::from_utf8_lossy(octets);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    head.contains(&format!("Content-Length: {}", body.len()))
}

fn merge(into: &mut Value, more: &Value) {
    for (name, value) in more.as_object().unwrap() {
        into[name] = value.clone();
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let headers: Vec<_> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { line: lines.remove(0), headers, body: String::from_utf8(body).unwrap() })
}

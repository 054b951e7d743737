use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A server that answers each path with what stands for it, and keeps what it was asked.
struct Place {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Place {
    async fn new(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let own = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                own.lock().expect("no panic").push(request);
                let answer = format!("HTTP/1.1 {}connection: close\r\ncontent-length: 2\r\n\r\nok", answer(&path));
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { address, asked }
    }

    /// The request lines, each with its cookies behind it.
    fn lines(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("no panic");
        let cookies = |request: &str| request.lines().find_map(|line| line.strip_prefix("cookie: ").map(str::to_owned));
        let line = |request: &String| {
            let first = request.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1");
            cookies(request).map_or_else(|| first.to_owned(), |cookies| format!("{first} {cookies}"))
        };
        asked.iter().map(line).collect()
    }
}

fn browsing(method: &str, url: &str) -> HttpRequest {
    HttpRequest {
        method: method.to_owned(),
        base: url.to_owned(),
        path: String::new(),
        query: Vec::new(),
        headers: vec![
            ("authorization".into(), "Bearer x".into()),
            ("content-type".into(), "text/plain".into()),
            ("x-request-id".into(), "r1".into()),
        ],
        body: Some(b"hello".to_vec()),
        identity: None,
        browser: Some(Box::new(Browser { jar: Jar::default(), now: Timestamp::UNIX_EPOCH })),
    }
}

fn http() -> Http {
    Http::new(&[], Duration::from_secs(5), None).expect("a client")
}

#[tokio::test]
async fn it_follows_redirects_with_cookies_and_tells_each_hop() {
    let place = Place::new(|path| match path {
        "/login" => "302 -\r\nset-cookie: face=1; Path=/; HttpOnly\r\nlocation: /face?request=abc#part\r\n".into(),
        "/face?request=abc" => "303 -\r\nset-cookie: other=2; Path=/nowhere\r\nlocation: ./return\r\n".into(),
        _ => "200 -\r\nset-cookie: face=; Max-Age=0; Path=/\r\n".into(),
    });
    let place = place.await;
    let url = format!("http://{}/login", place.address);
    let (hops, answer) = http().go(&browsing("POST", &url)).await;
    assert_eq!(answer.expect("an answer").text(), "ok");
    assert_eq!(place.lines(), ["POST /login", "GET /face?request=abc face=1", "GET /return face=1"]);
    let told: Vec<_> = hops.iter().map(|hop| (hop.method.as_str(), hop.status, hop.cookies.len())).collect();
    assert_eq!(told, [("POST", 302, 1), ("GET", 303, 1), ("GET", 200, 1)]);
    let asked = place.asked.lock().expect("no panic").clone();
    assert!(asked[0].ends_with("hello") && !asked[1].contains("hello") && !asked[1].contains("content-type"));
    assert!(asked[2].contains("x-request-id: r1") && asked[2].contains("authorization: Bearer x"));
}

#[tokio::test]
async fn a_redirect_may_keep_the_method_and_tells_no_other_server_who_one_is() {
    let other = Place::new(|_| "200 -\r\n".into()).await;
    let there = format!("http://{}/there", other.address);
    let place = Place::new(move |path| match path {
        "/307" => format!("307 -\r\nlocation: {there}\r\n"),
        "/301" => "301 -\r\nlocation: /end\r\n".into(),
        _ => "304 -\r\nlocation: /301\r\n".into(),
    });
    let place = place.await;
    let url = |path: &str| format!("http://{}{path}", place.address);
    let (_, answer) = http().go(&browsing("PUT", &url("/307"))).await;
    assert_eq!(answer.expect("an answer").status, 200);
    let asked = other.asked.lock().expect("no panic")[0].clone();
    assert!(asked.starts_with("PUT /there") && asked.ends_with("hello") && !asked.contains("Bearer"), "{asked}");
    let (hops, answer) = http().go(&browsing("DELETE", &url("/301"))).await;
    assert_eq!((hops.len(), answer.expect("an answer").status), (2, 304), "only some statuses send on");
    assert_eq!(hops[1].method, "DELETE");
}

#[tokio::test]
async fn it_is_not_sent_round_for_ever_nor_to_strangers() {
    let place = Place::new(|path| match path {
        "/far" => "302 -\r\nlocation: http://192.0.2.1/\r\n".into(),
        "/bad" => "302 -\r\nlocation: http://[/\r\n".into(),
        _ => "302 -\r\nlocation: /round\r\n".into(),
    });
    let place = place.await;
    let url = |path: &str| format!("http://{}{path}", place.address);
    let (hops, answer) = http().go(&browsing("GET", &url("/round"))).await;
    assert_eq!((hops.len(), answer), (21, Err(WireError::Endless { hops: 20 })));
    let (hops, answer) = http().go(&browsing("GET", &url("/far"))).await;
    assert_eq!((hops.len(), answer), (1, Err(WireError::NotAllowed { host: "192.0.2.1".into() })));
    let (_, answer) = http().go(&browsing("GET", &url("/bad"))).await;
    assert!(matches!(answer, Err(WireError::Malformed(_))));
}

/// Other requests follow nothing and send no cookies; what they are answered is told all the same.
#[tokio::test]
async fn what_is_no_browser_stays_where_it_is() {
    let place = Place::new(|_| "302 -\r\nset-cookie: a=1\r\nlocation: /next\r\n".into()).await;
    let request = HttpRequest { browser: None, ..browsing("GET", &format!("http://{}/", place.address)) };
    let (hops, answer) = http().go(&request).await;
    assert_eq!(answer.expect("an answer").status, 302);
    assert_eq!((hops.len(), hops[0].cookies.as_slice()), (1, ["a=1".to_owned()].as_slice()));
    assert_eq!(place.lines(), ["GET /"]);
}

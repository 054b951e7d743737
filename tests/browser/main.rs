//! The login page and the face service's page in a real browser: Debian's Chromium without a window, driven over
//! WebDriver (W3C). Nothing sleeps: the driver waits for pages and elements, and nothing leaves this machine.

mod driver;
mod servers;

use driver::{Browser, installed};
use servers::Servers;

const TYPED: &str = "input[name=password]";

/// From the login page to the page of the face service.
fn go_to_face(servers: &Servers, browser: &Browser, origin: &str) {
    browser.open(&format!("{origin}/login?domain=t1"));
    browser.type_into("input[name=uid]", "alice");
    browser.click("button");
    let digits: Vec<String> = browser.texts("td");
    assert_eq!(digits.len(), 16, "a table of 4 × 4");
    browser.type_into(TYPED, &servers.answer(&digits));
    browser.click("button");
    browser.text("button[name=result]");
    assert!(browser.url().starts_with(&servers.face), "{}", browser.url());
}

/// What the page says that came of a login: its codes.
fn codes(browser: &Browser) -> Vec<String> {
    browser.texts(".code")
}

#[test]
fn a_person_logs_in_by_table_and_face() {
    let Some(driver) = installed() else { return };
    let servers = Servers::new(&[], "");
    servers.program(r#"{"page":true}"#);
    let browser = driver.browser();
    go_to_face(&servers, &browser, &servers.origin);
    browser.click("button[name=result][value=success]");
    assert_eq!(codes(&browser), ["82200", "54201"]);
    assert_eq!(browser.text("h1"), "You are logged in");
    assert_eq!(servers.log(), ["51400", "52200", "82201", "82200", "54201"]);
    assert_eq!(servers.complaints(), "[]", "what the service has against the request, its Referer included");
    assert_eq!(browser.cookie("face"), None, "the face session is over");
}

#[test]
fn a_press_of_cancel_ends_the_login() {
    let Some(driver) = installed() else { return };
    let servers = Servers::new(&[], "");
    servers.program(r#"{"page":true}"#);
    let browser = driver.browser();
    go_to_face(&servers, &browser, &servers.origin);
    browser.click("button[name=result][value=cancelled]");
    assert_eq!(codes(&browser), ["82153"]);
    assert_eq!(browser.text("h1"), "You are not logged in");
    assert!(browser.text("main").contains("The capture was canceled."));
    assert_eq!(servers.log(), ["51400", "52200", "82201", "82153"]);
    // And again, with the right face.
    browser.click("a");
    go_to_face(&servers, &browser, &servers.origin);
    browser.click("button[name=result][value=success]");
    assert_eq!(codes(&browser), ["82200", "54201"]);
}

#[test]
fn a_wrong_token_ends_the_login() {
    let Some(driver) = installed() else { return };
    let servers = Servers::new(&[], "");
    servers.program(r#"{"page":true,"token":"alg-none"}"#);
    let browser = driver.browser();
    go_to_face(&servers, &browser, &servers.origin);
    browser.click("button[name=result][value=success]");
    assert_eq!(codes(&browser), ["82192"]);
    assert_eq!(servers.log(), ["51400", "52200", "82201", "82105", "82192"]);
}

#[test]
fn an_answer_of_one_browser_is_none_in_another() {
    let Some(driver) = installed() else { return };
    let servers = Servers::new(&[], "");
    servers.program(r#"{"page":true}"#);
    let [alice, thief] = [driver.browser(), driver.browser()];
    for browser in [&alice, &thief] {
        go_to_face(&servers, browser, &servers.origin);
    }
    servers.log();
    alice.click("button[name=result][value=success]");
    assert_eq!(codes(&alice), ["82200", "54201"]);
    thief.open(&alice.url());
    assert_eq!(codes(&thief), ["82192"]);
    assert_eq!(servers.log(), ["82200", "54201", "82106", "82192"]);
    // Who goes back and forward in the first one gets nothing, either.
    alice.open(&alice.url());
    assert_eq!((codes(&alice), servers.log()), (vec!["82192".to_owned()], vec!["82101".into(), "82192".into()]));
}

/// `localhost` and 127.0.0.1 are two sites to a browser, as a face service and a login server are: it does not send
/// the login server's cookie with a form that the service's page posts (`SameSite=Lax`).
#[test]
fn an_answer_that_another_site_posts_finds_its_session() {
    let Some(driver) = installed() else { return };
    let servers = Servers::new(&[], "[parameters]\nmode = \"form_post\"\n");
    servers.program(r#"{"page":true}"#);
    let browser = driver.browser();
    let origin = servers.origin.replace("127.0.0.1", "localhost");
    go_to_face(&servers, &browser, &origin);
    browser.click("button[name=result][value=success]");
    assert_eq!(codes(&browser), ["82200", "54201"]);
    assert_eq!(servers.log(), ["51400", "52200", "82201", "82200", "54201"]);
}

#[test]
fn cookies_of_tls_come_back_over_tls() {
    let Some(driver) = installed() else { return };
    let servers = Servers::new(&["--tls", "127.0.0.1:0"], "");
    servers.program(r#"{"page":true}"#);
    let browser = driver.browser();
    let origin = servers.tls.clone().expect("TLS was asked for");
    go_to_face(&servers, &browser, &origin);
    browser.click("button[name=result][value=no-match]");
    assert_eq!(codes(&browser), ["82160"]);
    assert!(browser.url().starts_with(&origin), "{}", browser.url());
}

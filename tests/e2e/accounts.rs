//! Servers where no user can be created: the users come from a file.

use super::support::{Call, Door, Place};

const ACCOUNTS: [(&str, &str); 4] =
    [("anna", "anna-says-so"), ("bert", "bert-says-so"), ("carl", "carl-says-so"), ("dora", "dora-says-so")];

const TWO_USERS: &str = "format = 1\ntitle = \"Two users\"\nchannels = [\"web/password\"]\n[user.alice]\n[user.bob]\n\
    [[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = [\"authenticated\"]\n\
    [[step]]\ndo = \"login\"\nas = \"bob\"\nexpect = [\"authenticated\"]\n";

/// A server that knows all of the accounts, and a target file that lists the first of them.
fn door(place: &Place, listed: usize, reuse: bool) -> Door {
    let door = Door::honest(place);
    ACCOUNTS.iter().for_each(|(name, password)| door.add_user(name, password));
    let rows: String = ACCOUNTS[..listed].iter().map(|(name, password)| format!("{name},{password}\n")).collect();
    place.write("t/accounts.csv", &format!("name,password\n{rows}"));
    let accounts = format!("[accounts]\nfile = \"accounts.csv\"\nreuse = {reuse}\n");
    place.write_target("t/mine.toml", &door.target().and(&accounts));
    place.write("two-users.toml", TWO_USERS);
    door
}

#[test]
fn users_of_a_file_log_in_and_are_neither_created_nor_removed() {
    let place = Place::new();
    let door = door(&place, 4, false);
    place.sekisho(&["run", "lock/locks-and-unlocks", "login/right-answer", "--target", "t/mine.toml"]).exits(0);
    let calls = door.calls();
    assert!(calls.iter().all(|call| call.is_login() || call.path.ends_with("/unlock") || call.is("POST", "/marker")));
    let mut users: Vec<&str> = calls.iter().filter(|call| call.is_login()).map(Call::user).collect();
    users.sort();
    users.dedup();
    assert_eq!(users, ["anna", "bert", "carl", "dora"], "each case has a user of its own");
    assert_eq!(door.users().len(), 4);
}

#[test]
fn an_account_serves_again_where_the_target_file_says_so() {
    let place = Place::new();
    let _door = door(&place, 2, true);
    let run = ["run", "two-users.toml", "login/right-answer", "--jobs", "1", "--target", "t/mine.toml"];
    place.sekisho(&run).exits(0).says("4 passed");
}

#[test]
fn with_too_few_accounts_a_case_is_skipped_and_says_so() {
    let place = Place::new();
    let _door = door(&place, 1, true);
    place.sekisho(&["run", "two-users.toml", "login/right-answer", "--jobs", "1", "--target", "t/mine.toml"]).exits(0);
    let record = place.record();
    assert_eq!(record.verdict("two-users"), "skipped");
    assert_eq!(record.reason("two-users"), "the accounts file holds too few accounts that are still free");
    assert_eq!(record.verdict("login/right-answer"), "passed");
}

/// Accounts that serve once run out before the sanity scenario's second time: no sign of damage.
#[test]
fn accounts_that_ran_out_are_not_taken_for_a_damaged_server() {
    let place = Place::new();
    let _door = door(&place, 2, false);
    place.sekisho(&["run", "login/right-answer", "--target", "t/mine.toml"]).exits(0);
    assert_eq!(place.record().only("run-finished")["findings"], serde_json::json!([]));
}

/// The account of the second attempt does not exist: the first attempt's failure must not end as a skip.
#[test]
fn a_retry_for_which_no_account_is_left_hides_no_failure() {
    let place = Place::new();
    let door = door(&place, 2, false);
    door.add_user("bert", "another password by now");
    place
        .sekisho(&["run", "login/right-answer", "--retries", "1", "--target", "t/mine.toml"])
        .exits(1)
        .says("no further attempt");
    assert_eq!(place.record().verdict("login/right-answer"), "failed");
}

#[test]
fn try_takes_its_user_from_the_file_unless_credentials_are_given() {
    let place = Place::new();
    let door = door(&place, 1, false);
    let attempt = ["try", "login", "--as", "alice", "--target", "t/mine.toml"];
    place.sekisho(&attempt).exits(0).says("event   AUTH-001 info");
    let given = ["--user", "name=dora", "--user", "password=dora-says-so"];
    place.sekisho(&[&attempt[..], &given].concat()).exits(0).says("event   AUTH-001 info");
    let calls = door.calls();
    let users: Vec<&str> = calls.iter().filter(|call| call.is_login()).map(Call::user).collect();
    assert_eq!(users, ["anna", "dora"]);
}

#[test]
fn a_wrong_accounts_file_is_told_with_its_line() {
    let place = Place::new();
    let door = door(&place, 4, false);
    place.write("t/accounts.csv", "user,password\nanna,x\n");
    place.sekisho(&["run", "--target", "t/mine.toml"]).exits(3).complains("t/accounts.csv:1").complains("`name`");
    place.write("t/accounts.csv", "name,password\nanna,x\nbert,y,z\n");
    place.sekisho(&["run", "--target", "t/mine.toml"]).exits(3).complains("t/accounts.csv:3");
    assert_eq!(door.calls().len(), 0);
}

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use sekisho_protocol::matrix::Pattern;
use sekisho_protocol::otp::Seed;

use crate::authenticator::Credentials;
use crate::target::PolicyFacts;

/// Why an accounts file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountsError {
    /// The file and line.
    pub at: String,
    /// What is wrong.
    pub why: String,
}

/// Reads an accounts file: CSV (RFC 4180), whose first line names the columns; `name` is one of them.
pub fn read_accounts(name: &str, text: &str) -> Result<Vec<BTreeMap<String, String>>, AccountsError> {
    let wrong = |line: u64, why: String| AccountsError { at: format!("{name}:{line}"), why };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|error| wrong(1, error.to_string()))?.clone();
    if !columns.iter().any(|column| column == "name") {
        return Err(wrong(1, "the first line names no column `name`".into()));
    }
    let mut accounts: Vec<BTreeMap<String, String>> = Vec::new();
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    for (index, row) in reader.records().enumerate() {
        let line = |position: Option<&csv::Position>| position.map_or(index as u64 + 2, csv::Position::line);
        let row = row.map_err(|error| wrong(line(error.position()), error.to_string()))?;
        let cells = columns.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty());
        let account = cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect();
        let line = line(row.position());
        let name = check_account(&account).map_err(|why| wrong(line, why))?;
        if let Some(first) = lines.insert(name.to_owned(), line) {
            return Err(wrong(line, format!("the account `{name}` stands in line {first} already")));
        }
        accounts.push(account);
    }
    Ok(accounts)
}

/// The account's name, if what stands beside it can be read. Credentials appear in no message.
fn check_account(account: &BTreeMap<String, String>) -> Result<&str, String> {
    let name = account.get("name").ok_or("the account has no `name`")?;
    let pattern: Option<Pattern> = account.get("pattern").map(|pattern| pattern.parse()).transpose().map_err(|_| {
        format!("the `pattern` of {name} is none: write 1 to 32 cells from 0 to 63 with commas, like \"1,12,8\"")
    })?;
    if let Some(position) = account.get("phrase_position") {
        let last = pattern.map_or(usize::MAX, |pattern| pattern.cells().len());
        if position.parse().map_or(true, |position: usize| position > last) {
            return Err(format!(
                "the `phrase_position` of {name} is none: write how many digits go before the phrase, at most as many \
                 as the pattern has cells"
            ));
        }
    }
    if account.get("seed").is_some_and(|seed| Seed::from_base32(seed).is_err()) {
        return Err(format!("the `seed` of {name} is none: write it in base32, as authenticator apps take it"));
    }
    Ok(name)
}

/// The credentials of an account, by method. Where a column holds no credentials of the case's own method, what
/// the user remembers must do.
pub(super) fn known(
    account: &BTreeMap<String, String>,
    own: &str,
    facts: &PolicyFacts,
) -> Option<BTreeMap<String, Credentials>> {
    let known = Credentials::known(account, facts);
    let mut known: BTreeMap<String, Credentials> =
        known.into_iter().map(|(method, known)| (method.to_owned(), known)).collect();
    if !known.contains_key(own) && ["matrix", "password"].contains(&own) {
        let other = known.get("password").or(known.get("matrix")).cloned()?;
        known.insert(own.to_owned(), other);
    }
    known.contains_key(own).then_some(known)
}

/// Accounts that cases take and give back.
#[derive(Debug, Default)]
pub(super) struct Pool {
    free: Mutex<Vec<BTreeMap<String, String>>>,
    reuse: bool,
}

impl Pool {
    pub(super) fn new(mut accounts: Vec<BTreeMap<String, String>>, reuse: bool) -> Self {
        accounts.reverse();
        Self { free: Mutex::new(accounts), reuse }
    }

    /// As many accounts as a case has users; nothing if too few are left.
    pub(super) fn take(&self, count: usize) -> Option<Vec<BTreeMap<String, String>>> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let from = free.len().checked_sub(count)?;
        let mut taken = free.split_off(from);
        taken.reverse();
        Some(taken)
    }

    /// Gives accounts back for a later case, where the target allows it.
    pub(super) fn give_back(&self, mut accounts: Vec<BTreeMap<String, String>>) {
        if self.reuse {
            accounts.reverse();
            self.free.lock().unwrap_or_else(PoisonError::into_inner).append(&mut accounts);
        }
    }
}

impl fmt::Display for AccountsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl std::error::Error for AccountsError {}

#[cfg(test)]
mod tests {
    use super::{Pool, read_accounts};

    #[test]
    fn accounts_are_read_taken_and_given_back() {
        let accounts = read_accounts("a.csv", "name, pattern\nalice,\"1,2,3\"\nbob,\n").expect("accounts");
        assert_eq!(accounts[0]["pattern"], "1,2,3");
        assert!(!accounts[1].contains_key("pattern"));
        let pool = Pool::new(accounts, false);
        let taken = pool.take(1).expect("one");
        assert_eq!(taken[0]["name"], "alice");
        pool.give_back(taken);
        assert_eq!(pool.take(2), None, "without reuse an account serves once");
    }

    fn why(text: &str) -> String {
        read_accounts("a.csv", text).expect_err("wrong accounts").to_string()
    }

    #[test]
    fn each_account_has_a_name_of_its_own() {
        assert_eq!(
            why("name,password\nanna,x\nbert,y\nanna,z\n"),
            "a.csv:4: the account `anna` stands in line 2 already"
        );
        assert_eq!(why("name,password\nanna,x\n ,y\n"), "a.csv:3: the account has no `name`");
        assert_eq!(why("name,password\n\"\",\"a\nb\"\n"), "a.csv:2: the account has no `name`");
    }

    #[test]
    fn what_is_no_pattern_or_position_is_told_without_showing_it() {
        let columns = "name,pattern,phrase,phrase_position\n";
        for pattern in ["hunter2", "\"1, 2\"", "\"1,64\"", "\"1,,2\""] {
            let why = why(&format!("{columns}anna,{pattern},,\n"));
            assert!(why.starts_with("a.csv:2: the `pattern` of anna is none"), "{why}");
            assert!(!why.contains("hunter2"), "{why}");
        }
        for position in ["before", "-1", "3"] {
            let why = why(&format!("{columns}anna,\"1,2\",x,{position}\n"));
            assert!(why.starts_with("a.csv:2: the `phrase_position` of anna is none"), "{why}");
        }
        assert!(read_accounts("a.csv", &format!("{columns}anna,\"1,2\",x,2\n")).is_ok(), "behind all digits");
        let why = why("name,seed\nanna,hunter2\nbert,0189\n");
        assert_eq!(why, "a.csv:3: the `seed` of bert is none: write it in base32, as authenticator apps take it");
    }

    #[test]
    fn a_wrong_row_is_named() {
        assert_eq!(read_accounts("a.csv", "user\nx\n").expect_err("no name").at, "a.csv:1");
        assert_eq!(
            read_accounts("a.csv", "name,pattern\nalice,1\nbob,1,2\n").expect_err("a row too long").at,
            "a.csv:3"
        );
    }
}

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

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
    let mut accounts = Vec::new();
    for (index, row) in reader.records().enumerate() {
        let row = row.map_err(|error| {
            wrong(error.position().map_or(index as u64 + 2, csv::Position::line), error.to_string())
        })?;
        let cells = columns.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty());
        accounts.push(cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect());
    }
    Ok(accounts)
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

    #[test]
    fn a_wrong_row_is_named() {
        assert_eq!(read_accounts("a.csv", "user\nx\n").expect_err("no name").at, "a.csv:1");
        assert_eq!(
            read_accounts("a.csv", "name,pattern\nalice,1\nbob,1,2\n").expect_err("a row too long").at,
            "a.csv:3"
        );
    }
}

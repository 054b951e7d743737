//! The query of a request: OData's options (OData 4.01, 5.1), as far as the directory has them.

use hyper::StatusCode;

use super::filter::{self, Expression};
use super::property::is_elsewhere;
use super::user::Wanted;
use crate::graph::form::Form;
use crate::graph::message::{Failure, Request};

/// Users of a page, if nobody says otherwise.
const USUAL_PAGE: usize = 100;
/// Users of a page at most.
const LARGEST_PAGE: usize = 999;

/// What a request for a collection asks for.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) wanted: Wanted,
    pub(super) filter: Option<Expression>,
    pub(super) top: usize,
    /// Whether the number of all is told.
    pub(super) counts: bool,
    pub(super) skip_token: Option<String>,
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

fn unsupported(message: impl Into<String>) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
}

/// The options of a query, each at most once.
pub(super) fn form(request: &Request) -> Result<Form, Failure> {
    let form = Form::of(request.query.as_bytes());
    let options: Vec<&str> = form.pairs().map(|(name, _)| name).filter(|name| name.starts_with('$')).collect();
    let twice = options.iter().enumerate().find(|(at, name)| options[..*at].contains(name));
    match twice {
        Some((_, name)) => Err(bad(format!(
            "Query option '{name}' was specified more than once, but it must be specified at most once."
        ))),
        None => Ok(form),
    }
}

impl Options {
    /// Reads the query of a list.
    ///
    /// # Errors
    ///
    /// What the service says of options that it does not have, or that need what is missing.
    pub(super) fn of(request: &Request) -> Result<Self, Failure> {
        let form = form(request)?;
        known(&form)?;
        let wanted = Wanted::of(form.value("$select"));
        if let Some(name) = wanted.names().iter().find(|name| is_elsewhere(name)) {
            let message = format!("The property '{name}' can only be selected on a single user.");
            return Err(Failure::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message));
        }
        let counts = count(&form)? && request.headers.is_eventual();
        let filter = filter(&form, counts)?;
        let top = form.value("$top").map_or(Ok(USUAL_PAGE), page_size)?;
        Ok(Self { wanted, filter, top, counts, skip_token: form.value("$skiptoken").map(str::to_owned) })
    }

    /// Reads the query of `/$count`, which only advanced queries can ask.
    ///
    /// # Errors
    ///
    /// As for a list.
    pub(super) fn of_count(request: &Request) -> Result<Option<Expression>, Failure> {
        if !request.headers.is_eventual() {
            return Err(Failure::bad("$count is not currently supported."));
        }
        let form = form(request)?;
        known(&form)?;
        filter(&form, true)
    }
}

fn known(form: &Form) -> Result<(), Failure> {
    for (name, _) in form.pairs().filter(|(name, _)| name.starts_with('$')) {
        match name {
            "$select" | "$filter" | "$top" | "$count" | "$skiptoken" | "$expand" | "$format" => {}
            "$orderby" => return Err(unsupported("Sorting not supported for current query.")),
            "$search" => return Err(unsupported("Searches are not supported by the mock.")),
            "$skip" => return Err(bad("'$skip' is not supported by the service.")),
            _ => {
                return Err(bad(format!(
                    "The query specified in the URI is not valid. The query parameter '{name}' is not supported."
                )));
            }
        }
    }
    Ok(())
}

fn count(form: &Form) -> Result<bool, Failure> {
    match form.value("$count").map(str::to_ascii_lowercase).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(bad(format!(
            "Invalid value '{other}' for $count query option found. Valid values are 'true' or 'false'."
        ))),
    }
}

fn filter(form: &Form, is_advanced: bool) -> Result<Option<Expression>, Failure> {
    let Some(text) = form.value("$filter") else { return Ok(None) };
    let parsed = filter::parse(text, None)?;
    match parsed.advanced.filter(|_| !is_advanced) {
        None => Ok(Some(parsed.expression)),
        Some(operator) => Err(unsupported(format!(
            "Operator: '{operator}' is not supported because the required request header(ConsistencyLevel = eventual) \
             and query parameter ($count = true) are missing. Refer to https://aka.ms/graph-docs/advanced-queries for \
             more information"
        ))),
    }
}

fn page_size(text: &str) -> Result<usize, Failure> {
    let size: usize = text.parse().map_err(|_| {
        bad(format!(
            "Invalid value '{text}' for $top query option found. The $top query option requires a non-negative integer \
             value."
        ))
    })?;
    if (1..=LARGEST_PAGE).contains(&size) {
        return Ok(size);
    }
    Err(Failure::bad(format!("Invalid page size specified: '{size}'. Must be between 1 and {LARGEST_PAGE} inclusive.")))
}

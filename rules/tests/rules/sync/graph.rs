//! A Graph that is played, and does wrong when it is told to.

use std::collections::VecDeque;
use std::time::Duration;

use sekisho_rules::{
    AccessToken, Answer, EntraUser, GraphAnswer, GraphCall, GraphError, Item, ItemAnswer, NewEntraUser, Page, Subcode,
};

/// What a request meets in place of a right answer.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    None,
    /// The request fails as a whole, undone.
    Fails(GraphError),
    /// The same, but it was done.
    Done(GraphError),
    /// Each item is answered so, undone.
    Items(u16, Option<u64>),
    /// Each item is answered so, but it was done.
    DoneItems(u16),
    /// The first item is done, the others are to come again after so many seconds.
    First(u64),
    /// The answer lacks the last item.
    Short,
    /// The items are answered backwards, each of them twice.
    Backwards,
    /// An answer to something else.
    Other,
    /// The next page is this one.
    Next(String),
    /// A page without users.
    Empty,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) user: EntraUser,
    pub(crate) name: Option<String>,
    pub(crate) mail: Option<String>,
    /// Left out of lists for a while.
    pub(crate) late: bool,
}

pub(crate) struct Graph {
    pub(crate) users: Vec<Entry>,
    pub(crate) federated: bool,
    pub(crate) page: usize,
    /// How long tokens last, in seconds.
    pub(crate) lasts: u64,
    /// What requests of that kind meet, in turn.
    pub(crate) faults: Vec<(&'static str, VecDeque<Fault>)>,
    /// What was asked.
    pub(crate) asked: Vec<&'static str>,
    /// The items of each batch.
    pub(crate) batches: Vec<Vec<Item>>,
    /// Tokens that requests bore.
    pub(crate) borne: Vec<String>,
    made: usize,
    tokens: usize,
}

pub(crate) fn api(status: u16) -> GraphError {
    GraphError::of(Subcode::Api, status, "Graph says so.")
}

pub(crate) fn after(status: u16, seconds: u64) -> GraphError {
    GraphError { retry_after: Some(Duration::from_secs(seconds)), ..api(status) }
}

impl Graph {
    pub(crate) fn new() -> Self {
        Self {
            users: Vec::new(),
            federated: false,
            page: 999,
            lasts: 3599,
            faults: Vec::new(),
            asked: Vec::new(),
            batches: Vec::new(),
            borne: Vec::new(),
            made: 0,
            tokens: 0,
        }
    }

    pub(crate) fn fault(&mut self, what: &'static str, faults: impl IntoIterator<Item = Fault>) {
        self.faults.push((what, faults.into_iter().collect()));
    }

    pub(crate) fn add(&mut self, upn: &str) -> &mut Entry {
        self.made += 1;
        let id = format!("id-{}", self.made);
        let user = EntraUser { id, upn: upn.to_owned(), enabled: Some(true), immutable_id: None, values: Vec::new() };
        let name = upn.split('@').next().map(ToOwned::to_owned);
        self.users.push(Entry { user, name, mail: None, late: false });
        self.users.last_mut().unwrap()
    }

    pub(crate) fn find(&self, upn: &str) -> Option<&Entry> {
        self.users.iter().find(|entry| entry.user.upn.eq_ignore_ascii_case(upn) || entry.user.id == upn)
    }

    pub(crate) fn find_mut(&mut self, upn: &str) -> Option<&mut Entry> {
        self.users.iter_mut().find(|entry| entry.user.upn.eq_ignore_ascii_case(upn) || entry.user.id == upn)
    }

    pub(crate) fn count(&self, what: &str) -> usize {
        self.asked.iter().filter(|asked| **asked == what).count()
    }

    pub(crate) fn answer(&mut self, token: Option<&AccessToken>, call: &GraphCall) -> Answer {
        self.borne.extend(token.map(|token| token.reveal().to_owned()));
        let what = kind(call);
        self.asked.push(what);
        if let GraphCall::Batch(items) = call {
            self.batches.push(items.clone());
        }
        let scripts = self.faults.iter_mut().filter(|(of, _)| *of == what);
        let fault = scripts.filter_map(|(_, faults)| faults.pop_front()).next().unwrap_or(Fault::None);
        match fault {
            Fault::Fails(error) => Answer::Graph(GraphAnswer::Failed(error)),
            Fault::Other => Answer::Graph(GraphAnswer::Organization),
            Fault::Done(error) => {
                self.right(call);
                Answer::Graph(GraphAnswer::Failed(error))
            }
            fault => Answer::Graph(self.spoilt(call, &fault)),
        }
    }

    fn spoilt(&mut self, call: &GraphCall, fault: &Fault) -> GraphAnswer {
        if let (Fault::Items(status, retry_after), GraphCall::Batch(items)) = (fault, call) {
            let refused = |place| refused(place, *status, *retry_after);
            return GraphAnswer::Batch((0..items.len()).map(refused).collect());
        }
        match (self.right(call), fault) {
            (GraphAnswer::Batch(items), Fault::DoneItems(status)) => {
                GraphAnswer::Batch((0..items.len()).map(|place| refused(place, *status, None)).collect())
            }
            (GraphAnswer::Batch(items), Fault::First(seconds)) => {
                let later = (1..items.len()).map(|place| refused(place, 429, Some(*seconds)));
                GraphAnswer::Batch(items.into_iter().take(1).chain(later).collect())
            }
            (GraphAnswer::Batch(mut items), Fault::Short) => {
                items.pop();
                GraphAnswer::Batch(items)
            }
            (GraphAnswer::Batch(mut items), Fault::Backwards) => {
                items.reverse();
                let again = items.iter().map(|item| ItemAnswer { status: 500, ..item.clone() });
                GraphAnswer::Batch(items.iter().cloned().chain(again).collect())
            }
            (GraphAnswer::Users(page), Fault::Next(link)) => {
                GraphAnswer::Users(Page { next: Some(link.clone()), ..page })
            }
            (GraphAnswer::Users(page), Fault::Empty) => GraphAnswer::Users(Page { users: Vec::new(), next: page.next }),
            (answer, _) => answer,
        }
    }

    fn right(&mut self, call: &GraphCall) -> GraphAnswer {
        match call {
            GraphCall::Token { .. } => {
                self.tokens += 1;
                let token = AccessToken::new(format!("token-{}", self.tokens));
                GraphAnswer::Token { token, lasts: Duration::from_secs(self.lasts) }
            }
            GraphCall::Organization => GraphAnswer::Organization,
            GraphCall::Domain(_) => GraphAnswer::Domain { federated: self.federated },
            GraphCall::Users { properties, .. } => GraphAnswer::Users(self.page(0, properties)),
            GraphCall::More { link, properties } => {
                GraphAnswer::Users(self.page(link.strip_prefix("page-").unwrap().parse().unwrap(), properties))
            }
            GraphCall::Batch(items) => {
                assert!((1..=20).contains(&items.len()));
                GraphAnswer::Batch(items.iter().enumerate().map(|(place, item)| self.item(place, item)).collect())
            }
        }
    }

    fn page(&self, from: usize, properties: &[String]) -> Page {
        let shown: Vec<_> = self.users.iter().filter(|entry| !entry.late).collect();
        let users = shown.iter().skip(from).take(self.page).map(|entry| entry.shown(properties)).collect();
        let next = from + self.page;
        Page { users, next: (next < shown.len()).then(|| format!("page-{next}")) }
    }

    fn item(&mut self, place: usize, item: &Item) -> ItemAnswer {
        match item {
            Item::Create(new) => self.create(place, new),
            Item::Update { id, enabled, immutable_id, properties } => {
                let Some(entry) = self.find_mut(id) else { return refused(place, 404, None) };
                entry.user.enabled = enabled.or(entry.user.enabled);
                entry.user.immutable_id = immutable_id.clone().or(entry.user.immutable_id.take());
                for (property, value) in properties {
                    *entry.place(property) = value.clone();
                }
                done(place, 204, None)
            }
            Item::Delete { id } => match self.users.iter().position(|entry| entry.user.id == *id) {
                Some(at) => {
                    self.users.remove(at);
                    done(place, 204, None)
                }
                None => refused(place, 404, None),
            },
            Item::Find { id } => match self.find(id) {
                Some(entry) => done(place, 200, Some(entry.user.id.clone())),
                None => refused(place, 404, None),
            },
        }
    }

    fn create(&mut self, place: usize, new: &NewEntraUser) -> ItemAnswer {
        if self.find(&new.upn).is_some() {
            return ItemAnswer { conflict: true, ..refused(place, 400, None) };
        }
        let entry = self.add(&new.upn);
        entry.user.enabled = Some(new.enabled);
        entry.user.immutable_id.clone_from(&new.immutable_id);
        for (property, value) in &new.properties {
            *entry.place(property) = Some(value.clone());
        }
        let id = entry.user.id.clone();
        done(place, 201, Some(id))
    }
}

impl Entry {
    fn place(&mut self, property: &str) -> &mut Option<String> {
        match property {
            "mail" => &mut self.mail,
            "displayName" => &mut self.name,
            other => panic!("nobody mapped {other}"),
        }
    }

    fn shown(&self, properties: &[String]) -> EntraUser {
        let mut own = self.clone();
        let values = properties.iter().map(|property| own.place(property).clone()).collect();
        EntraUser { values, ..self.user.clone() }
    }
}

fn kind(call: &GraphCall) -> &'static str {
    match call {
        GraphCall::Token { .. } => "token",
        GraphCall::Organization => "organization",
        GraphCall::Domain(_) => "domain",
        GraphCall::Users { .. } => "users",
        GraphCall::More { .. } => "more",
        GraphCall::Batch(items) => match &items[0] {
            Item::Create(_) => "create",
            Item::Update { immutable_id: Some(_), .. } => "immutable",
            Item::Update { .. } => "update",
            Item::Delete { .. } => "delete",
            Item::Find { .. } => "find",
        },
    }
}

fn done(place: usize, status: u16, id: Option<String>) -> ItemAnswer {
    ItemAnswer { place, status, retry_after: None, id, conflict: false, text: String::new() }
}

fn refused(place: usize, status: u16, retry_after: Option<u64>) -> ItemAnswer {
    let text = "Graph\r\n says so.".to_owned();
    ItemAnswer { place, status, retry_after: retry_after.map(Duration::from_secs), id: None, conflict: false, text }
}

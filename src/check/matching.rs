use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sekisho_catalog::Catalog;

use super::Wanted;
use super::company::Company;

/// Which expectation each event satisfies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matching {
    /// For each event, in order of arrival, the place of its expectation.
    pub of_event: Vec<Option<usize>>,
    /// For each event, whether it comes with another, whose expectation it shares without counting for it.
    pub comes_along: Vec<bool>,
    /// For each expectation, how many events satisfy it.
    pub got: Vec<u64>,
}

/// Events and expectations that are to be matched. Events of one code are alike: what can be said of a code is said
/// once, so that ten thousand events cost little more than their number.
pub(super) struct Pairing<'a> {
    wanted: &'a [Wanted],
    /// For each event, in order of arrival, the number of its code.
    kinds: Vec<usize>,
    /// For each code, which expectations take it.
    takes: Vec<Vec<bool>>,
    /// For each code, the places that take it, narrow ones first.
    places: Vec<Vec<usize>>,
    /// For each code, whether it needs no expectation.
    is_by_product: Vec<bool>,
    /// How many by-products there may be in all.
    most_by_products: usize,
}

impl<'a> Pairing<'a> {
    pub(super) fn new(codes: &[&'a str], wanted: &'a [Wanted], by_products: &[String], catalog: &Catalog) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut distinct: Vec<&str> = Vec::new();
        let mut number = |code: &'a str| {
            *numbers.entry(code).or_insert_with(|| {
                distinct.push(code);
                distinct.len() - 1
            })
        };
        let kinds = codes.iter().map(|code| number(code)).collect();
        let own: HashSet<&str> = by_products.iter().map(String::as_str).collect();
        let takes: Vec<Vec<bool>> =
            distinct.iter().map(|code| wanted.iter().map(|one| one.takes(code, catalog)).collect()).collect();
        let places = takes.iter().map(|takes| {
            let mut places: Vec<usize> = (0..wanted.len()).filter(|place| takes[*place]).collect();
            places.sort_by_key(|place| width(&wanted[*place]));
            places
        });
        Self {
            places: places.collect(),
            is_by_product: distinct.iter().map(|code| own.contains(code)).collect(),
            most_by_products: by_products.len(),
            wanted,
            kinds,
            takes,
        }
    }

    /// Gives the events to the expectations in their order, if all of both can be.
    pub(super) fn in_order(&self) -> Option<Matching> {
        // By-products that nothing wants lie between, wherever they stand.
        let is_live = |event: &usize| !(self.is_aside(*event) && self.places[self.kinds[*event]].is_empty());
        let live: Vec<usize> = (0..self.kinds.len()).filter(is_live).collect();
        let slots = self.slots(live.len())?;
        let left_out = live.len() - slots.len();
        if left_out > self.most_by_products {
            return None;
        }
        let fits = self.fits(&live, &slots, left_out);
        let mut matching = self.none();
        let mut out = 0;
        for (at, event) in live.iter().enumerate() {
            let slot = at - out;
            if slot < slots.len() && fits[at + 1][out] && self.takes(*event, slots[slot]) {
                matching.put(*event, slots[slot]);
            } else {
                out = (out + 1).min(left_out);
            }
        }
        fits[0][0].then_some(matching)
    }

    /// The place of each event that must come, in order; nothing if there are more of them than this.
    fn slots(&self, most: usize) -> Option<Vec<usize>> {
        let counts = self.wanted.iter().map(|one| if one.is_of_the_wire() { 0 } else { one.count });
        if counts.clone().fold(0, u64::saturating_add) > most as u64 {
            return None;
        }
        Some(counts.enumerate().flat_map(|(place, count)| (0..count).map(move |_| place)).collect())
    }

    /// For each event and each number of by-products before it: whether from there on all slots can be filled, with
    /// nothing but by-products between. How many are left out in all is known, so the rows are short.
    fn fits(&self, live: &[usize], slots: &[usize], left_out: usize) -> Vec<Vec<bool>> {
        let mut fits = vec![vec![false; left_out + 1]; live.len() + 1];
        fits[live.len()][left_out] = true;
        for (at, event) in live.iter().enumerate().rev() {
            for out in at.saturating_sub(slots.len())..=left_out.min(at) {
                let slot = at - out;
                let fills = slot < slots.len() && fits[at + 1][out] && self.takes(*event, slots[slot]);
                let is_out = out < left_out && self.is_aside(*event) && fits[at + 1][out + 1];
                fits[at][out] = fills || is_out;
            }
        }
        fits
    }

    /// Gives events to the expectations in their order, each the first that will do, whatever lies between; if all
    /// expectations can be met so.
    pub(super) fn among_others(&self) -> Option<Matching> {
        let slots = self.slots(self.kinds.len())?;
        let mut matching = self.none();
        let mut open = slots.iter().peekable();
        for event in 0..self.kinds.len() {
            if let Some(place) = open.next_if(|place| self.takes(event, **place)) {
                matching.put(event, *place);
            }
        }
        open.peek().is_none().then_some(matching)
    }

    /// Gives as many events to expectations as can be, whatever the order; to narrow ones before wider ones,
    /// and by-products last.
    pub(super) fn in_any_order(&self) -> Matching {
        let mut given = Given { matching: self.none(), holds: vec![BTreeMap::new(); self.wanted.len()] };
        // For one of a code no place can be found: so for none that comes later.
        let mut is_hopeless = vec![false; self.takes.len()];
        for by_product in [false, true] {
            for event in (0..self.kinds.len()).filter(|event| self.is_aside(*event) == by_product) {
                let kind = self.kinds[event];
                if !is_hopeless[kind] {
                    is_hopeless[kind] = !self.find_place(event, &mut given, &mut vec![false; self.wanted.len()]);
                }
            }
        }
        given.matching
    }

    /// Finds a place for an event, if need be by moving others.
    fn find_place(&self, event: usize, given: &mut Given, tried: &mut [bool]) -> bool {
        let places = &self.places[self.kinds[event]];
        if let Some(open) = places.iter().find(|place| given.matching.got[**place] < self.wanted[**place].count) {
            given.put(event, self.kinds[event], *open);
            return true;
        }
        for place in places {
            if std::mem::replace(&mut tried[*place], true) {
                continue;
            }
            for other in given.first_of_each_kind(*place) {
                if self.find_place(other, given, tried) {
                    given.take_out(other, self.kinds[other], *place);
                    given.put(event, self.kinds[event], *place);
                    return true;
                }
            }
        }
        false
    }

    fn takes(&self, event: usize, place: usize) -> bool {
        self.takes[self.kinds[event]][place]
    }

    fn is_aside(&self, event: usize) -> bool {
        self.is_by_product[self.kinds[event]]
    }

    fn none(&self) -> Matching {
        let events = self.kinds.len();
        Matching { of_event: vec![None; events], comes_along: vec![false; events], got: vec![0; self.wanted.len()] }
    }
}

/// A code by itself is narrowest, then a choice of codes, then whatever takes a class.
fn width(one: &Wanted) -> usize {
    if one.is_exact() { one.accepts.len() } else { usize::MAX }
}

/// A matching in the making.
struct Given {
    matching: Matching,
    /// For each expectation, the events that it holds, by the number of their code.
    holds: Vec<BTreeMap<usize, BTreeSet<usize>>>,
}

impl Given {
    fn put(&mut self, event: usize, kind: usize, place: usize) {
        self.matching.put(event, place);
        self.holds[place].entry(kind).or_default().insert(event);
    }

    /// An event that has found another place gives up this one.
    fn take_out(&mut self, event: usize, kind: usize, place: usize) {
        self.matching.got[place] -= 1;
        if let Some(held) = self.holds[place].get_mut(&kind) {
            held.remove(&event);
        }
    }

    /// Of events that are alike, one can be moved if any can.
    fn first_of_each_kind(&self, place: usize) -> Vec<usize> {
        let mut firsts: Vec<usize> = self.holds[place].values().filter_map(|held| held.first().copied()).collect();
        firsts.sort_unstable();
        firsts
    }
}

impl Matching {
    fn put(&mut self, event: usize, place: usize) {
        self.of_event[event] = Some(place);
        self.got[place] += 1;
    }

    /// The same of all events, where `leading` says at which place each of those here stands there.
    pub(super) fn with_company(self, leading: &[usize], company: &Company) -> Self {
        let own = |place: &usize| leading.binary_search(place).ok().and_then(|at| self.of_event[at]);
        let of_event = company.leader.iter().enumerate().map(|(place, leader)| own(&leader.unwrap_or(place)));
        let comes_along = company.leader.iter().map(Option::is_some).collect();
        Self { of_event: of_event.collect(), comes_along, got: self.got }
    }

    /// Whether the events that satisfy expectations came in the order of the expectations.
    pub(super) fn is_in_order(&self) -> bool {
        let places: Vec<usize> = self.of_event.iter().copied().flatten().collect();
        places.is_sorted()
    }
}

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

/// Events and expectations that are to be matched.
pub(super) struct Pairing<'a> {
    /// The events' codes, in order of arrival.
    pub codes: &'a [&'a str],
    /// The expectations.
    pub wanted: &'a [Wanted],
    /// Codes that need no expectation.
    pub by_products: &'a [String],
    /// What the codes mean.
    pub catalog: &'a Catalog,
}

impl Pairing<'_> {
    /// Gives the events to the expectations in their order, if all of both can be.
    pub(super) fn in_order(&self) -> Option<Matching> {
        let counts = self.wanted.iter().map(|one| if one.is_of_the_wire() { 0 } else { one.count });
        if counts.clone().fold(0, u64::saturating_add) > self.codes.len() as u64 {
            return None;
        }
        let slots: Vec<usize> = counts.enumerate().flat_map(|(place, count)| (0..count).map(move |_| place)).collect();
        let fits = self.fits(&slots);
        let mut matching = self.none();
        let mut slot = 0;
        for event in 0..self.codes.len() {
            if slot < slots.len() && fits[event + 1][slot + 1] && self.takes(event, slots[slot]) {
                matching.put(event, slots[slot]);
                slot += 1;
            }
        }
        fits[0][0].then_some(matching)
    }

    /// Whether the events from one on can fill the slots from one on, with nothing but by-products between.
    fn fits(&self, slots: &[usize]) -> Vec<Vec<bool>> {
        let mut fits = vec![vec![false; slots.len() + 1]; self.codes.len() + 1];
        fits[self.codes.len()][slots.len()] = true;
        for event in (0..self.codes.len()).rev() {
            for slot in 0..=slots.len() {
                let fills = slot < slots.len() && fits[event + 1][slot + 1] && self.takes(event, slots[slot]);
                fits[event][slot] = fills || self.is_by_product(event) && fits[event + 1][slot];
            }
        }
        fits
    }

    /// Gives as many events to expectations as can be, whatever the order; to narrow ones before wider ones,
    /// and by-products last.
    pub(super) fn in_any_order(&self) -> Matching {
        let mut matching = self.none();
        for by_product in [false, true] {
            for event in (0..self.codes.len()).filter(|event| self.is_by_product(*event) == by_product) {
                self.find_place(event, &mut matching, &mut vec![false; self.wanted.len()]);
            }
        }
        matching
    }

    /// Finds a place for an event, if need be by moving others.
    fn find_place(&self, event: usize, matching: &mut Matching, tried: &mut Vec<bool>) -> bool {
        let mut places: Vec<usize> = (0..self.wanted.len()).filter(|place| self.takes(event, *place)).collect();
        places.sort_by_key(|place| self.width(*place));
        if let Some(open) = places.iter().find(|place| matching.got[**place] < self.wanted[**place].count) {
            matching.put(event, *open);
            return true;
        }
        for place in places {
            if std::mem::replace(&mut tried[place], true) {
                continue;
            }
            for other in 0..self.codes.len() {
                if matching.of_event[other] == Some(place) && self.find_place(other, matching, tried) {
                    matching.got[place] -= 1;
                    matching.put(event, place);
                    return true;
                }
            }
        }
        false
    }

    /// A code by itself is narrowest, then a choice of codes, then whatever takes a class.
    fn width(&self, place: usize) -> usize {
        let one = &self.wanted[place];
        if one.is_exact() { one.accepts.len() } else { usize::MAX }
    }

    fn takes(&self, event: usize, place: usize) -> bool {
        self.wanted[place].takes(self.codes[event], self.catalog)
    }

    fn is_by_product(&self, event: usize) -> bool {
        self.by_products.iter().any(|code| code == self.codes[event])
    }

    fn none(&self) -> Matching {
        let events = self.codes.len();
        Matching { of_event: vec![None; events], comes_along: vec![false; events], got: vec![0; self.wanted.len()] }
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

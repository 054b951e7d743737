use sekisho_catalog::Catalog;

use super::Wanted;

/// Which expectation each event satisfies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matching {
    /// For each event, in order of arrival, the place of its expectation.
    pub of_event: Vec<Option<usize>>,
    /// For each expectation, how many events satisfy it.
    pub got: Vec<u64>,
}

/// Gives each event to the first expectation that still wants it: those that name codes before wider ones.
pub(super) fn assign(codes: &[&str], wanted: &[Wanted], catalog: &Catalog) -> Matching {
    let mut matching = Matching { of_event: vec![None; codes.len()], got: vec![0; wanted.len()] };
    for exact in [true, false] {
        for (event, code) in codes.iter().enumerate() {
            if matching.of_event[event].is_some() {
                continue;
            }
            let open = |(place, one): &(usize, &Wanted)| {
                one.is_exact() == exact && matching.got[*place] < one.count && one.takes(code, catalog)
            };
            if let Some((place, _)) = wanted.iter().enumerate().find(open) {
                matching.of_event[event] = Some(place);
                matching.got[place] += 1;
            }
        }
    }
    matching
}

impl Matching {
    /// Whether the events that satisfy expectations came in the order of the expectations.
    pub(super) fn in_order(&self) -> bool {
        let places: Vec<usize> = self.of_event.iter().copied().flatten().collect();
        places.is_sorted()
    }
}

//! Names and values as forms and queries encode them (WHATWG URL, application/x-www-form-urlencoded).

use percent_encoding::percent_decode;

/// The pairs in the order in which they came; of a name that comes twice, the first counts.
#[derive(Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a query or a body; what is no UTF-8 is replaced.
    pub(crate) fn of(octets: &[u8]) -> Self {
        let parts = octets.split(|octet| *octet == b'&').filter(|part| !part.is_empty());
        Self(parts.map(pair).collect())
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.pairs().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn pair(part: &[u8]) -> (String, String) {
    let at = part.iter().position(|octet| *octet == b'=');
    let (name, value) = at.map_or((part, &[][..]), |at| (&part[..at], &part[at + 1..]));
    (decoded(name), decoded(value))
}

fn decoded(octets: &[u8]) -> String {
    let spaced: Vec<u8> = octets.iter().map(|octet| if *octet == b'+' { b' ' } else { *octet }).collect();
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded() {
        let form = Form::of(b"a=1+2%2B&&b&%24top=%ff&a=second&=x");
        let pairs: Vec<_> = form.pairs().collect();
        assert_eq!(pairs, [("a", "1 2+"), ("b", ""), ("$top", "\u{fffd}"), ("a", "second"), ("", "x")]);
        assert_eq!((form.value("a"), form.value("c")), (Some("1 2+"), None));
    }
}

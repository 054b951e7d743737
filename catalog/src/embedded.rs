use std::sync::LazyLock;

use include_dir::{Dir, File, include_dir};
use sekisho_files::Source;

use crate::{Catalog, Vocabulary};

static CATALOGS: [(&str, Dir<'static>); 2] = [
    ("passlogic", include_dir!("$CARGO_MANIFEST_DIR/passlogic")),
    ("radius", include_dir!("$CARGO_MANIFEST_DIR/radius")),
];

static OUTCOMES: &str = include_str!("../outcomes.toml");

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read(&outcomes()).expect("the embedded outcomes read"));

static PASSLOGIC: LazyLock<Catalog> = LazyLock::new(|| {
    let files = embedded("passlogic").expect("passlogic is embedded");
    Catalog::read(&files, vocabulary()).expect("the embedded catalog reads")
});

/// The embedded PassLogic catalog, the reference server's.
pub fn passlogic() -> &'static Catalog {
    &PASSLOGIC
}

/// The embedded vocabulary.
pub fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

/// The names of the embedded catalogs.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    CATALOGS.iter().map(|(name, _)| *name)
}

/// The files of an embedded catalog, `catalog.toml` first, named as `builtin:catalog/passlogic/radius.toml`.
pub fn embedded(name: &str) -> Option<Vec<Source>> {
    let (name, files) = CATALOGS.iter().find(|(known, _)| *known == name)?;
    let mut sources: Vec<_> = files.files().filter_map(|file| source(name, file)).collect();
    sources.sort_by_key(|source| (!source.name().ends_with("/catalog.toml"), source.name().to_owned()));
    Some(sources)
}

fn source(catalog: &str, file: &File<'_>) -> Option<Source> {
    let name = format!("builtin:catalog/{catalog}/{}", file.path().display());
    Some(Source::new(name, file.contents_utf8()?))
}

fn outcomes() -> Source {
    Source::new("builtin:catalog/outcomes.toml", OUTCOMES)
}

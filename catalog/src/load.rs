use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use sekisho_files::{Problems, Source, nearest};

use crate::{Catalog, Vocabulary, embedded, names, vocabulary};

/// Why a catalog could not be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// There is no such catalog.
    Unknown {
        /// The name that was asked for.
        name: String,
    },
    /// A file or folder could not be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The files are wrong.
    Wrong(Problems),
}

/// Loads a catalog by name; what stands in `disk`, a folder of catalogs, shadows what is embedded.
///
/// A folder `disk/NAME` with a `catalog.toml` is a catalog by itself. Without one, its files take the place
/// of the embedded files of the same names. `disk/outcomes.toml` likewise takes the place of the embedded
/// vocabulary. As the name is joined to `disk`, it may also be the path of a catalog elsewhere.
///
/// # Errors
///
/// See [`LoadError`].
pub fn load(name: &str, disk: Option<&Path>) -> Result<Catalog, LoadError> {
    let on_disk = match disk.map(|disk| disk.join(name)).filter(|folder| folder.is_dir()) {
        Some(folder) => folder_files(&folder)?,
        None => Vec::new(),
    };
    let files = shadowed(name, on_disk).ok_or_else(|| LoadError::Unknown { name: name.to_owned() })?;
    let own_words = disk.map(|disk| disk.join("outcomes.toml")).filter(|path| path.is_file());
    let read = match own_words {
        Some(path) => Vocabulary::read(&file(&path)?).and_then(|words| Catalog::read(&files, &words)),
        None => Catalog::read(&files, vocabulary()),
    };
    read.map_err(LoadError::Wrong)
}

/// The files of a catalog, `catalog.toml` first.
fn shadowed(name: &str, on_disk: Vec<Source>) -> Option<Vec<Source>> {
    if on_disk.iter().any(|source| file_name(source) == "catalog.toml") {
        return Some(on_disk);
    }
    let mut files = embedded(name)?;
    files.retain(|builtin| on_disk.iter().all(|source| file_name(source) != file_name(builtin)));
    files.extend(on_disk);
    Some(files)
}

fn file_name(source: &Source) -> &str {
    source.name().rsplit(['/', '\\']).next().unwrap_or_default()
}

fn folder_files(folder: &Path) -> Result<Vec<Source>, LoadError> {
    let unreadable = |error| LoadError::Unreadable { path: folder.to_owned(), error };
    let entries: Vec<_> = fs::read_dir(folder).and_then(Iterator::collect).map_err(unreadable)?;
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort_by_key(|path| (!path.ends_with("catalog.toml"), path.clone()));
    paths.iter().map(|path| file(path)).collect()
}

fn file(path: &Path) -> Result<Source, LoadError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Source::new(path.display().to_string(), text)),
        Err(error) => Err(LoadError::Unreadable { path: path.to_owned(), error }),
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "there is no catalog `{name}`; {}", known(name)),
            Self::Unreadable { path, error } => write!(f, "{} cannot be read: {error}", path.display()),
            Self::Wrong(problems) => problems.fmt(f),
        }
    }
}

fn known(wrong: &str) -> String {
    match nearest(wrong, names()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("embedded are: {}", names().collect::<Vec<_>>().join(", ")),
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { error, .. } => Some(error),
            Self::Wrong(problems) => Some(problems),
            Self::Unknown { .. } => None,
        }
    }
}

//! A file in which a mock leaves what nobody but the server under test may read.

use std::fs::{File, OpenOptions};
use std::io::{Result, Write};
use std::path::{Path, PathBuf};

/// A file that its owner alone can read. One that we named is removed when this is dropped.
#[derive(Debug)]
pub(super) struct SecretFile {
    pub(super) path: PathBuf,
    ours: bool,
}

impl SecretFile {
    /// Writes it where it was asked for, or to a new temporary file.
    pub(super) fn write(text: &str, asked: Option<&Path>, temporary: &Path) -> Result<Self> {
        let (mut open, file) = match asked {
            Some(path) => {
                let open = for_its_owner(OpenOptions::new().write(true).create(true).truncate(true)).open(path)?;
                (open, Self { path: path.to_owned(), ours: false })
            }
            None => {
                let path = temporary.join(format!("sekisho-face-{:016x}.json", rand::random::<u64>()));
                let open = for_its_owner(OpenOptions::new().write(true).create_new(true)).open(&path)?;
                (open, Self { path, ours: true })
            }
        };
        // One that was there already may be readable by all: it is empty still.
        closed_to_others(&open)?;
        open.write_all(text.as_bytes())?;
        Ok(file)
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        if self.ours {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn for_its_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn for_its_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn closed_to_others(file: &File) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn closed_to_others(_: &File) -> Result<()> {
    Ok(())
}

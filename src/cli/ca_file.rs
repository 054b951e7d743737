//! The file in which `serve` leaves the certificate that its clients must trust.

use std::fs::{File, OpenOptions};
use std::io::{Result, Write};
use std::path::{Path, PathBuf};

/// A file with a certificate. One that we named is removed when this is dropped.
#[derive(Debug)]
pub(super) struct CaFile {
    pub(super) path: PathBuf,
    ours: bool,
}

impl CaFile {
    /// Writes it where it was asked for, or to a new temporary file.
    pub(super) fn write(pem: &str, asked: Option<&Path>, temporary: &Path) -> Result<Self> {
        let (mut open, file) = match asked {
            Some(path) => (File::create(path)?, Self { path: path.to_owned(), ours: false }),
            None => Self::new(temporary)?,
        };
        open.write_all(pem.as_bytes())?;
        readable_by_all(&open)?;
        Ok(file)
    }

    /// Nobody else has put something there, nor a link to elsewhere.
    fn new(folder: &Path) -> Result<(File, Self)> {
        let path = folder.join(format!("sekisho-ca-{:016x}.pem", rand::random::<u64>()));
        let open = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok((open, Self { path, ours: true }))
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        if self.ours {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Clients of other users must trust it too, and a certificate is no secret.
#[cfg(unix)]
fn readable_by_all(file: &File) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> Result<()> {
    Ok(())
}

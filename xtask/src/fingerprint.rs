//! Knowing that nothing changed: a digest of what a result was made from, kept beside the result.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

/// Collects what a result depends on.
#[derive(Default)]
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Adds a text, such as a version or an option.
    #[must_use]
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    /// Adds a file's bytes.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self> {
        self.add(&fs::read(path).with_context(|| format!("reading {}", path.display()))?);
        Ok(self)
    }

    /// Adds every file below a folder, with its name.
    pub(crate) fn tree(mut self, folder: &Path) -> Result<Self> {
        for path in files_below(folder)? {
            self = self.text(&path.to_string_lossy()).file(&path)?;
        }
        Ok(self)
    }

    /// With its length before it, so that no two sequences of parts look alike.
    fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    pub(crate) fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Every file below a folder, but for what npm installs there, in an order that does not depend on the file system.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("reading the folder {}", folder.display()))?;
        for entry in entries {
            let path = entry.with_context(|| format!("reading the folder {}", folder.display()))?.path();
            if path.is_dir() {
                if !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The fingerprint that a result was last made from.
pub(crate) struct Stamp {
    path: PathBuf,
    fingerprint: String,
}

impl Stamp {
    pub(crate) fn new(workspace: &Workspace, name: &str, fingerprint: Fingerprint) -> Self {
        Self { path: workspace.stamps().join(name), fingerprint: fingerprint.hex() }
    }

    /// Whether the result was made from just this.
    pub(crate) fn holds(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|kept| kept == self.fingerprint)
    }

    /// Notes that the result is made.
    pub(crate) fn set(&self) -> Result<()> {
        let write = || {
            self.path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&self.path, &self.fingerprint)
        };
        write().with_context(|| format!("writing {}", self.path.display()))
    }
}

/// Returns the SHA-256 of a file in hexadecimal, as `sha256sum` prints it.
pub(crate) fn sha256(path: &Path) -> Result<String> {
    Ok(hex(&Sha256::digest(fs::read(path).with_context(|| format!("reading {}", path.display()))?)))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_something_changes() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let workspace = Workspace::at(folder.path());
        let input = folder.path().join("input");
        fs::write(&input, "one")?;
        let stamp = || -> Result<Stamp> { Ok(Stamp::new(&workspace, "test", Fingerprint::default().file(&input)?)) };
        assert!(!stamp()?.holds());
        stamp()?.set()?;
        assert!(stamp()?.holds());
        fs::write(&input, "two")?;
        assert!(!stamp()?.holds());
        Ok(())
    }

    #[test]
    fn where_one_part_ends_matters() {
        let one = Fingerprint::default().text("ab").text("c").hex();
        let other = Fingerprint::default().text("a").text("bc").hex();
        assert_ne!(one, other);
    }
}

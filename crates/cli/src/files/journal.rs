//! Replacing a set of files so that a folder never holds a mix of the old set and the new one.
//!
//! The old files first get backup names, and a journal on the disk says so. Then the new files get their names. Removing the
//! journal makes the new set the valid one. If the process is killed before that, the next one that locks the folder
//! restores the old set; if it is killed after that, the next one removes the backups.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::draft::Finished;
use super::folder::sync_folder;
use super::temporaries::SignalsHeld;
use crate::error::Failure;

/// The journal's name.
const JOURNAL: &str = ".holdout-journal.json";

/// What the name of a backup begins with.
const BACKUP: &str = ".holdout-backup-";

/// A set of files of one folder that is being replaced.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    files: Vec<Entry>,
}

/// A file of the set, by its name in the folder.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    /// Whether the old set has it.
    existed: bool,
}

impl Journal {
    /// Replaces the files `names` of `folder`. Of `finished`, those that belong there get their names; the last of them
    /// vouches for the set: it is the first to go and the last to come.
    pub fn replace(
        folder: &Path,
        names: &[String],
        finished: &mut [&mut Finished],
        held: &mut SignalsHeld,
    ) -> Result<(), Failure> {
        let entry = |name: &String| Entry { existed: exists(&folder.join(name)), name: name.clone() };
        let journal = Self { files: names.iter().map(entry).collect() };
        if !journal.files.iter().any(|file| file.existed) {
            return Self::name_new(folder, finished, held)
                .and_then(|()| sync_folder(folder).map_err(Failure::write(folder)));
        }
        let replaced = journal.write(folder).map_err(Failure::write(folder)).and_then(|()| {
            journal.put_old_aside(folder).map_err(Failure::write(folder))?;
            Self::name_new(folder, finished, held)?;
            sync_folder(folder).map_err(Failure::write(folder))
        });
        if let Err(failure) = replaced {
            // The first failure is the one to report; where this fails as well, the journal stays for the next process.
            let _ = journal.restore(folder);
            return Err(failure);
        }
        remove(&folder.join(JOURNAL)).and_then(|()| sync_folder(folder)).map_err(Failure::write(folder))?;
        remove_backups(folder);
        Ok(())
    }

    /// Ends what a killed process began in `folder`.
    pub fn recover(folder: &Path) -> Result<(), Failure> {
        match fs::read(folder.join(JOURNAL)) {
            Ok(text) => {
                // One that was not written whole was never acted upon.
                let journal: Self = serde_json::from_slice(&text).unwrap_or_default();
                journal.restore(folder).map_err(Failure::write(folder))?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::Read(folder.join(JOURNAL), error)),
        }
        remove_backups(folder);
        Ok(())
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        let mut file = File::create_new(folder.join(JOURNAL))?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        sync_folder(folder)
    }

    /// Gives the old files their backup names, the last one first.
    fn put_old_aside(&self, folder: &Path) -> io::Result<()> {
        for Entry { name, .. } in self.files.iter().rev().filter(|file| file.existed) {
            fs::rename(folder.join(name), backup(folder, name))?;
        }
        sync_folder(folder)
    }

    /// Gives the new files their names. Where one of them cannot have it, the others lose theirs.
    fn name_new(folder: &Path, finished: &mut [&mut Finished], held: &mut SignalsHeld) -> Result<(), Failure> {
        for count in 0..finished.len() {
            if let Err(failure) = finished[count].rename(held, false) {
                for file in &finished[..count] {
                    let _ = remove(file.target());
                }
                let _ = sync_folder(folder);
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Makes the folder what it was before: the new files go, the old ones get their names back, the last one last.
    fn restore(&self, folder: &Path) -> io::Result<()> {
        for Entry { name, existed } in self.files.iter().filter(|file| is_plain(&file.name)) {
            let (path, backup) = (folder.join(name), backup(folder, name));
            if exists(&backup) {
                fs::rename(&backup, &path)?;
            } else if !existed {
                remove(&path)?;
            }
        }
        sync_folder(folder)?;
        remove(&folder.join(JOURNAL))?;
        sync_folder(folder)
    }
}

fn backup(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{BACKUP}{name}"))
}

/// Whether a name stays inside its folder. A journal may have come with a folder from somewhere else.
fn is_plain(name: &str) -> bool {
    // On Windows a colon names a device or a stream.
    let is_stream = cfg!(windows) && name.contains(':');
    !name.is_empty() && !is_stream && Path::new(name).file_name().is_some_and(|file| file == name)
}

/// Whether there is anything of that name, a broken link included.
fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes the backups of a set that was replaced. Where one stays, the next process removes it.
fn remove_backups(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(BACKUP) {
            let _ = remove(&entry.path());
        }
    }
}

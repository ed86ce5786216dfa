//! The outputs of one command: claimed before any work, and named in one step at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::draft::Finished;
use super::folder::{LockedFolder, folder_of};
use super::journal::Journal;
use super::temporaries::{SignalsHeld, hold_signals};
use crate::error::Failure;

/// The outputs of one command. Their folders are locked until this is dropped.
#[derive(Debug)]
pub struct Publication {
    /// The last one vouches for the others: it gets its name after them.
    targets: Vec<PathBuf>,
    folders: Vec<LockedFolder>,
    /// A folder that was made for the outputs. It is removed again if there are none.
    made: Option<PathBuf>,
}

impl Publication {
    /// Claims the files `names` of a folder, which is created where it does not exist.
    ///
    /// # Errors
    ///
    /// Fails as [`Publication::claim`] does, and where the folder cannot be created.
    pub fn claim_in(
        folder: &Path,
        names: impl Iterator<Item = String>,
        inputs: &[&Path],
        force: bool,
    ) -> Result<Self, Failure> {
        let made = (!folder.exists()).then(|| folder.to_owned());
        std::fs::create_dir_all(folder).map_err(Failure::write(folder))?;
        let claimed = Self::claim(names.map(|name| folder.join(name)).collect(), inputs, force);
        if let (Err(_), Some(made)) = (&claimed, &made) {
            remove_empty(made);
        }
        let mut claimed = claimed?;
        claimed.made = made;
        Ok(claimed)
    }

    /// Claims `targets`, whose folders must exist. `inputs` are the files that the command reads; `-` is standard input.
    ///
    /// # Errors
    ///
    /// Fails where another process writes into one of the folders, where a target exists and may not be replaced (`force`),
    /// is a folder, or is one of the inputs, under whatever name.
    pub fn claim(targets: Vec<PathBuf>, inputs: &[&Path], force: bool) -> Result<Self, Failure> {
        let mut names = BTreeSet::new();
        if let Some(twice) = targets.iter().find(|target| !names.insert(*target)) {
            return Err(Failure::Option(format!("{} is used for two outputs", twice.display())));
        }
        let folders: BTreeSet<&Path> = targets.iter().map(|target| folder_of(target)).collect();
        let folders = folders.into_iter().map(LockedFolder::lock).collect::<Result<_, _>>()?;
        let inputs: Vec<_> = inputs.iter().filter_map(|&path| handle(path).map(|handle| (path, handle))).collect();
        for target in &targets {
            let same = |(_, input): &&(&Path, Handle)| Handle::from_path(target).is_ok_and(|output| output == *input);
            if let Some((input, _)) = inputs.iter().find(same) {
                return Err(Failure::OutputIsInput { output: target.clone(), input: input.to_path_buf() });
            }
            if target.is_dir() {
                return Err(Failure::Directory(target.clone()));
            }
            if !force && target.symlink_metadata().is_ok() {
                return Err(Failure::Exists(target.clone()));
            }
        }
        Ok(Self { targets, folders, made: None })
    }

    /// Gives all files their names in one step: on a failure, every folder holds what it held before. A target for which
    /// there is no file is removed.
    pub fn publish(self, mut files: Vec<Finished>) -> Result<(), Failure> {
        let mut held = hold_signals();
        let result = self.replace(&mut files, &mut held);
        // Files that have no name yet are removed, which takes the same lock.
        drop(held);
        result
    }

    fn replace(&self, files: &mut [Finished], held: &mut SignalsHeld) -> Result<(), Failure> {
        let mut by_folder: BTreeMap<&Path, Vec<String>> = BTreeMap::new();
        for target in &self.targets {
            let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
            by_folder.entry(folder_of(target)).or_default().push(name);
        }
        for folder in &self.folders {
            let names = by_folder.remove(&*folder.path).unwrap_or_default();
            let mut here: Vec<_> = files.iter_mut().filter(|file| folder_of(file.target()) == folder.path).collect();
            Journal::replace(&folder.path, &names, &mut here, held)?;
        }
        Ok(())
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        // Windows does not remove a folder while its lock is in it.
        self.folders.clear();
        self.made.as_deref().map(remove_empty);
    }
}

/// Removes a folder, unless there is anything in it.
fn remove_empty(folder: &Path) {
    let _ = std::fs::remove_dir(folder);
}

/// What tells a file apart from all others, whatever its name.
fn handle(path: &Path) -> Option<Handle> {
    if path == Path::new("-") { Handle::stdin().ok() } else { Handle::from_path(path).ok() }
}

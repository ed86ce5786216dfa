//! The page as part of the command: a copy of the finished page, which `crates/cli/build.rs` embeds.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::engine::{copy, renew};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::page;
use crate::workspace::Workspace;

/// Names the folder to the build script.
const VARIABLE: &str = "HOLDOUT_EMBED_PAGE";
/// Endings of compressed copies, which the build script makes itself.
const COPIES: [&str; 2] = ["br", "gz"];

/// Copies a finished page to the place that the command is built with. An equal copy stays untouched: cargo builds the command
/// again if it sees a new file, which takes minutes.
pub(crate) fn stage(workspace: &Workspace, page: &Path) -> Result<()> {
    let mut files = page::files(page)?;
    files.retain(|file| file.extension().is_none_or(|ending| COPIES.iter().all(|copy| ending != *copy)));
    let mut fingerprint = Fingerprint::default();
    for file in &files {
        fingerprint = fingerprint.text(&file.strip_prefix(page)?.to_string_lossy()).file(file)?;
    }
    let stamp = Stamp::new(workspace, "embedded-page", fingerprint);
    let staged = folder(workspace);
    if stamp.holds() && staged.join("index.html").is_file() {
        return Ok(());
    }
    renew(&staged)?;
    for file in &files {
        copy(file, &staged.join(file.strip_prefix(page)?))?;
    }
    stamp.set()
}

/// Has a build of the command embed the staged page, if there is one.
pub(crate) fn apply(workspace: &Workspace, cargo: &mut Command) {
    let staged = folder(workspace);
    if staged.join("index.html").is_file() {
        cargo.env(VARIABLE, staged);
    }
}

/// Not below `target()`: the place is the same for every target directory.
fn folder(workspace: &Workspace) -> PathBuf {
    workspace.path("target/embedded-page")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::fingerprint::files_below;

    #[test]
    fn a_page_is_copied_only_when_it_changed() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (workspace, page) = (Workspace::at(folder.path()), folder.path().join("dist"));
        fs::create_dir(&page)?;
        for (name, text) in
            [("index.html", "one"), ("a.js", "script"), ("a.js.br", "copy"), ("a.js.gz", "copy"), (".stage", "hidden")]
        {
            fs::write(page.join(name), text)?;
        }
        let staged = super::folder(&workspace);
        let modified = || -> Result<_> { Ok(fs::metadata(staged.join("index.html"))?.modified()?) };
        stage(&workspace, &page)?;
        let first = modified()?;
        assert_eq!(files_below(&staged)?, [staged.join("a.js"), staged.join("index.html")]);
        stage(&workspace, &page)?;
        assert_eq!(modified()?, first);
        fs::write(page.join("index.html"), "two")?;
        fs::remove_file(page.join("a.js"))?;
        stage(&workspace, &page)?;
        assert_eq!(files_below(&staged)?, [staged.join("index.html")]);
        assert_eq!(fs::read_to_string(staged.join("index.html"))?, "two");

        let mut cargo = Command::new("cargo");
        apply(&workspace, &mut cargo);
        assert!(cargo.get_envs().any(|(name, value)| name == VARIABLE && value == Some(staged.as_os_str())));
        Ok(())
    }
}

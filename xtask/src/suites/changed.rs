//! What to test of a change: the packages and test files that its files belong to.
//!
//! For the inner loop only. It leaves out what depends on a change from afar; `cargo xtask test` runs everything.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// Packages and JavaScript tests by the folder that they try out. Tests are named by a part of their path.
const AREAS: [(&str, &[&str], &[&str]); 9] = [
    ("crates/core/", &["holdout-core", "holdout-cli"], &["tests/engine/results", "tests/engine/split"]),
    ("crates/cli/", &["holdout-cli"], &["tests/command/offline"]),
    ("crates/client/", &["holdout-client", "holdout-submit"], &["tests/submit/"]),
    ("crates/submit/", &["holdout-submit"], &["tests/submit/"]),
    ("crates/service/", &["holdout-service"], &["tests/protocol/"]),
    ("crates/wasm/", &["holdout-wasm"], &["tests/engine/"]),
    ("crates/web/", &["holdout-web"], &["tests/page/"]),
    ("crates/element/", &["holdout-element"], &["tests/element/"]),
    ("www/", &[], &["tests/page/"]),
];

/// What a change asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Packages whose native tests run.
    pub(crate) packages: BTreeSet<String>,
    /// Parts of the paths of the JavaScript tests that run.
    pub(crate) files: BTreeSet<String>,
}

impl Selection {
    /// Selects what belongs to the files that differ from the main branch, those not committed included.
    pub(crate) fn of_changes(workspace: &Workspace) -> Result<Self> {
        let git = |arguments: &[&str]| {
            let mut git = Command::new("git");
            git.current_dir(workspace.root()).args(arguments);
            process::answer(git)
        };
        // On the main branch itself, or without one, only what is not committed counts.
        let base = git(&["merge-base", "HEAD", "main"]).unwrap_or_else(|_| "HEAD".to_owned());
        let tracked = git(&["diff", "--name-only", &base])?;
        let new = git(&["ls-files", "--others", "--exclude-standard"])?;
        Ok(Self::of(tracked.lines().chain(new.lines())))
    }

    fn of<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut selection = Self::default();
        for path in paths {
            for (_, packages, files) in AREAS.iter().filter(|(folder, ..)| path.starts_with(folder)) {
                selection.packages.extend(packages.iter().copied().map(str::to_owned));
                selection.files.extend(files.iter().copied().map(str::to_owned));
            }
            if path.starts_with("xtask/") {
                selection.packages.insert("xtask".to_owned());
            } else if path.starts_with("tests/support/") {
                selection.files.insert("tests/".to_owned());
            } else if path.starts_with("tests/") && path.ends_with(".test.mjs") {
                selection.files.insert(path.to_owned());
            }
        }
        selection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(paths: &[&str]) -> (Vec<String>, Vec<String>) {
        let Selection { packages, files } = Selection::of(paths.iter().copied());
        (packages.into_iter().collect(), files.into_iter().collect())
    }

    #[test]
    fn a_crate_is_tested_with_what_tries_it_out() {
        let (packages, files) = selected(&["crates/web/src/app.rs", "README.md"]);
        assert_eq!((packages, files), (vec!["holdout-web".to_owned()], vec!["tests/page/".to_owned()]));
    }

    #[test]
    fn a_test_is_tested_alone() {
        let (packages, files) = selected(&["tests/page/check.test.mjs"]);
        assert!(packages.is_empty());
        assert_eq!(files, ["tests/page/check.test.mjs"]);
    }

    #[test]
    fn every_area_has_its_folder() -> Result<()> {
        let workspace = Workspace::locate()?;
        for (folder, ..) in AREAS {
            assert!(workspace.path(folder).is_dir(), "{folder}");
        }
        Ok(())
    }
}

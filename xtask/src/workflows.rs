//! The GitHub workflows: checked by actionlint, and held to pinned actions and few permissions.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::fingerprint::files_below;
use crate::progress::note;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{net, process, python};

const FOLDER: &str = ".github/workflows";

/// Fails if an action is not pinned by its commit, if a workflow does not say what it may do, or if actionlint objects. Without
/// actionlint the first two are checked.
pub(crate) fn check(workspace: &Workspace) -> Result<Tally> {
    check_pins(workspace)?;
    let program = match process::find("actionlint") {
        Some(program) => program,
        None if net::reaches_github() => match python::with_actionlint(workspace) {
            Ok(program) => program,
            Err(error) => return Ok(without(&format!("{error:#}"))),
        },
        None => {
            return Ok(without("it is not on the PATH, and github.com, where PyPI's package gets it, does not answer"));
        }
    };
    run(&program, workspace)
}

/// Fails if an action is not pinned or a workflow does not say what it may do.
fn check_pins(workspace: &Workspace) -> Result<()> {
    for file in files_below(&workspace.path(FOLDER))? {
        let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let objections = objections(&text);
        if !objections.is_empty() {
            bail!("{}:\n{}", file.display(), objections.join("\n"));
        }
    }
    Ok(())
}

fn without(reason: &str) -> Tally {
    note(&format!("the workflows are not checked by actionlint: {reason}"));
    Tally::SKIP
}

fn run(actionlint: &Path, workspace: &Workspace) -> Result<Tally> {
    let mut command = Command::new(actionlint);
    command.current_dir(workspace.root());
    process::run(command).map(|_| Tally::PASS)
}

/// Returns what is wrong with a workflow, apart from what actionlint finds.
fn objections(text: &str) -> Vec<String> {
    let mut objections = Vec::new();
    if !text.lines().any(|line| line.starts_with("permissions:")) {
        objections.push("it has no `permissions` at its top".to_owned());
    }
    let actions = text.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses: "));
    objections.extend(
        actions
            .filter(|action| !is_pinned(action))
            .map(|action| format!("not pinned by a full commit SHA with its version in a comment: {action}")),
    );
    objections
}

/// Whether an action is written as `owner/name@40 hex digits # v1.2.3`. Actions of this repository have no version.
fn is_pinned(action: &str) -> bool {
    if action.starts_with("./") {
        return true;
    }
    let parts = action.split_once('@').and_then(|(_, rest)| rest.split_once(" # v"));
    parts.is_some_and(|(commit, version)| {
        commit.len() == 40
            && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
            && version.starts_with(|first: char| first.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workflows_of_this_repository_are_pinned() -> Result<()> {
        check_pins(&Workspace::locate()?)
    }

    #[test]
    fn only_a_full_commit_with_a_version_is_pinned() {
        let commit = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
        assert!(is_pinned(&format!("actions/checkout@{commit} # v5.0.0")));
        assert!(is_pinned("./.github/actions/build"));
        for action in [
            "actions/checkout@v5".to_owned(),
            format!("actions/checkout@{commit}"),
            format!("a/b@{} # v5", &commit[1..]),
        ] {
            assert!(!is_pinned(&action), "{action}");
        }
    }

    #[test]
    fn a_workflow_says_what_it_may_do() {
        let good = "on: push\npermissions: {}\njobs:\n";
        assert!(objections(good).is_empty());
        assert_eq!(objections("on: push\njobs:\n  a:\n    permissions: {}\n").len(), 1);
        assert_eq!(objections(&format!("{good}      - uses: actions/cache@v4\n")).len(), 1);
    }
}

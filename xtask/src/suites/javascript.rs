//! The tests in `tests/`, those in a real browser among them, against the finished page and command.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::fingerprint::files_below;
use crate::process;
use crate::progress::seconds;
use crate::subject::Subject;
use crate::tally::Tally;
use crate::workspace::Workspace;

use super::slowest;

/// No test takes this long; one that hangs must not hang the run.
const LIMIT: Duration = Duration::from_mins(15);

pub(super) fn run(workspace: &Workspace, wanted: &[String]) -> Result<Tally> {
    let mut files = test_files(&workspace.path("tests"))?;
    files.retain(|file| wanted.is_empty() || wanted.iter().any(|word| file.to_string_lossy().contains(word)));
    if files.is_empty() {
        return Ok(Tally::default());
    }
    let tries_release = files.iter().any(|file| file.starts_with(workspace.path("tests/dist")));
    let subject = if tries_release { Subject::build_with_release(workspace)? } else { Subject::build(workspace)? };
    let mut total = Tally::default();
    // One after the other: a browser and its workers use all cores, and some tests measure time.
    for file in files {
        total += run_file(workspace, &subject, &file)?;
    }
    Ok(total)
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = files_below(folder)?;
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    Ok(files)
}

fn run_file(workspace: &Workspace, subject: &Subject, file: &Path) -> Result<Tally> {
    let name = file.strip_prefix(workspace.root()).unwrap_or(file).display();
    let mut node = subject.node(workspace);
    node
        // Forced: a browser that a failed test leaves behind must not keep the run from ending.
        .args(["--test", "--test-reporter=tap", "--test-force-exit"])
        .arg(format!("--test-timeout={}", LIMIT.as_millis()))
        .arg(file);
    println!("running {name}");
    let started = Instant::now();
    let (mut node, output) = process::start(node)?;
    let output = std::io::read_to_string(output).with_context(|| format!("reading the output of {name}"))?;
    let status = node.wait().with_context(|| format!("waiting for {name}"))?;
    for (test, time) in slowest::of_tap(&output) {
        slowest::record(format!("{name}: {test}"), time);
    }
    let mut tally = counts(&output).unwrap_or_default();
    if !status.success() && tally.failed == 0 {
        tally += Tally::FAIL;
    }
    if tally.failed > 0 {
        println!("{output}");
    }
    println!("{name}: {tally} ({})", seconds(started.elapsed()));
    Ok(tally)
}

/// The counts in the last lines that Node's test runner writes, as in `# pass 3`.
fn counts(output: &str) -> Option<Tally> {
    let count = |name: &str| -> Option<usize> {
        output.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.trim().parse().ok())
    };
    Some(Tally {
        passed: count("pass ")?,
        failed: count("fail ")? + count("cancelled ")?,
        skipped: count("skipped ")? + count("todo ")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_those_of_the_last_lines() {
        let output = "# pass 9\nok 1 - a\n1..1\n# tests 6\n# suites 0\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 5\n";
        assert_eq!(counts(output), Some(Tally { passed: 2, failed: 2, skipped: 2 }));
        assert_eq!(counts("node: not found"), None);
    }
}

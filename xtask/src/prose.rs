//! The check of prose: Markdown, doc comments and the texts of programs use the project's words.
//!
//! A banned word fails the check. A sentence that is too long is a warning. `allowed.txt` lists the files that are not
//! rewritten yet. The list may only get shorter: a listed file without banned words fails the check, too.

mod extract;
mod source;
mod words;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use self::extract::Passage;
use crate::workspace::Workspace;

/// Files that may still have banned words, one per line.
const ALLOWED: &str = "xtask/src/prose/allowed.txt";

/// Folders and files that are not read: not written by hand, not ours, or about words themselves.
const SKIPPED: [&str; 9] = [
    "docs/api",
    "docs/rules.md",
    "crates/cli/notices.txt",
    "crates/wasm/js/reports.d.ts",
    "xtask/src/prose",
    "target",
    "dist",
    "node_modules",
    ".git",
];

/// Warnings that are printed.
const PRINTED: usize = 20;

/// Something that is wrong with a passage.
#[derive(Debug, PartialEq, Eq)]
struct Complaint {
    line: usize,
    message: String,
}

/// What is wrong with a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    errors: Vec<Complaint>,
    warnings: Vec<Complaint>,
}

/// Checks all files of the repository.
///
/// # Errors
/// Fails if a file that is not in the list has a banned word, or a file in the list has none.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let list = fs::read_to_string(workspace.path(ALLOWED)).with_context(|| format!("reading {ALLOWED}"))?;
    let allowed: BTreeSet<&str> = list.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let (errors, warnings) = judge_all(workspace.root(), &allowed)?;
    for warning in warnings.iter().take(PRINTED) {
        println!("{warning}");
    }
    if warnings.len() > PRINTED {
        println!("… and {} more long sentences", warnings.len() - PRINTED);
    }
    if !errors.is_empty() {
        bail!("{}\n{} problems of prose", errors.join("\n"), errors.len());
    }
    Ok(())
}

fn judge_all(root: &Path, allowed: &BTreeSet<&str>) -> Result<(Vec<String>, Vec<String>)> {
    let mut files = Vec::new();
    collect(root, "", &mut files)?;
    files.sort();
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for path in allowed.iter().filter(|path| !files.iter().any(|file| file == *path)) {
        errors.push(format!("{path}: no such file - remove it from {ALLOWED}"));
    }
    for path in files {
        let text = fs::read_to_string(root.join(&path)).with_context(|| format!("reading {path}"))?;
        let verdict = judge(&path, &text);
        let is_allowed = allowed.contains(&*path);
        if is_allowed && verdict.errors.is_empty() {
            errors.push(format!("{path}: has no banned words - remove it from {ALLOWED}"));
        }
        if is_allowed {
            continue;
        }
        errors.extend(verdict.errors.iter().map(|found| format!("{path}:{}: {}", found.line, found.message)));
        warnings.extend(verdict.warnings.iter().map(|found| format!("{path}:{}: {}", found.line, found.message)));
    }
    Ok((errors, warnings))
}

/// Adds the paths of all files with prose below a folder.
fn collect(root: &Path, folder: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(root.join(folder)).with_context(|| format!("reading {folder}"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if SKIPPED.contains(&&*path) || SKIPPED.contains(&&*name) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(root, &path, files)?;
        } else if source::kind(&path).is_some() {
            files.push(path);
        }
    }
    Ok(())
}

fn judge(path: &str, text: &str) -> Verdict {
    let mut verdict = Verdict::default();
    for passage in source::kind(path).map(|kind| kind.passages(text)).unwrap_or_default() {
        judge_passage(&passage, &mut verdict);
    }
    verdict
}

fn judge_passage(passage: &Passage, verdict: &mut Verdict) {
    for found in words::banned(passage.text()) {
        let mut message = String::new();
        // Writing to a string cannot fail.
        let _ = write!(message, "\"{}\" - use {}", found.phrase, found.instead);
        verdict.errors.push(Complaint { line: passage.line_at(found.offset), message });
    }
    for (offset, words) in words::long_sentences(passage.text()) {
        let message = format!("warning: a sentence of {words} words - use at most {}", words::LONGEST);
        verdict.warnings.push(Complaint { line: passage.line_at(offset), message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banned_words_are_reported_with_path_line_and_replacement() {
        let verdict = judge("README.md", "# A\n\nThe file is\ntold to you.\n");
        assert_eq!(verdict.errors.len(), 1);
        assert_eq!(verdict.errors[0].line, 4);
        assert!(verdict.errors[0].message.starts_with("\"told\" - use "), "{}", verdict.errors[0].message);
    }

    #[test]
    fn code_is_no_prose() {
        let text = "Use `told` here.\n\n```js\n// told\n```\n";
        assert_eq!(judge("README.md", text), Verdict::default());
        assert_eq!(judge("src/a.rs", "fn told() {}\n/// Calls `told`.\nfn a() {}\n"), Verdict::default());
    }

    #[test]
    fn the_list_can_only_get_shorter() -> Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("clean.md"), "Fine.\n")?;
        fs::write(folder.path().join("dirty.md"), "It is told.\n")?;
        let errors = |allowed: &[&str]| -> Result<Vec<String>> {
            Ok(judge_all(folder.path(), &allowed.iter().copied().collect())?.0)
        };
        assert_eq!(errors(&["dirty.md"])?, [] as [&str; 0]);
        assert!(errors(&[])?[0].starts_with("dirty.md:1: \"told\""));
        assert!(errors(&["clean.md", "dirty.md"])?[0].contains("clean.md: has no banned words"));
        assert!(errors(&["gone.md", "dirty.md"])?[0].contains("gone.md: no such file"));
        Ok(())
    }

    #[test]
    fn the_repository_has_no_new_banned_words() -> Result<()> {
        check(&Workspace::locate()?)
    }

    #[test]
    fn long_sentences_are_warnings() {
        let sentence = format!("{}end.\n", "word ".repeat(25));
        let verdict = judge("a.md", &sentence);
        assert_eq!((verdict.errors.len(), verdict.warnings.len()), (0, 1));
        assert_eq!(judge("a.md", &format!("{}end.\n", "word ".repeat(24))), Verdict::default());
    }
}

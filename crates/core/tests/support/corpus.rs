//! The corpus of manifests and the verdicts beside them, as `tests/manifests/README.md` describes it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// One verdict, and what it is on.
pub struct Case {
    /// The file with the verdict.
    pub path: PathBuf,
    /// One manifest, or one to train with and one to test with.
    pub inputs: Vec<Vec<u8>>,
    /// Name of the file that is checked.
    pub name: String,
    /// `region`, `use-case`: as the command calls them.
    pub options: Vec<(String, String)>,
    /// One row a line of the manifest; none where the manifest is made of a pattern.
    pub lines: Option<Vec<String>>,
    /// What is said of the whole, by what it is said of: `manifest`, `split` or `pair`.
    pub wholes: Vec<(String, String)>,
}

/// The folder of the corpus.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/manifests")
}

/// All cases, in the order of their names.
pub fn cases() -> Vec<Case> {
    let folders = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut paths: Vec<_> = folders
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "verdict"))
        .collect();
    paths.sort();
    paths.into_iter().map(case).collect()
}

fn case(path: PathBuf) -> Case {
    let verdict = fs::read_to_string(&path).unwrap();
    let (mut options, mut rows, mut wholes) = (Vec::new(), Vec::new(), Vec::new());
    let mut name = "a.manifest".to_owned();
    for row in verdict.lines() {
        let (first, rest) = row.split_once(' ').unwrap_or((row, ""));
        match first {
            ">" => match rest.split_once(' ').unwrap() {
                ("name", value) => value.clone_into(&mut name),
                (option, value) => options.push((option.to_owned(), value.to_owned())),
            },
            "manifest" | "split" | "pair" => wholes.push((first.to_owned(), rest.to_owned())),
            _ => rows.push(row.to_owned()),
        }
    }
    let beside = |extension: &str| fs::read(path.with_extension(extension)).ok();
    let (inputs, lines) = match (beside("manifest"), beside("made"), beside("train").zip(beside("test"))) {
        (Some(manifest), None, None) => (vec![manifest], Some(rows)),
        (None, Some(pattern), None) => (vec![made(&pattern)], None),
        (None, None, Some((train, test))) => (vec![train, test], None),
        _ => panic!("{} stands beside one manifest, one pattern or one pair", path.display()),
    };
    Case { path, inputs, name, options, lines, wholes }
}

/// A manifest of so many lines as the first row of the pattern says, each the second with its number for `#`.
fn made(pattern: &[u8]) -> Vec<u8> {
    let (count, line) = std::str::from_utf8(pattern).unwrap().split_once('\n').unwrap();
    let lines = (1..=count.parse::<u32>().unwrap()).map(|number| line.replace('#', &number.to_string()));
    lines.collect::<String>().into_bytes()
}

//! The third-party notices: every crate that a build contains, with its licence and the texts that its authors ask to be
//! passed on. They are read from the crates' own sources, which the lock file pins.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::Workspace;
use crate::{cargo, process};

/// Platforms that the command is built for.
const NATIVE: [&str; 3] = ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-gnu"];

/// Platform of all that runs in a browser, and in Node.js.
const WASM: [&str; 1] = ["wasm32-unknown-unknown"];

/// Licences of which one must be offered for a crate to be passed on with ours.
const ACCEPTED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// The notices of the command.
pub(super) fn of_command() -> Result<String> {
    notices("the command `holdout`", &["holdout-cli"], &NATIVE)
}

/// The notices of the page, the element and the npm package.
pub(super) fn of_web() -> Result<String> {
    let packages = ["holdout-wasm", "holdout-submit", "holdout-web", "holdout-element"];
    notices("the page, the element and the npm package of Holdout", &packages, &WASM)
}

/// A crate of somebody else.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    licence: String,
    source: String,
    /// Numbers of the texts that come with it.
    texts: Vec<usize>,
}

fn notices(what: &str, roots: &[&str], platforms: &[&str]) -> Result<String> {
    let workspace = Workspace::locate()?;
    let mut packages = BTreeMap::new();
    for platform in platforms {
        collect(&metadata(&workspace, platform)?, roots, &mut packages)?;
    }
    let mut texts = Texts::default();
    let mut list = Vec::new();
    for package in packages.into_values() {
        let field = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
        let licence = field("license");
        if !is_accepted(&licence) {
            bail!("{} is licensed by {licence:?}, which is not among the accepted licences", field("name"));
        }
        let manifest = field("manifest_path");
        let folder = Path::new(&manifest).parent().context("a package has no folder")?;
        list.push(Package {
            name: field("name"),
            version: field("version"),
            licence,
            source: field("repository"),
            texts: texts.of(folder)?,
        });
    }
    list.sort();
    Ok(written(what, &list, &texts.list))
}

/// What cargo knows of the dependencies on a platform.
fn metadata(workspace: &Workspace, platform: &str) -> Result<Value> {
    let mut command = cargo::native(workspace);
    command.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", platform]);
    let text = process::answer(command)?;
    serde_json::from_str(&text).context("reading what `cargo metadata` printed")
}

/// Adds the packages that `roots` are made of, those of the workspace left out, by their ids.
fn collect(metadata: &Value, roots: &[&str], packages: &mut BTreeMap<String, Value>) -> Result<()> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
    let known: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (id(&package), package)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (id(&node), node)).collect();
    let is_root = |package: &&Value| roots.iter().any(|root| package["name"] == *root);
    let mut waiting: Vec<String> = known.values().filter(is_root).map(id).collect();
    if waiting.len() != roots.len() {
        bail!("not all of {roots:?} are packages of the workspace");
    }
    let mut seen = BTreeSet::new();
    while let Some(next) = waiting.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        // What is only built or tested with is not passed on.
        let is_normal = |dependency: &Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        let dependencies = nodes.get(&next).map(|node| list(&node["deps"])).unwrap_or_default();
        let normal = dependencies.iter().filter(|dependency| is_normal(dependency));
        waiting.extend(normal.filter_map(|dependency| dependency["pkg"].as_str().map(str::to_owned)));
        if let Some(package) = known.get(&next).filter(|package| !package["source"].is_null()) {
            packages.insert(next, package.clone());
        }
    }
    Ok(())
}

/// Whether one of the licences that an expression offers is accepted, or all that it demands.
fn is_accepted(expression: &str) -> bool {
    let alternatives = expression.replace(['(', ')'], "").replace('/', " OR ");
    let is_known = |licence: &str| ACCEPTED.contains(&licence.trim());
    !expression.is_empty()
        && alternatives.split(" OR ").any(|licences| licences.split(" AND ").all(is_known) || is_known(licences))
}

/// Texts of licences, each once.
#[derive(Default)]
struct Texts {
    list: Vec<String>,
    /// Their numbers, by their words alone.
    numbers: BTreeMap<String, usize>,
}

impl Texts {
    /// The numbers of the texts in a crate's folder.
    fn of(&mut self, folder: &Path) -> Result<Vec<usize>> {
        let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
        let mut names: Vec<_> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| {
            let name = name.to_ascii_uppercase();
            ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"]
                .iter()
                .any(|start| name.starts_with(start))
        });
        names.sort();
        let mut numbers = Vec::new();
        for path in names.iter().map(|name| folder.join(name)).filter(|path| path.is_file()) {
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            numbers.push(self.number(&String::from_utf8_lossy(&bytes)));
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    fn number(&mut self, text: &str) -> usize {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        *self.numbers.entry(words).or_insert_with(|| {
            let lines: Vec<_> = text.lines().map(str::trim_end).collect();
            self.list.push(lines.join("\n").trim_matches('\n').to_owned());
            self.list.len()
        })
    }
}

fn written(what: &str, packages: &[Package], texts: &[String]) -> String {
    let mut out = format!(
        "Third-party notices\n\nThese packages by others are part of {what}. Each is listed with its licence, and with the numbers of\n\
         the texts below that come with it. Generated by `cargo xtask generate`.\n\n"
    );
    for Package { name, version, licence, source, texts } in packages {
        let numbers: Vec<_> = texts.iter().map(ToString::to_string).collect();
        let numbers = if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") };
        let source = if source.is_empty() { String::new() } else { format!("  {source}") };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name} {version}  {licence}{source}  texts: {numbers}");
    }
    for (number, text) in (1..).zip(texts) {
        let _ = write!(out, "\n---- text {number} ----\n\n{text}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_accepted_by_what_they_offer() {
        for expression in
            ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "BSD-3-Clause AND MIT"]
        {
            assert!(is_accepted(expression), "{expression}");
        }
        for expression in ["", "GPL-3.0", "MIT AND GPL-3.0", "proprietary"] {
            assert!(!is_accepted(expression), "{expression}");
        }
    }

    #[test]
    fn a_text_that_differs_in_white_space_is_there_once() {
        let mut texts = Texts::default();
        assert_eq!((texts.number("a  b\n"), texts.number("c"), texts.number("a\nb")), (1, 2, 1));
        assert_eq!(texts.list, ["a  b", "c"]);
    }
}

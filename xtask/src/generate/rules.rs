//! The table of rules in the docs, from the catalogue.

use std::fmt::Write;

use anyhow::Result;
use holdout_core::rules::{Rule, Where, all};

const HEAD: &str = "\
# The rules

Every code that Holdout knows, in the order in which a line and then a manifest are read. Codes that start with `HOLDOUT_`
are ours, where the service has a limit but no code of its own. `holdout explain CODE` prints the same.

This file is generated from the catalogue in `crates/core/src/rules`; `cargo xtask generate` writes it.
";

/// A heading of the table, and what belongs under it.
type Part = (&'static str, fn(Where) -> bool);

/// The parts of the table.
const PARTS: [Part; 4] = [
    ("On a line", |place| !matches!(place, Where::Manifest | Where::Split | Where::Service)),
    ("On the manifest as a whole", |place| place == Where::Manifest),
    ("On a split", |place| place == Where::Split),
    ("Only the service can tell", |place| place == Where::Service),
];

/// The text of `docs/rules.md`.
pub(super) fn table() -> Result<String> {
    let mut text = HEAD.to_owned();
    for (heading, belongs) in PARTS {
        write!(text, "\n## {heading}\n")?;
        for rule in all().iter().filter(|rule| belongs(rule.place)) {
            entry(&mut text, rule)?;
        }
    }
    Ok(text)
}

fn entry(text: &mut String, rule: &Rule) -> Result<()> {
    let Rule { code, title, explanation, help, guide, .. } = rule;
    write!(text, "\n### `{code}`\n**{title}**: {}.\n\n{explanation}\n\n", rule.consequence())?;
    writeln!(text, "*How to fix it*: {help}\n\n*Developer guide*: \u{201c}{guide}\u{201d}")?;
    Ok(())
}

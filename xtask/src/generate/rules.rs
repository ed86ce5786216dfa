//! `docs/rules.md`: the documentation of the rules, from the catalogue.

use std::fmt::Write;

use anyhow::Result;
use holdout_core::rules::{Block, Documentation, Rule, Where, all, documentation, example};

const HEAD: &str = "\
# Rules

Every code that Holdout knows, in the order in which a line and then a manifest are checked. Codes that start with
`HOLDOUT_` are Holdout's own: the service has no code for the problem. `holdout explain CODE` prints the same text.

This file is generated from the catalogue in `crates/core/src/rules`. To update it, run `cargo xtask generate`.

The effect of a problem is one of these:

| Effect | Meaning |
|---|---|
| silently removed | The service removes the line from the dataset and does not report it. The line counts as invalid. |
| the line is not used | The line is invalid. At most 20% of the lines may be invalid. |
| the label attribute is dropped | The line is used if another label attribute is valid. |
| the box is dropped | The other boxes of the label attribute are used. |
| skipped (not an error) | The line or the attribute is not used and does not count as invalid. |
| nothing is lost | The line is used. |
| rejected | The service rejects the dataset, or training fails. |
| warning only | The service accepts the dataset. |
";

/// A heading, and the rules under it.
type Part = (&'static str, fn(Where) -> bool);

const PARTS: [Part; 4] = [
    ("Lines", |place| !matches!(place, Where::Manifest | Where::Split | Where::Service)),
    ("Manifests", |place| place == Where::Manifest),
    ("Splits", |place| place == Where::Split),
    ("Errors that only the service reports", |place| place == Where::Service),
];

/// Returns the text of `docs/rules.md`.
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
    let documentation = documentation(rule.code);
    let Documentation { checks, why, help, .. } = documentation;
    let example = example(rule.code);
    write!(text, "\n### `{}`\n\n**{}**: {}.\n", rule.code, rule.title, rule.consequence())?;
    write!(text, "\n*What it checks.* {checks}\n\n*Why it matters.* {why}\n\n*Example*\n")?;
    blocks(text, &example.bad())?;
    write!(text, "\n*Use instead*\n")?;
    blocks(text, &example.good())?;
    write!(text, "\n*How to fix it.* {help}\n\n*References.* <{}>\n", documentation.url())?;
    Ok(())
}

fn blocks(text: &mut String, blocks: &[Block]) -> Result<()> {
    for block in blocks {
        match block {
            Block::Prose(prose) => write!(text, "\n{prose}\n")?,
            Block::Lines { file, text: lines } => {
                if let Some(file) = file {
                    write!(text, "\n`{file}`:\n")?;
                }
                write!(text, "\n```json\n{lines}\n```\n")?;
            }
        }
    }
    Ok(())
}

//! The documentation of rules on a terminal, in the order of `docs/rules.md`.

use std::io::{Result, Write};

use holdout_core::rules::{Block, Rule, documentation, example};

use super::bold;

/// Writes the documentation of `rules`.
pub fn rules(out: &mut impl Write, rules: &[Rule]) -> Result<()> {
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        one(out, rule)?;
    }
    out.flush()
}

fn one(out: &mut impl Write, rule: &Rule) -> Result<()> {
    let documentation = documentation(rule.code);
    let example = example(rule.code);
    writeln!(out, "{}: {}", bold(rule.code.as_str()), rule.title)?;
    writeln!(out, "  {}: {}", bold("Effect"), rule.consequence())?;
    writeln!(out, "\n  {}\n    {}", bold("What it checks"), documentation.checks)?;
    writeln!(out, "\n  {}\n    {}", bold("Why it matters"), documentation.why)?;
    writeln!(out, "\n  {}", bold("Example"))?;
    blocks(out, &example.bad())?;
    writeln!(out, "\n  {}", bold("Use instead"))?;
    blocks(out, &example.good())?;
    writeln!(out, "\n  {}\n    {}", bold("How to fix it"), documentation.help)?;
    writeln!(out, "\n  {}\n    {}", bold("References"), documentation.url())
}

fn blocks(out: &mut impl Write, blocks: &[Block]) -> Result<()> {
    for block in blocks {
        match block {
            Block::Prose(text) => writeln!(out, "    {text}")?,
            Block::Lines { file, text } => {
                if let Some(file) = file {
                    writeln!(out, "    {file}:")?;
                }
                for line in text.lines() {
                    writeln!(out, "    {line}")?;
                }
            }
        }
    }
    Ok(())
}

//! For people: grouped, the first lines of each problem, never a flood.

use std::io::{Result, Write};
use std::path::Path;

use holdout_core::report::{CodeSummary, LabelBalance, ManifestFinding, Report, SplitReport, grouped};
use holdout_core::rules::{Rule, Severity, Where};

use super::{BAD, DIM, GOOD, WARN, bold, paint};

/// Labels that are listed.
const LABELS: usize = 20;

/// The report of a check.
pub fn report(out: &mut impl Write, report: &Report) -> Result<()> {
    let input = &report.input;
    writeln!(out, "{}  {} lines, {} bytes", bold(&input.name), grouped(input.lines), grouped(input.bytes))?;
    let counts = report.counts;
    writeln!(
        out,
        "{} valid, {} invalid, {} ignored, {} removed; {} labels",
        grouped(counts.valid),
        grouped(counts.invalid),
        grouped(counts.ignored),
        grouped(counts.removed),
        grouped(report.labels.len() as u64),
    )?;
    if report.filtered_out > 0 {
        let lines = grouped(report.filtered_out);
        writeln!(out, "{lines} valid lines are of the other use case; training leaves them out")?;
    }
    for code in &report.codes {
        code_summary(out, code)?;
    }
    writeln!(out)?;
    findings(out, &report.findings)?;
    let style = if report.accepted { GOOD } else { BAD };
    writeln!(out, "{}", paint(style, &report.verdict))
}

fn code_summary(out: &mut impl Write, summary: &CodeSummary) -> Result<()> {
    let style = if summary.place == Where::Warning || summary.place == Where::Ignored { WARN } else { BAD };
    let count = paint(style, &grouped(summary.count));
    writeln!(out, "\n{count} x {}: {}", bold(summary.code.as_str()), summary.title)?;
    let lines: Vec<_> = summary.first_lines.iter().map(|&line| grouped(line)).collect();
    let more = summary.lines - summary.first_lines.len() as u64;
    let more = if more > 0 { format!(" and {} more", grouped(more)) } else { String::new() };
    let noun = if summary.lines == 1 { "line" } else { "lines" };
    writeln!(out, "    {} ({noun} {}{more})", summary.consequence, lines.join(" "))
}

fn findings(out: &mut impl Write, findings: &[ManifestFinding]) -> Result<()> {
    for finding in findings {
        let style = if finding.severity == Severity::Error { BAD } else { WARN };
        writeln!(out, "{}: {}", paint(style, finding.code.as_str()), finding.message)?;
    }
    Ok(())
}

/// The report of a split whose files are in `place`, if they were written.
pub fn split(out: &mut impl Write, report: &SplitReport, place: Option<&Path>) -> Result<()> {
    let split = &report.split;
    self::report(out, &report.check)?;
    let (train, test, rejected) = (grouped(split.train), grouped(split.test), grouped(split.rejected));
    writeln!(out, "\n{}  {train} train, {test} test, {rejected} set aside", bold("Split"))?;
    let mut labels: Vec<_> = split.labels.iter().collect();
    labels.sort_by(|one, other| other.deviation.abs().total_cmp(&one.deviation.abs()));
    for label in labels.iter().take(LABELS) {
        label_balance(out, label)?;
    }
    if labels.len() > LABELS {
        let more = labels.len() - LABELS;
        writeln!(out, "{}", paint(DIM, &format!("    and {more} more labels, nearer to their share")))?;
    }
    findings(out, &split.findings)?;
    match place {
        Some(place) => writeln!(out, "{} {}", paint(GOOD, "Written to"), place.display()),
        None => writeln!(out, "{}", paint(BAD, "Nothing was written: one side would be empty.")),
    }
}

fn label_balance(out: &mut impl Write, label: &LabelBalance) -> Result<()> {
    let LabelBalance { name, images, train, test, deviation, .. } = label;
    writeln!(out, "    {images:>9} images  {train:>9} train {test:>9} test  off by {deviation:+.1}  {name:?}")
}

/// Rules in full.
pub fn rules(out: &mut impl Write, rules: &[Rule]) -> Result<()> {
    for (place, rule) in rules.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {}", bold(rule.code.as_str()), rule.title)?;
        writeln!(out, "  {}", rule.explanation)?;
        writeln!(out, "  {}: {}.", bold("What it costs"), rule.consequence())?;
        writeln!(out, "  {}: {}", bold("How to mend it"), rule.mend)?;
        writeln!(out, "  {}", paint(DIM, &format!("Developer guide: {}", rule.guide)))?;
    }
    out.flush()
}

//! For people: grouped, the first lines of each problem, never a flood.

use std::io::{Result, Write};
use std::path::Path;

use holdout_core::report::{
    CodeSummary, GroupSummary, LabelBalance, LookAlikes, ManifestFinding, PairReport, Report, SharedImage, SplitReport,
    SplitSummary, Verdict, Verification, grouped,
};
use holdout_core::rules::{Code, Severity, Where, documentation};
use holdout_core::split::Strategy;

use super::examples::{Example, Examples};
use super::excerpt::{self, Place};
use super::{BAD, DIM, GOOD, WARN, bold, harmless, paint};

/// Labels that are listed.
const LABELS: usize = 20;

/// The file that a report is about, with lines of it to show.
pub struct File<'f> {
    /// Its path, as it was given.
    pub name: &'f str,
    /// Lines of it by code.
    pub examples: &'f Examples,
}

/// The report of a check.
pub fn report(out: &mut impl Write, file: &File<'_>, report: &Report) -> Result<()> {
    problems(out, file, report)?;
    verdict(out, report.outcome, &report.verdict)
}

/// The report of two manifests that are used together.
pub fn pair(out: &mut impl Write, files: [&File<'_>; 2], report: &PairReport) -> Result<()> {
    for ((side, of), file) in [("Training", &report.train), ("Test", &report.test)].into_iter().zip(files) {
        writeln!(out, "{}", bold(side))?;
        problems(out, file, of)?;
    }
    let both = &report.both;
    let (common, shared) = (labels(both.common_labels), counted(both.images_on_both_sides, "image", "images"));
    writeln!(out, "{}  {common} and {shared} in both train and test", bold("Both"))?;
    for (words, labels) in [("in train only", &both.missing_in_test), ("in test only", &both.missing_in_train)] {
        one_side(out, words, labels)?;
    }
    if let Some(SharedImage { train_line, test_line }) = both.shared_images.first() {
        let (train, test) = (grouped(*train_line), grouped(*test_line));
        writeln!(out, "    the first shared image: line {train} in training, line {test} in test")?;
    }
    findings(out, &both.findings)?;
    verdict(out, report.outcome, &report.verdict)
}

fn one_side(out: &mut impl Write, words: &str, labels: &[String]) -> Result<()> {
    if labels.is_empty() {
        return Ok(());
    }
    let named: Vec<_> = labels.iter().take(LABELS).map(|label| format!("{label:?}")).collect();
    let more = labels.len().saturating_sub(LABELS);
    let more = if more > 0 { format!(" and {} more", grouped(more as u64)) } else { String::new() };
    writeln!(out, "    {} {words}: {}{more}", self::labels(labels.len() as u64), named.join(", "))
}

/// Everything of a report but its verdict.
fn problems(out: &mut impl Write, file: &File<'_>, report: &Report) -> Result<()> {
    let input = &report.input;
    let name = bold(&harmless(&input.name));
    writeln!(out, "{name}  {} lines, {} bytes", grouped(input.lines), grouped(input.bytes))?;
    let counts = report.counts;
    writeln!(
        out,
        "{} valid, {} invalid, {} ignored, {} removed; {}",
        grouped(counts.valid),
        grouped(counts.invalid),
        grouped(counts.ignored),
        grouped(counts.removed),
        labels(report.labels.len() as u64),
    )?;
    if report.filtered_out > 0 {
        let lines = grouped(report.filtered_out);
        writeln!(out, "{lines} valid lines are of the other use case; training does not use them")?;
    }
    if report.lines_with_service_findings > 0 {
        let lines = grouped(report.lines_with_service_findings);
        writeln!(out, "lines with problems recorded by the service or an earlier check: {lines}")?;
    }
    // What is no manifest has one problem, and its lines tell nothing more.
    let is_foreign = |finding: &ManifestFinding| finding.code == Code::ManifestInaccessibleOrUnsupportedFormat;
    let is_only = report.findings.len() == 1 && report.findings.iter().all(is_foreign);
    if !is_only || report.counts.valid * 2 >= report.input.lines {
        for code in &report.codes {
            code_summary(out, file, code)?;
        }
    }
    writeln!(out)?;
    findings(out, &report.findings)
}

/// Codes that follow from others on the same line.
const FOLLOW: [Code; 3] = [Code::NoValidAnnotations, Code::NoValidLabelAttributes, Code::WarningNoAnnotations];

/// A code with up to some examples, each with its place on the line.
fn code_summary(out: &mut impl Write, file: &File<'_>, summary: &CodeSummary) -> Result<()> {
    let is_warning = matches!(summary.place, Where::Warning | Where::Ignored);
    let (style, word) = if is_warning { (WARN, "warning") } else { (BAD, "error") };
    let title = bold(&format!(": {}", summary.title));
    let count = match (summary.count, summary.lines) {
        (count, lines) if count == lines => counted(lines, "line", "lines"),
        (count, lines) => format!("{} times on {}", grouped(count), counted(lines, "line", "lines")),
    };
    writeln!(
        out,
        "\n{}{title} ({count}): {}",
        paint(style, &format!("{word}[{}]", summary.code)),
        summary.consequence
    )?;
    let examples = file.examples.get(&summary.code).map(Vec::as_slice).unwrap_or_default();
    // Where it follows from another finding, that one shows the place.
    let shown = if FOLLOW.contains(&summary.code) { 1 } else { examples.len() };
    let examples = examples.get(..shown).unwrap_or(examples);
    for Example { line, text, skipped, finding } in examples {
        let at = format!("{}:{line}:{}", harmless(file.name), finding.column);
        writeln!(out, "  {} {at}", paint(DIM, "-->"))?;
        let start = usize::try_from(finding.column).unwrap_or(1).saturating_sub(1 + skipped);
        let length = usize::try_from(finding.length).unwrap_or(0);
        excerpt::write(out, &Place { line: *line, text, start, length }, &finding.message)?;
    }
    let help = documentation(summary.code).help;
    writeln!(out, "  {} {help}", paint(DIM, "= help:"))?;
    let more = summary.lines.saturating_sub(examples.len() as u64);
    if more > 0 {
        let lines = counted(more, "more line", "more lines");
        let name = harmless(file.name);
        writeln!(out, "  {} and {lines}; `holdout check {name} --format jsonl` lists all", paint(DIM, "= note:"))?;
    }
    Ok(())
}

fn findings(out: &mut impl Write, findings: &[ManifestFinding]) -> Result<()> {
    for finding in findings {
        let (style, word) = if finding.severity == Severity::Error { (BAD, "error") } else { (WARN, "warning") };
        writeln!(out, "{}: {}", paint(style, &format!("{word}[{}]", finding.code)), harmless(&finding.message))?;
        if let Some(help) = &finding.help {
            writeln!(out, "  {} {}", paint(DIM, "= help:"), harmless(help))?;
        }
    }
    Ok(())
}

/// The verdict, in the colour of its state.
fn verdict(out: &mut impl Write, outcome: Verdict, sentence: &str) -> Result<()> {
    let style = match outcome {
        Verdict::Accepted => GOOD,
        Verdict::AcceptedWithLosses => WARN,
        Verdict::Rejected => BAD,
    };
    writeln!(out, "{}", paint(style, &harmless(sentence)))
}

/// The report of a split whose files are in `place`, if they were written.
pub fn split(out: &mut impl Write, report: &SplitReport, place: Option<&Path>) -> Result<()> {
    let split = &report.split;
    let check = &report.check;
    let examples = Examples::new();
    self::report(out, &File { name: &check.input.name, examples: &examples }, check)?;
    let (train, test, rejected) = (grouped(split.train), grouped(split.test), grouped(split.rejected));
    writeln!(out, "\n{}  {train} train, {test} test, {rejected} excluded", bold("Split"))?;
    outcome(out, split)?;
    let balance = &split.balance;
    writeln!(
        out,
        "{}  {} of {} labels at the best possible share; {:.1} images off target in total, {:.1} at best",
        bold("Balance"),
        grouped(balance.labels_at_bound),
        split.labels.len(),
        balance.deviation,
        balance.bound
    )?;
    let mut labels: Vec<_> = split.labels.iter().collect();
    labels.sort_by(|one, other| other.deviation.abs().total_cmp(&one.deviation.abs()));
    for label in labels.iter().take(LABELS) {
        label_balance(out, label)?;
    }
    if labels.len() > LABELS {
        let more = labels.len() - LABELS;
        writeln!(out, "{}", paint(DIM, &format!("    and {more} more labels, closer to their share")))?;
    }
    findings(out, &split.findings)?;
    match place {
        Some(place) => writeln!(out, "{} {}", paint(GOOD, "Written to"), harmless(&place.to_string_lossy())),
        None => writeln!(out, "{}", paint(BAD, "Nothing was written: a subset would be empty.")),
    }
}

/// Whether a split matches its certificate, and where it does not.
pub fn verification(out: &mut impl Write, verification: &Verification) -> Result<()> {
    for difference in &verification.differences {
        let [what, certified, found] =
            [&difference.what, &difference.certified, &difference.found].map(|text| harmless(text));
        writeln!(out, "{}: {found}; the certificate says {certified}", paint(BAD, &what))?;
    }
    match verification.differences.len() as u64 {
        0 => writeln!(out, "{}", paint(GOOD, "Verified: the split matches its certificate.")),
        many => {
            let differences = counted(many, "difference", "differences");
            writeln!(out, "{}", paint(BAD, &format!("Not verified: {differences} from the certificate.")))
        }
    }
}

/// How the quota, groups, names and a previous split turned out.
fn outcome(out: &mut impl Write, split: &SplitSummary) -> Result<()> {
    if split.test != split.quota && split.strategy != Strategy::Hash {
        let (test, quota) = (counted(split.test, "test line", "test lines"), grouped(split.quota));
        let reason = if !split.moves.is_empty() {
            "after manual moves"
        } else if split.groups.by.is_some() {
            "whole groups cannot get closer"
        } else {
            "fixed lines cannot get closer"
        };
        writeln!(out, "{}  {test} (target {quota}); {reason}", paint(WARN, "Quota"))?;
    }
    if split.groups.by.is_some() {
        let GroupSummary { count, lines, largest, cut, .. } = split.groups;
        let (count, lines, largest) = (grouped(count), grouped(lines), grouped(largest));
        let whole = if cut == 0 { "all whole".to_owned() } else { format!("{} cut", grouped(cut)) };
        writeln!(out, "{}  {count}, {whole}; {lines} lines match, the largest has {largest}", bold("Groups"))?;
    }
    if let Some(look_alikes) = &split.leak.look_alikes {
        leaks(out, look_alikes, split.groups.by.as_deref())?;
    }
    if let Some(keep) = &split.keep {
        let [test, train, moved] = [keep.test, keep.train, keep.moved].map(grouped);
        let [added_test, added_train, removed] = [keep.added_test, keep.added_train, keep.removed_test].map(grouped);
        writeln!(
            out,
            "{}  {test} test and {train} training images kept, {moved} moved; new: {added_test} test, {added_train} \
             training; {removed} previous test images are not in the manifest",
            bold("Previous split")
        )?;
    }
    Ok(())
}

/// Test images that look like a training image by name, and the rule that keeps them together.
fn leaks(out: &mut impl Write, look_alikes: &LookAlikes, group_by: Option<&str>) -> Result<()> {
    let LookAlikes { by, groups, on_both_sides, test } = look_alikes;
    let rule = if group_by == Some(by) { String::new() } else { format!("; --group-by '{by}' keeps them together") };
    let images = counted(*test, "test image looks", "test images look");
    let [groups, on_both_sides] = [groups, on_both_sides].map(|&number| grouped(number));
    writeln!(
        out,
        "{}  {images} like a training image by name: {on_both_sides} of {groups} groups are in both subsets{}",
        bold("Leaks"),
        harmless(&rule)
    )
}

fn label_balance(out: &mut impl Write, label: &LabelBalance) -> Result<()> {
    let LabelBalance { name, images, train, test, deviation, .. } = label;
    writeln!(out, "    {images:>9} images  {train:>9} train {test:>9} test  off by {deviation:+.1}  {name:?}")
}

/// A number with its noun.
fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(value), if value == 1 { one } else { many })
}

fn labels(value: u64) -> String {
    counted(value, "label", "labels")
}

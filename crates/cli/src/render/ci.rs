//! Findings in the forms that continuous integration reads: SARIF, and GitHub's workflow commands.

use std::io::{Result, Write};
use std::path::Path;

use holdout_core::report::Report;
use holdout_core::rules::{Documentation, Rule, Severity, Where, documentation, rule};
use serde_json::{Value, json};

use super::examples::Examples;
use super::harmless;

/// Findings of a code that are listed at most: services that show them take no more than some thousands.
pub const MOST: usize = 1000;

/// Findings of a code that GitHub is handed: it shows ten of a step.
pub const MOST_FOR_GITHUB: usize = 10;

/// Address of the documentation of the rules.
const RULES: &str = "https://github.com/holdout/holdout/blob/main/docs/rules.md";

/// The report as a SARIF 2.1.0 log.
pub fn sarif(path: &Path, report: &Report, examples: &Examples) -> Value {
    let uri = path.to_string_lossy();
    let place = |region: Value| json!([{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}]);
    let on_lines = examples.iter().flat_map(|(&code, examples)| {
        examples.iter().map(move |example| {
            let finding = &example.finding;
            // SARIF counts columns in UTF-16 code units, as `columnKind` says.
            let start = finding.column_utf16;
            let region = json!({
                "startLine": example.line,
                "startColumn": start,
                "endColumn": start + finding.length_utf16.max(1),
            });
            (code, finding.message.as_str(), level(rule(code)), region)
        })
    });
    let whole = report.findings.iter().map(|finding| {
        let level = if finding.severity == Severity::Error { "error" } else { "warning" };
        (finding.code, finding.message.as_str(), level, json!({"startLine": 1}))
    });
    let results: Vec<Value> = on_lines
        .chain(whole)
        .map(|(code, message, level, region)| {
            json!({
                "ruleId": code.as_str(),
                "level": level,
                "message": {"text": message},
                "locations": place(region),
            })
        })
        .collect();
    let mut codes: Vec<_> = report.codes.iter().map(|code| code.code).collect();
    codes.extend(report.findings.iter().map(|finding| finding.code));
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.into_iter().map(|code| described(rule(code))).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "holdout",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn described(rule: &Rule) -> Value {
    let Documentation { checks, why, help, .. } = documentation(rule.code);
    json!({
        "id": rule.code.as_str(),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": format!("{checks} {why}")},
        "help": {"text": help},
        "helpUri": format!("{RULES}#{}", rule.code.as_str().to_ascii_lowercase()),
        "defaultConfiguration": {"level": level(rule)},
    })
}

/// How bad a finding on a line is.
fn level(rule: &Rule) -> &'static str {
    match rule.place {
        Where::Warning | Where::Ignored => "warning",
        _ if rule.severity == Severity::Warning => "warning",
        _ => "error",
    }
}

/// The report as commands of a GitHub workflow, which shows them beside the file.
pub fn github(out: &mut impl Write, path: &Path, report: &Report, examples: &Examples) -> Result<()> {
    let file = property(&path.to_string_lossy());
    for summary in &report.codes {
        let of_code = examples.get(&summary.code).map(Vec::as_slice).unwrap_or_default();
        let level = level(rule(summary.code));
        let title = property(&format!("{}: {}", summary.code, summary.title));
        for example in of_code {
            let finding = &example.finding;
            let (line, column) = (example.line, finding.column);
            let end = column + finding.length.max(1);
            writeln!(
                out,
                "::{level} file={file},line={line},col={column},endColumn={end},title={title}::{}",
                data(&finding.message)
            )?;
        }
        let more = summary.lines - of_code.len() as u64;
        if more > 0 {
            writeln!(out, "::notice file={file},title={title}::{more} more lines have this problem")?;
        }
    }
    for finding in &report.findings {
        let level = if finding.severity == Severity::Error { "error" } else { "warning" };
        let help = finding.help.as_deref().map(|help| format!("%0A{}", data(help))).unwrap_or_default();
        let (title, message) = (property(finding.code.as_str()), data(&finding.message));
        writeln!(out, "::{level} file={file},title={title}::{message}{help}")?;
    }
    Ok(())
}

/// A message as a workflow command takes it. It is shown in a log, so that nothing in it may control a terminal.
fn data(text: &str) -> String {
    harmless(text).replace('%', "%25")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

//! A line of a manifest as the service keeps it, and as it shows it.

use holdout_core::manifest::{Document, Line, SourceRef};
use holdout_core::rules::{Explain, Judge, Severity, Status, rule};
use serde_json::json;

/// Members that are the service's own: written when a line is shown, and left out of what is kept.
const OWN_MEMBERS: [&str; 2] = ["cl-metadata", "cl-errors"];

/// A line that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The image, decoded.
    pub(crate) source_ref: String,
    /// As it came, without its ending and without the service's own members.
    pub(crate) line: String,
    /// Whether it has a label.
    pub(crate) labeled: bool,
    /// Whether something is wrong with it.
    pub(crate) errors: bool,
    /// Its labels in order of first appearance, and how many boxes carry each.
    pub(crate) labels: Vec<(String, u32)>,
}

/// Reads lines one after the other.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    judge: Judge,
    document: Document,
}

impl Reader {
    /// The entry of a line; nothing where the service drops the line.
    pub(crate) fn read(&mut self, bytes: &[u8], first: bool) -> Option<Entry> {
        let content = Line::new(bytes, first).content;
        let line = self.without_own_members(std::str::from_utf8(content).ok()?.trim_matches([' ', '\t', '\r', '\n']));
        let mut findings = Explain::default();
        let judgement = self.judge.judge(Line::new(line.as_bytes(), false), &mut findings);
        if judgement.status == Status::Removed {
            return None;
        }
        let source_ref = SourceRef::canonical(judgement.source_ref?).into_owned();
        let labels: Vec<_> = judgement.labels().map(|(name, boxes, _)| (name.to_owned(), boxes)).collect();
        let errors = errors(findings).next().is_some();
        Some(Entry { source_ref, line, labeled: !labels.is_empty(), errors, labels })
    }

    fn without_own_members(&mut self, text: &str) -> String {
        if !OWN_MEMBERS.iter().any(|name| text.contains(name)) {
            return text.to_owned();
        }
        // A line that cannot be read is dropped a little later.
        let Ok(root) = self.document.parse(text) else { return text.to_owned() };
        let mut kept = Vec::new();
        let mut dropped = false;
        for (key, value) in root.members() {
            if OWN_MEMBERS.iter().any(|name| key.is_str(name)) {
                dropped = true;
            } else {
                kept.push(&text[key.span().start..value.span().end]);
            }
        }
        if dropped { format!("{{{}}}", kept.join(",")) } else { text.to_owned() }
    }

    /// The line as it is shown: with what is wrong with it, and whether it has a label.
    pub(crate) fn show(&mut self, line: &str) -> String {
        let mut findings = Explain::default();
        let judgement = self.judge.judge(Line::new(line.as_bytes(), false), &mut findings);
        let labeled = judgement.labels().next().is_some();
        let errors: Vec<_> = errors(findings).collect();
        let Some(open) = line.strip_suffix('}') else { return line.to_owned() };
        let mut shown = open.to_owned();
        if !errors.is_empty() {
            shown.push_str(",\"cl-errors\":");
            shown.push_str(&serde_json::Value::from(errors).to_string());
        }
        shown.push_str(",\"cl-metadata\":");
        shown.push_str(&json!({ "is_labeled": labeled }).to_string());
        shown.push('}');
        shown
    }
}

fn errors(findings: Explain) -> impl Iterator<Item = serde_json::Value> {
    let problems = findings.into_problems().into_iter();
    problems
        .filter(|problem| rule(problem.code).severity == Severity::Error)
        .map(|problem| json!({ "code": problem.code.as_str(), "message": problem.message }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMELLIA: &str = r#"{"source-ref":"s3://b-1/assets/camellia4.jpg","camellia":1,"camellia-metadata":{"confidence":1,"job-name":"labeling-job/camellia","class-name":"camellia","human-annotated":"yes","creation-date":"2021-07-11T03:32:13.456Z","type":"groundtruth/image-classification"}}"#;

    fn read(line: &str) -> Option<Entry> {
        Reader::default().read(line.as_bytes(), true)
    }

    #[test]
    fn a_line_is_shown_as_the_service_shows_it_and_kept_as_it_came() {
        let entry = read(CAMELLIA).unwrap();
        assert_eq!(entry.labels, [("camellia".to_owned(), 0)]);
        assert!(entry.labeled && !entry.errors);
        let shown = Reader::default().show(&entry.line);
        assert_eq!(shown, CAMELLIA.strip_suffix('}').unwrap().to_owned() + r#","cl-metadata":{"is_labeled":true}}"#);
        assert_eq!(read(&shown).unwrap(), entry, "what is listed can be sent back");
    }

    #[test]
    fn what_is_wrong_is_told_and_dropped_when_sent_back() {
        let line = CAMELLIA.replace("\"confidence\":1", "\"confidence\":2");
        let entry = read(&line).unwrap();
        assert!(!entry.labeled && entry.errors);
        let shown = Reader::default().show(&entry.line);
        assert!(shown.contains(r#","cl-errors":[{"code":"ERROR_"#), "{shown}");
        assert!(shown.ends_with(r#","cl-metadata":{"is_labeled":false}}"#), "{shown}");
        assert_eq!(read(&shown).unwrap(), entry);
    }

    #[test]
    fn what_is_no_entry_is_dropped() {
        for line in
            ["", "{}", "nonsense", r#"{"source-ref":"http://b/k.jpg"}"#, "{\"source-ref\":\"s3://b-1/k.jpg\"} {}"]
        {
            assert_eq!(read(line), None, "{line}");
        }
        assert!(Reader::default().read(b"{\"source-ref\":\"s3://bbb/\xff.jpg\"}", false).is_none());
        assert!(read(&format!("{{\"source-ref\":\"s3://bbb/k.jpg\",\"a\":\"{}\"}}", "x".repeat(100_000))).is_none());
    }

    #[test]
    fn labels_may_be_called_anything() {
        for name in ["__proto__", "errors", "cl-metadata", "<b>", "ラベル\u{200b} "] {
            let line = CAMELLIA.replace("\"class-name\":\"camellia\"", &format!("\"class-name\":\"{name}\""));
            assert_eq!(read(&line).unwrap().labels, [(name.to_owned(), 0)], "{name}");
        }
    }
}

//! One line again, in full: what the catalog only counts is told in words when a person looks.

use std::ops::Range;

use super::whole::Manifest;
use crate::manifest::{Line, MAX_KEPT, utf16_length};
use crate::order;
use crate::report::{Finding, LineDetail, LineVerdict};
use crate::results::read_back;
use crate::rules::{Code, Explain, Judge, Problem, Status, duplicate_problem, rule};

/// Most bytes of a line that a person is shown.
const SHOWN: usize = 64 * 1024;

/// A line, judged in full.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) labels: Vec<String>,
    /// What was found, in the order of the rules.
    pub(crate) problems: Vec<Problem>,
}

impl Manifest {
    /// Judges a line again, from its bytes, ending included. Of a line longer than [`MAX_KEPT`] the first are enough.
    pub(crate) fn problems(&self, judge: &mut Judge, row: u32, bytes: &[u8]) -> Judged {
        let range = self.line_range(row);
        if self.lines_of(row) > 1 {
            return Self::blank_run(judge);
        }
        let mut explain = Explain::default();
        let mut labels = Vec::new();
        if range.end - range.start > MAX_KEPT as u64 + 1 {
            let is_utf8 = self.codes_of(row).all(|code| code != Code::InvalidJsonLine);
            Judge::judge_long(is_utf8, &mut explain);
        } else {
            let judgement = judge.judge(Line::new(bytes, range.start == 0), &mut explain);
            if self.status(row) == Status::Valid {
                labels.extend(judgement.labels().map(|(name, ..)| name.to_owned()));
            }
            if let Some(first) = self.first_of(row) {
                let span = judgement.source_ref_span.clone();
                explain = explain.until_duplicate(duplicate_problem(span, self.line_number(first)));
            }
        }
        Judged { labels, problems: explain.into_problems() }
    }

    /// What is said of each line of a run of blank lines.
    fn blank_run(judge: &mut Judge) -> Judged {
        let mut explain = Explain::default();
        judge.judge(Line::new(b"\n", false), &mut explain);
        Judged { labels: Vec::new(), problems: explain.into_problems() }
    }

    /// The verdict on a line, judged again from its bytes, ending included: what `holdout check --format jsonl` prints.
    ///
    /// Of a line longer than [`MAX_KEPT`] the first bytes are enough.
    pub fn verdict(&self, judge: &mut Judge, row: u32, bytes: &[u8]) -> LineVerdict {
        let bytes = if self.lines_of(row) > 1 { b"\n" } else { bytes };
        let line = Line::new(bytes, self.line_range(row).start == 0);
        let Judged { labels, problems } = self.problems(judge, row, bytes);
        LineVerdict {
            line: self.line_number(row),
            lines: self.lines_of(row),
            status: self.status(row),
            labels,
            findings: findings(problems, line),
            service_findings: read_back(line.content),
        }
    }

    /// The same with the line's text, for a person to look at.
    pub fn describe(&self, judge: &mut Judge, row: u32, bytes: &[u8]) -> LineDetail {
        let range = self.line_range(row);
        let is_run = self.lines_of(row) > 1;
        let content = if is_run { b"" } else { Line::new(bytes, range.start == 0).content };
        let shown = &content[..content.len().min(SHOWN)];
        LineDetail {
            verdict: self.verdict(judge, row, bytes),
            start: range.start,
            bytes: range.end - range.start,
            side: None,
            text: String::from_utf8_lossy(shown).into_owned(),
            truncated: !is_run && (shown.len() < content.len() || (bytes.len() as u64) < range.end - range.start),
        }
    }

    /// The row of the line with findings that stands at that place among the findings.
    pub(crate) fn row_with_finding(&self, place: usize) -> Option<u32> {
        self.catalog.finding_rows.get(place).copied()
    }

    /// The place of the next line with findings.
    pub(crate) fn next_finding_row(&self, place: usize) -> usize {
        let rows = &self.catalog.finding_rows[place..];
        place + rows.iter().take_while(|&row| row == &rows[0]).count()
    }

    /// Row and code of all that was found on lines, in order.
    pub(crate) fn line_findings(&self) -> impl Iterator<Item = (u32, Code)> {
        let findings = self.catalog.finding_rows.iter().zip(&self.catalog.finding_codes);
        findings.filter_map(|(&row, &code)| Some((row, Code::from_index(code)?)))
    }

    fn codes_of(&self, row: u32) -> impl Iterator<Item = Code> {
        let rows = &self.catalog.finding_rows;
        let start = rows.partition_point(|&other| other < row);
        let codes = rows[start..].iter().zip(&self.catalog.finding_codes[start..]);
        codes.take_while(move |&(&other, _)| other == row).filter_map(|(_, &code)| Code::from_index(code))
    }
}

fn findings(problems: Vec<Problem>, line: Line<'_>) -> Vec<Finding> {
    let end = line.content.len();
    let spans: Vec<_> = problems.iter().map(|problem| problem.span.start.min(end)..problem.span.end.min(end)).collect();
    let columns = Columns::of(line.content, spans.iter().flat_map(|span| [span.start, span.end]));
    let finding = |(problem, span): (Problem, Range<usize>)| {
        let (start, end) = (span.start, span.end.max(span.start));
        let (start_utf16, end_utf16) = (columns.utf16(start), columns.utf16(end));
        Finding {
            code: problem.code,
            place: rule(problem.code).place,
            attribute: problem.attribute,
            annotation: problem.annotation,
            message: problem.message,
            column: (line.skipped + start) as u64 + 1,
            // A byte order mark is one UTF-16 unit.
            column_utf16: u64::from(line.skipped > 0) + start_utf16 + 1,
            length: (end - start) as u64,
            length_utf16: end_utf16 - start_utf16,
        }
    };
    problems.into_iter().zip(spans).map(finding).collect()
}

/// Columns in UTF-16 of some places on a line, found in one pass over it, however many there are.
struct Columns(Vec<(usize, u64)>);

impl Columns {
    fn of(content: &[u8], places: impl Iterator<Item = usize>) -> Self {
        let mut places: Vec<_> = places.map(|place| (place, 0)).collect();
        order::sort_by_key(&mut places, |&(place, _)| place);
        places.dedup();
        let (mut at, mut column) = (0, 0);
        for (place, utf16) in &mut places {
            column += utf16_length(&content[at..*place]);
            (at, *utf16) = (*place, column);
        }
        Self(places)
    }

    fn utf16(&self, place: usize) -> u64 {
        self.0.binary_search_by_key(&place, |&(place, _)| place).map_or(0, |found| self.0[found].1)
    }
}

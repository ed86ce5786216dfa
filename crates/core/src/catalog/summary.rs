//! From a manifest to its report.

use std::collections::BTreeMap;

use super::columns::Catalog;
use super::whole::Manifest;
use crate::manifest::folded;
use crate::order;
use crate::report::{BucketCount, CodeSummary, Counts, InputFacts, LabelCount, Report, SCHEMA, Verdict, grouped};
use crate::rules::{Code, Dataset, Severity, UseCase, Where, limits, manifest, rule};

/// Lines that a report names for each code.
const FIRST_LINES: usize = 10;

/// What the user chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOptions {
    /// Region whose limits hold.
    pub region: String,
    /// What the manifest is used for; told from its lines where absent.
    pub use_case: Option<UseCase>,
    /// Which dataset of a project it is for.
    pub dataset: Dataset,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self { region: limits::DEFAULT_REGION.to_owned(), use_case: None, dataset: Dataset::default() }
    }
}

impl Manifest {
    /// The report of a check. `input` tells what the manifest's catalog does not: its name and digest.
    pub fn report(&self, input: &InputFacts, options: &CheckOptions) -> Report {
        let use_case = options.use_case.unwrap_or_else(|| self.use_case());
        let buckets = buckets(&self.catalog);
        let codes = self.code_summaries();
        let objects = self.lines() - lines_of(&codes, Code::LineTooLong) - lines_of(&codes, Code::InvalidJsonLine);
        let findings = manifest::judge(&manifest::Facts {
            name: &input.name,
            bytes: input.bytes,
            head: &self.catalog.head,
            lines: self.lines(),
            objects,
            counts: self.counts,
            buckets: &buckets,
            region: &options.region,
            dataset: options.dataset,
            use_case,
            labels: self.labels().len(),
            usable_labels: self.usable_labels(use_case).filter(|usable| *usable).count(),
            similar_labels: self.similar_labels(),
            boxes: self.catalog.box_signs,
            kept_boxes: self.labels().map(|label| label.boxes).sum(),
        });
        let labels: Vec<_> = self
            .labels()
            .map(|label| LabelCount { name: label.name.to_owned(), images: label.images, boxes: label.boxes })
            .collect();
        let mut report = Report {
            schema: SCHEMA,
            input: InputFacts { lines: self.lines(), ..input.clone() },
            use_case,
            filtered_out: self.filtered_out(use_case),
            region: options.region.clone(),
            counts: self.counts,
            buckets,
            labels,
            codes,
            lines_with_service_findings: self.lines_with_service_findings(),
            verdict: String::new(),
            findings,
            accepted: true,
            outcome: Verdict::Accepted,
        };
        (report.outcome, report.verdict) = verdict(&report);
        report.accepted = report.outcome != Verdict::Rejected;
        report
    }

    /// Labels whose names look alike, in groups, both in the order of their first lines.
    fn similar_labels(&self) -> &[Vec<LabelCount>] {
        self.similar_labels.get_or_init(|| {
            let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (place, label) in self.labels().enumerate() {
                groups.entry(folded(label.name)).or_default().push(place);
            }
            let mut groups: Vec<_> = groups.into_values().filter(|group| group.len() > 1).collect();
            order::sort_by_key(&mut groups, |group| group[0]);
            let labels: Vec<_> = self.labels().collect();
            let count = |&place: &usize| {
                let label = &labels[place];
                LabelCount { name: label.name.to_owned(), images: label.images, boxes: label.boxes }
            };
            groups.iter().map(|group| group.iter().map(count).collect()).collect()
        })
    }

    /// For each label, whether it is on a line of the use case.
    pub(crate) fn usable_labels(&self, use_case: UseCase) -> impl Iterator<Item = bool> {
        self.labels().map(move |label| match use_case {
            UseCase::ImageLevelLabels => label.on_images > 0,
            UseCase::ObjectLocalization => label.in_boxes > 0,
            UseCase::NotDetermined => false,
        })
    }

    fn code_summaries(&self) -> Vec<CodeSummary> {
        let mut summaries: Vec<Option<CodeSummary>> = vec![None; Code::ALL.len()];
        let Catalog { finding_rows, finding_codes, finding_counts, .. } = &self.catalog;
        for ((&row, &code), &count) in finding_rows.iter().zip(finding_codes).zip(finding_counts) {
            let Some(code) = Code::from_index(code) else { continue };
            let summary = summaries[code as usize].get_or_insert_with(|| empty_summary(code));
            let lines = self.lines_of(row);
            summary.count += u64::from(count);
            summary.lines += lines;
            let wanted = FIRST_LINES - summary.first_lines.len();
            if wanted > 0 {
                let first = self.line_number(row);
                summary.first_lines.extend((first..first + lines).take(wanted));
            }
        }
        summaries.into_iter().flatten().collect()
    }

    fn filtered_out(&self, use_case: UseCase) -> u64 {
        match use_case {
            UseCase::ImageLevelLabels => self.counts.valid - self.image_level,
            UseCase::ObjectLocalization => self.counts.valid - self.localization,
            UseCase::NotDetermined => 0,
        }
    }
}

/// The verdict, and the sentence that says it.
fn verdict(report: &Report) -> (Verdict, String) {
    let mut errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(first) = errors.next() else {
        let losses = losses(report);
        return if losses.is_empty() {
            (Verdict::Accepted, "The service would accept this manifest.".into())
        } else {
            (Verdict::AcceptedWithLosses, format!("The service would accept this manifest, but {losses}."))
        };
    };
    let also = match errors.count() {
        0 => String::new(),
        1 => " There is 1 more reason.".into(),
        more => format!(" There are {more} more reasons."),
    };
    (Verdict::Rejected, format!("The service would reject this manifest: {}.{also}", first.message))
}

/// What an accepted manifest loses, in words; nothing if it loses nothing.
pub(super) fn losses(report: &Report) -> String {
    let Counts { valid, invalid, ignored, removed } = report.counts;
    let count_of = |place| report.codes.iter().filter(|code| code.place == place).map(|code| code.count).sum::<u64>();
    let no_usual_name = valid > 0 && lines_of(&report.codes, Code::ImageExtension) >= report.input.lines;
    let parts = [
        (removed, "line is silently removed", "lines are silently removed"),
        (invalid, "line is not used", "lines are not used"),
        (ignored, "line is skipped", "lines are skipped"),
        (report.filtered_out, "line of the other use case is not used", "lines of the other use case are not used"),
        (count_of(Where::Attribute), "label attribute is dropped", "label attributes are dropped"),
        (count_of(Where::Annotation), "box is dropped", "boxes are dropped"),
    ];
    let parts = parts.into_iter().filter(|&(count, ..)| count > 0);
    let words = |(count, one, many)| format!("{} {}", grouped(count), if count == 1 { one } else { many });
    let mut losses: Vec<String> = parts.map(words).collect();
    if no_usual_name {
        losses.push("no file name ends in .png, .jpg or .jpeg".to_owned());
    }
    match losses.pop() {
        None => String::new(),
        Some(last) if losses.is_empty() => last,
        Some(last) => format!("{} and {last}", losses.join(", ")),
    }
}

fn buckets(catalog: &Catalog) -> Vec<BucketCount> {
    let named = catalog.buckets.names().zip(&catalog.bucket_lines);
    let mut buckets: Vec<_> = named.map(|(name, &lines)| BucketCount { name: name.to_owned(), lines }).collect();
    order::sort_by(&mut buckets, |one, other| other.lines.cmp(&one.lines).then_with(|| one.name.cmp(&other.name)));
    buckets
}

fn empty_summary(code: Code) -> CodeSummary {
    let rule = rule(code);
    CodeSummary {
        code,
        place: rule.place,
        count: 0,
        lines: 0,
        first_lines: Vec::new(),
        title: rule.title.to_owned(),
        consequence: rule.consequence().to_owned(),
    }
}

fn lines_of(codes: &[CodeSummary], code: Code) -> u64 {
    codes.iter().find(|summary| summary.code == code).map_or(0, |summary| summary.lines)
}

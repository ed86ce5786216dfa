//! From a manifest to its report.

use super::columns::Catalog;
use super::whole::Manifest;
use crate::order;
use crate::report::{BucketCount, CodeSummary, InputFacts, LabelCount, ManifestFinding, Report, SCHEMA};
use crate::rules::{Code, Dataset, Severity, UseCase, limits, manifest, rule};

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
        });
        let accepted = findings.iter().all(|finding| finding.severity != Severity::Error);
        Report {
            schema: SCHEMA,
            input: InputFacts { lines: self.lines(), ..input.clone() },
            use_case,
            filtered_out: self.filtered_out(use_case),
            region: options.region.clone(),
            counts: self.counts,
            buckets,
            labels: self
                .labels()
                .map(|label| LabelCount { name: label.name.to_owned(), images: label.images, boxes: label.boxes })
                .collect(),
            codes,
            lines_with_service_findings: self.lines_with_service_findings(),
            verdict: verdict(&findings),
            findings,
            accepted,
        }
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

fn verdict(findings: &[ManifestFinding]) -> String {
    let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(first) = errors.next() else {
        return "The service would accept this manifest.".into();
    };
    let also = match errors.count() {
        0 => String::new(),
        1 => " There is 1 more reason.".into(),
        more => format!(" There are {more} more reasons."),
    };
    format!("The service would refuse this manifest: {}.{also}", first.message)
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

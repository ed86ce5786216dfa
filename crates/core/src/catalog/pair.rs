//! Two manifests that are used together, one to train and one to test: what spans both.

use hashbrown::HashTable;

use super::summary::losses;
use super::whole::Manifest;
use crate::manifest::Fingerprint;
use crate::order;
use crate::report::{PairReport, PairSummary, Report, SCHEMA, SharedImage, Verdict};
use crate::rules::split::{PairFacts, judge_pair, same_file_names as judge_file_names};
use crate::rules::{Severity, UseCase};

/// Images that the report of a pair names.
const FIRST_IMAGES: usize = 10;

impl Manifest {
    /// The report of this training manifest and a `test` manifest. `reports` are those of the two. Both must know which images
    /// their lines name: none is found on both sides of one that has forgotten.
    pub fn pair(&self, test: &Self, reports: (Report, Report)) -> PairReport {
        self.pair_with_names(test, reports, 0)
    }

    /// The same, where so many file names are in both manifests, in different folders; see [`Manifest::same_file_names`].
    pub fn pair_with_names(&self, test: &Self, reports: (Report, Report), same_file_names: u64) -> PairReport {
        let (train_report, test_report) = reports;
        let mut both = self.compare(test, train_report.use_case);
        both.findings.extend((same_file_names > 0).then(|| judge_file_names(same_file_names)));
        let mut refusals = Vec::new();
        for (side, report) in [("in training", &train_report), ("in test", &test_report)] {
            if let Some(finding) = report.findings.iter().find(|finding| finding.severity == Severity::Error) {
                refusals.push(format!("{side}, {}", finding.message));
            }
        }
        let spanning = both.findings.iter().find(|finding| finding.severity == Severity::Error);
        refusals.extend(spanning.map(|finding| format!("between them, {}", finding.message)));
        let has_losses = [train_report.outcome, test_report.outcome].contains(&Verdict::AcceptedWithLosses);
        let (outcome, verdict) = if !refusals.is_empty() {
            (Verdict::Rejected, format!("The service would reject these two manifests: {}.", refusals.join("; ")))
        } else if has_losses {
            let sides = [("training", &train_report), ("test", &test_report)];
            let sides = sides.into_iter().filter(|(_, report)| report.outcome == Verdict::AcceptedWithLosses);
            let losses: Vec<_> = sides.map(|(side, report)| format!("in {side}, {}", losses(report))).collect();
            let words = losses.join("; ");
            (Verdict::AcceptedWithLosses, format!("The service would accept these two manifests, but {words}."))
        } else {
            (Verdict::Accepted, "The service would accept these two manifests.".into())
        };
        PairReport {
            schema: SCHEMA,
            accepted: outcome != Verdict::Rejected,
            outcome,
            verdict,
            train: train_report,
            test: test_report,
            both,
        }
    }

    /// Number of file names that are on usable lines of this training manifest and of a `test` manifest, for different images.
    /// `names` are the hashes of the file names of their lines, as a [`GroupReader`](crate::split::GroupReader) of
    /// [`GroupBy::FILE_NAME`](crate::split::GroupBy::FILE_NAME) gives them. Both must know which images their lines name.
    pub fn same_file_names(&self, test: &Self, names: (&[u64], &[u64])) -> u64 {
        let by_name = |manifest: &Self, names: &[u64]| -> Vec<(u64, Fingerprint)> {
            let name = |row: u32| names.get(row as usize).copied().filter(|&name| name != 0);
            let rows = manifest.usable_rows();
            rows.filter_map(|row| Some((name(row)?, manifest.image(row)?))).collect()
        };
        let mut in_train = by_name(self, names.0);
        in_train.sort_unstable();
        // An image that is in both has a finding of its own.
        let mut shared: Vec<u64> = by_name(test, names.1)
            .into_iter()
            .filter(|named| in_train.binary_search(named).is_err())
            .map(|(name, _)| name)
            .filter(|name| in_train.binary_search_by_key(name, |&(known, _)| known).is_ok())
            .collect();
        shared.sort_unstable();
        shared.dedup();
        shared.len() as u64
    }

    fn compare(&self, test: &Self, use_case: UseCase) -> PairSummary {
        let missing = |of: &Self, other: &Self| -> Vec<String> {
            of.labels()
                .filter(|label| other.find_label(label.name).is_none())
                .map(|label| label.name.to_owned())
                .collect()
        };
        let missing_in_test = missing(self, test);
        let common = self.labels().len() - missing_in_test.len();
        let usable = self.usable_names(use_case);
        let usable_in_test = test.usable_names(use_case);
        let usable_common = usable.iter().filter(|name| usable_in_test.binary_search(name).is_ok()).count();
        let shared_images = self.shared_images(test);
        PairSummary {
            use_case,
            common_labels: common as u64,
            missing_in_train: missing(test, self),
            images_on_both_sides: shared_images.len() as u64,
            findings: judge_pair(&PairFacts {
                labels: (common, self.labels().len()),
                usable_labels: (usable_common, usable.len()),
                shared_images: &shared_images,
            }),
            missing_in_test,
            shared_images: shared_images.into_iter().take(FIRST_IMAGES).collect(),
        }
    }

    /// Names of the labels of the use case, sorted.
    fn usable_names(&self, use_case: UseCase) -> Vec<&str> {
        let labels = self.labels().zip(self.usable_labels(use_case));
        let mut names: Vec<_> = labels.filter(|(_, usable)| *usable).map(|(label, _)| label.name).collect();
        order::sort_by_key(&mut names, |&name| name);
        names
    }

    /// Images that both name on lines that are not removed, in the order of this manifest. Both must know their images.
    fn shared_images(&self, test: &Self) -> Vec<SharedImage> {
        let mut known: HashTable<(u32, Fingerprint)> = HashTable::with_capacity(test.len());
        let hash = |(_, image): &(u32, Fingerprint)| image.hash;
        for named in test.images() {
            known.insert_unique(named.1.hash, named, hash);
        }
        let find = |image: Fingerprint| known.find(image.hash, |&(_, other)| other == image);
        let shared = self.images().filter_map(|(train, image)| Some((train, find(image)?.0)));
        shared
            .map(|(train, other)| SharedImage {
                train_line: self.line_number(train),
                test_line: test.line_number(other),
            })
            .collect()
    }
}

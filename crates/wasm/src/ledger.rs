//! One manifest: catalogs are appended, the whole is sealed, and then it answers.

use std::ops::Range;
use std::rc::Rc;

use holdout_core::catalog::{Catalog, CheckOptions, Images, Manifest, Query};
use holdout_core::certificate::{Certificate, PreviousFiles};
use holdout_core::manifest::MAX_KEPT;
use holdout_core::report::{InputFacts, LineDetail, PairReport, Report, SplitReport, grouped};
use holdout_core::results::ManifestSummary;
use holdout_core::rules::{Dataset, Judge};
use holdout_core::split::{GroupBy, Grouping, Keep, NameSample, Plan, Suggestion, preview, suggest, watched};
use serde::Serialize;

use crate::error::Failure;
use crate::known::{Known, read_rule};
use crate::options::{LineQuery, SplitRequest};
use crate::plans::{self, Planning, Plans};

/// Holds the merged catalog of one manifest.
#[derive(Debug)]
pub(crate) struct Ledger {
    facts: InputFacts,
    options: CheckOptions,
    state: State,
    judge: Judge,
    /// The rows that met the last query: whoever scrolls asks the same again.
    found: Option<(Query, Rc<[u32]>)>,
    plans: Plans,
    /// The plan whose sides are told with the lines.
    shown: Option<Rc<Plan>>,
    known: Known,
    names: NameSample,
    /// Somebody has asked for something that follows from which images the lines name, and may do so again.
    needs_images: bool,
}

/// Lines whose images are remembered while nobody asks for them: what the service takes in one dataset, and 3 MB. Of more
/// lines it is half of all that is known, and a plan has better use for the room.
const REMEMBERED: usize = 250_000;

/// Lines that are kept: at about 30 bytes each, and half as much again while catalogs are put together, they fit in 2 GB.
const MAX_LINES: usize = 45_000_000;

#[derive(Debug)]
enum State {
    Growing(Box<Catalog>),
    Sealed(Rc<Manifest>),
}

/// Rows that met a query: how many there are in all, those of the page that was asked for, counted from 0, and where
/// their lines start and end, as far as they have to be read.
#[derive(Debug, Serialize)]
pub(crate) struct Found(usize, Vec<u32>, Vec<u64>);

impl Ledger {
    /// An empty one, for an input of that name and size.
    pub(crate) fn new(name: String, bytes: u64, options: CheckOptions) -> Self {
        Self {
            facts: InputFacts { name, bytes, ..InputFacts::default() },
            options,
            state: State::Growing(Box::default()),
            judge: Judge::default(),
            found: None,
            plans: Plans::default(),
            shown: None,
            known: Known::default(),
            names: NameSample::default(),
            needs_images: false,
        }
    }

    /// Adds the encoded catalog of the range that follows.
    pub(crate) fn append(&mut self, catalog: &[u8]) -> Result<(), Failure> {
        let State::Growing(whole) = &mut self.state else {
            return Err(Failure::Internal("a catalog came after the last".to_owned()));
        };
        let next = read_catalog(catalog)?;
        ensure_fits(whole, &next, MAX_LINES)?;
        let first = whole.is_empty();
        whole.append(&next);
        if first {
            whole.reserve_for(self.facts.bytes);
        }
        Ok(())
    }

    /// The catalog is whole.
    pub(crate) fn seal(&mut self) -> Result<(), Failure> {
        let State::Growing(catalog) = &mut self.state else {
            return Err(Failure::Internal("sealed twice".to_owned()));
        };
        self.state = State::Sealed(Rc::new(Manifest::new(std::mem::take(&mut **catalog))));
        Ok(())
    }

    /// Judges by these options from now on.
    pub(crate) fn set_options(&mut self, options: CheckOptions) {
        self.options = options;
    }

    /// Tells the digest of the input, once it is known.
    pub(crate) fn set_digest(&mut self, sha256: String) {
        self.facts.sha256 = Some(sha256);
    }

    /// What is known of the input beside the catalog.
    pub(crate) fn facts(&self) -> &InputFacts {
        &self.facts
    }

    /// The report.
    pub(crate) fn report(&self) -> Result<Report, Failure> {
        Ok(self.manifest()?.report(&self.facts, &self.options))
    }

    /// The summary, as the service writes it.
    pub(crate) fn summary(&self) -> Result<ManifestSummary, Failure> {
        Ok(ManifestSummary::of_one(self.manifest()?, &self.report()?))
    }

    /// This manifest, to train with, and another, to test with: its catalog and its facts. The report of both, and the
    /// summary. Behind the catalog are the hashes of its file names, if both have been asked for them.
    pub(crate) fn pair(
        &self,
        bytes: &[u8],
        facts: &InputFacts,
        bytes_of_catalog: usize,
    ) -> Result<(PairReport, ManifestSummary), Failure> {
        let (catalog, names) = bytes.split_at_checked(bytes_of_catalog).unwrap_or((bytes, &[]));
        let (train, test) = (self.with_images()?, decode(catalog)?);
        let names: Vec<u64> = names.as_chunks().0.iter().copied().map(u64::from_le_bytes).collect();
        let same_file_names =
            if names.is_empty() { 0 } else { train.same_file_names(&test, (&self.known.file_names(), &names)) };
        let options = CheckOptions { dataset: Dataset::Test, ..self.options.clone() };
        let reports = (self.report()?, test.report(facts, &options));
        let report = train.pair_with_names(&test, reports, same_file_names);
        let summary = ManifestSummary::of_pair(train, &test, &report);
        Ok((report, summary))
    }

    /// Judges the options of a split, and tells what has to be read: the offsets, about `step` bytes apart, at which to
    /// cut the input to read its groups, none where they are known or not asked for; and whether images have to be recalled.
    /// An earlier split that is kept may be told here before it has a number.
    pub(crate) fn prepare(
        &mut self,
        request: SplitRequest,
        step: u64,
        keeps: bool,
    ) -> Result<(Option<Vec<u64>>, bool), Failure> {
        let wanted = match request.rule() {
            Some(by) => !self.known.has_groups(by)?,
            None => false,
        };
        let keeps = keeps || request.keep().is_some();
        let (manifest, options) = (self.manifest()?, request.options()?);
        options.validate_for(manifest).map_err(|finding| Failure::InvalidOptions(finding.message))?;
        let cuts = wanted.then(|| manifest.cuts(step));
        if options.needs_images(keeps) {
            return Ok((cuts, self.need_images()?));
        }
        self.forget_images();
        Ok((cuts, false))
    }

    /// Images will be asked for. Says whether they have to be recalled before: from now on they are not forgotten.
    pub(crate) fn need_images(&mut self) -> Result<bool, Failure> {
        self.needs_images = true;
        Ok(!self.manifest()?.knows_images())
    }

    /// Makes room where nobody has asked for images. Where something is under way that holds on to the manifest, there is none
    /// to be made.
    fn forget_images(&mut self) {
        if let State::Sealed(manifest) = &mut self.state
            && manifest.len() > REMEMBERED
            && !self.needs_images
            && let Some(manifest) = Rc::get_mut(manifest)
        {
            manifest.forget_images();
        }
    }

    /// Takes what was read again of the images.
    pub(crate) fn recall_images(&mut self, images: Images) -> Result<(), Failure> {
        let State::Sealed(manifest) = &mut self.state else { return Err(not_whole()) };
        let recalled = Rc::make_mut(manifest).recall_images(images);
        recalled.map_err(|finding| Failure::Internal(finding.message))
    }

    /// The catalog, for another ledger.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.with_images()?.to_bytes())
    }

    /// What is to be read for a sample of the names: start and end of each range. It is known from the start.
    pub(crate) fn name_spans(&self) -> Vec<(u64, u64)> {
        NameSample::spans(self.facts.bytes).map(|span| (span.start, span.end)).collect()
    }

    /// Takes the bytes of such a range into the sample.
    pub(crate) fn read_names(&mut self, span: Range<u64>, bytes: &[u8]) -> Result<(), Failure> {
        let manifest = self.shared()?;
        self.names.read(&manifest, &span, bytes);
        Ok(())
    }

    /// Rules to group by that the names suggest, and the one by which look-alikes are counted.
    /// And whether file names repeat.
    pub(crate) fn suggestions(&self) -> Result<(Vec<Suggestion>, Option<String>, bool), Failure> {
        let offers = suggest(self.manifest()?, &self.names);
        let watched = watched(&offers).map(|suggestion| suggestion.by.clone());
        Ok((offers, watched, self.names.repeats_file_names()))
    }

    /// The folders and file names of the sample, for another ledger.
    pub(crate) fn files(&self) -> Vec<(&str, &str)> {
        self.names.files().collect()
    }

    /// Whether the sample has a file name of another ledger's, in a different folder.
    pub(crate) fn shares_file_names(&self, files: &[(String, String)]) -> bool {
        self.names.shares_file_names(files.iter().map(|(folder, file)| (&**folder, &**file)))
    }

    /// The hashes of the file names of all lines.
    pub(crate) fn file_names(&self) -> Vec<u8> {
        self.known.file_names().into_iter().flat_map(u64::to_le_bytes).collect()
    }

    /// The offsets, about `step` bytes apart, at which to cut the input to read the groups of a rule; none where they are
    /// known.
    pub(crate) fn cuts(&self, by: &str, step: u64) -> Result<Option<Vec<u64>>, Failure> {
        let manifest = self.manifest()?;
        Ok((!self.known.has_groups(by)?).then(|| manifest.cuts(step)))
    }

    /// Counts the file names that are in both subsets, once they have been read. Says whether nothing is left to be read for
    /// it. Of a large manifest they are forgotten afterwards: their room is for what is read next.
    pub(crate) fn count_file_names(&mut self, request: SplitRequest) -> Result<bool, Failure> {
        if self.known.has_file_names(&request) || !self.known.has_groups(GroupBy::FILE_NAME)? {
            return Ok(self.known.has_file_names(&request));
        }
        if self.manifest()?.len() > REMEMBERED {
            let plan = self.plan(request.clone())?;
            self.known.count_file_names(request, &plan)?;
        }
        Ok(true)
    }

    /// Whether the groups of a rule, which have been read, put lines together.
    pub(crate) fn is_useful(&self, by: &str) -> Result<bool, Failure> {
        self.known.is_useful(by)
    }

    /// What a rule makes of the names of the sample.
    pub(crate) fn try_rule(&self, by: &str) -> Result<Suggestion, Failure> {
        Ok(preview(&self.names, &read_rule(by)?))
    }

    /// Learns the groups of a rule, once they have been put together.
    pub(crate) fn learn_groups(&mut self, grouping: Grouping) -> Result<(), Failure> {
        let groups = grouping.finish().map_err(|finding| Failure::Internal(finding.message))?;
        self.known.learn_groups(groups);
        Ok(())
    }

    /// Learns an earlier split from the catalog of its test manifest and, where it is known, that of its training manifest
    /// behind it. `files` are the facts of both. Gives the number by which options name it.
    pub(crate) fn learn_keep(
        &mut self,
        catalogs: &[u8],
        bytes_of_test: usize,
        files: PreviousFiles,
    ) -> Result<usize, Failure> {
        let (test, train) = catalogs.split_at_checked(bytes_of_test).unwrap_or((catalogs, &[]));
        let train = if train.is_empty() { None } else { Some(decode(train)?) };
        let keep = Keep::of_files(&decode(test)?, train.as_ref());
        Ok(self.known.learn_keep(keep.map_err(|finding| Failure::InvalidOptions(finding.message))?, files))
    }

    /// Begins the plan of these options, or finds it where it is kept.
    pub(crate) fn planning(&self, request: SplitRequest) -> Result<Planning, Failure> {
        if let Some(plan) = self.plans.find(&request) {
            return Ok(Planning::known(request, Rc::clone(plan)));
        }
        let given = self.known.given(&request)?;
        Planning::begin(self.shared()?, request, given)
    }

    /// Keeps a plan that was made, as one of the last few.
    pub(crate) fn keep_plan(&mut self, request: SplitRequest, plan: &Rc<Plan>) {
        self.plans.keep(request, Rc::clone(plan));
    }

    /// The plan of these options.
    pub(crate) fn plan(&mut self, request: SplitRequest) -> Result<Rc<Plan>, Failure> {
        let (request, plan) = self.planning(request)?.finish()?;
        self.keep_plan(request, &plan);
        Ok(plan)
    }

    /// From now on, lines are told with the side on which this plan puts them.
    pub(crate) fn show(&mut self, plan: Rc<Plan>) {
        self.shown = Some(plan);
    }

    /// The report of a split.
    pub(crate) fn split_report(&self, request: &SplitRequest, plan: &Plan) -> Result<SplitReport, Failure> {
        let names = self.known.names(request, plan)?;
        Ok(plan.report_with_names(self.manifest()?, self.report()?, &names))
    }

    /// The certificate, from the digests of the training, the test and the rejected lines.
    pub(crate) fn certificate(&mut self, request: &SplitRequest, digests: [String; 3]) -> Result<Certificate, Failure> {
        let plan = self.plan(request.clone())?;
        let report = self.split_report(request, &plan)?;
        let previous = self.known.previous(request);
        Ok(plans::certificate(self.manifest()?, &plan, &report, digests, previous))
    }

    /// The rows that meet a query, or the page of them that it asks for.
    pub(crate) fn find(&mut self, query: LineQuery) -> Result<Found, Failure> {
        let (query, offset, limit) = query.parts()?;
        let rows = self.rows(query)?;
        let page: Vec<u32> = rows.iter().skip(offset).take(limit).copied().collect();
        let manifest = self.manifest()?;
        let span = |&row: &u32| {
            let line = manifest.line_range(row);
            [line.start, line.end.min(line.start + MAX_KEPT as u64)]
        };
        let spans = page.iter().flat_map(span).collect();
        Ok(Found(rows.len(), page, spans))
    }

    /// A line in full. `bytes` are those of its span.
    pub(crate) fn describe(&mut self, row: u32, bytes: &[u8]) -> Result<LineDetail, Failure> {
        let State::Sealed(manifest) = &self.state else {
            return Err(not_whole());
        };
        let mut detail = manifest.describe(&mut self.judge, row, bytes);
        detail.side = self.shown.as_ref().map(|plan| plan.side(row));
        Ok(detail)
    }

    pub(crate) fn shared(&self) -> Result<Rc<Manifest>, Failure> {
        match &self.state {
            State::Sealed(manifest) => Ok(Rc::clone(manifest)),
            State::Growing(_) => Err(not_whole()),
        }
    }

    pub(crate) fn manifest(&self) -> Result<&Manifest, Failure> {
        match &self.state {
            State::Sealed(manifest) => Ok(manifest),
            State::Growing(_) => Err(not_whole()),
        }
    }

    /// The manifest, where it knows its images.
    fn with_images(&self) -> Result<&Manifest, Failure> {
        let manifest = self.manifest()?;
        let forgotten = || Failure::Internal("images were asked for before they were recalled".to_owned());
        if manifest.knows_images() { Ok(manifest) } else { Err(forgotten()) }
    }

    fn rows(&mut self, query: Query) -> Result<Rc<[u32]>, Failure> {
        if let Some((known, rows)) = &self.found
            && *known == query
        {
            return Ok(Rc::clone(rows));
        }
        let rows: Rc<[u32]> = self.manifest()?.find(&query).into();
        self.found = Some((query, Rc::clone(&rows)));
        Ok(rows)
    }
}

/// Fails where more lines come than may be kept. Blank lines that follow one another take the room of one.
fn ensure_fits(whole: &Catalog, next: &Catalog, max_lines: usize) -> Result<(), Failure> {
    if whole.len() + next.len() <= max_lines {
        return Ok(());
    }
    let (limit, byte) = (grouped(max_lines as u64), grouped(next.bytes().start));
    let line = grouped(whole.lines() + 1);
    Err(Failure::TooManyLines(format!("more than {limit} lines; reading stopped near line {line}, byte {byte}")))
}

/// The manifest of another ledger.
fn decode(catalog: &[u8]) -> Result<Manifest, Failure> {
    Ok(Manifest::new(read_catalog(catalog)?))
}

/// The catalog that a worker has encoded.
pub(crate) fn read_catalog(bytes: &[u8]) -> Result<Catalog, Failure> {
    Catalog::from_bytes(bytes).map_err(|error| Failure::Internal(error.to_string()))
}

fn not_whole() -> Failure {
    Failure::Internal("the catalog is not whole yet".to_owned())
}

#[cfg(test)]
mod tests {
    use holdout_core::catalog::RangeScanner;

    use super::*;

    fn catalog(text: &[u8]) -> Catalog {
        let mut scanner = RangeScanner::new(0..text.len() as u64);
        scanner.push(text);
        scanner.finish()
    }

    #[test]
    fn lines_beyond_the_limit_are_refused_and_blank_ones_take_the_room_of_one() {
        let (few, many) = (catalog(b"{}\n{}\n"), catalog(b"\n\n\n\n\n\n\n\n"));
        assert!(ensure_fits(&few, &many, 3).is_ok());
        let refused = ensure_fits(&few, &few, 3);
        assert!(matches!(refused, Err(Failure::TooManyLines(message)) if message.starts_with("more than 3 lines")));
    }
}

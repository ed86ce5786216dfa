//! One manifest: catalogs are appended, the whole is sealed, and then it answers.

use std::rc::Rc;

use holdout_core::catalog::{Catalog, CheckOptions, Manifest, Query};
use holdout_core::manifest::MAX_KEPT;
use holdout_core::report::{InputFacts, Report};
use holdout_core::results::ManifestSummary;
use holdout_core::rules::{Dataset, Judge, Status};
use holdout_core::split::{Keep, NameSample, Plan, preview, suggest, watched};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;
use crate::known::{Known, read_rule};
use crate::offset::{from_js, to_js};
use crate::options::{self, Check, LineQuery, SplitRequest};
use crate::split::Split;

/// Holds the merged catalog of one manifest.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Ledger {
    facts: InputFacts,
    options: CheckOptions,
    state: State,
    judge: Judge,
    /// The rows that met the last query: whoever scrolls asks the same again.
    found: Option<(Query, Rc<[u32]>)>,
    /// The plan whose sides are told with the lines.
    shown: Option<Rc<Plan>>,
    known: Known,
    names: NameSample,
}

#[derive(Debug)]
enum State {
    Growing(Box<Catalog>),
    Sealed(Rc<Manifest>),
}

/// Rows that met a query.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct Found {
    /// How many there are in all.
    pub total: usize,
    /// Those of the page that was asked for, counted from 0.
    pub rows: Vec<u32>,
}

/// What spans two manifests, as JSON.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct Pair {
    /// The report.
    pub report: String,
    /// The summary of both.
    pub summary: String,
}

/// Rules to group by that names suggest.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct Suggested {
    /// All of them, as JSON.
    pub offers: String,
    /// The one by which look-alikes are counted.
    pub watched: Option<String>,
}

#[wasm_bindgen]
impl Ledger {
    /// An empty one, for an input of that name and size.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, bytes: f64, options: &str) -> Result<Self, JsValue> {
        let options: Check = options::read(options)?;
        Ok(Self {
            facts: InputFacts { name, bytes: from_js(bytes), ..InputFacts::default() },
            options: options.into(),
            state: State::Growing(Box::default()),
            judge: Judge::default(),
            found: None,
            shown: None,
            known: Known::default(),
            names: NameSample::default(),
        })
    }

    /// Adds the encoded catalog of the range that follows.
    pub fn append(&mut self, catalog: &[u8]) -> Result<(), JsValue> {
        let State::Growing(whole) = &mut self.state else {
            return Err(Failure::Internal("a catalog came after the last".to_owned()).into());
        };
        let next = Catalog::from_bytes(catalog).map_err(|error| Failure::Internal(error.to_string()))?;
        let first = whole.is_empty();
        whole.append(&next);
        if first {
            whole.reserve_for(self.facts.bytes);
        }
        Ok(())
    }

    /// The catalog is whole.
    pub fn seal(&mut self) -> Result<(), JsValue> {
        let State::Growing(catalog) = &mut self.state else {
            return Err(Failure::Internal("sealed twice".to_owned()).into());
        };
        self.state = State::Sealed(Rc::new(Manifest::new(std::mem::take(&mut **catalog))));
        Ok(())
    }

    /// Tells the digest of the input, once it is known.
    #[wasm_bindgen(js_name = setDigest)]
    pub fn set_digest(&mut self, sha256: String) {
        self.facts.sha256 = Some(sha256);
    }

    /// The report, as the command prints it; undefined while the catalog is not whole.
    pub fn report(&self) -> Option<String> {
        self.check().ok().map(|report| crate::json(&report))
    }

    /// Where the lines of these statuses are within the input from `start` to `end`: start and end of each range.
    pub fn ranges(&self, statuses: &str, start: f64, end: f64) -> Result<Vec<f64>, JsValue> {
        let statuses: Vec<Status> = options::read(statuses)?;
        let manifest = self.manifest()?;
        let ranges = manifest.ranges_of(&statuses, from_js(start)..from_js(end));
        Ok(ranges.flat_map(|range| [to_js(range.start), to_js(range.end)]).collect())
    }

    /// The summary, as the command writes it.
    pub fn summary(&self) -> Result<String, JsValue> {
        Ok(crate::json(&ManifestSummary::of_one(self.manifest()?, &self.check()?)))
    }

    /// What another ledger has to know of this manifest to be paired with it.
    pub fn encode(&self) -> Result<Vec<u8>, JsValue> {
        Ok(self.manifest()?.to_bytes())
    }

    /// What is known of the input beside the catalog, as JSON.
    pub fn facts(&self) -> String {
        crate::json(&self.facts)
    }

    /// This manifest, to train with, and another, to test with: its catalog and its facts.
    pub fn pair(&self, catalog: &[u8], facts: &str) -> Result<Pair, JsValue> {
        let facts: InputFacts = serde_json::from_str(facts).map_err(|error| Failure::Internal(error.to_string()))?;
        let (train, test) = (self.manifest()?, decode(catalog)?);
        let options = CheckOptions { dataset: Dataset::Test, ..self.options.clone() };
        let report = train.pair(&test, (self.check()?, test.report(&facts, &options)));
        let summary = ManifestSummary::of_pair(train, &test, &report);
        Ok(Pair { report: crate::json(&report), summary: crate::json(&summary) })
    }

    /// Judges the options of a split, and tells what has to be read before it can be planned: the offsets, about `step`
    /// bytes apart, at which to cut the input to read its groups; undefined where they are known or not asked for.
    pub fn prepare(&self, options: &str, step: f64) -> Result<Option<Vec<f64>>, JsValue> {
        let request: SplitRequest = options::read(options)?;
        let wanted = match request.rule() {
            Some(by) => !self.known.has_groups(by)?,
            None => false,
        };
        let manifest = self.manifest()?;
        request.options()?.validate_for(manifest).map_err(|finding| Failure::InvalidOptions(finding.message))?;
        Ok(wanted.then(|| manifest.cuts(from_js(step)).into_iter().map(to_js).collect()))
    }

    /// What has to be read for a sample of the names: start and end of each range.
    #[wasm_bindgen(js_name = nameWindows)]
    pub fn name_windows(&self) -> Result<Vec<f64>, JsValue> {
        let windows = NameSample::windows(self.manifest()?);
        Ok(windows.into_iter().flat_map(|window| [to_js(window.start), to_js(window.end)]).collect())
    }

    /// Takes the bytes of such a range into the sample.
    #[wasm_bindgen(js_name = readNames)]
    pub fn read_names(&mut self, start: f64, end: f64, bytes: &[u8]) -> Result<(), JsValue> {
        let manifest = self.shared()?;
        self.names.read(&manifest, &(from_js(start)..from_js(end)), bytes);
        Ok(())
    }

    /// What the names suggest.
    pub fn suggestions(&self) -> Result<Suggested, JsValue> {
        let offers = suggest(self.manifest()?, &self.names);
        let watched = watched(&offers).map(|suggestion| suggestion.by.clone());
        Ok(Suggested { offers: crate::json(&offers), watched })
    }

    /// What a rule makes of the names of the sample, as JSON.
    pub fn preview(&self, by: &str) -> Result<String, JsValue> {
        Ok(crate::json(&preview(&self.names, &read_rule(by)?)))
    }

    /// Learns the groups of a rule: hashes of all lines, in order.
    #[wasm_bindgen(js_name = learnGroups)]
    pub fn learn_groups(&mut self, by: &str, hashes: &[u64]) -> Result<(), JsValue> {
        let manifest = self.shared()?;
        Ok(self.known.learn_groups(&manifest, by, hashes)?)
    }

    /// Learns an earlier split from the catalogs of its test and, where it is known, its training manifest. Gives the
    /// number by which options name it.
    #[wasm_bindgen(js_name = learnKeep)]
    pub fn learn_keep(&mut self, test: &[u8], train: Option<Vec<u8>>) -> Result<usize, JsValue> {
        let train = train.map(|catalog| decode(&catalog)).transpose()?;
        Ok(self.known.learn_keep(Keep::new(&decode(test)?, train.as_ref())))
    }

    /// Begins a plan.
    pub fn plan(&self, options: &str) -> Result<Split, JsValue> {
        let request: SplitRequest = options::read(options)?;
        let given = self.known.given(&request)?;
        Ok(Split::begin(self.shared()?, request.options()?, given)?)
    }

    /// From now on, lines are told with the side on which this plan puts them.
    pub fn show(&mut self, split: &Split) -> Result<(), JsValue> {
        self.shown = Some(Rc::clone(split.made()?));
        Ok(())
    }

    /// The rows that meet a query, or the page of them that it asks for.
    pub fn find(&mut self, query: &str) -> Result<Found, JsValue> {
        let (query, offset, limit) = options::read::<LineQuery>(query)?.parts()?;
        let rows = self.rows(query)?;
        let page = rows.iter().skip(offset).take(limit);
        Ok(Found { total: rows.len(), rows: page.copied().collect() })
    }

    /// Where those rows' lines start and end, as far as they have to be read.
    pub fn spans(&self, rows: &[u32]) -> Result<Vec<f64>, JsValue> {
        let manifest = self.manifest()?;
        let span = |&row: &u32| {
            let line = manifest.line_range(row);
            [to_js(line.start), to_js(line.end.min(line.start + MAX_KEPT as u64))]
        };
        Ok(rows.iter().flat_map(span).collect())
    }

    /// A line in full, as JSON. `bytes` are those of its span.
    pub fn describe(&mut self, row: u32, bytes: &[u8]) -> Result<String, JsValue> {
        let State::Sealed(manifest) = &self.state else {
            return Err(not_whole().into());
        };
        let mut detail = manifest.describe(&mut self.judge, row, bytes);
        detail.side = self.shown.as_ref().map(|plan| plan.side(row));
        Ok(crate::json(&detail))
    }
}

impl Ledger {
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

    pub(crate) fn check(&self) -> Result<Report, Failure> {
        Ok(self.manifest()?.report(&self.facts, &self.options))
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

/// The manifest of another ledger.
fn decode(catalog: &[u8]) -> Result<Manifest, Failure> {
    let catalog = Catalog::from_bytes(catalog).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Manifest::new(catalog))
}

fn not_whole() -> Failure {
    Failure::Internal("the catalog is not whole yet".to_owned())
}

//! One manifest: catalogs are appended, the whole is sealed, and then it answers.

use std::rc::Rc;

use holdout_core::catalog::{Catalog, CheckOptions, Manifest, Query};
use holdout_core::manifest::MAX_KEPT;
use holdout_core::report::{InputFacts, Report};
use holdout_core::rules::Judge;
use holdout_core::split::Plan;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;
use crate::offset::{from_js, to_js};
use crate::options::{self, Check, LineQuery};
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
}

#[derive(Debug)]
enum State {
    Growing(Catalog),
    Sealed(Manifest),
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

#[wasm_bindgen]
impl Ledger {
    /// An empty one, for an input of that name and size.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, bytes: f64, options: JsValue) -> Result<Self, JsValue> {
        let options: Check = options::read(options)?;
        Ok(Self {
            facts: InputFacts { name, bytes: from_js(bytes), ..InputFacts::default() },
            options: options.into(),
            state: State::Growing(Catalog::default()),
            judge: Judge::default(),
            found: None,
            shown: None,
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
        self.state = State::Sealed(Manifest::new(std::mem::take(catalog)));
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

    /// Makes a plan.
    pub fn plan(&self, options: JsValue) -> Result<Split, JsValue> {
        Split::plan(self.manifest()?, options)
    }

    /// From now on, lines are told with the side on which this plan puts them.
    pub fn show(&mut self, split: &Split) {
        self.shown = Some(split.shared());
    }

    /// The rows that meet a query, or the page of them that it asks for.
    pub fn find(&mut self, query: JsValue) -> Result<Found, JsValue> {
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

fn not_whole() -> Failure {
    Failure::Internal("the catalog is not whole yet".to_owned())
}

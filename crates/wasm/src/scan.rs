//! One byte range of the input, scanned.

use holdout_core::catalog::{Catalog, Progress, RangeScanner};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::offset::{from_js, to_js};

/// Reads the lines that start in a byte range.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RangeScan(RangeScanner);

#[wasm_bindgen]
impl RangeScan {
    /// For the lines that start from byte `start` on and before byte `end`.
    #[wasm_bindgen(constructor)]
    pub fn new(start: f64, end: f64) -> Self {
        Self(RangeScanner::new(from_js(start)..from_js(end)))
    }

    /// The byte to push first.
    #[wasm_bindgen(getter, js_name = feedFrom)]
    pub fn feed_from(&self) -> f64 {
        to_js(self.0.feed_from())
    }

    /// Takes the bytes that follow. True once every line of the range has been read to its end.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        let first = self.0.lines() == 0;
        let progress = self.0.push(bytes);
        if first {
            // Columns that grow by doubling are held twice, and memory that was once grown stays.
            self.0.reserve();
        }
        progress == Progress::Complete
    }

    /// Ends the range, because it is complete or the input has ended.
    pub fn finish(self) -> Scanned {
        Scanned(self.0.finish())
    }
}

/// The catalog of a range, on its way to the ledger.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Scanned(Catalog);

#[derive(Serialize)]
struct CodeCount {
    code: &'static str,
    count: u64,
}

#[wasm_bindgen]
impl Scanned {
    /// Number of lines.
    #[wasm_bindgen(getter)]
    pub fn lines(&self) -> usize {
        self.0.len()
    }

    /// What was found, as JSON: `[{"code","count"}]`.
    #[wasm_bindgen(getter)]
    pub fn codes(&self) -> String {
        let counts: Vec<CodeCount> =
            self.0.codes().into_iter().map(|(code, count)| CodeCount { code: code.as_str(), count }).collect();
        crate::json(&counts)
    }

    /// The catalog's encoded form.
    pub fn encode(self) -> Vec<u8> {
        self.0.to_bytes()
    }
}

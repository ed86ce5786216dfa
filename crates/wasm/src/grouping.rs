//! The groups of the lines of one byte range, read for a split that keeps groups whole.

use holdout_core::split::GroupReader;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::known::read_rule;
use crate::offset::from_js;

/// Reads the groups of a range that begins and ends where lines do.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Grouping(GroupReader);

#[wasm_bindgen]
impl Grouping {
    /// By that rule, for the lines from byte `start` on.
    #[wasm_bindgen(constructor)]
    pub fn new(by: &str, start: f64) -> Result<Self, JsValue> {
        Ok(Self(GroupReader::new(&read_rule(by)?, from_js(start))))
    }

    /// Takes the bytes that follow.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes);
    }

    /// The group of each line, as a hash.
    pub fn finish(self) -> Vec<u64> {
        self.0.finish()
    }
}

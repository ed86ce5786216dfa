//! An annotated manifest, written as the input goes by once more.

use std::rc::Rc;

use holdout_core::catalog::Manifest;
use holdout_core::results::Annotator;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::ledger::Ledger;

/// Puts the findings into the lines of the manifest of a [`Ledger`].
#[wasm_bindgen]
#[derive(Debug)]
pub struct Annotation(Annotator<Rc<Manifest>>);

#[wasm_bindgen]
impl Annotation {
    /// One that starts at the input's first byte.
    #[wasm_bindgen(constructor)]
    pub fn new(ledger: &Ledger) -> Result<Self, JsValue> {
        Ok(Self(Annotator::new(ledger.shared()?)))
    }

    /// Takes the bytes that follow; gives what is to be written of them.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut output = Vec::with_capacity(bytes.len());
        self.0.push(bytes, |bytes| output.extend_from_slice(bytes));
        output
    }
}

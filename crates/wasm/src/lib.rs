//! The engine for JavaScript: what a worker holds of [`holdout_core`], behind one door.
//!
//! A worker asks by a name, with arguments as a JSON array and bytes beside them, and is answered in bytes: a report is the
//! JSON that the command prints, a catalog is its encoded form, ranges of the input are numbers of 64 bits. Nothing crosses
//! as an object a line. One door instead of a function for each question keeps the JavaScript between both sides small:
//! what wasm-bindgen writes for thirty functions, with strings both ways, is more than all the rest of a worker.
//!
//! This crate translates and decides nothing. Whatever fails is thrown as an `Error` whose name is its code. Reading files,
//! workers and progress are the business of `js/`.

mod answer;
mod error;
mod known;
mod ledger;
mod options;
mod panic;
mod plans;
mod task;
mod worker;

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use panic::start;
use worker::{Question, Worker};

thread_local! {
    static WORKER: RefCell<Worker> = RefCell::default();
}

/// Asks the worker. A question is a name with its arguments behind it, as in `push[3]`; `worker` knows all of them. One
/// more can be asked when the code has broken off, and no other then: `panic[]`, for its last words.
#[wasm_bindgen]
pub fn ask(question: &[u8], bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let question = Question::new(question, bytes);
    if question.what == "panic" {
        return Ok(panic::said().into_bytes());
    }
    WORKER.with_borrow_mut(|worker| worker.ask(&question)).map_err(JsValue::from)
}

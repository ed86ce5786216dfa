//! Errors at the border: an `Error` whose name is a code that `js/errors.js` knows.

use wasm_bindgen::JsValue;

/// What went wrong, as JavaScript is told.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An option is wrong; the text names it.
    InvalidOptions(String),
    /// The manifest has more lines than a worker's memory holds; the text says how many, and where reading stopped.
    TooManyLines(String),
    /// The JavaScript side broke the order of calls, or bytes were damaged on the way: a mistake of ours.
    Internal(String),
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let (code, message) = match failure {
            Failure::InvalidOptions(message) => ("INVALID_OPTIONS", message),
            Failure::TooManyLines(message) => ("TOO_MANY_LINES", message),
            Failure::Internal(message) => ("INTERNAL", message),
        };
        let error = js_sys::Error::new(&message);
        error.set_name(code);
        error.into()
    }
}

//! Offsets at the border: JavaScript has only floating-point numbers, exact up to 2^53, which no file reaches.

/// An offset that came from JavaScript.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a Blob's offsets are whole, positive and below 2^53"
)]
pub(crate) fn from_js(offset: f64) -> u64 {
    offset as u64
}

/// An offset for JavaScript.
#[expect(clippy::cast_precision_loss, reason = "offsets in a file stay below 2^53")]
pub(crate) fn to_js(offset: u64) -> f64 {
    offset as f64
}

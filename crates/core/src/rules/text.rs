//! Words that are put into messages: as much of them as a message can carry.

use std::borrow::Cow;

/// Most characters of the input that a message repeats.
const SHOWN: usize = 120;

/// `text`, cut after 120 characters.
pub(super) fn excerpt(text: &str) -> Cow<'_, str> {
    cut(text, SHOWN)
}

/// Most characters of a name that a finding carries beside its message: as many as a label's name may have.
const NAME: usize = 256;

/// `name`, cut after 256 characters. A finding on each of a thousand boxes would else repeat a name that fills half of the
/// line a thousand times.
pub(crate) fn name_excerpt(name: &str) -> Cow<'_, str> {
    cut(name, NAME)
}

fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A number of the input as a message tells it: with an exponent where it would else take hundreds of digits.
pub(super) fn plain(number: f64) -> String {
    let is_usual = number == 0.0 || (1e-9..1e15).contains(&number.abs());
    if is_usual { number.to_string() } else { format!("{number:e}") }
}

/// A number with its digits in groups of three: `154,087`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

//! A line cut down to the neighbourhood of a place, with the place marked.

use std::ops::Range;

use holdout_core::report::Finding;

/// A run of text that is wholly inside or wholly outside a marked place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is the place.
    pub marked: bool,
}

impl Piece {
    /// Text beside the place.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), marked: false }
    }

    /// The place.
    pub fn marked(text: impl Into<String>) -> Self {
        Self { text: text.into(), marked: true }
    }
}

/// Characters shown before the place in an excerpt.
const BEFORE: usize = 24;
/// Characters of the place itself.
const PLACE: usize = 60;
/// Characters after the place.
const AFTER: usize = 80;

/// Where a finding sits in the line's text as it came from the engine, in bytes of `text`.
///
/// The engine also counts in UTF-16 code units, and those fit the text even where bytes that are no UTF-8 were
/// replaced in it.
fn place(text: &str, finding: &Finding) -> Range<usize> {
    let start = offset(text, finding.column_utf16.saturating_sub(1));
    let end = start + offset(&text[start..], finding.length_utf16);
    start..end
}

/// The same, unless the place is all of the text: a mark on everything marks nothing.
pub fn inner_place(text: &str, finding: &Finding) -> Option<Range<usize>> {
    let place = place(text, finding);
    (place.is_empty() || place != (0..text.len())).then_some(place)
}

/// The byte offset at which `units` UTF-16 code units have gone by; the end of the text if it has fewer.
fn offset(text: &str, units: u64) -> usize {
    let mut seen = 0;
    for (index, character) in text.char_indices() {
        if seen >= units {
            return index;
        }
        seen += u64::from(u8::try_from(character.len_utf16()).unwrap_or(1));
    }
    text.len()
}

/// The neighbourhood of `place` in `text` on one line, cut parts replaced by an ellipsis.
pub fn around(text: &str, place: Range<usize>) -> Vec<Piece> {
    let before = last_chars(&text[..place.start], BEFORE);
    let inside = first_chars(&text[place.clone()], PLACE);
    let after = first_chars(&text[place.end..], AFTER);
    let mut pieces = Vec::with_capacity(3);
    let lead = if before.len() < place.start { "…" } else { "" };
    pieces.push(Piece::plain(format!("{lead}{before}")));
    if inside.len() < place.len() {
        pieces.push(Piece::marked(format!("{inside}…")));
        return pieces;
    }
    pieces.push(Piece::marked(inside));
    let tail = if place.end + after.len() < text.len() { "…" } else { "" };
    pieces.push(Piece::plain(format!("{after}{tail}")));
    pieces
}

/// The beginning of a line that has no place to mark.
pub fn start(text: &str) -> String {
    let shown = first_chars(text, BEFORE + PLACE + AFTER);
    let tail = if shown.len() < text.len() { "…" } else { "" };
    format!("{shown}{tail}")
}

fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(index, _)| &text[..index])
}

fn last_chars(text: &str, count: usize) -> &str {
    text.char_indices().rev().nth(count.saturating_sub(1)).map_or(text, |(index, _)| &text[index..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(pieces: &[Piece]) -> String {
        let mark = |piece: &Piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(joined(&around("{\"a\":1}", 5..6)), "{\"a\":[1]}");
        assert_eq!(start("{\"a\":1}"), "{\"a\":1}");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides_of_the_place() {
        let line = format!("{}x{}", "a".repeat(500), "b".repeat(500));
        let shown = joined(&around(&line, 500..501));
        assert_eq!(shown, format!("…{}[x]{}…", "a".repeat(BEFORE), "b".repeat(AFTER)));
    }

    #[test]
    fn a_long_place_is_cut_inside() {
        let line = format!("[{}]", "é".repeat(300));
        let shown = joined(&around(&line, 1..601));
        assert_eq!(shown, format!("[[{}…]", "é".repeat(PLACE)));
    }

    #[test]
    fn places_are_counted_in_utf16() {
        let text = "{\"猫😺\":-1}";
        let units = |part: &str| part.encode_utf16().count();
        let at = offset(text, u64::try_from(units("{\"猫😺\":")).unwrap_or(0));
        assert_eq!(&text[at..at + 2], "-1");
        assert_eq!(offset(text, 1_000), text.len());
    }
}

//! The part of a line that a diagnostic is about, underlined.

use std::io::{Result, Write};

use unicode_width::UnicodeWidthStr;

use super::escape::harmless;
use super::{BAD, DIM, paint};

/// Columns of a line that are shown.
const WIDTH: usize = 96;

/// Columns of context before the place.
const BEFORE: usize = 28;

/// A place on a line.
pub struct Place<'p> {
    /// Number of the line, from 1.
    pub line: u64,
    /// The line's text, without its ending.
    pub text: &'p [u8],
    /// Offset of the first byte of the place.
    pub start: usize,
    /// Its length in bytes; 0 where it is a point.
    pub length: usize,
}

/// Writes the part of the line around the place, with the place underlined, and a message under it.
pub fn write(out: &mut impl Write, place: &Place<'_>, message: &str) -> Result<()> {
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let bar = paint(DIM, "|");
    let [before, marked, behind] = parts(place);
    writeln!(out, "{margin} {bar}")?;
    writeln!(out, "{} {bar} {before}{marked}{behind}", paint(DIM, &number))?;
    // Of what goes on beyond the excerpt, the beginning is marked.
    let width = if marked.ends_with('…') { 1 } else { marked.width().max(1) };
    let carets = "^".repeat(width);
    writeln!(out, "{margin} {bar} {}{} {}", " ".repeat(before.width()), paint(BAD, &carets), harmless(message))
}

/// What is shown before the place, of it, and behind it.
fn parts(place: &Place<'_>) -> [String; 3] {
    let start = place.start.min(place.text.len());
    let end = (start + place.length).min(place.text.len());
    let shown = |bytes: &[u8]| harmless(&String::from_utf8_lossy(bytes)).into_owned();
    let before = cut_front(&shown(&place.text[..start]), BEFORE);
    let marked = cut_end(&shown(&place.text[start..end]), WIDTH - BEFORE);
    let room = WIDTH.saturating_sub(before.width() + marked.width());
    // Where the place itself is cut, nothing behind it is near.
    let behind = if marked.ends_with('…') { String::new() } else { cut_end(&shown(&place.text[end..]), room) };
    [before, marked, behind]
}

/// The end of a text, no wider than `width`.
fn cut_front(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().rev().collect();
    while kept.iter().collect::<String>().width() > width.saturating_sub(1) {
        // Long lines are cut at once to what may fit.
        kept.truncate((kept.len() - 1).min(width));
    }
    std::iter::once('…').chain(kept.into_iter().rev()).collect()
}

/// The beginning of a text, no wider than `width`.
fn cut_end(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().take(width).collect();
    while kept.iter().collect::<String>().width() > width.saturating_sub(1) && kept.pop().is_some() {}
    kept.into_iter().chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, start: usize, length: usize) -> String {
        let mut out = Vec::new();
        write(&mut out, &Place { line: 7, text: text.as_bytes(), start, length }, "why").unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn the_place_is_underlined() {
        assert_eq!(shown(r#"{"a":12}"#, 5, 2), "  |\n7 | {\"a\":12}\n  |      ^^ why\n");
        assert_eq!(shown("{", 1, 0), "  |\n7 | {\n  |  ^ why\n", "a point behind the end");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!("{}MARK{}", "a".repeat(5000), "b".repeat(5000));
        let shown = shown(&text, 5000, 4);
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines[1].starts_with("7 | …aaa") && lines[1].ends_with("bbb…"), "{shown}");
        assert_eq!(lines[1].find("MARK").map(|at| lines[1][..at].width()), lines[2].find("^^^^"), "{shown}");
        assert!(lines[1].width() <= WIDTH + 4);
    }

    #[test]
    fn wide_characters_and_bytes_that_are_no_text_are_measured() {
        let text = "\"日本語\":x";
        let shown = shown(text, text.len() - 1, 1);
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[2].find('^'), Some(4 + 9), "{shown}");
        let mut out = Vec::new();
        write(&mut out, &Place { line: 1, text: b"\xff\xfe\x1b[0m", start: 9, length: 9 }, "why").unwrap();
        assert!(!out.contains(&b'\xff'));
    }
}

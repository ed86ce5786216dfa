//! A line of JSON laid out over several lines, with the marked places carried along.
//!
//! This works on the text alone and takes anything: what is no JSON comes out as it is, only with some line breaks.
//! It decides nothing about the line; the engine has done that.

use std::ops::Range;

use crate::excerpt::Piece;

/// A container without containers inside stays on one line up to this many bytes.
const INLINE: usize = 76;

/// `text` with line breaks and indents, cut into pieces at the edges of the `marks`.
///
/// A mark of length zero is a point: it becomes an empty marked piece.
pub fn print(text: &str, marks: &[Range<usize>]) -> Vec<Piece> {
    let mut printer = Printer { text, marks, pieces: Vec::new() };
    let tokens = tokens(text);
    let inline = inline_containers(&tokens);
    let mut depth = 0_usize;
    // How many containers deep we are inside one that stays on its line.
    let mut flat = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Space => {}
            Kind::Open => {
                printer.copy(token);
                if flat > 0 || inline[index] {
                    flat += 1;
                } else {
                    depth += 1;
                    printer.line_break(depth);
                }
            }
            Kind::Close => {
                if flat > 0 {
                    flat -= 1;
                } else {
                    depth = depth.saturating_sub(1);
                    printer.line_break(depth);
                }
                printer.copy(token);
            }
            Kind::Comma => {
                printer.copy(token);
                if flat > 0 { printer.gap(token) } else { printer.line_break(depth) }
            }
            Kind::Colon => {
                printer.copy(token);
                printer.gap(token);
            }
            Kind::Other => printer.copy(token),
        }
    }
    printer.mark_points(text.len());
    printer.pieces
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    Comma,
    Colon,
    Space,
    Other,
}

struct Token {
    kind: Kind,
    range: Range<usize>,
}

/// Cuts text at JSON's punctuation, outside strings. The tokens cover all of it.
fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let kind = kind(bytes[at]);
        at = match kind {
            Kind::Other if bytes[at] == b'"' => string_end(bytes, at),
            Kind::Other => run_end(bytes, at, |byte| self::kind(byte) == Kind::Other && byte != b'"'),
            Kind::Space => run_end(bytes, at, |byte| self::kind(byte) == Kind::Space),
            _ => at + 1,
        };
        tokens.push(Token { kind, range: start..at });
    }
    tokens
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'{' | b'[' => Kind::Open,
        b'}' | b']' => Kind::Close,
        b',' => Kind::Comma,
        b':' => Kind::Colon,
        b' ' | b'\t' | b'\r' | b'\n' => Kind::Space,
        _ => Kind::Other,
    }
}

fn run_end(bytes: &[u8], start: usize, inside: impl Fn(u8) -> bool) -> usize {
    let rest = bytes[start + 1..].iter().position(|byte| !inside(*byte));
    rest.map_or(bytes.len(), |length| start + 1 + length)
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// For each token, whether it opens a container that stays on one line.
fn inline_containers(tokens: &[Token]) -> Vec<bool> {
    let mut inline = vec![false; tokens.len()];
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => {
                if let Some(parent) = open.last_mut() {
                    parent.1 = false;
                }
                open.push((index, true));
            }
            Kind::Close => {
                if let Some((start, leaf)) = open.pop() {
                    inline[start] = leaf && token.range.end - tokens[start].range.start <= INLINE;
                }
            }
            _ => {}
        }
    }
    inline
}

struct Printer<'a> {
    text: &'a str,
    marks: &'a [Range<usize>],
    pieces: Vec<Piece>,
}

impl Printer<'_> {
    /// Copies a token, cut where a mark begins or ends inside it.
    fn copy(&mut self, token: &Token) {
        let mut at = token.range.start;
        while at < token.range.end {
            self.mark_points(at);
            let marked = self.marks.iter().any(|mark| mark.contains(&at));
            let edges = self.marks.iter().flat_map(|mark| [mark.start, mark.end]);
            let next = edges.filter(|edge| *edge > at).min().unwrap_or(usize::MAX).min(token.range.end);
            let text = &self.text[at..next];
            self.push(text, marked);
            at = next;
        }
    }

    /// Shows the marks of length zero that stand at a byte.
    fn mark_points(&mut self, at: usize) {
        if self.marks.iter().any(|mark| mark.is_empty() && mark.start == at) {
            self.pieces.push(Piece::marked(""));
        }
    }

    fn line_break(&mut self, depth: usize) {
        let indent = format!("\n{}", "  ".repeat(depth));
        self.push(&indent, false);
    }

    /// A space after a token, marked where the mark goes on.
    fn gap(&mut self, token: &Token) {
        let goes_on = |mark: &Range<usize>| mark.start < token.range.end && mark.end > token.range.end;
        let marked = self.marks.iter().any(goes_on);
        self.push(" ", marked);
    }

    fn push(&mut self, text: &str, marked: bool) {
        match self.pieces.last_mut() {
            Some(last) if last.marked == marked && !last.text.is_empty() => last.text.push_str(text),
            _ => self.pieces.push(Piece { text: text.to_owned(), marked }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, mark: Option<Range<usize>>) -> String {
        let marks: Vec<_> = mark.into_iter().collect();
        let show = |piece: Piece| if piece.marked { format!("«{}»", piece.text) } else { piece.text };
        print(text, &marks).into_iter().map(show).collect()
    }

    #[test]
    fn nested_containers_are_indented_and_leaves_stay_on_their_line() {
        let text = r#"{"source-ref":"s3://b/k","box":{"annotations":[{"left":1,"top":2}]}}"#;
        let expected = r#"{
  "source-ref": "s3://b/k",
  "box": {
    "annotations": [
      {"left": 1, "top": 2}
    ]
  }
}"#;
        assert_eq!(shown(text, None), expected);
    }

    #[test]
    fn a_mark_is_carried_to_its_new_place() {
        assert_eq!(shown(r#"{"a":[{"left":-4}]}"#, Some(14..16)), "{\n  \"a\": [\n    {\"left\": «-4»}\n  ]\n}");
    }

    #[test]
    fn a_mark_over_a_container_covers_the_spaces_inside() {
        assert_eq!(shown(r#"{"a":[1,2]}"#, Some(5..10)), "{\n  \"a\": «[1, 2]»\n}");
    }

    #[test]
    fn a_point_is_an_empty_mark_even_at_the_end() {
        assert_eq!(shown(r#"{"a":1"#, Some(6..6)), "{\n  \"a\": 1«»");
        assert_eq!(shown("", Some(0..0)), "«»");
    }

    #[test]
    fn text_that_is_no_json_keeps_every_character() {
        for text in ["not json", "{\"a\":\"open", "]]}{", "\"\\", "{\"猫\":\"😺\\\"\"}", "é\u{0}"] {
            let strip = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(strip(&shown(text, None)), strip(text));
        }
    }
}

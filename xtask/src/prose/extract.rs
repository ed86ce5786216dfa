//! Passages of prose, taken out of Markdown: paragraphs, headings, list items and cells, without code and addresses.

/// A run of prose, with the line of the file that each part comes from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Passage {
    text: String,
    /// Offset at which a line of the file begins, and its number from 1.
    lines: Vec<(usize, usize)>,
}

impl Passage {
    /// Returns a passage that is on one line.
    pub(super) fn of_line(line: usize, text: &str) -> Self {
        let mut passage = Self::default();
        passage.push(line, text);
        passage
    }

    /// Returns the prose; line feeds are spaces.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the number of the line at an offset of the text.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|&(start, _)| start <= offset);
        self.lines.get(after.saturating_sub(1)).map_or(1, |&(_, line)| line)
    }

    fn push(&mut self, line: usize, text: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.lines.push((self.text.len(), line));
        self.text.push_str(&without_code(text.trim()));
    }
}

/// Returns the passages of Markdown whose lines have the given numbers.
pub(super) fn markdown<'t>(lines: impl Iterator<Item = (usize, &'t str)>) -> Vec<Passage> {
    let mut passages = Passages::default();
    let mut fence = None;
    for (number, line) in lines {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(close)) if open == close => fence = None,
            (None, Some(open)) => {
                passages.end();
                fence = Some(open);
            }
            (Some(_), _) => {}
            (None, None) => passages.line(number, trimmed),
        }
    }
    passages.end();
    passages.done
}

#[derive(Default)]
struct Passages {
    done: Vec<Passage>,
    open: Passage,
}

impl Passages {
    fn line(&mut self, number: usize, line: &str) {
        if line.is_empty() || line.starts_with("<!--") {
            self.end();
        } else if let Some(row) = line.strip_prefix('|') {
            self.end();
            for cell in without_code(row).split('|') {
                self.done.push(Passage::of_line(number, cell));
            }
        } else if line.starts_with('#') {
            self.end();
            self.done.push(Passage::of_line(number, line.trim_start_matches('#')));
        } else {
            let item = item(line);
            if item.is_some() {
                self.end();
            }
            self.open.push(number, item.unwrap_or(line));
        }
    }

    fn end(&mut self) {
        let passage = std::mem::take(&mut self.open);
        if !passage.text.is_empty() {
            self.done.push(passage);
        }
    }
}

/// Returns the text of a list item.
fn item(line: &str) -> Option<&str> {
    if let Some(text) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(text);
    }
    let text = line.trim_start_matches(|character: char| character.is_ascii_digit());
    text.strip_prefix(". ").filter(|_| text.len() < line.len())
}

/// Returns the text without code spans, addresses of links and tags.
pub(super) fn without_code(text: &str) -> String {
    let mut prose = String::new();
    for (index, part) in text.split('`').enumerate() {
        // A code span reads like a word.
        prose.push_str(if index % 2 == 0 { part } else { "code" });
    }
    let mut rest = &*prose;
    let mut clean = String::new();
    while let Some(at) = rest.find("](").or_else(|| rest.find("<http")) {
        clean.push_str(&rest[..at]);
        let end = rest[at..].find([')', '>']).map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<(usize, String)> {
        let passages = markdown((1..).zip(source.lines()));
        passages.iter().map(|passage| (passage.line_at(0), passage.text().to_owned())).collect()
    }

    #[test]
    fn paragraphs_are_joined_and_know_their_lines() {
        let passages = markdown((1..).zip("one\ntwo\n\nthree".lines()));
        assert_eq!(passages[0].text(), "one two");
        assert_eq!((passages[0].line_at(0), passages[0].line_at(4), passages[1].line_at(0)), (1, 2, 4));
    }

    #[test]
    fn headings_items_and_cells_stand_alone() {
        let found = texts("# Head\ntext\n- one\n  more\n- two\n1. three\n\n| a | b |\n");
        let expected =
            [(1, "Head"), (2, "text"), (3, "one more"), (5, "two"), (6, "three"), (8, "a"), (8, "b"), (8, "")];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn code_and_addresses_are_left_out() {
        assert_eq!(
            texts("```\ncode\n```\nsee [a](b/told.md) and `x y`, <https://told>."),
            [(4, "see [a and code, .".to_owned())]
        );
    }
}

//! Prose in the files of programs: doc comments, and texts in quotes.

use super::extract::{Passage, markdown};

/// A kind of file with prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Markdown,
    Rust,
    JavaScript,
}

/// Returns the kind of a file by its path, if it has prose.
pub(super) fn kind(path: &str) -> Option<Kind> {
    match path.rsplit_once('.')?.1 {
        "md" => Some(Kind::Markdown),
        "rs" => Some(Kind::Rust),
        "js" | "mjs" | "ts" | "tsx" | "vue" => Some(Kind::JavaScript),
        _ => None,
    }
}

impl Kind {
    /// Returns the passages of a file.
    pub(super) fn passages(self, text: &str) -> Vec<Passage> {
        match self {
            Self::Markdown => markdown(numbered(text)),
            Self::Rust => {
                // Tests quote what people and programs say.
                let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
                let mut passages = markdown(doc_lines(text));
                passages.extend(quoted(&text[..end], Self::Rust));
                passages
            }
            Self::JavaScript => {
                let mut passages = markdown(block_comments(text));
                passages.extend(quoted(text, Self::JavaScript));
                passages
            }
        }
    }
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines())
}

/// Returns the text of `///` and `//!`. Other lines are blank, so they end a paragraph.
fn doc_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    numbered(text).map(|(number, line)| {
        let line = line.trim_start();
        (number, line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).unwrap_or(""))
    })
}

/// Returns the text of `/** … */`. A tag such as `@param` begins a paragraph.
fn block_comments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    numbered(text).flat_map(move |(number, line)| {
        let mut part = line.trim_start();
        if let Some(rest) = part.strip_prefix("/**") {
            inside = true;
            part = rest;
        }
        if !inside {
            return vec![(number, "")];
        }
        let end = part.find("*/");
        inside = end.is_none();
        let part = end.map_or(part, |end| &part[..end]).trim_start_matches('*').trim();
        let mut lines = Vec::new();
        if part.starts_with('@') {
            lines.extend([(number, ""), (number, after_tag(part))]);
        } else {
            lines.push((number, part));
        }
        if !inside {
            lines.push((number, ""));
        }
        lines
    })
}

/// Returns the words of a tag, without its type and name.
fn after_tag(line: &str) -> &str {
    let rest = line.rsplit_once('}').map_or(line, |(_, rest)| rest).trim_start();
    rest.split_once(' ').map_or("", |(_, words)| words)
}

/// Returns the texts in quotes that read like prose: those with a space.
fn quoted(text: &str, kind: Kind) -> Vec<Passage> {
    let mut passages = Vec::new();
    for (number, line) in numbered(text) {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") || trimmed.starts_with('*') || trimmed.starts_with("/*") {
            continue;
        }
        for words in literals(line, kind) {
            if words.trim().contains(' ') {
                passages.push(Passage::of_line(number, &words));
            }
        }
    }
    passages
}

/// Returns the contents of the quotes on a line.
fn literals(line: &str, kind: Kind) -> Vec<String> {
    let quotes: &[char] = if kind == Kind::Rust { &['"'] } else { &['"', '\'', '`'] };
    let mut literals = Vec::new();
    let mut open: Option<(char, String)> = None;
    let mut escaped = false;
    for character in line.chars() {
        match &mut open {
            Some((_, words)) if escaped => {
                escaped = false;
                words.push(if character == 'n' { ' ' } else { character });
            }
            Some(_) if character == '\\' => escaped = true,
            Some((quote, _)) if *quote == character => literals.extend(open.take().map(|(_, words)| words)),
            Some((_, words)) => words.push(character),
            None if quotes.contains(&character) => open = Some((character, String::new())),
            None => {}
        }
    }
    // A literal that goes on over the next lines is read as far as it is here.
    literals.extend(open.map(|(_, words)| words));
    literals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(kind: Kind, source: &str) -> Vec<String> {
        let passages = kind.passages(source);
        passages.iter().map(|passage| passage.text().to_owned()).filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn rust_has_doc_comments_and_literals() {
        let source = "//! One\n//! two.\n\n/// Three.\nfn f() { g(\"four \\\"five\\\"\", \"six\"); } // seven eight\n";
        assert_eq!(texts(Kind::Rust, source), ["One two.", "Three.", "four \"five\""]);
        assert_eq!(texts(Kind::Rust, "#[cfg(test)]\nmod tests {\n  f(\"a b\");\n}\n"), [] as [&str; 0]);
    }

    #[test]
    fn javascript_has_block_comments_and_literals() {
        let source = "/**\n * One\n * two.\n * @param {string} a the first one\n */\nf('three four', `five ${six}`);\n/** Seven. */\n";
        assert_eq!(
            texts(Kind::JavaScript, source),
            ["One two.", "the first one", "Seven.", "three four", "five ${six}"]
        );
    }
}

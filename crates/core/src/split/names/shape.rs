//! The shape of a file name: words, numbers and what stands between them.

use crate::split::groups::{Marks, base_of, is_hash, is_uuid};

/// A part of a file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'n> {
    /// Digits.
    Number(&'n str),
    /// Eight or more hexadecimal digits, letters and digits among them: a hash. Or a UUID.
    Hex(&'n str),
    /// Letters, and words joined by `_`, `-` or a space.
    Word(&'n str),
    /// What is none of these.
    Mark(&'n str),
}

impl<'n> Part<'n> {
    pub(super) fn text(self) -> &'n str {
        match self {
            Self::Number(text) | Self::Hex(text) | Self::Word(text) | Self::Mark(text) => text,
        }
    }

    /// A regular expression for what it may be where it varies.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Number(_) => r"\d+",
            Self::Hex(text) if is_plain(text) => "[0-9a-f]+",
            Self::Hex(_) => "[0-9A-Fa-f-]+",
            Self::Word(_) => "[A-Za-z]+(?:[ _-][A-Za-z]+)*",
            Self::Mark(_) => "[^/]",
        }
    }

    /// A regular expression for its first character.
    pub(super) fn first_class(self) -> &'static str {
        match self {
            Self::Number(_) => r"\d",
            Self::Hex(text) if is_plain(text) => "[0-9a-f]",
            Self::Hex(_) => "[0-9A-Fa-f]",
            Self::Word(_) => "[A-Za-z]",
            Self::Mark(_) => "[^/]",
        }
    }
}

/// A name taken apart.
#[derive(Debug)]
pub(super) struct Shape<'n> {
    /// All up to the last slash.
    pub(super) folder: &'n str,
    /// The base of the file name: without its extension and the marks of copies.
    pub(super) parts: Vec<Part<'n>>,
    /// The marks that were left out.
    pub(super) marks: Marks,
}

/// Longest file name that is taken apart, in parts: longer ones are not made by counting.
const MOST_PARTS: usize = 24;

impl<'n> Shape<'n> {
    /// Takes a name apart; nothing where there is no file name, or too much of it.
    pub(super) fn of(name: &'n str) -> Option<Self> {
        let (folder, file) = name.rsplit_once('/')?;
        let (base, marks) = base_of(file);
        let parts = parts(&file[base]);
        (1..=MOST_PARTS).contains(&parts.len()).then_some(Self { folder, parts, marks })
    }

    /// What names that are made in the same way have in common: the kinds of their parts, and what stands between.
    pub(super) fn signature(&self) -> String {
        let mut signature = String::new();
        for part in &self.parts {
            match part {
                Part::Number(_) => signature.push('\u{1}'),
                Part::Hex(_) => signature.push('\u{2}'),
                Part::Word(_) => signature.push('\u{3}'),
                Part::Mark(mark) => signature.push_str(mark),
            }
        }
        signature
    }
}

/// Whether a hash is in lower case, and no UUID.
fn is_plain(hash: &str) -> bool {
    hash.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
}

fn parts(stem: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = stem;
    while let Some(first) = rest.chars().next() {
        let part = next(rest, first);
        parts.push(part);
        rest = &rest[part.text().len()..];
    }
    parts
}

/// The part that `rest` begins with; its first character is `first`.
fn next(rest: &str, first: char) -> Part<'_> {
    let run = |of: fn(&char) -> bool| rest.chars().take_while(of).map(char::len_utf8).sum::<usize>();
    let alphanumeric = &rest[..run(char::is_ascii_alphanumeric)];
    if let Some(uuid) = rest.get(..36).filter(|text| is_uuid(text)) {
        return Part::Hex(uuid);
    }
    if is_hash(alphanumeric) {
        return Part::Hex(alphanumeric);
    }
    if first.is_ascii_digit() {
        return Part::Number(&rest[..run(char::is_ascii_digit)]);
    }
    if first.is_ascii_alphabetic() {
        return Part::Word(&rest[..words(rest)]);
    }
    Part::Mark(&rest[..first.len_utf8()])
}

/// Length of the words that a text begins with.
fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let joined = end > 0
            && matches!(bytes[end], b'_' | b'-' | b' ')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic);
        if !bytes[end].is_ascii_alphabetic() && !joined {
            break;
        }
        end += 1;
    }
    end
}

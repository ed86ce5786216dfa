//! A strict JSON parser for one line: RFC 8259 and nothing else, in place, into a tape of nodes whose buffers are reused.
//!
//! The tape holds spans, and of short numbers the value. Strings with escapes are decoded into a buffer of their own; all
//! others are read where they stand. So a line costs one pass and no allocation.

use super::number::UNREAD;
use super::parser;
use super::string::ZEROS;
use super::value::Value;

/// Deepest nesting of arrays and objects that is read, the outermost counted.
pub const MAX_DEPTH: usize = 128;

/// Why a line is not JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What was met or missed.
    pub kind: JsonErrorKind,
    /// Byte offset on the line, from 0.
    pub at: usize,
}

/// The ways in which a line fails to be JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// The line ends inside a value.
    UnexpectedEnd,
    /// A byte that cannot start or continue a value here.
    UnexpectedByte(u8),
    /// Something other than the colon after a key.
    ExpectedColon,
    /// Something other than a key.
    ExpectedKey,
    /// Something other than a comma or the closing bracket.
    ExpectedCommaOrEnd,
    /// A number that JSON does not allow, such as `01` or `1.`.
    InvalidNumber,
    /// A control character inside a string.
    ControlCharacter,
    /// An escape that JSON does not know.
    InvalidEscape,
    /// A `\u` escape that is half of a surrogate pair.
    LoneSurrogate,
    /// Nesting deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Text after the value.
    TrailingText,
}

impl JsonErrorKind {
    /// The reason in words that fit after "not JSON: ".
    pub fn describe(self) -> String {
        match self {
            Self::UnexpectedEnd => "the line ends in the middle of a value".into(),
            Self::UnexpectedByte(byte) => format!("{} is not allowed here", printable(byte)),
            Self::ExpectedColon => "a colon is missing after the key".into(),
            Self::ExpectedKey => "a key in double quotes is missing".into(),
            Self::ExpectedCommaOrEnd => "a comma or a closing bracket is missing".into(),
            Self::InvalidNumber => "a number is not written as JSON requires".into(),
            Self::ControlCharacter => "a control character inside a string must be written as an escape".into(),
            Self::InvalidEscape => "a backslash escape is not one of JSON's".into(),
            Self::LoneSurrogate => "a \\u escape is half of a surrogate pair".into(),
            Self::TooDeep => format!("it is nested more than {MAX_DEPTH} levels deep"),
            Self::TrailingText => "there is text after the object".into(),
        }
    }
}

fn printable(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("`{}`", char::from(byte)) } else { format!("byte 0x{byte:02X}") }
}

/// What a node of the tape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `false`
    False,
    /// `true`
    True,
    /// A number without fraction and exponent.
    Integer,
    /// A number with a fraction or an exponent.
    Float,
    /// A string without escapes.
    PlainString,
    /// A string with escapes.
    EscapedString,
    /// An array; its elements follow.
    Array,
    /// An object; keys and values follow in turn.
    Object,
}

/// One value on the tape. Strings have their quotes outside of the span, containers their brackets inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Of a container the index of the first node that is no part of it, of a number its digits, of a string with escapes
    /// which of the decoded ones it is.
    pub(super) link: u32,
    pub(super) kind: Kind,
    /// Of a number how many of its digits are decimals, or [`UNREAD`].
    pub(super) decimals: u8,
}

impl Node {
    /// What fills the tape before it is written.
    const BLANK: Self = Self { start: 0, end: 0, link: 0, kind: Kind::Null, decimals: UNREAD };
}

/// A parsed line. Keep one and parse line after line into it: its buffers are reused.
#[derive(Debug, Default)]
pub struct Document {
    /// The line, and a few bytes more that are no JSON, so that the parser finds its end without looking for it.
    text: String,
    /// The tape, and behind it what is left of longer ones.
    nodes: Vec<Node>,
    decoded: Decoded,
}

impl Document {
    /// Parses one JSON text, which must fill `text` but for white space.
    ///
    /// The view that is returned is of a copy of it. Fails on anything RFC 8259 forbids, on lone surrogates, and on
    /// nesting deeper than [`MAX_DEPTH`].
    ///
    /// ```
    /// use holdout_core::manifest::Document;
    /// let mut document = Document::default();
    /// let entry = document.parse(r#"{"source-ref":"s3://bucket/a.png"}"#)?;
    /// assert_eq!(entry.get("source-ref").and_then(|value| value.str()), Some("s3://bucket/a.png"));
    /// # Ok::<(), holdout_core::manifest::JsonError>(())
    /// ```
    pub fn parse(&mut self, text: &str) -> Result<Value<'_>, JsonError> {
        self.text.clear();
        self.text.push_str(text);
        self.text.push_str(ZEROS);
        self.decoded.clear();
        // Every value has a byte of its own and, unless it is the last or still open, one that follows it.
        let most = text.len() / 2 + 1 + MAX_DEPTH;
        if self.nodes.len() < most {
            self.nodes.resize(most, Node::BLANK);
        }
        parser::parse(&self.text, &mut self.nodes, &mut self.decoded)?;
        Ok(self.root())
    }

    /// The value that was parsed last.
    #[inline]
    pub(crate) fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    #[inline]
    pub(super) fn node(&self, index: u32) -> &Node {
        &self.nodes[index as usize]
    }

    /// What stands in that range of the line.
    #[inline]
    pub(super) fn text(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The same as bytes, which need no look at where characters begin.
    #[inline]
    pub(super) fn bytes(&self, start: u32, end: u32) -> &[u8] {
        &self.text.as_bytes()[start as usize..end as usize]
    }

    /// The decoded string of that number.
    pub(super) fn decoded(&self, number: u32) -> &str {
        self.decoded.get(number)
    }
}

/// The decoded forms of a line's strings with escapes.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Decoded {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Ends a string; gives its number.
    pub(super) fn end(&mut self) -> u32 {
        self.ends.push(self.text.len());
        index(self.ends.len() - 1)
    }

    fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..self.ends[number]).unwrap_or_default()
    }
}

/// Offsets on a line fit 32 bits: a line that is parsed has at most 100,000 characters.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a line that is parsed is far shorter than 4 GiB")]
pub(super) fn index(value: usize) -> u32 {
    value as u32
}

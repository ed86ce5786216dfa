//! A strict JSON parser for one line: RFC 8259 and nothing else, in place, into a tape of nodes whose buffers are reused.
//!
//! The tape holds spans, not values: a number is checked for its grammar and converted only when a rule asks for it,
//! a string is decoded only where it has escapes. So a line costs one pass and no allocation.

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
            Self::UnexpectedByte(byte) => format!("{} cannot stand here", printable(byte)),
            Self::ExpectedColon => "a colon is missing after the key".into(),
            Self::ExpectedKey => "a key in double quotes is missing".into(),
            Self::ExpectedCommaOrEnd => "a comma or a closing bracket is missing".into(),
            Self::InvalidNumber => "a number is not written as JSON wants it".into(),
            Self::ControlCharacter => "a control character inside a string must be written as an escape".into(),
            Self::InvalidEscape => "a backslash escape is not one of JSON's".into(),
            Self::LoneSurrogate => "a \\u escape is half of a surrogate pair".into(),
            Self::TooDeep => format!("it is nested more than {MAX_DEPTH} deep"),
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
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index of the first node that is not part of this value.
    pub(super) next: u32,
}

/// A parsed line. Keep one and parse line after line into it: its buffers are reused.
#[derive(Debug, Default)]
pub struct Document {
    pub(super) nodes: Vec<Node>,
    open: Vec<u32>,
}

impl Document {
    /// Parses one JSON text, which must fill `text` but for white space.
    ///
    /// The view that is returned borrows both; [`Document::root`] gives it again. Fails on anything RFC 8259 forbids,
    /// on lone surrogates, and on nesting deeper than [`MAX_DEPTH`].
    ///
    /// ```
    /// use holdout_core::manifest::Document;
    /// let mut document = Document::default();
    /// let entry = document.parse(r#"{"source-ref":"s3://bucket/a.png"}"#)?;
    /// assert_eq!(entry.get("source-ref").and_then(|value| value.str()).as_deref(), Some("s3://bucket/a.png"));
    /// # Ok::<(), holdout_core::manifest::JsonError>(())
    /// ```
    pub fn parse<'d>(&'d mut self, text: &'d str) -> Result<Value<'d>, JsonError> {
        self.nodes.clear();
        self.open.clear();
        Parser { bytes: text.as_bytes(), at: 0, nodes: &mut self.nodes, open: &mut self.open }.run()?;
        Ok(self.root(text))
    }

    /// The outermost value of the `text` that was last parsed.
    pub fn root<'d>(&'d self, text: &'d str) -> Value<'d> {
        Value::new(&self.nodes, text, 0)
    }
}

struct Parser<'p> {
    bytes: &'p [u8],
    at: usize,
    nodes: &'p mut Vec<Node>,
    /// Indices of the containers that are still open.
    open: &'p mut Vec<u32>,
}

/// What stands where a value was expected.
enum Step {
    /// A whole value, or an empty container.
    Value,
    /// A container was opened, and it is not empty.
    Opened,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), JsonError> {
        self.skip_space();
        loop {
            if matches!(self.value()?, Step::Opened) {
                continue;
            }
            // A value has ended: close what ends with it, then go on behind the comma.
            loop {
                let Some(&container) = self.open.last() else {
                    return self.end();
                };
                self.skip_space();
                let kind = self.nodes[container as usize].kind;
                match (self.peek(), kind) {
                    (Some(b','), Kind::Object) => {
                        self.at += 1;
                        self.skip_space();
                        self.key()?;
                        break;
                    }
                    (Some(b','), _) => {
                        self.at += 1;
                        self.skip_space();
                        break;
                    }
                    (Some(b'}'), Kind::Object) | (Some(b']'), Kind::Array) => self.close(container),
                    (Some(_), _) => return self.fail(JsonErrorKind::ExpectedCommaOrEnd),
                    (None, _) => return self.fail(JsonErrorKind::UnexpectedEnd),
                }
            }
        }
    }

    fn end(&mut self) -> Result<(), JsonError> {
        self.skip_space();
        if self.at == self.bytes.len() { Ok(()) } else { self.fail(JsonErrorKind::TrailingText) }
    }

    fn value(&mut self) -> Result<Step, JsonError> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{') => self.open(Kind::Object, b'}'),
            Some(b'[') => self.open(Kind::Array, b']'),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(b"true", Kind::True),
            Some(b'f') => self.word(b"false", Kind::False),
            Some(b'n') => self.word(b"null", Kind::Null),
            Some(byte) => self.fail(JsonErrorKind::UnexpectedByte(byte)),
            None => self.fail(JsonErrorKind::UnexpectedEnd),
        }
    }

    fn open(&mut self, kind: Kind, closing: u8) -> Result<Step, JsonError> {
        if self.open.len() == MAX_DEPTH {
            return self.fail(JsonErrorKind::TooDeep);
        }
        let index = self.push(kind, self.at, self.at);
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(closing) {
            self.open.push(index);
            self.close(index);
            return Ok(Step::Value);
        }
        self.open.push(index);
        if kind == Kind::Object {
            self.key()?;
        }
        Ok(Step::Opened)
    }

    /// Closes the innermost container at the bracket that stands here.
    fn close(&mut self, container: u32) {
        self.at += 1;
        self.open.pop();
        let next = index(self.nodes.len());
        let node = &mut self.nodes[container as usize];
        node.end = index(self.at);
        node.next = next;
    }

    fn key(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(_) => return self.fail(JsonErrorKind::ExpectedKey),
            None => return self.fail(JsonErrorKind::UnexpectedEnd),
        };
        self.skip_space();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(_) => return self.fail(JsonErrorKind::ExpectedColon),
            None => return self.fail(JsonErrorKind::UnexpectedEnd),
        }
        self.skip_space();
        Ok(())
    }

    fn string(&mut self) -> Result<Step, JsonError> {
        let start = self.at + 1;
        let mut at = start;
        let mut kind = Kind::PlainString;
        loop {
            at = next_special(self.bytes, at);
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    kind = Kind::EscapedString;
                    at = self.escape(at)?;
                }
                Some(_) => {
                    return Err(JsonError { kind: JsonErrorKind::ControlCharacter, at });
                }
                None => {
                    return Err(JsonError { kind: JsonErrorKind::UnexpectedEnd, at });
                }
            }
        }
        self.push(kind, start, at);
        self.at = at + 1;
        Ok(Step::Value)
    }

    /// Checks the escape whose backslash stands at `at`; gives the offset behind it.
    fn escape(&self, at: usize) -> Result<usize, JsonError> {
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
            Some(b'u') => self.unicode_escape(at),
            Some(_) => Err(JsonError { kind: JsonErrorKind::InvalidEscape, at }),
            None => Err(JsonError { kind: JsonErrorKind::UnexpectedEnd, at: at + 1 }),
        }
    }

    fn unicode_escape(&self, at: usize) -> Result<usize, JsonError> {
        match self.code_unit(at)? {
            0xD800..=0xDBFF => {
                let low = at + 6;
                let paired =
                    self.bytes.get(low..low + 2) == Some(br"\u") && matches!(self.code_unit(low)?, 0xDC00..=0xDFFF);
                if paired { Ok(low + 6) } else { Err(JsonError { kind: JsonErrorKind::LoneSurrogate, at }) }
            }
            0xDC00..=0xDFFF => Err(JsonError { kind: JsonErrorKind::LoneSurrogate, at }),
            _ => Ok(at + 6),
        }
    }

    fn code_unit(&self, at: usize) -> Result<u32, JsonError> {
        let invalid = JsonError { kind: JsonErrorKind::InvalidEscape, at };
        let digits = self.bytes.get(at + 2..at + 6).ok_or(invalid)?;
        digits.iter().try_fold(0, |unit, &digit| {
            let digit = char::from(digit).to_digit(16).ok_or(invalid)?;
            Ok(unit * 16 + digit)
        })
    }

    fn number(&mut self) -> Result<Step, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return self.fail(JsonErrorKind::InvalidNumber),
        }
        let mut kind = Kind::Integer;
        if self.peek() == Some(b'.') {
            kind = Kind::Float;
            self.at += 1;
            self.at_least_one_digit()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            kind = Kind::Float;
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.at_least_one_digit()?;
        }
        if let Some(b'0'..=b'9') = self.peek() {
            return self.fail(JsonErrorKind::InvalidNumber);
        }
        self.push(kind, start, self.at);
        Ok(Step::Value)
    }

    fn at_least_one_digit(&mut self) -> Result<(), JsonError> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return self.fail(JsonErrorKind::InvalidNumber);
        }
        self.digits();
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<Step, JsonError> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word) {
            let byte = self.bytes[self.at];
            return self.fail(JsonErrorKind::UnexpectedByte(byte));
        }
        self.push(kind, self.at, end);
        self.at = end;
        Ok(Step::Value)
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn push(&mut self, kind: Kind, start: usize, end: usize) -> u32 {
        let place = index(self.nodes.len());
        self.nodes.push(Node { kind, start: index(start), end: index(end), next: place + 1 });
        place
    }

    fn fail<T>(&self, kind: JsonErrorKind) -> Result<T, JsonError> {
        Err(JsonError { kind, at: self.at })
    }
}

/// Offsets on a line fit 32 bits: a line that is parsed has at most 100,000 characters.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a line that is parsed is far shorter than 4 GiB")]
fn index(value: usize) -> u32 {
    value as u32
}

/// Offset of the next byte from `at` on that ends or interrupts a string: a quote, a backslash or a control character;
/// the length of `bytes` where there is none. Eight bytes at a time.
#[inline]
fn next_special(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    while let Some(&chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(chunk);
        let quote = word ^ (ONES * u64::from(b'"'));
        let backslash = word ^ (ONES * u64::from(b'\\'));
        // The classic test for a zero byte, thrice; a borrow can only spoil bytes behind the first hit.
        let hits = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let hits = hits & HIGH;
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|&byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        at += 1;
    }
    at
}

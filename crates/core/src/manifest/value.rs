//! Views of parsed JSON: a value knows its place on the line, so that every finding can point at it.

use std::borrow::Cow;
use std::ops::Range;

use super::json::{Kind, Node};

/// A value on a parsed line.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d> {
    nodes: &'d [Node],
    text: &'d str,
    index: u32,
}

impl<'d> Value<'d> {
    #[inline]
    pub(super) fn new(nodes: &'d [Node], text: &'d str, index: u32) -> Self {
        Self { nodes, text, index }
    }

    #[inline]
    fn node(&self) -> Node {
        self.nodes[self.index as usize]
    }

    /// Handle of this value, with which [`Value::at`] finds it again.
    #[inline]
    pub fn handle(&self) -> u32 {
        self.index
    }

    /// Another value of the same line.
    #[must_use]
    #[inline]
    pub fn at(&self, handle: u32) -> Value<'d> {
        Value::new(self.nodes, self.text, handle)
    }

    /// What it is.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.node().kind
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        self.kind() == Kind::Array
    }

    /// Whether it is a string.
    #[inline]
    pub fn is_string(&self) -> bool {
        matches!(self.kind(), Kind::PlainString | Kind::EscapedString)
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self.kind(), Kind::Integer | Kind::Float)
    }

    /// Byte range on the line, quotes and brackets included.
    pub fn span(&self) -> Range<usize> {
        let Node { start, end, .. } = self.node();
        let quote = usize::from(self.is_string());
        start as usize - quote..end as usize + quote
    }

    /// The text between the quotes of a string, or of the whole value, as written.
    #[inline]
    fn raw(&self) -> &'d str {
        let node = self.node();
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The same as bytes, which need no look at where characters begin.
    #[inline]
    fn raw_bytes(&self) -> &'d [u8] {
        let node = self.node();
        &self.text.as_bytes()[node.start as usize..node.end as usize]
    }

    /// The decoded string as bytes, to be matched against names; empty where it is no string.
    #[inline]
    pub fn name(&self) -> Cow<'d, [u8]> {
        match self.kind() {
            Kind::PlainString => Cow::Borrowed(self.raw_bytes()),
            Kind::EscapedString => Cow::Owned(unescape(self.raw()).into_bytes()),
            _ => Cow::Borrowed(&[]),
        }
    }

    /// The value as written on the line.
    pub fn source(&self) -> &'d str {
        self.text.get(self.span()).unwrap_or_default()
    }

    /// The decoded string, if it is one.
    #[inline]
    pub fn str(&self) -> Option<Cow<'d, str>> {
        match self.kind() {
            Kind::PlainString => Some(Cow::Borrowed(self.raw())),
            Kind::EscapedString => Some(Cow::Owned(unescape(self.raw()))),
            _ => None,
        }
    }

    /// Whether it is this string.
    #[inline]
    pub fn is_str(&self, wanted: &str) -> bool {
        match self.kind() {
            Kind::PlainString => self.raw_bytes() == wanted.as_bytes(),
            Kind::EscapedString => unescape(self.raw()) == wanted,
            _ => false,
        }
    }

    /// The number, if it is one: the nearest double, infinite where it is too large for one.
    #[inline]
    pub fn number(&self) -> Option<f64> {
        match self.kind() {
            Kind::Integer => Some(small_integer(self.raw_bytes()).unwrap_or_else(|| double(self.raw()))),
            Kind::Float => Some(double(self.raw())),
            _ => None,
        }
    }

    /// The number, if it is one and finite.
    pub fn finite(&self) -> Option<f64> {
        self.number().filter(|number| number.is_finite())
    }

    /// The number, if it is one without a fraction, however written (`3`, `3.0`, `3e0`).
    #[expect(clippy::float_cmp, reason = "a whole number equals itself truncated, exactly")]
    pub fn integer(&self) -> Option<f64> {
        self.finite().filter(|&number| number.trunc() == number)
    }

    /// Elements of an array; none for anything else.
    pub fn elements(&self) -> Elements<'d> {
        Elements { of: *self, at: self.index + 1, end: if self.is_array() { self.node().next } else { 0 } }
    }

    /// Keys and values of an object in the order written; none for anything else.
    pub fn members(&self) -> Members<'d> {
        Members { of: *self, at: self.index + 1, end: if self.is_object() { self.node().next } else { 0 } }
    }

    /// The member of that name; the last one where there are several.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Value<'d>> {
        self.members().filter(|(key, _)| key.is_str(name)).last().map(|(_, value)| value)
    }
}

/// Iterator over the elements of an array.
#[derive(Clone, Debug)]
pub struct Elements<'d> {
    of: Value<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Value<'d>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        (self.at < self.end).then(|| {
            let value = self.of.at(self.at);
            self.at = value.node().next;
            value
        })
    }
}

/// Iterator over the members of an object.
#[derive(Clone, Debug)]
pub struct Members<'d> {
    of: Value<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Members<'d> {
    type Item = (Value<'d>, Value<'d>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        (self.at < self.end).then(|| {
            let key = self.of.at(self.at);
            let value = self.of.at(self.at + 1);
            self.at = value.node().next;
            (key, value)
        })
    }
}

/// Integers of up to nine digits, which every double holds exactly and for which the general conversion is not needed.
#[inline]
fn small_integer(raw: &[u8]) -> Option<f64> {
    let (negative, digits) = match raw.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, raw),
    };
    if digits.len() > 9 {
        return None;
    }
    let value = digits.iter().fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'));
    Some(if negative { -f64::from(value) } else { f64::from(value) })
}

/// JSON's numbers are a part of what the standard library reads, and it never fails on them.
fn double(raw: &str) -> f64 {
    raw.parse().unwrap_or(f64::NAN)
}

/// Decodes a string whose escapes the parser has checked.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let (decoded, length) = decode_escape(&rest[at..]);
        text.push(decoded);
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    text
}

/// The character that the escape at the start of `text` stands for, and the escape's length.
fn decode_escape(text: &str) -> (char, usize) {
    match text.as_bytes().get(1) {
        Some(b'u') => {
            let unit = code_unit(text, 2);
            let (scalar, length) = if (0xD800..0xDC00).contains(&unit) {
                (0x10000 + ((unit - 0xD800) << 10) + (code_unit(text, 8).wrapping_sub(0xDC00) & 0x3FF), 12)
            } else {
                (unit, 6)
            };
            (char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER), length)
        }
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(&other) => (char::from(other), 2),
        None => (char::REPLACEMENT_CHARACTER, 1),
    }
}

fn code_unit(text: &str, at: usize) -> u32 {
    text.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0xFFFD)
}

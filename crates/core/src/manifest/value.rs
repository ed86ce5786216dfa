//! Views of parsed JSON: a value knows its place on the line, so that every finding can point at it.

use std::ops::Range;

use super::json::{Document, Kind, Node};
use super::number;

/// A value on a parsed line.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d> {
    document: &'d Document,
    index: u32,
}

impl<'d> Value<'d> {
    #[inline]
    pub(super) fn new(document: &'d Document, index: u32) -> Self {
        Self { document, index }
    }

    #[inline]
    fn node(&self) -> &'d Node {
        self.document.node(self.index)
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
        Value::new(self.document, handle)
    }

    /// What it is.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.node().kind
    }

    /// Whether it is an object.
    #[inline]
    pub fn is_object(&self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    #[inline]
    pub fn is_array(&self) -> bool {
        self.kind() == Kind::Array
    }

    /// Whether it is a string.
    #[inline]
    pub fn is_string(&self) -> bool {
        matches!(self.kind(), Kind::PlainString | Kind::EscapedString)
    }

    /// Whether it is a number.
    #[inline]
    pub fn is_number(&self) -> bool {
        matches!(self.kind(), Kind::Integer | Kind::Float)
    }

    /// Byte range on the line, quotes and brackets included.
    pub fn span(&self) -> Range<usize> {
        let &Node { start, end, .. } = self.node();
        let quote = usize::from(self.is_string());
        start as usize - quote..end as usize + quote
    }

    /// The value as written on the line.
    pub fn source(&self) -> &'d str {
        let Range { start, end } = self.span();
        self.document.text(super::json::index(start), super::json::index(end))
    }

    /// The decoded string as bytes, to be compared with names; empty where it is no string.
    ///
    /// Compare with `==`, which looks at all bytes together: a `match` looks at one after the other.
    #[inline]
    pub fn name(&self) -> &'d [u8] {
        let node = self.node();
        match node.kind {
            Kind::PlainString => self.document.bytes(node.start, node.end),
            Kind::EscapedString => self.document.decoded(node.link).as_bytes(),
            _ => &[],
        }
    }

    /// The decoded string, if it is one.
    #[inline]
    pub fn str(&self) -> Option<&'d str> {
        let node = self.node();
        match node.kind {
            Kind::PlainString => Some(self.document.text(node.start, node.end)),
            Kind::EscapedString => Some(self.document.decoded(node.link)),
            _ => None,
        }
    }

    /// Whether it is this string.
    #[inline]
    pub fn is_str(&self, wanted: &str) -> bool {
        let node = self.node();
        match node.kind {
            Kind::PlainString => self.document.bytes(node.start, node.end) == wanted.as_bytes(),
            Kind::EscapedString => self.document.decoded(node.link) == wanted,
            _ => false,
        }
    }

    /// The number, if it is one: the nearest double, infinite where it is too large for one.
    #[inline]
    pub fn number(&self) -> Option<f64> {
        let node = self.node();
        number::value(node.link, node.decimals).or_else(|| self.unread_number())
    }

    /// The number, if it is one, read from its text.
    #[cold]
    fn unread_number(&self) -> Option<f64> {
        // JSON's numbers are a part of what the standard library reads.
        if self.is_number() { self.source().parse().ok() } else { None }
    }

    /// The number, if it is one and finite.
    #[inline]
    pub fn finite(&self) -> Option<f64> {
        self.number().filter(|number| number.is_finite())
    }

    /// The number, if it is one without a fraction, however written (`3`, `3.0`, `3e0`).
    #[inline]
    pub fn integer(&self) -> Option<f64> {
        let node = self.node();
        if node.decimals == 0 { number::value(node.link, 0) } else { self.unusual_integer() }
    }

    /// The same of numbers that are long, or written with a fraction or an exponent.
    #[cold]
    #[expect(clippy::float_cmp, reason = "a whole number equals itself truncated, exactly")]
    fn unusual_integer(&self) -> Option<f64> {
        self.finite().filter(|&number| number.trunc() == number)
    }

    /// Elements of an array; none for anything else.
    #[inline]
    pub fn elements(&self) -> Elements<'d> {
        Elements { at: self.at(self.index + 1), end: if self.is_array() { self.node().link } else { 0 } }
    }

    /// Keys and values of an object in the order written; none for anything else.
    #[inline]
    pub fn members(&self) -> Members<'d> {
        Members { at: self.at(self.index + 1), end: if self.is_object() { self.node().link } else { 0 } }
    }

    /// The member of that name; the last one where there are several.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "where the name is known, comparing it takes no call")]
    pub fn get(&self, name: &str) -> Option<Value<'d>> {
        let mut found = None;
        for (key, value) in self.members() {
            if key.is_str(name) {
                found = Some(value);
            }
        }
        found
    }

    /// What follows behind it on the tape.
    #[inline]
    fn next(&self) -> Self {
        let node = self.node();
        self.at(if matches!(node.kind, Kind::Array | Kind::Object) { node.link } else { self.index + 1 })
    }
}

/// Iterator over the elements of an array.
#[derive(Clone, Debug)]
pub struct Elements<'d> {
    at: Value<'d>,
    end: u32,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Value<'d>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let value = self.at;
        (value.index < self.end).then(|| {
            self.at = value.next();
            value
        })
    }
}

/// Iterator over the members of an object.
#[derive(Clone, Debug)]
pub struct Members<'d> {
    at: Value<'d>,
    end: u32,
}

impl<'d> Iterator for Members<'d> {
    type Item = (Value<'d>, Value<'d>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let key = self.at;
        (key.index < self.end).then(|| {
            let value = key.at(key.index + 1);
            self.at = value.next();
            (key, value)
        })
    }
}

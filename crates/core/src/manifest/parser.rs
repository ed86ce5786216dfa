//! The parser: one pass over a line, from its bytes to the tape.

#![expect(clippy::inline_always, reason = "only as one function does the parser keep its state in registers")]

use super::json::{Decoded, JsonError, JsonErrorKind, Kind, MAX_DEPTH, Node, index};
use super::number::{self, Number, UNREAD};
use super::string::{PADDING, decode, next_special};

/// Parses `text`, behind which stand [`PADDING`] bytes of padding, onto `nodes`, which hold as many nodes as it may have.
// Inlined, it would share its registers with the rules.
#[inline(never)]
pub(super) fn parse(text: &str, nodes: &mut [Node], decoded: &mut Decoded) -> Result<(), JsonError> {
    let parser = Parser { text, bytes: text.as_bytes(), nodes, len: 0, decoded };
    parser.run().map_err(|error| {
        // The padding is met where something is missing at the end.
        let ended = error.at + PADDING == text.len() && error.kind != JsonErrorKind::InvalidNumber;
        JsonError { kind: if ended { JsonErrorKind::UnexpectedEnd } else { error.kind }, at: error.at }
    })
}

struct Parser<'p> {
    text: &'p str,
    bytes: &'p [u8],
    nodes: &'p mut [Node],
    /// Nodes written so far.
    len: usize,
    decoded: &'p mut Decoded,
}

impl Parser<'_> {
    fn run(mut self) -> Result<(), JsonError> {
        // The innermost container that is open. Until it is closed its link is the container around it.
        let (mut inner, mut in_object) = (0, false);
        let mut depth = 0;
        let mut at = self.skip_space(0);
        loop {
            // Here stands a value.
            at = match self.bytes[at] {
                b'"' => self.string(at)?,
                b'-' | b'0'..=b'9' => self.number(at)?,
                bracket @ (b'{' | b'[') => {
                    if depth == MAX_DEPTH {
                        return fail(JsonErrorKind::TooDeep, at);
                    }
                    depth += 1;
                    in_object = bracket == b'{';
                    let kind = if in_object { Kind::Object } else { Kind::Array };
                    inner = self.push(Node { start: index(at), end: 0, link: inner, kind, decimals: UNREAD });
                    at = self.skip_space(at + 1);
                    match (self.bytes[at], in_object) {
                        (b'}', true) | (b']', false) => at,
                        (_, true) => {
                            at = self.key(at)?;
                            continue;
                        }
                        (_, false) => continue,
                    }
                }
                _ => self.word(at)?,
            };
            // Here a value has ended: close what ends with it, then go on behind the comma.
            loop {
                at = self.skip_space(at);
                if depth == 0 {
                    return self.end(at);
                }
                let byte = self.bytes[at];
                if byte == b',' {
                    at = self.skip_space(at + 1);
                    if in_object {
                        at = self.key(at)?;
                    }
                    break;
                }
                if byte != if in_object { b'}' } else { b']' } {
                    return fail(JsonErrorKind::ExpectedCommaOrEnd, at);
                }
                at += 1;
                depth -= 1;
                inner = self.close(inner, at);
                in_object = self.nodes[inner as usize].kind == Kind::Object;
            }
        }
    }

    /// Closes a container that ends at `end`; gives the one around it.
    #[inline(always)]
    fn close(&mut self, container: u32, end: usize) -> u32 {
        let len = index(self.len);
        let node = &mut self.nodes[container as usize];
        node.end = index(end);
        std::mem::replace(&mut node.link, len)
    }

    fn end(&self, at: usize) -> Result<(), JsonError> {
        if at + PADDING == self.bytes.len() { Ok(()) } else { fail(JsonErrorKind::TrailingText, at) }
    }

    /// Reads a key and its colon; gives the offset of the value.
    #[inline(always)]
    fn key(&mut self, at: usize) -> Result<usize, JsonError> {
        if self.bytes[at] != b'"' {
            return fail(JsonErrorKind::ExpectedKey, at);
        }
        let mut at = self.string(at)?;
        if self.bytes[at] != b':' {
            at = self.skip_space(at);
            if self.bytes[at] != b':' {
                return fail(JsonErrorKind::ExpectedColon, at);
            }
        }
        Ok(self.skip_space(at + 1))
    }

    #[inline(always)]
    fn string(&mut self, at: usize) -> Result<usize, JsonError> {
        let start = at + 1;
        let (mut end, special) = next_special(self.bytes, start);
        let (mut link, mut kind) = (0, Kind::PlainString);
        if special != b'"' {
            (end, link) = unusual_string(self.text, start, end, self.decoded)?;
            kind = Kind::EscapedString;
        }
        self.push(Node { start: index(start), end: index(end), link, kind, decimals: UNREAD });
        Ok(end + 1)
    }

    #[inline(always)]
    fn number(&mut self, at: usize) -> Result<usize, JsonError> {
        let Number { end, kind, digits, decimals } = number::scan(self.bytes, at)?;
        self.push(Node { start: index(at), end: index(end), link: digits, kind, decimals });
        Ok(end)
    }

    #[inline(always)]
    fn word(&mut self, at: usize) -> Result<usize, JsonError> {
        let (kind, end) = word(self.bytes, at)?;
        self.push(Node { start: index(at), end: index(end), link: 0, kind, decimals: UNREAD });
        Ok(end)
    }

    #[inline(always)]
    fn skip_space(&self, mut at: usize) -> usize {
        // One comparison tells that there is none, as nearly everywhere.
        while self.bytes[at] <= b' ' && matches!(self.bytes[at], b' ' | b'\t' | b'\r' | b'\n') {
            at += 1;
        }
        at
    }

    #[inline(always)]
    fn push(&mut self, node: Node) -> u32 {
        let place = index(self.len);
        self.nodes[self.len] = node;
        self.len += 1;
        place
    }
}

/// Decodes a string that is interrupted at `at`, by an escape or for good. Gives the offset of its closing quote and its
/// number among those decoded.
#[cold]
fn unusual_string(text: &str, start: usize, at: usize, decoded: &mut Decoded) -> Result<(usize, u32), JsonError> {
    let end = decode(text, start, at, &mut decoded.text)?;
    if text.as_bytes()[end] != b'"' {
        return fail(JsonErrorKind::ControlCharacter, end);
    }
    Ok((end, decoded.end()))
}

/// Which of JSON's three words stands at `at`, and the offset behind it.
fn word(bytes: &[u8], at: usize) -> Result<(Kind, usize), JsonError> {
    let rest = &bytes[at..];
    let words: [(&[u8], Kind); 3] = [(b"true", Kind::True), (b"false", Kind::False), (b"null", Kind::Null)];
    match words.iter().find(|(word, _)| rest.starts_with(word)) {
        Some(&(word, kind)) => Ok((kind, at + word.len())),
        None => fail(JsonErrorKind::UnexpectedByte(rest[0]), at),
    }
}

fn fail<T>(kind: JsonErrorKind, at: usize) -> Result<T, JsonError> {
    Err(JsonError { kind, at })
}

//! Where the strings of a JSON text end, and what their escapes stand for.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128, v128_or};

use super::json::{JsonError, JsonErrorKind};

/// Bytes of padding behind a text, so that its last bytes are looked at as all others are: together.
pub(super) const PADDING: usize = ZEROS.len();

/// The padding, as one piece: a short line would feel it if it were added byte by byte.
pub(super) const ZEROS: &str = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// The next byte from `at` on that ends or interrupts a string, and its offset: a quote, a backslash or a control
/// character. There must be one, [`PADDING`] bytes before the end of `bytes` or earlier.
#[inline]
pub(super) fn next_special(bytes: &[u8], mut at: usize) -> (usize, u8) {
    while let Some(lanes) = bytes[at..].first_chunk() {
        if let Some((place, byte)) = first_special(*lanes) {
            return (at + place, byte);
        }
        at += lanes.len();
    }
    (at, 0)
}

/// Offset of the quote that closes the string whose inside starts at `start`, if there are no escapes in it. Near the end
/// of `bytes` it is not looked for.
#[inline]
pub(crate) fn plain_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let lanes = bytes.get(at..)?.first_chunk()?;
        if let Some((place, byte)) = first_special_or_wide(*lanes) {
            return match byte {
                b'"' => Some(at + place),
                ..0x80 => None,
                _ => wide_end(bytes, start, at + place),
            };
        }
        at += lanes.len();
    }
}

/// The same of a string with characters that are no ASCII, the first of which stands at `at`.
#[cold]
fn wide_end(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    let (end, special) = next_special(bytes, at);
    (special == b'"' && std::str::from_utf8(&bytes[start..end]).is_ok()).then_some(end)
}

/// The same of a string that may have escapes: where it has, it is decoded onto `decoded`. `scratch` is overwritten.
#[cold]
pub(crate) fn escaped_end(bytes: &[u8], start: usize, scratch: &mut String, decoded: &mut String) -> Option<usize> {
    let (mut end, mut special) = next_special(bytes, start);
    while special == b'\\' && end + 2 < bytes.len() {
        (end, special) = next_special(bytes, end + 2);
    }
    if special != b'"' {
        return None;
    }
    scratch.clear();
    scratch.push_str(std::str::from_utf8(&bytes[start..=end]).ok()?);
    scratch.push_str(ZEROS);
    let (first, _) = next_special(scratch.as_bytes(), 0);
    let behind = decode(scratch, 0, first, decoded).ok()?;
    (start + behind == end).then_some(end)
}

/// Place of the first special byte, and the byte.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn first_special(bytes: [u8; 8]) -> Option<(usize, u8)> {
    let word = u64::from_le_bytes(bytes);
    first_marked(word, special(word) & !word)
}

/// The same, or of the first byte of a character that is no ASCII.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn first_special_or_wide(bytes: [u8; 8]) -> Option<(usize, u8)> {
    let word = u64::from_le_bytes(bytes);
    first_marked(word, special(word) | word)
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
const ONES: u64 = 0x0101_0101_0101_0101;

/// The high bit of each ASCII byte that is special, right up to the first of them; those of other bytes may be anything.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn special(word: u64) -> u64 {
    // Without the bit 2, which tells a quote from a space, a quote and the controls are one range. Both differences have
    // the high bit where the byte is in question; a borrow can only spoil bytes behind the first.
    let quote_or_control = (word ^ (ONES * 2)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    quote_or_control | backslash
}

/// Place of the first byte whose high bit is set in `marks`, and the byte of `word` there.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn first_marked(word: u64, marks: u64) -> Option<(usize, u8)> {
    let marks = marks & (ONES * 0x80);
    let place = marks.trailing_zeros() / 8;
    #[expect(clippy::cast_possible_truncation, reason = "one byte is wanted")]
    (marks != 0).then(|| (place as usize, (word >> (8 * place)) as u8))
}

/// Place of the first special byte, and the byte.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn first_special(bytes: [u8; 16]) -> Option<(usize, u8)> {
    let lanes = lanes(bytes);
    first_marked(bytes, special(lanes))
}

/// The same, or of the first byte of a character that is no ASCII.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn first_special_or_wide(bytes: [u8; 16]) -> Option<(usize, u8)> {
    let lanes = lanes(bytes);
    // Such bytes have the high bit themselves.
    first_marked(bytes, v128_or(special(lanes), lanes))
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn lanes(bytes: [u8; 16]) -> v128 {
    let value = u128::from_le_bytes(bytes);
    #[expect(clippy::cast_possible_truncation, reason = "each half is loaded")]
    u64x2(value as u64, (value >> 64) as u64)
}

/// The high bit of each byte that is special.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn special(lanes: v128) -> v128 {
    let quotes = u8x16_eq(lanes, u8x16_splat(b'"'));
    let backslashes = u8x16_eq(lanes, u8x16_splat(b'\\'));
    let controls = u8x16_lt(lanes, u8x16_splat(0x20));
    v128_or(v128_or(quotes, backslashes), controls)
}

/// Place of the first byte whose high bit is set in `marks`, and the byte of `bytes` there.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn first_marked(bytes: [u8; 16], marks: v128) -> Option<(usize, u8)> {
    let place = u8x16_bitmask(marks).trailing_zeros() as usize;
    bytes.get(place).map(|&byte| (place, byte))
}

/// Decodes the string that starts at `start`, behind its quote, onto `decoded`, and gives the offset of its closing
/// quote. Its first backslash stands at `at`. Fails at a character or an escape that no string may have.
#[cold]
pub(super) fn decode(text: &str, start: usize, mut at: usize, decoded: &mut String) -> Result<usize, JsonError> {
    let bytes = text.as_bytes();
    let mut copied = start;
    while bytes[at] == b'\\' {
        decoded.push_str(&text[copied..at]);
        let (character, behind) = escape(bytes, at)?;
        decoded.push(character);
        copied = behind;
        (at, _) = next_special(bytes, behind);
    }
    decoded.push_str(&text[copied..at]);
    Ok(at)
}

/// The character that the escape at `at` stands for, and the offset behind it.
fn escape(bytes: &[u8], at: usize) -> Result<(char, usize), JsonError> {
    let character = match bytes[at + 1] {
        byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(bytes, at),
        _ if at + 1 + PADDING == bytes.len() => {
            return Err(JsonError { kind: JsonErrorKind::UnexpectedEnd, at: at + 1 });
        }
        _ => return Err(JsonError { kind: JsonErrorKind::InvalidEscape, at }),
    };
    Ok((character, at + 2))
}

fn unicode_escape(bytes: &[u8], at: usize) -> Result<(char, usize), JsonError> {
    let lone = JsonError { kind: JsonErrorKind::LoneSurrogate, at };
    let unit = code_unit(bytes, at)?;
    if !(0xD800..=0xDBFF).contains(&unit) {
        return Ok((char::from_u32(unit).ok_or(lone)?, at + 6));
    }
    if bytes.get(at + 6..at + 8) != Some(br"\u") {
        return Err(lone);
    }
    let low = code_unit(bytes, at + 6)?;
    if !(0xDC00..=0xDFFF).contains(&low) {
        return Err(lone);
    }
    let scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    Ok((char::from_u32(scalar).ok_or(lone)?, at + 12))
}

/// The number that the four digits of a `\u` escape write.
fn code_unit(bytes: &[u8], at: usize) -> Result<u32, JsonError> {
    let invalid = JsonError { kind: JsonErrorKind::InvalidEscape, at };
    let digits = bytes.get(at + 2..at + 6).ok_or(invalid)?;
    digits.iter().try_fold(0, |unit, &digit| {
        let digit = char::from(digit).to_digit(16).ok_or(invalid)?;
        Ok(unit * 16 + digit)
    })
}

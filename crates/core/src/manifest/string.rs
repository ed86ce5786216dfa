//! Where the strings of a JSON text end, and what their escapes stand for.

use super::json::{JsonError, JsonErrorKind};

/// Bytes of padding behind a text, so that its last bytes are looked at as all others are: together.
pub(super) const PADDING: usize = 16;

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

/// Place of the first special byte, and the byte.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn first_special(bytes: [u8; 8]) -> Option<(usize, u8)> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(bytes);
    // Without the bit 2, which tells a quote from a space, a quote and the controls are one range. Both differences have
    // the high bit where the byte is in question; a borrow can only spoil bytes behind the first.
    let quote_or_control = (word ^ (ONES * 2)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    let special = (quote_or_control | backslash) & !word & (ONES * 0x80);
    let place = special.trailing_zeros() / 8;
    #[expect(clippy::cast_possible_truncation, reason = "one byte is wanted")]
    (special != 0).then(|| (place as usize, (word >> (8 * place)) as u8))
}

/// Place of the first special byte, and the byte.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn first_special(bytes: [u8; 16]) -> Option<(usize, u8)> {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128_or};
    let value = u128::from_le_bytes(bytes);
    #[expect(clippy::cast_possible_truncation, reason = "each half is loaded")]
    let lanes = u64x2(value as u64, (value >> 64) as u64);
    let quotes = u8x16_eq(lanes, u8x16_splat(b'"'));
    let backslashes = u8x16_eq(lanes, u8x16_splat(b'\\'));
    let controls = u8x16_lt(lanes, u8x16_splat(0x20));
    let special = u8x16_bitmask(v128_or(v128_or(quotes, backslashes), controls));
    let place = special.trailing_zeros() as usize;
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

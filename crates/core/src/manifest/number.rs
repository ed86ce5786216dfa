//! Numbers of a JSON text: where they end, and what they are.

use super::json::{JsonError, JsonErrorKind, Kind};

/// A number as it was scanned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// Offset behind it.
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// All its digits as one integer, where they are few.
    pub(super) digits: u32,
    /// How many of them are decimals; [`UNREAD`] where the number must be read again from its text.
    pub(super) decimals: u8,
}

/// Decimals of a number whose value was not kept, and of what is no number.
pub(super) const UNREAD: u8 = u8::MAX;

/// Most digits whose integer is kept: they fit 32 bits.
const MAX_DIGITS: usize = 9;

const POWERS: [u32; MAX_DIGITS] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// The double nearest to the number that these digits and decimals write, if they do. Both sides of the division are
/// exact, so it rounds once, as reading the text would.
#[inline]
pub(super) fn value(digits: u32, decimals: u8) -> Option<f64> {
    let digits = f64::from(digits);
    match decimals {
        0 => Some(digits),
        _ => POWERS.get(usize::from(decimals)).map(|&power| digits / f64::from(power)),
    }
}

/// The number that starts at `at`, where a digit or a minus stands.
#[inline]
pub(super) fn scan(bytes: &[u8], at: usize) -> Result<Number, JsonError> {
    match short(bytes, at) {
        Some(number) => Ok(number),
        None => scan_any(bytes, at),
    }
}

/// A number of few digits and no sign or exponent, as nearly all are. Near the end of `bytes` none is read.
#[inline]
fn short(bytes: &[u8], at: usize) -> Option<Number> {
    let whole = Digits::whole(bytes, at)?;
    let end = at + whole.count;
    match whole.next {
        b'.' => {
            let fraction = Digits::at(bytes, end + 1)?;
            if whole.count + fraction.count > MAX_DIGITS || matches!(fraction.next, b'e' | b'E') {
                return None;
            }
            let digits = whole.number * POWERS[fraction.count] + fraction.number;
            let decimals = u8::try_from(fraction.count).ok()?;
            Some(Number { end: end + 1 + fraction.count, kind: Kind::Float, digits, decimals })
        }
        b'e' | b'E' => None,
        _ => Some(Number { end, kind: Kind::Integer, digits: whole.number, decimals: 0 }),
    }
}

/// A whole number of few digits, and the offset behind it. What stands there is the caller's business: it may be the rest of
/// a number that is written otherwise.
#[inline]
pub(crate) fn short_whole(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let Digits { number, count, .. } = Digits::whole(bytes, at)?;
    Some((number, at + count))
}

/// A number of few digits, and the offset behind it, where an exponent may stand.
#[inline]
pub(crate) fn short_value(bytes: &[u8], at: usize) -> Option<(f64, usize)> {
    match Digits::whole(bytes, at)? {
        Digits { next: b'.', .. } => short_fraction(bytes, at),
        Digits { number, count, .. } => Some((f64::from(number), at + count)),
    }
}

/// The same of one that is not whole.
#[inline(never)]
fn short_fraction(bytes: &[u8], at: usize) -> Option<(f64, usize)> {
    let Number { digits, decimals, end, .. } = short(bytes, at)?;
    Some((value(digits, decimals)?, end))
}

/// The digits that a word begins with, the first in the lowest byte and nothing of use behind the last, and how many bits
/// they have.
#[inline]
fn leading_digits(word: u64) -> (u64, u32) {
    let digits = word ^ 0x3030_3030_3030_3030;
    // The high bit of each byte that is over 9, right up to the first of them.
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    (digits, others.trailing_zeros() & !7)
}

/// One to seven digits.
struct Digits {
    /// What they write.
    number: u32,
    count: usize,
    /// The byte behind them.
    next: u8,
}

impl Digits {
    /// The digits from `at` on. Numbers differ in length at random, so they are read together, without a branch for each.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "one byte is wanted, and the half that holds the number")]
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let word = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        let (digits, bits) = leading_digits(word);
        if bits == 0 || bits == 64 {
            return None;
        }
        // The digits move to the high end, and zeros stand before them. Then neighbours are put together, thrice.
        let digits = digits << (64 - bits);
        let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00FF_00FF_00FF_00FF;
        let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
        let number = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) as u32;
        Some(Self { number, count: bits as usize / 8, next: (word >> bits) as u8 })
    }

    /// The same of digits that write a whole number as JSON does. Nearly all have four at most, which are read in 32 bits.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "parts of the word are wanted")]
    fn whole(bytes: &[u8], at: usize) -> Option<Self> {
        let word = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        let (digits, bits) = leading_digits(word);
        if bits > u32::BITS {
            return Self::longer_whole(bytes, at);
        }
        if bits == 0 || (bits > u8::BITS && digits as u8 == 0) {
            return None;
        }
        let digits = (digits as u32) << (u32::BITS - bits);
        let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00FF_00FF;
        let number = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0xFFFF;
        Some(Self { number, count: bits as usize / 8, next: (word >> bits) as u8 })
    }

    #[cold]
    fn longer_whole(bytes: &[u8], at: usize) -> Option<Self> {
        Self::at(bytes, at).filter(|_| bytes[at] != b'0')
    }
}

/// Any number, by the grammar. Fails where it breaks it.
#[cold]
fn scan_any(bytes: &[u8], mut at: usize) -> Result<Number, JsonError> {
    let digits = |at: usize| at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let at_least_one_digit = |at: usize| match digits(at) {
        end if end == at => Err(JsonError { kind: JsonErrorKind::InvalidNumber, at }),
        end => Ok(end),
    };
    at += usize::from(bytes[at] == b'-');
    at = if bytes[at] == b'0' { at + 1 } else { at_least_one_digit(at)? };
    let mut kind = Kind::Integer;
    if bytes[at] == b'.' {
        kind = Kind::Float;
        at = at_least_one_digit(at + 1)?;
    }
    if let b'e' | b'E' = bytes[at] {
        kind = Kind::Float;
        at += 1 + usize::from(matches!(bytes[at + 1], b'+' | b'-'));
        at = at_least_one_digit(at)?;
    }
    if bytes[at].is_ascii_digit() {
        return Err(JsonError { kind: JsonErrorKind::InvalidNumber, at });
    }
    Ok(Number { end: at, kind, digits: 0, decimals: UNREAD })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_keep_their_value() {
        for (text, digits, decimals) in [("0", 0, 0), ("1234567", 1_234_567, 0), ("0.05", 5, 2), ("12.340", 12_340, 3)]
        {
            let number = scan(format!("{text},{}", "\0".repeat(16)).as_bytes(), 0).unwrap();
            assert_eq!((number.end, number.digits, number.decimals), (text.len(), digits, decimals), "{text}");
        }
    }

    #[test]
    fn whole_numbers_and_values_are_what_is_written() {
        let padded = |text: &str| format!("{text}{}", "\0".repeat(16)).into_bytes();
        for digits in 1..=7 {
            for first in 1..=9_u32 {
                let number = first * 10_u32.pow(digits - 1) + 1_234_567 % 10_u32.pow(digits - 1);
                let (text, end) = (number.to_string(), digits as usize);
                for rest in ["", ",", "]", "}", " ", "\"", "e1"] {
                    let bytes = padded(&(text.clone() + rest));
                    assert_eq!(short_whole(&bytes, 0), Some((number, end)), "{text}{rest}");
                    assert_eq!(short_value(&bytes, 0), Some((f64::from(number), end)), "{text}{rest}");
                }
                assert_eq!(short_value(&padded(&(text + ".5")), 0), Some((f64::from(number) + 0.5, end + 2)));
            }
        }
        assert_eq!(short_whole(&padded("0,"), 0), Some((0, 1)));
        for wrong in ["", "-1", "00", "0123", "01234567", "x1", "12345678", ".5"] {
            assert_eq!(short_whole(&padded(wrong), 0), None, "{wrong}");
            assert_eq!(short_value(&padded(wrong), 0), None, "{wrong}");
        }
    }
}

//! Names that look alike.

use super::compositions::COMPOSITIONS;

/// The part of a name that tells labels apart for a person: without case, without white space at the ends, with one space
/// for any other white space, and with accents as characters of their own.
///
/// ```
/// use holdout_core::manifest::folded;
/// assert_eq!(folded(" Caf\u{e9}  Noir"), folded("cafe\u{301} noir"));
/// assert_ne!(folded("cat"), folded("cats"));
/// ```
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        if word.is_ascii() {
            folded.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        } else {
            word.chars().flat_map(char::to_lowercase).for_each(|character| decompose(character, &mut folded));
        }
    }
    folded
}

/// Hangul syllables are made of two or three letters by a rule.
const SYLLABLES: std::ops::RangeInclusive<char> = '\u{AC00}'..='\u{D7A3}';

fn decompose(character: char, out: &mut String) {
    if SYLLABLES.contains(&character) {
        let index = u32::from(character) - 0xAC00;
        let (leading, vowel, trailing) = (0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28);
        let letters = [leading, vowel, trailing];
        let count = if trailing == 0x11A7 { 2 } else { 3 };
        out.extend(letters[..count].iter().filter_map(|&letter| char::from_u32(letter)));
        return;
    }
    let parts = COMPOSITIONS.as_chunks::<3>().0;
    let found = parts.binary_search_by_key(&u32::from(character), |&[whole, ..]| u32::from(whole));
    let Ok(at) = found else {
        out.push(character);
        return;
    };
    let [_, first, second] = parts[at];
    if let Some(first) = char::from_u32(u32::from(first)) {
        decompose(first, out);
    }
    if let Some(second) = char::from_u32(u32::from(second)).filter(|&second| second != '\0') {
        out.push(second);
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn characters_are_taken_apart_as_unicode_says() {
        let mut differences = 0;
        for character in ('\u{80}'..='\u{FFFF}').filter(|character| !('\u{F900}'..='\u{FAFF}').contains(character)) {
            let mut ours = String::new();
            decompose(character, &mut ours);
            let theirs: String = character.nfd().collect();
            differences += usize::from(ours != theirs);
        }
        assert_eq!(differences, 0);
    }

    #[test]
    fn names_that_look_alike_are_the_same() {
        let alike = [
            ("dog", " Dog\u{a0}"),
            ("traffic  light", "Traffic\tLight"),
            ("\u{1ebf}", "e\u{302}\u{301}"),
            ("\u{c5}ngstr\u{f6}m", "\u{212b}NGSTRO\u{308}M"),
            ("\u{ac00}\u{ac01}", "\u{1100}\u{1161}\u{1100}\u{1161}\u{11a8}"),
        ];
        for (one, other) in alike {
            assert_eq!(folded(one), folded(other), "{one:?} and {other:?}");
        }
        for (one, other) in [("dog", "dogs"), ("e", "\u{e9}"), ("a b", "ab")] {
            assert_ne!(folded(one), folded(other));
        }
    }
}

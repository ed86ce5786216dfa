//! The base of a file name: what is left without the marks that copying, exporting and augmenting add. Images of one base
//! are copies of one original.

use std::ops::{BitOr, Range};

/// Which marks a name has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::split) struct Marks {
    /// A random word before the base: a UUID or a hash.
    pub(in crate::split) prefix: bool,
    /// Any mark after the base.
    pub(in crate::split) suffix: bool,
    /// A mark that only copies have: ` (1)`, `copy`, `_aug3`, `.rf.HASH`, `_original_`.
    pub(in crate::split) copy: bool,
}

impl Marks {
    const RANDOM_PREFIX: Self = Self { prefix: true, suffix: false, copy: false };
    const COPY_PREFIX: Self = Self { prefix: true, suffix: false, copy: true };
    const RANDOM_SUFFIX: Self = Self { prefix: false, suffix: true, copy: false };
    const COPY_SUFFIX: Self = Self { prefix: false, suffix: true, copy: true };

    /// Whether there is any.
    pub(in crate::split) fn any(self) -> bool {
        self.prefix || self.suffix
    }
}

impl BitOr for Marks {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self { prefix: self.prefix || other.prefix, suffix: self.suffix || other.suffix, copy: self.copy || other.copy }
    }
}

/// Extensions that are part of a name once a mark follows them, as in `IMG_1_jpg.rf.HASH.jpg`.
const EXTENSIONS: [&str; 9] = ["jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "webp", "heic"];

/// Words at the end of a name that say how a copy was made, also with a number behind them.
const COPIES: [&str; 20] = [
    "copy",
    "aug",
    "augm",
    "augmented",
    "dup",
    "duplicate",
    "flip",
    "flipped",
    "fliph",
    "flipv",
    "fliplr",
    "flipud",
    "hflip",
    "vflip",
    "mirror",
    "mirrored",
    "rot",
    "rotate",
    "rotated",
    "rotation",
];

/// Digits that may stand behind such a word.
const MOST_DIGITS: usize = 3;

/// Hexadecimal digits of a hash.
const HASH: std::ops::RangeInclusive<usize> = 8..=64;

/// Where the base of a file name is in it, and the marks around it. The whole name, without its extension, where nothing
/// would be left of it.
pub(in crate::split) fn base_of(file: &str) -> (Range<usize>, Marks) {
    let mut base = stem(file);
    let mut marks = Marks::default();
    while let Some((shorter, found)) = without_suffix(base, marks) {
        (base, marks) = (shorter, marks | found);
    }
    // All that is left begins where the file name does.
    let end = base.len();
    while let Some((shorter, found)) = without_prefix(base, marks) {
        (base, marks) = (shorter, marks | found);
    }
    (end - base.len()..end, marks)
}

/// A file name without its extension.
fn stem(file: &str) -> &str {
    match file.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && (1..=5).contains(&extension.len()) => stem,
        _ => file,
    }
}

fn is_separator(character: char) -> bool {
    matches!(character, '_' | '-' | '.' | ' ')
}

/// What is left once a separator is taken off the end; nothing where there is none, or no word before it.
fn before_separator(text: &str) -> Option<&str> {
    let rest = text.trim_end_matches(is_separator);
    (rest.len() < text.len() && rest.contains(char::is_alphanumeric)).then_some(rest)
}

fn without_suffix(base: &str, marks: Marks) -> Option<(&str, Marks)> {
    if is_random(base) {
        return None;
    }
    if let Some((rest, token)) = base.rsplit_once(".rf.")
        && HASH.contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !rest.is_empty()
    {
        return Some((rest, Marks::COPY_SUFFIX));
    }
    if let Some(rest) = base.strip_suffix(')')
        && let Some((rest, number)) = rest.rsplit_once('(')
        && (1..=4).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        let rest = rest.trim_end_matches(is_separator);
        return rest.contains(char::is_alphanumeric).then_some((rest, Marks::COPY_SUFFIX));
    }
    let start_of_uuid = base.len().checked_sub(UUID.len()).filter(|&start| base.is_char_boundary(start));
    if let Some(start) = start_of_uuid.filter(|&start| is_uuid(&base[start..])) {
        return Some((before_separator(&base[..start])?, Marks::RANDOM_SUFFIX));
    }
    let token = &base[base.trim_end_matches(|last: char| last.is_ascii_alphanumeric()).len()..];
    let rest = before_separator(&base[..base.len() - token.len()])?;
    if is_hash(token) {
        return Some((rest, Marks::RANDOM_SUFFIX));
    }
    if marks.suffix && EXTENSIONS.iter().any(|known| token.eq_ignore_ascii_case(known)) {
        return Some((rest, Marks::default()));
    }
    let is_copy = |token: &str| COPIES.iter().any(|known| token.eq_ignore_ascii_case(known));
    let word = token.trim_end_matches(|last: char| last.is_ascii_digit());
    let digits = token.len() - word.len();
    if digits > MOST_DIGITS {
        return None;
    }
    if is_copy(word) {
        return Some((rest, Marks::COPY_SUFFIX));
    }
    // A number of its own behind the word: `copy 2`, `aug_3`.
    let word = &rest[rest.trim_end_matches(|last: char| last.is_ascii_alphabetic()).len()..];
    let is_numbered = digits == token.len() && is_copy(word);
    let rest = before_separator(&rest[..rest.len() - word.len()])?;
    is_numbered.then_some((rest, Marks::COPY_SUFFIX))
}

fn without_prefix(base: &str, marks: Marks) -> Option<(&str, Marks)> {
    if is_random(base) {
        return None;
    }
    if base.get(.."copy of ".len()).is_some_and(|start| start.eq_ignore_ascii_case("copy of ")) {
        let rest = &base["copy of ".len()..];
        return (!rest.is_empty()).then_some((rest, Marks::COPY_PREFIX));
    }
    // Augmentor writes `FOLDER_original_NAME.jpg_UUID.jpg`.
    if marks.suffix
        && let Some((_, rest)) = base.split_once("_original_")
        && !rest.is_empty()
    {
        return Some((rest, Marks::COPY_PREFIX));
    }
    let after = |length: usize| {
        let rest = base.get(length..)?.strip_prefix(is_separator)?.trim_start_matches(is_separator);
        rest.contains(char::is_alphanumeric).then_some((rest, Marks::RANDOM_PREFIX))
    };
    if base.get(..UUID.len()).is_some_and(is_uuid) {
        return after(UUID.len());
    }
    let length = base.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if is_hash(&base[..length]) { after(length) } else { None }
}

/// Whether all of a text is a UUID or a hash: it is the name then.
fn is_random(text: &str) -> bool {
    is_uuid(text) || is_hash(text)
}

const UUID: &str = "00000000-0000-0000-0000-000000000000";

pub(in crate::split) fn is_uuid(text: &str) -> bool {
    let is_like = |(byte, like): (u8, u8)| if like == b'-' { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == UUID.len() && text.bytes().zip(UUID.bytes()).all(is_like)
}

/// Whether a word is a hash: hexadecimal digits, letters and numbers among them. A number alone may be a date or a frame.
pub(in crate::split) fn is_hash(word: &str) -> bool {
    HASH.contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        // In one case: `Face2024` is a word with a year.
        && !(word.bytes().any(|byte| byte.is_ascii_uppercase()) && word.bytes().any(|byte| byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_no_part_of_the_base() {
        let uuid = "4a9ecf8a-dcc9-cbb0-f053-1478e4401fe5";
        let hash = "56a8dc1476371bbc5610fd94785d290c";
        let names = [
            "a b.jpg".to_owned(),
            "a b (1).jpg".to_owned(),
            "a b(12).png".to_owned(),
            "a b copy.jpg".to_owned(),
            "a b - Copy.jpg".to_owned(),
            "a b - Copy (2).jpg".to_owned(),
            "a b copy 2.jpg".to_owned(),
            "Copy of a b.jpg".to_owned(),
            "a b_aug3.jpg".to_owned(),
            "a b_aug_3.jpg".to_owned(),
            "a b-hflip.jpg".to_owned(),
            "a b_rot90.jpg".to_owned(),
            format!("a b_jpg.rf.{hash}.jpg"),
            format!("a b_JPG.rf.{hash}.jpg"),
            format!("a b.rf.{hash}.jpg"),
            format!("train_original_a b.jpg_{uuid}.jpg"),
            format!("{uuid}-a b.jpg"),
            format!("{uuid}_a b_aug1.jpg"),
            "8e850744-a b.jpg".to_owned(),
            format!("a b-{hash}.jpg"),
            format!("a b_{uuid}.jpeg"),
        ];
        for name in names {
            let (base, _) = base_of(&name);
            assert_eq!(&name[base], "a b", "{name}");
        }
    }

    #[test]
    fn names_without_marks_are_their_own_base() {
        let uuid = "4A9ECF8A-DCC9-CBB0-F053-1478E4401FE5";
        let names = [
            uuid,
            "56a8dc1476371bbc",
            "IMG_20240131",
            "scene-0001_000123",
            "slide048_1024_1536",
            "(1)",
            "copy",
            "aug3",
            "robot",
            "cam_original_03",
            "Face2024",
            "a.b.c",
            "_1",
            "日本 5",
            "-",
            "12345678-cam6",
        ];
        for name in names {
            let file = format!("{name}.jpg");
            let (base, marks) = base_of(&file);
            assert_eq!((&file[base], marks), (name, Marks::default()));
        }
        let exported = format!("{uuid}_jpg.rf.56a8dc1476371bbc5610fd94785d290c.jpg");
        assert_eq!(&exported[base_of(&exported).0], uuid);
    }

    proptest! {
        #[test]
        fn any_name_has_a_base(name in "([a-f0-9]{8}|[ _.()-]|copy|aug|_original_|\\.rf\\.|é|[0-9]|x){0,9}(\\.jpg)?") {
            let (base, _) = base_of(&name);
            prop_assert!(name.is_empty() || !name[base].is_empty());
        }
    }
}

//! The words: what is banned with its replacement, and how long a sentence may be.

/// Most words of a sentence.
pub(super) const LONGEST: usize = 25;

/// A banned phrase.
struct Rule {
    /// In lower case. It matches whole words.
    phrase: &'static str,
    /// What to write instead, for the message.
    instead: &'static str,
    /// Phrases that begin like this one and are fine.
    except: &'static [&'static str],
}

const fn rule(phrase: &'static str, instead: &'static str) -> Rule {
    Rule { phrase, instead, except: &[] }
}

const RULES: &[Rule] = &[
    rule("mend", "\"fix\""),
    rule("mends", "\"fixes\""),
    rule("mended", "\"fixed\""),
    rule("till", "\"until\""),
    rule("beside", "\"next to\" or \"compared with\""),
    Rule { phrase: "tell", instead: "\"report\" or \"print\"", except: &["tell apart"] },
    rule("tells", "\"reports\" or \"prints\""),
    rule("told", "\"reported\" or \"printed\""),
    rule("put away", "\"closed\" or \"dismissed\""),
    rule("puts away", "\"closes\" or \"dismisses\""),
    rule("set aside", "\"excluded\""),
    rule("sets aside", "\"excludes\""),
    rule("so many", "the number"),
    rule("a former", "\"a previous\""),
    rule("former test", "\"previous test\""),
    rule("at all", "nothing, or the exact condition"),
    rule("without a word", "\"silently\""),
    rule("whoever", "\"a user who\" or the noun"),
    rule("whosoever", "the noun"),
    rule("thereby", "\"so\""),
    rule("holds good", "\"applies\""),
    rule("hold good", "\"apply\""),
    rule("holds it to", "\"checks\""),
    rule("holds them to", "\"checks\""),
    rule("held to", "\"checked against\""),
    rule("speaks against", "\"prevents\" or \"conflicts with\""),
    rule("that which", "the noun"),
    rule("afresh", "\"again\""),
    rule("anew", "\"again\""),
    rule("wherein", "\"in which\""),
    rule("hitherto", "\"until now\""),
    rule("is no more than", "\"is only\""),
    rule("to be had", "\"available\""),
    // Terms of the glossary that were renamed.
    rule("judgement", "\"line result\""),
    rule("sighting", "\"pattern match\""),
    rule("ledger", "\"manifest store\""),
    rule("mishap", "\"fault rule\""),
    rule("mishaps", "\"fault rules\""),
    rule("clerk", "\"submit worker\""),
];

/// Words that begin no sentence.
const OPENINGS: [&str; 6] = ["what ", "who ", "whoever ", "of which ", "that which ", "whatever "];

/// A banned phrase in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) offset: usize,
    pub(super) phrase: String,
    pub(super) instead: &'static str,
}

/// Returns the banned phrases of a text, in their order.
pub(super) fn banned(text: &str) -> Vec<Found> {
    // Offsets must be those of the text, so only ASCII letters change.
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for rule in RULES {
        for (offset, _) in lower.match_indices(rule.phrase) {
            let excepted = rule.except.iter().any(|except| lower[offset..].starts_with(except));
            if is_whole(&lower, offset, rule.phrase.len()) && !excepted {
                found.push(Found { offset, phrase: rule.phrase.to_owned(), instead: rule.instead });
            }
        }
    }
    for (offset, sentence) in sentences(&lower) {
        let opening = OPENINGS.iter().find(|opening| sentence.starts_with(**opening));
        if let Some(opening) = opening.filter(|_| sentence.ends_with('.')) {
            found.push(Found { offset, phrase: format!("{opening}…"), instead: "the noun as the subject" });
        }
    }
    found.sort_by_key(|found| found.offset);
    found
}

/// Returns the sentences that are too long: where each begins, and its number of words.
pub(super) fn long_sentences(text: &str) -> Vec<(usize, usize)> {
    let count = |(offset, sentence): (usize, &str)| (offset, sentence.split_whitespace().count());
    sentences(text).into_iter().map(count).filter(|&(_, words)| words > LONGEST).collect()
}

fn is_whole(text: &str, offset: usize, length: usize) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_' || character == '-';
    let before = text[..offset].chars().next_back();
    let after = text[offset + length..].chars().next();
    !before.is_some_and(is_part) && !after.is_some_and(is_part)
}

/// Returns the sentences of a text with their offsets. Emphasis and quotes before a sentence are left out.
fn sentences(text: &str) -> Vec<(usize, &str)> {
    const ABBREVIATIONS: [&str; 3] = ["e.g.", "i.e.", "vs."];
    let mut sentences = Vec::new();
    let mut start = 0;
    let ends = text.char_indices().filter(|(_, character)| matches!(character, '.' | '!' | '?' | ':' | ';'));
    for end in ends.map(|(at, _)| at + 1).chain([text.len()]) {
        let closed = end == text.len() || text[end..].starts_with([' ', '*', '_', '"', ')']);
        if !closed || ABBREVIATIONS.iter().any(|short| text[..end].ends_with(short)) {
            continue;
        }
        let sentence = &text[start..end];
        let trimmed = sentence.trim_start_matches([' ', '*', '_', '"', '(', ')', '>']);
        if !trimmed.is_empty() {
            sentences.push((end - trimmed.len(), trimmed));
        }
        start = end;
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(text: &str) -> Vec<String> {
        banned(text).into_iter().map(|found| found.phrase).collect()
    }

    #[test]
    fn only_whole_words_are_banned() {
        assert_eq!(phrases("Besides, we recommend that; the intellect of commend_mend, re-mend."), [] as [&str; 0]);
        assert_eq!(phrases("Mend it, (told) beside."), ["mend", "told", "beside"]);
    }

    #[test]
    fn exceptions_are_fine() {
        assert_eq!(phrases("It cannot tell apart two files. It cannot tell."), ["tell"]);
    }

    #[test]
    fn openings_count_in_sentences_only() {
        assert_eq!(phrases("What it checks"), [] as [&str; 0]);
        assert_eq!(phrases("What is a manifest?"), [] as [&str; 0]);
        assert_eq!(phrases("Fine. **What is bad is bad.**"), ["what …"]);
    }

    #[test]
    fn abbreviations_and_numbers_end_no_sentence() {
        let text = "a 1.5 b e.g. c. d";
        assert_eq!(sentences(text), [(0, "a 1.5 b e.g. c."), (16, "d")]);
    }
}

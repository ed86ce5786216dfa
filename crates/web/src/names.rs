//! Names from the input, shown so that nothing in them is invisible: they may come from anywhere, and two that look the same
//! may be two labels.

use yew::prelude::*;

/// A script whose letters look like those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

impl Script {
    fn of(character: char) -> Option<Self> {
        match character {
            'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Some(Self::Latin),
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Some(Self::Greek),
            '\u{400}'..='\u{52F}' => Some(Self::Cyrillic),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Greek => "Greek",
            Self::Cyrillic => "Cyrillic",
        }
    }
}

/// Part of a name.
#[derive(Debug, PartialEq, Eq)]
enum Part<'n> {
    /// As it is.
    Text(&'n str),
    /// A character that cannot be seen, or that turns the direction of others.
    Hidden(char),
    /// A word with letters of several scripts.
    Mixed(&'n str, Script, Script),
}

/// A name with what is hidden in it made visible.
pub fn shown(name: &str) -> Html {
    let part = |part: Part<'_>| match part {
        Part::Text(text) => html! { { text } },
        Part::Hidden(character) => {
            let code = format!("U+{:04X}", u32::from(character));
            let title = format!("Invisible character {code}");
            html! { <span class="name-hidden" {title}>{ code }</span> }
        }
        Part::Mixed(word, one, other) => {
            let title = format!("This word mixes {} and {} letters, which may look alike.", one.name(), other.name());
            html! { <span class="name-mixed" {title}>{ word }</span> }
        }
    };
    html! { <bdi>{ for parts(name).into_iter().map(part) }</bdi> }
}

fn parts(name: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let run = |of: &dyn Fn(char) -> bool| rest.find(|character| !of(character)).unwrap_or(rest.len());
        let before = name[..name.len() - rest.len()].chars().next_back();
        let length = if is_joiner(first) && joins(before, rest.chars().nth(1)) {
            parts.push(Part::Text(&rest[..first.len_utf8()]));
            first.len_utf8()
        } else if is_hidden(first, before.is_none()) {
            parts.push(Part::Hidden(first));
            first.len_utf8()
        } else if is_word {
            let length = run(&char::is_alphanumeric);
            parts.push(word(&rest[..length]));
            length
        } else {
            let length =
                run(&|character| !character.is_alphanumeric() && !is_hidden(character, false)).max(first.len_utf8());
            parts.push(Part::Text(&rest[..length]));
            length
        };
        rest = &rest[length..];
    }
    // A space at either end is as good as invisible.
    if let Some(Part::Text(text)) = parts.pop_if(|part| matches!(part, Part::Text(text) if text.ends_with(' '))) {
        let kept = text.trim_end_matches(' ');
        if !kept.is_empty() {
            parts.push(Part::Text(kept));
        }
        parts.extend(std::iter::repeat_n(' ', text.len() - kept.len()).map(Part::Hidden));
    }
    parts
}

fn word(text: &str) -> Part<'_> {
    let mut scripts = text.chars().filter_map(Script::of);
    let first = scripts.next();
    match first.and_then(|first| Some((first, scripts.find(|&script| script != first)?))) {
        Some((one, other)) => Part::Mixed(text, one, other),
        None => Part::Text(text),
    }
}

/// Whether a character joins its neighbours, or keeps them apart.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}

/// Whether a joiner has its meaning between these: in emoji, and in scripts whose letters join.
fn joins(before: Option<char>, behind: Option<char>) -> bool {
    let is_joined = |character: Option<char>| character.is_some_and(|character| u32::from(character) > 0x2FF);
    is_joined(before) && is_joined(behind)
}

/// Whether a character is not seen, or turns the direction of others.
fn is_hidden(character: char, is_first: bool) -> bool {
    character.is_control()
        || (is_first && character == ' ')
        || matches!(
            character,
            '\u{A0}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}' | '\u{3000}' | '\u{3164}'
                | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_named() {
        assert_eq!(parts("red car"), [Part::Text("red"), Part::Text(" "), Part::Text("car")]);
        assert_eq!(parts("a\u{200b}b"), [Part::Text("a"), Part::Hidden('\u{200b}'), Part::Text("b")]);
        assert_eq!(parts("\u{202e}gpj"), [Part::Hidden('\u{202e}'), Part::Text("gpj")]);
        assert_eq!(parts(" dog "), [Part::Hidden(' '), Part::Text("dog"), Part::Hidden(' ')]);
        assert_eq!(parts(""), []);
        let hides = |name| parts(name).iter().any(|part| matches!(part, Part::Hidden(_)));
        assert!(!hides("👩\u{200d}🚀") && !hides("می\u{200c}خواهم") && hides("a\u{200d}b"));
    }

    #[test]
    fn words_of_two_scripts_are_marked_and_names_of_two_are_not() {
        assert_eq!(parts("c\u{430}t"), [Part::Mixed("c\u{430}t", Script::Latin, Script::Cyrillic)]);
        assert_eq!(parts("кот cat").len(), 3);
        assert!(parts("кот cat").iter().all(|part| matches!(part, Part::Text(_))));
        assert_eq!(parts("日本語"), [Part::Text("日本語")]);
    }
}

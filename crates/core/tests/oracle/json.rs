//! JSON as the oracle reads and writes it: every key that comes again is kept, and every number as it is written.

use std::fmt::Write as _;

/// A JSON value that keeps the text of its numbers, and the keys that come again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

pub(crate) use Json::{Array, Bool, Null, Number, Object, Text};

impl Json {
    /// Members of an object; of keys that come twice the last, at its place.
    pub(crate) fn members(&self) -> Option<Vec<(&str, &Json)>> {
        let Object(all) = self else { return None };
        let mut members = Vec::new();
        for (place, (key, value)) in all.iter().enumerate() {
            if all[place + 1..].iter().all(|(later, _)| later != key) {
                members.push((key.as_str(), value));
            }
        }
        Some(members)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        let Object(all) = self else { return None };
        all.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn array(&self) -> Option<&[Json]> {
        if let Array(elements) = self { Some(elements) } else { None }
    }

    /// Decision: numbers are IEEE doubles, as everywhere JSON is read; but see [`Json::id`].
    pub(crate) fn number(&self) -> Option<f64> {
        if let Number(text) = self { text.parse().ok() } else { None }
    }

    pub(crate) fn finite(&self) -> Option<f64> {
        self.number().filter(|number| number.is_finite())
    }

    /// Decision: an integer is any number without a fraction, however it is written.
    pub(crate) fn integer(&self) -> Option<f64> {
        self.finite().filter(|number| number % 1.0 == 0.0)
    }

    /// Decision: a class id that is written as an integer is compared digit by digit, any other as a double.
    pub(crate) fn id(&self) -> Option<String> {
        let number = self.integer()?;
        match self {
            Number(text) if text.chars().all(|digit| digit.is_ascii_digit()) => Some(text.clone()),
            _ if number >= 0.0 => Some(format!("{}", number.abs())),
            _ => Some(format!("-{}", number.abs())),
        }
    }

    pub(crate) fn write(&self, space: &str, out: &mut String) {
        match self {
            Null => out.push_str("null"),
            Bool(value) => write!(out, "{value}").unwrap(),
            Number(text) => out.push_str(text),
            Text(text) => write_string(text, space, out),
            Array(elements) => {
                out.push('[');
                for (place, element) in elements.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    out.push_str(space);
                    element.write(space, out);
                }
                out.push(']');
            }
            Object(members) => {
                out.push('{');
                for (place, (key, value)) in members.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    out.push_str(space);
                    write_string(key, space, out);
                    out.push_str(space);
                    out.push(':');
                    value.write(space, out);
                }
                out.push('}');
            }
        }
    }
}

/// Where there is white space, some characters are written as escapes too.
pub(crate) fn write_string(text: &str, space: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        let escape = match character {
            '"' | '\\' | '\0'..='\x1F' => true,
            'e' | '0' | '1' => !space.is_empty(),
            other => !other.is_ascii() && space.len() > 1,
        };
        if escape {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").unwrap();
            }
        } else {
            out.push(character);
        }
    }
    out.push('"');
}

/// A reader of RFC 8259, by the grammar.
pub(crate) struct Reader {
    pub(crate) text: Vec<char>,
    pub(crate) at: usize,
}

impl Reader {
    pub(crate) fn read(text: &str) -> Option<Json> {
        let mut reader = Self { text: text.chars().collect(), at: 0 };
        let value = reader.value(1)?;
        reader.space();
        (reader.at == reader.text.len()).then_some(value)
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    pub(crate) fn take(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    pub(crate) fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.at += 1;
        }
    }

    pub(crate) fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        word.chars().try_for_each(|character| self.take(character))?;
        Some(value)
    }

    pub(crate) fn value(&mut self, depth: usize) -> Option<Json> {
        self.space();
        match self.peek()? {
            'n' => self.word("null", Null),
            't' => self.word("true", Bool(true)),
            'f' => self.word("false", Bool(false)),
            '"' => self.string().map(Text),
            '[' | '{' if depth > 128 => None,
            '[' => {
                self.at += 1;
                let mut elements = Vec::new();
                self.space();
                if self.take(']').is_some() {
                    return Some(Array(elements));
                }
                loop {
                    elements.push(self.value(depth + 1)?);
                    self.space();
                    if self.take(',').is_none() {
                        self.take(']')?;
                        return Some(Array(elements));
                    }
                }
            }
            '{' => {
                self.at += 1;
                let mut members = Vec::new();
                self.space();
                if self.take('}').is_some() {
                    return Some(Object(members));
                }
                loop {
                    self.space();
                    let key = self.string()?;
                    self.space();
                    self.take(':')?;
                    members.push((key, self.value(depth + 1)?));
                    self.space();
                    if self.take(',').is_none() {
                        self.take('}')?;
                        return Some(Object(members));
                    }
                }
            }
            _ => self.number(),
        }
    }

    pub(crate) fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|character| character.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    pub(crate) fn number(&mut self) -> Option<Json> {
        let start = self.at;
        let _ = self.take('-');
        if self.take('0').is_none() {
            self.digits()?;
        }
        if self.take('.').is_some() {
            self.digits()?;
        }
        if self.take('e').or_else(|| self.take('E')).is_some() {
            let _ = self.take('+').or_else(|| self.take('-'));
            self.digits()?;
        }
        Some(Number(self.text[start..self.at].iter().collect()))
    }

    pub(crate) fn unit(&mut self) -> Option<u16> {
        let digits: String = self.text.get(self.at..self.at + 4)?.iter().collect();
        self.at += 4;
        if digits.contains('+') { None } else { u16::from_str_radix(&digits, 16).ok() }
    }

    pub(crate) fn string(&mut self) -> Option<String> {
        self.take('"')?;
        let mut units = Vec::new();
        loop {
            let character = self.peek()?;
            self.at += 1;
            let decoded = match character {
                '"' => return String::from_utf16(&units).ok(),
                '\0'..='\x1F' => return None,
                '\\' => {
                    let escape = self.peek()?;
                    self.at += 1;
                    match escape {
                        '"' | '\\' | '/' => escape,
                        'b' => '\x08',
                        'f' => '\x0C',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'u' => {
                            units.push(self.unit()?);
                            continue;
                        }
                        _ => return None,
                    }
                }
                other => other,
            };
            units.extend_from_slice(decoded.encode_utf16(&mut [0; 2]));
        }
    }
}

//! A request's body against the model: wrong types are a `SerializationException`, broken constraints a
//! `ValidationException` that lists all of them, as the service's framework words them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use holdout_client::error::ErrorCode;
use serde_json::{Map, Value};

use crate::error::Fault;
use crate::model::{Member, Shape};

/// A value that is longer is not repeated in an error.
const REPEATED: usize = 200;
/// Broken constraints that are told.
const TOLD: usize = 20;

/// Fails unless `body` is what `shape` says.
pub fn check(shape: &Shape, body: &Value) -> Result<(), Fault> {
    let mut broken = Broken::default();
    broken.value(shape, body, "")?;
    broken.tell()
}

#[derive(Default)]
struct Broken {
    count: usize,
    told: Vec<String>,
}

impl Broken {
    fn tell(self) -> Result<(), Fault> {
        let Self { count, told } = self;
        let errors = if count == 1 { "error" } else { "errors" };
        match count {
            0 => Ok(()),
            _ => Err(Fault::new(
                ErrorCode::Validation,
                format!("{count} validation {errors} detected: {}", told.join("; ")),
            )),
        }
    }

    fn add(&mut self, place: &str, value: Option<&str>, constraint: &str) {
        self.count += 1;
        if self.told.len() < TOLD {
            let value = match value {
                None => "null".to_owned(),
                Some(text) if text.len() > REPEATED => "with more than 200 bytes".to_owned(),
                Some(text) => format!("'{text}'"),
            };
            self.told
                .push(format!("Value {value} at '{place}' failed to satisfy constraint: Member must {constraint}"));
        }
    }

    fn value(&mut self, shape: &Shape, value: &Value, place: &str) -> Result<(), Fault> {
        match (shape, value) {
            (Shape::Structure(members), Value::Object(object)) => self.structure(members, object, place)?,
            (Shape::List { min, max, of }, Value::Array(list)) => {
                self.size(list.len() as u64, (*min, *max), place, &value.to_string());
                for (index, element) in list.iter().enumerate() {
                    self.value(of, element, &format!("{place}.{}.member", index + 1))?;
                }
            }
            (Shape::Map { min, max, key, value: of }, Value::Object(object)) => {
                self.size(object.len() as u64, (*min, *max), place, &value.to_string());
                for (name, value) in object {
                    self.value(key, &Value::from(name.as_str()), place)?;
                    self.value(of, value, &format!("{place}.{name}.member"))?;
                }
            }
            (Shape::Text { min, max, pattern }, Value::String(text)) => {
                let length = text.chars().count() as u64;
                self.length(length, (min.unwrap_or(0), max.unwrap_or(u64::MAX)), place, text);
                if let Some(pattern) = pattern.filter(|pattern| !(pattern.matches)(text)) {
                    self.add(place, Some(text), &format!("satisfy regular expression pattern: {}", pattern.text));
                }
            }
            (Shape::Enum(known), Value::String(text)) => {
                if !known.contains(&text.as_str()) {
                    self.add(place, Some(text), &format!("satisfy enum value set: [{}]", known.join(", ")));
                }
            }
            (Shape::Integer { min, max }, Value::Number(number)) => {
                let Some(integer) = integer(number) else { return Err(wrong_type(place, "a whole number")) };
                if integer < *min {
                    self.add(place, Some(&integer.to_string()), &format!("have value greater than or equal to {min}"));
                } else if integer > *max {
                    self.add(place, Some(&integer.to_string()), &format!("have value less than or equal to {max}"));
                }
            }
            (Shape::Boolean, Value::Bool(_)) => {}
            (Shape::Blob { min, max }, Value::String(text)) => self.blob(text, (*min, *max), place)?,
            (shape, _) => return Err(wrong_type(place, expected(shape))),
        }
        Ok(())
    }

    fn structure(&mut self, members: &[Member], object: &Map<String, Value>, place: &str) -> Result<(), Fault> {
        for member in members {
            let name = lower_first(member.name);
            let place = if place.is_empty() { name } else { format!("{place}.{name}") };
            match object.get(member.name) {
                None | Some(Value::Null) if member.required => self.add(&place, None, "not be null"),
                None | Some(Value::Null) => {}
                Some(value) => self.value(member.shape, value, &place)?,
            }
        }
        Ok(())
    }

    fn blob(&mut self, text: &str, limits: (u64, u64), place: &str) -> Result<(), Fault> {
        let padding = text.bytes().rev().take_while(|&byte| byte == b'=').count();
        let length = text.len() / 4 * 3 - padding.min(2).min(text.len() / 4 * 3);
        self.length(length as u64, limits, place, text);
        // Of what is too long nothing more needs to be known.
        if length as u64 <= limits.1 && STANDARD.decode(text).is_err() {
            return Err(wrong_type(place, "base64 with padding"));
        }
        Ok(())
    }

    fn size(&mut self, size: u64, (min, max): (u64, u64), place: &str, value: &str) {
        self.length(size, (min, max), place, value);
    }

    fn length(&mut self, length: u64, (min, max): (u64, u64), place: &str, value: &str) {
        if length < min {
            self.add(place, Some(value), &format!("have length greater than or equal to {min}"));
        } else if length > max {
            self.add(place, Some(value), &format!("have length less than or equal to {max}"));
        }
    }
}

/// A number without a fraction, however written. One that fits no integer is as good as the nearest.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
fn integer(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| number.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i64))
}

fn expected(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text { .. } | Shape::Enum(_) => "a string",
        Shape::Integer { .. } => "a whole number",
        Shape::Boolean => "true or false",
        Shape::Blob { .. } => "base64 in a string",
        Shape::List { .. } => "an array",
        Shape::Map { .. } | Shape::Structure(_) => "an object",
    }
}

fn wrong_type(place: &str, wanted: &str) -> Fault {
    let place = if place.is_empty() { "the request body" } else { place };
    Fault::new(ErrorCode::Serialization, format!("{place} is not {wanted}"))
}

/// `MaxResults` is `maxResults` in the service's messages.
fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

//! The class map of one attribute: which name a class id has, looked up once for each box.

use crate::manifest::{Kind, Value};
use crate::order;

/// Entries up to which a map is searched from its end; above it is sorted.
const FEW: usize = 16;

#[derive(Clone, Copy, Debug)]
struct Class {
    id: u64,
    /// Handle of the name.
    name: u32,
}

/// The least id of more than [`SHORT`] digits.
const LONG: f64 = 1e15;

/// Digits up to which every id is a number that both a double and a `u64` tell exactly.
const SHORT: usize = 15;

/// A class map, indexed; its buffers are reused.
#[derive(Debug, Default)]
pub(super) struct Classes {
    classes: Vec<Class>,
    /// Handles of the keys of ids of more than [`SHORT`] digits or under 0, and of their names, sorted by the keys.
    long: Vec<(u32, u32)>,
}

impl Classes {
    /// Reads the entries of `map`; an id that comes twice has the later name.
    pub(super) fn read(&mut self, map: Value<'_>) {
        self.classes.clear();
        self.long.clear();
        for (key, name) in map.members() {
            if key.name().len() > SHORT || key.name().first() == Some(&b'-') {
                self.long.push((key.handle(), name.handle()));
            } else if let Some(id) = id(key.name()) {
                self.classes.push(Class { id, name: name.handle() });
            }
        }
        // Stable: of ids that come twice the later one stays behind.
        if self.long.len() > 1 {
            order::sort_by_key(&mut self.long, |&(key, _)| map.at(key).name());
        }
        if self.classes.len() > FEW {
            self.classes.sort_by_key(|class| class.id);
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a class id is a whole number from 0 on"
    )]
    fn place(&self, class_id: f64) -> Option<usize> {
        let id = class_id as u64;
        if self.classes.len() <= FEW {
            return self.classes.iter().rposition(|class| class.id == id);
        }
        let end = self.classes.partition_point(|class| class.id <= id);
        let last = end.checked_sub(1)?;
        (self.classes[last].id == id).then_some(last)
    }

    /// Handle of the name of that class, whose id is written as `source`.
    pub(super) fn name(&self, class_id: f64, source: Value<'_>) -> Option<u32> {
        if (0.0..LONG).contains(&class_id) {
            return self.place(class_id).map(|place| self.classes[place].name);
        }
        self.long_name(class_id, source)
    }

    /// The same of an id that is compared digit by digit: as a double it could be another one, and none under 0 is an index.
    #[cold]
    fn long_name(&self, class_id: f64, source: Value<'_>) -> Option<u32> {
        let digits = match source.kind() {
            Kind::Integer => source.source().to_owned(),
            _ => format!("{class_id}"),
        };
        let key = |entry: &(u32, u32)| source.at(entry.0).name();
        let end = self.long.partition_point(|entry| key(entry) <= digits.as_bytes());
        let last = self.long.get(end.checked_sub(1)?)?;
        (key(last) == digits.as_bytes()).then_some(last.1)
    }
}

/// The number that a key of a class map writes, where it is written as an id is: no sign, no leading zero.
fn id(text: &[u8]) -> Option<u64> {
    if text != b"0" && matches!(text, [] | [b'0', ..]) {
        return None;
    }
    text.iter().try_fold(0_u64, |id, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 { None } else { id.checked_mul(10)?.checked_add(digit.into()) }
    })
}

/// Whether `text` is made of digits.
pub(super) fn is_decimal(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

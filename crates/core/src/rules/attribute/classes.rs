//! The class map of one attribute: which name a class id has, looked up once for each box.

use crate::manifest::Value;

/// Entries up to which a map is searched from its end; above it is sorted.
const FEW: usize = 16;

#[derive(Clone, Copy, Debug)]
struct Class {
    id: u64,
    /// Handle of the name.
    name: u32,
}

/// A class map, indexed; its buffer is reused.
#[derive(Debug, Default)]
pub(super) struct Classes {
    classes: Vec<Class>,
}

impl Classes {
    /// Reads the entries of `map`; an id that comes twice has the later name.
    pub(super) fn read(&mut self, map: Value<'_>) {
        self.classes.clear();
        for (key, name) in map.members() {
            if let Some(id) = id(key.name()) {
                self.classes.push(Class { id, name: name.handle() });
            }
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
        if class_id < 0.0 {
            return None;
        }
        let id = class_id as u64;
        if self.classes.len() <= FEW {
            return self.classes.iter().rposition(|class| class.id == id);
        }
        let end = self.classes.partition_point(|class| class.id <= id);
        let last = end.checked_sub(1)?;
        (self.classes[last].id == id).then_some(last)
    }

    /// Handle of the name of that class.
    pub(super) fn name(&self, class_id: f64) -> Option<u32> {
        self.place(class_id).map(|place| self.classes[place].name)
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

//! The class map of one attribute: which name a class id has, looked up once for each box.

use crate::manifest::{Kind, Value};
use crate::order;

/// Entries up to which a map is searched from its end; above it is sorted.
const FEW: usize = 16;

/// What a class map says of an id.
#[derive(Clone, Copy, Debug)]
struct Class {
    /// Handle of the name.
    name: u32,
    /// Its place among the labels that were counted, if it is among them.
    label: Option<u32>,
}

impl Class {
    fn of(name: Value<'_>) -> Self {
        Self { name: name.handle(), label: None }
    }
}

/// The least id of more than [`SHORT`] digits.
const LONG: f64 = 1e15;

/// Digits up to which every id is a number that both a double and a `u64` tell exactly.
const SHORT: usize = 15;

/// A class map, indexed; its buffers are reused.
#[derive(Debug, Default)]
pub(super) struct Classes {
    short: Vec<(u64, Class)>,
    /// Ids of more than [`SHORT`] digits or under 0, as handles of their keys, sorted by the keys.
    long: Vec<(u32, Class)>,
}

impl Classes {
    /// Reads the entries of `map`; an id that comes twice has the later name.
    pub(super) fn read(&mut self, map: Value<'_>) {
        self.short.clear();
        self.long.clear();
        for (key, name) in map.members() {
            if key.name().len() > SHORT || key.name().first() == Some(&b'-') {
                self.long.push((key.handle(), Class::of(name)));
            } else if let Some(id) = id(key.name()) {
                self.short.push((id, Class::of(name)));
            }
        }
        // Stable: of ids that come twice the later one stays behind.
        if self.long.len() > 1 {
            order::sort_by_key(&mut self.long, |&(key, _)| map.at(key).name());
        }
        // They nearly always are in order.
        if self.short.len() > FEW && !self.short.is_sorted_by_key(|&(id, _)| id) {
            order::sort_by_key(&mut self.short, |&(id, _)| id);
        }
    }

    /// The place of the class of that id, which is written as `source`.
    pub(super) fn find(&self, class_id: f64, source: Value<'_>) -> Option<u32> {
        let place = if (0.0..LONG).contains(&class_id) {
            self.find_short(class_id)?
        } else {
            self.short.len() + self.find_long(class_id, source)?
        };
        u32::try_from(place).ok()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a class ID is a whole number from 0")]
    fn find_short(&self, class_id: f64) -> Option<usize> {
        let wanted = class_id as u64;
        if self.short.len() <= FEW {
            return self.short.iter().rposition(|&(id, _)| id == wanted);
        }
        let end = self.short.partition_point(|&(id, _)| id <= wanted);
        let last = end.checked_sub(1)?;
        (self.short[last].0 == wanted).then_some(last)
    }

    /// The same of an id that is compared digit by digit: as a double it could be another one, and none under 0 is an index.
    #[cold]
    fn find_long(&self, class_id: f64, source: Value<'_>) -> Option<usize> {
        let digits = match source.kind() {
            Kind::Integer => source.source().to_owned(),
            _ => format!("{class_id}"),
        };
        let key = |entry: &(u32, Class)| source.at(entry.0).name();
        let end = self.long.partition_point(|entry| key(entry) <= digits.as_bytes());
        let last = end.checked_sub(1)?;
        (key(&self.long[last]) == digits.as_bytes()).then_some(last)
    }

    /// Counts the classes at `places` into `labels`, whose former counts are forgotten: handle of the name and how often,
    /// in order of first appearance.
    pub(super) fn count(&mut self, places: impl Iterator<Item = u32>, labels: &mut Vec<(u32, u32)>) {
        let Self { short, long } = self;
        if !labels.is_empty() {
            labels.clear();
            for class in short.iter_mut().map(|(_, class)| class).chain(long.iter_mut().map(|(_, class)| class)) {
                class.label = None;
            }
        }
        for place in places {
            let place = place as usize;
            let class = match place.checked_sub(short.len()) {
                None => &mut short[place].1,
                Some(place) => &mut long[place].1,
            };
            if let Some(label) = class.label {
                labels[label as usize].1 += 1;
            } else {
                class.label = u32::try_from(labels.len()).ok();
                labels.push((class.name, 1));
            }
        }
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

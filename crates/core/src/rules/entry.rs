//! The top level of an entry: its members with the last of repeated keys, and the pairs that make label attributes.

use super::keys::Keys;
use super::text::name_excerpt;
use crate::manifest::Value;
use crate::order;

/// Members up to which a key is found by looking at all; an entry of more has an index, so that ten thousand are no trap.
const FEW: usize = 24;

/// Key of the image's place.
pub(super) const SOURCE_REF: &str = "source-ref";

/// What joins the two keys of a label attribute.
const METADATA: &str = "-metadata";

/// Keys that the service writes itself.
const SERVICE_KEYS: [&str; 4] = ["cl-metadata", "cl-errors", "errors", "warnings"];

/// Whether the service writes this key itself.
pub(super) fn is_service_key(name: &[u8]) -> bool {
    SERVICE_KEYS.iter().any(|key| name == key.as_bytes())
}

/// Whether a key can never be a label attribute's.
pub(super) fn is_reserved(name: &[u8]) -> bool {
    name == SOURCE_REF.as_bytes() || is_service_key(name)
}

/// A label attribute: the keys and values of `NAME` and `NAME-metadata`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'d> {
    pub(super) key: Value<'d>,
    pub(super) value: Value<'d>,
    pub(super) metadata: Value<'d>,
}

impl Attribute<'_> {
    /// The attribute's name, as much of it as a finding can carry.
    pub(super) fn name(&self) -> String {
        name_excerpt(self.key.str().unwrap_or_default()).into_owned()
    }
}

/// Buffers for the members of one entry, as handles into the document.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Keys and values as they stand.
    members: Vec<(u32, u32)>,
    /// The keys of `members`, where they are many.
    keys: Keys,
    /// Keys that come again later, and so do not count, in the order of the line.
    pub(super) overridden: Vec<u32>,
    /// Label attributes, as places in `members` of `NAME` and `NAME-metadata`, in the order of `NAME`.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Whether there is a key that could be part of a label attribute.
    pub(super) has_candidates: bool,
    /// Whether findings may stand on the line itself, or in an object that belongs to no label attribute.
    pub(super) may_say: bool,
}

impl Entry {
    /// Reads the members of `root`.
    pub(super) fn read(&mut self, root: Value<'_>) {
        self.members.clear();
        self.members.extend(root.members().map(|(key, value)| (key.handle(), value.handle())));
        self.keys.clear();
        if self.members.len() > FEW {
            self.keys.read(self.members.len(), |place| root.at(self.members[place as usize].0).name());
        }
        self.find_overridden(root);
        self.find_pairs(root);
    }

    fn key<'d>(&self, root: Value<'d>, place: u32) -> Value<'d> {
        root.at(self.members[place as usize].0)
    }

    fn value<'d>(&self, root: Value<'d>, place: u32) -> Value<'d> {
        root.at(self.members[place as usize].1)
    }

    /// Place of the last member of that name.
    fn find(&self, root: Value<'_>, name: &[u8]) -> Option<u32> {
        if self.members.len() > FEW {
            return self.keys.find(name, |place| self.key(root, place).name());
        }
        let found = self.members.iter().rposition(|&(key, _)| root.at(key).name() == name)?;
        u32::try_from(found).ok()
    }

    /// The last member of that name: its key and value.
    pub(super) fn get<'d>(&self, root: Value<'d>, name: &str) -> Option<(Value<'d>, Value<'d>)> {
        self.find(root, name.as_bytes()).map(|place| (self.key(root, place), self.value(root, place)))
    }

    fn find_overridden(&mut self, root: Value<'_>) {
        self.overridden.clear();
        if self.members.len() > FEW {
            let key = |&place: &u32| self.members[place as usize].0;
            self.overridden.extend(self.keys.overridden().map(|place| key(&place)));
            return;
        }
        for (place, &(key, _)) in self.members.iter().enumerate() {
            let name = root.at(key).name();
            if self.members[place + 1..].iter().any(|&(later, _)| root.at(later).name() == name) {
                self.overridden.push(key);
            }
        }
    }

    fn find_pairs(&mut self, root: Value<'_>) {
        self.pairs.clear();
        self.has_candidates = false;
        self.may_say = false;
        let mut objects = 0;
        // Both are in the order of the line.
        let mut overridden = self.overridden.iter().peekable();
        for (place, &(key, value)) in (0_u32..).zip(&self.members) {
            if overridden.next_if_eq(&&key).is_some() {
                continue;
            }
            let name = root.at(key).name();
            if name == SOURCE_REF.as_bytes() {
                continue;
            }
            if is_service_key(name) {
                self.may_say = true;
                continue;
            }
            let base = name.strip_suffix(METADATA.as_bytes());
            let value = root.at(value);
            objects += usize::from(value.is_object());
            self.has_candidates |= base.is_some() || value.is_object() || value.is_array() || value.is_number();
            if let Some(base) = base
                && !is_reserved(base)
                && let Some(owner) = self.find(root, base)
            {
                self.pairs.push((owner, place));
            }
        }
        // Metadata nearly always follow their attributes, and each other as these do.
        if !self.pairs.is_sorted() {
            order::sort_by_key(&mut self.pairs, |&pair| pair);
        }
        let is_object = |place| usize::from(self.value(root, place).is_object());
        self.may_say |= objects > self.pairs.iter().map(|pair| is_object(pair.0) + is_object(pair.1)).sum();
    }

    /// The label attributes, in the order of their names on the line.
    pub(super) fn attribute<'d>(&self, root: Value<'d>, pair: (u32, u32)) -> Attribute<'d> {
        Attribute { key: self.key(root, pair.0), value: self.value(root, pair.0), metadata: self.value(root, pair.1) }
    }
}

//! The top level of an entry: its members with the last of repeated keys, and the pairs that make label attributes.

use std::cmp::Ordering;

use crate::manifest::Value;

/// Members by which entries are found linearly; above it they are sorted, so that a line of ten thousand keys is no trap.
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

/// A member among the sorted ones: what of its key decides most comparisons, and its place.
#[derive(Clone, Copy, Debug)]
struct Sorted {
    /// The first bytes of the key as a number that sorts as they do, with zeros behind a shorter one.
    start: u64,
    length: u32,
    place: u32,
}

impl Sorted {
    fn new(name: &[u8], place: u32) -> Self {
        let mut start = [0; 8];
        let kept = name.len().min(start.len());
        start[..kept].copy_from_slice(&name[..kept]);
        Self { start: u64::from_be_bytes(start), length: u32::try_from(name.len()).unwrap_or(u32::MAX), place }
    }

    /// Compares the keys; `whole` does it in full, where their beginnings do not tell.
    fn cmp_name(&self, other: &Self, whole: impl FnOnce() -> Ordering) -> Ordering {
        self.start.cmp(&other.start).then_with(|| match (self.length, other.length) {
            // Both are known whole.
            (0..=8, 0..=8) => self.length.cmp(&other.length),
            _ => whole(),
        })
    }
}

/// A label attribute: the keys and values of `NAME` and `NAME-metadata`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'d> {
    pub(super) key: Value<'d>,
    pub(super) value: Value<'d>,
    pub(super) metadata: Value<'d>,
}

impl Attribute<'_> {
    /// The attribute's name.
    pub(super) fn name(&self) -> String {
        self.key.str().unwrap_or_default().to_owned()
    }
}

/// Buffers for the members of one entry, as handles into the document.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Keys and values as they stand.
    members: Vec<(u32, u32)>,
    /// The members sorted by key and then by place; filled only for entries of many.
    sorted: Vec<Sorted>,
    /// Keys that come again later, and so do not count, in the order of the line.
    pub(super) overridden: Vec<u32>,
    /// Label attributes, as places in `members` of `NAME` and `NAME-metadata`, in the order of `NAME`.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Whether there is a key that could be part of a label attribute.
    pub(super) has_candidates: bool,
}

impl Entry {
    /// Reads the members of `root`.
    pub(super) fn read(&mut self, root: Value<'_>) {
        self.members.clear();
        self.members.extend(root.members().map(|(key, value)| (key.handle(), value.handle())));
        self.sort(root);
        self.find_overridden(root);
        self.find_pairs(root);
    }

    fn sort(&mut self, root: Value<'_>) {
        self.sorted.clear();
        if self.members.len() > FEW {
            let name = |sorted: &Sorted| root.at(self.members[sorted.place as usize].0).name();
            let members = (0_u32..).zip(&self.members);
            self.sorted.extend(members.map(|(place, &(key, _))| Sorted::new(root.at(key).name(), place)));
            self.sorted.sort_unstable_by(|one, other| {
                one.cmp_name(other, || name(one).cmp(name(other))).then(one.place.cmp(&other.place))
            });
        }
    }

    fn key<'d>(&self, root: Value<'d>, place: u32) -> Value<'d> {
        root.at(self.members[place as usize].0)
    }

    fn value<'d>(&self, root: Value<'d>, place: u32) -> Value<'d> {
        root.at(self.members[place as usize].1)
    }

    /// Place of the last member of that name.
    fn find(&self, root: Value<'_>, name: &[u8]) -> Option<u32> {
        if self.sorted.is_empty() {
            let found = self.members.iter().rposition(|&(key, _)| root.at(key).name() == name)?;
            return u32::try_from(found).ok();
        }
        let wanted = Sorted::new(name, 0);
        let order = |other: &Sorted| other.cmp_name(&wanted, || self.key(root, other.place).name().cmp(name));
        let end = self.sorted.partition_point(|other| order(other) != Ordering::Greater);
        let last = self.sorted.get(end.checked_sub(1)?)?;
        (order(last) == Ordering::Equal).then_some(last.place)
    }

    /// The last member of that name: its key and value.
    pub(super) fn get<'d>(&self, root: Value<'d>, name: &str) -> Option<(Value<'d>, Value<'d>)> {
        self.find(root, name.as_bytes()).map(|place| (self.key(root, place), self.value(root, place)))
    }

    fn find_overridden(&mut self, root: Value<'_>) {
        self.overridden.clear();
        if self.sorted.is_empty() {
            for (place, &(key, _)) in self.members.iter().enumerate() {
                let name = root.at(key).name();
                if self.members[place + 1..].iter().any(|&(later, _)| root.at(later).name() == name) {
                    self.overridden.push(key);
                }
            }
            return;
        }
        for neighbours in self.sorted.windows(2) {
            let [one, other] = [&neighbours[0], &neighbours[1]];
            let key = self.key(root, one.place);
            if one.cmp_name(other, || key.name().cmp(self.key(root, other.place).name())) == Ordering::Equal {
                self.overridden.push(key.handle());
            }
        }
        self.overridden.sort_unstable();
    }

    fn find_pairs(&mut self, root: Value<'_>) {
        self.pairs.clear();
        self.has_candidates = false;
        // Both are in the order of the line.
        let mut overridden = self.overridden.iter().peekable();
        for (place, &(key, value)) in (0_u32..).zip(&self.members) {
            if overridden.next_if_eq(&&key).is_some() {
                continue;
            }
            let name = root.at(key).name();
            if is_reserved(name) {
                continue;
            }
            let base = name.strip_suffix(METADATA.as_bytes());
            let value = root.at(value);
            self.has_candidates |= base.is_some() || value.is_object() || value.is_array() || value.is_number();
            if let Some(base) = base
                && !is_reserved(base)
                && let Some(owner) = self.find(root, base)
            {
                self.pairs.push((owner, place));
            }
        }
        self.pairs.sort_unstable();
    }

    /// The label attributes, in the order of their names on the line.
    pub(super) fn attribute<'d>(&self, root: Value<'d>, pair: (u32, u32)) -> Attribute<'d> {
        Attribute { key: self.key(root, pair.0), value: self.value(root, pair.0), metadata: self.value(root, pair.1) }
    }
}

//! Lines that belong together: a scene, a video, a patient. The rule is read off each line's `source-ref`, and only a hash
//! of what it names is kept, eight bytes a line; so columns of neighbouring ranges append to one, however they were cut.

use hashbrown::HashTable;
use regex_lite::{Regex, RegexBuilder};
use xxhash_rust::xxh64::xxh64;

use super::usable::number;
use crate::catalog::Manifest;
use crate::manifest::{Document, Line, MAX_KEPT, SourceRef};
use crate::report::ManifestFinding;
use crate::rules::Status;
use crate::rules::split::invalid_option;

/// Most bytes that a compiled pattern may take: patterns for file names take a few hundred. Matching takes time in
/// proportion to this and to the text, whatever the pattern.
const PATTERN_BYTES: usize = 1 << 16;

/// Seed of the hash of a group's name, the same as of a line's `source-ref`.
const SEED: u64 = 42;

/// Marks a line that belongs to no group but its own.
const ALONE: u64 = 0;

/// A rule that tells the group of a line from its `source-ref`.
#[derive(Clone, Debug)]
pub struct GroupBy {
    text: String,
    rule: Rule,
}

#[derive(Clone, Debug)]
enum Rule {
    Folder,
    /// What [`GroupBy::FOLDER_ABOVE`] says, many times as fast: it is tried on the names of every manifest.
    FolderAbove,
    Pattern(Regex),
}

impl GroupBy {
    /// The word for grouping by folder.
    pub const FOLDER: &'static str = "folder";

    /// The pattern that groups by the folder above an image's own.
    pub(super) const FOLDER_ABOVE: &'static str = r"^(s3://[^/]+/.+)/[^/]+/[^/]+$";

    /// Reads a rule: `folder`, or a regular expression of which the capture names the group, or all that it matches where
    /// it has none. Fails where it is no such expression.
    ///
    /// ```
    /// use holdout_core::split::GroupBy;
    /// let scenes = GroupBy::parse(r"scene-(\d+)").expect("a pattern");
    /// assert_eq!(scenes.group_of("s3://bucket/scene-0042/7.jpg"), Some("0042"));
    /// assert_eq!(scenes.group_of("s3://bucket/other/7.jpg"), None);
    /// let folders = GroupBy::parse("folder").expect("a word");
    /// assert_eq!(folders.group_of("s3://bucket/a/b/7.jpg"), Some("s3://bucket/a/b"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ManifestFinding> {
        let rule = match text {
            Self::FOLDER => Rule::Folder,
            Self::FOLDER_ABOVE => Rule::FolderAbove,
            text => Rule::Pattern(pattern(text)?),
        };
        Ok(Self { text: text.to_owned(), rule })
    }

    /// The rule as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The group of a line; nothing where it belongs to none.
    pub fn group_of<'s>(&self, source_ref: &'s str) -> Option<&'s str> {
        match &self.rule {
            Rule::Folder => {
                let folder = &source_ref[..source_ref.rfind('/')?];
                // What is left of an image at the top is its bucket.
                (folder.len() > SourceRef::SCHEME.len() && folder[SourceRef::SCHEME.len()..].contains('/'))
                    .then_some(folder)
            }
            Rule::FolderAbove => folder_above(source_ref),
            Rule::Pattern(pattern) => {
                let captures = pattern.captures(source_ref)?;
                let named = captures.get(captures.len() - 1)?;
                Some(named.as_str())
            }
        }
    }
}

fn folder_above(source_ref: &str) -> Option<&str> {
    let (folder, file) = source_ref.rsplit_once('/')?;
    let (above, own) = folder.rsplit_once('/')?;
    let (bucket, path) = above.strip_prefix(SourceRef::SCHEME)?.split_once('/')?;
    let is_whole = ![file, own, bucket, path].contains(&"") && !path.contains('\n');
    is_whole.then_some(above)
}

fn pattern(text: &str) -> Result<Regex, ManifestFinding> {
    if text.is_empty() {
        return Err(invalid_option("the pattern to group by is empty".to_owned()));
    }
    let pattern = RegexBuilder::new(text).size_limit(PATTERN_BYTES).build();
    let pattern = pattern.map_err(|error| invalid_option(format!("\"{text}\" is no pattern to group by: {error}")))?;
    match pattern.captures_len() {
        1 | 2 => Ok(pattern),
        more => Err(invalid_option(format!(
            "\"{text}\" captures {} parts; capture one, and write (?:...) around the others",
            more - 1
        ))),
    }
}

/// Reads the groups of the lines of a byte range that begins and ends where lines do.
#[derive(Debug)]
pub struct GroupReader {
    by: GroupBy,
    document: Document,
    /// Whether the next line is the input's first.
    first: bool,
    /// The beginning of a line whose end has not come yet, as far as a line is kept.
    kept: Vec<u8>,
    hashes: Vec<u64>,
}

impl GroupReader {
    /// A reader of the lines from byte `start` of the input on.
    pub fn new(by: &GroupBy, start: u64) -> Self {
        Self { by: by.clone(), document: Document::default(), first: start == 0, kept: Vec::new(), hashes: Vec::new() }
    }

    /// Reads the bytes that follow, as many as there are.
    pub fn push(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            if part.ends_with(b"\n") && self.kept.is_empty() {
                self.read(part);
                continue;
            }
            // A line longer than any that is read need not be kept in full to be known as one.
            let room = (MAX_KEPT + 2).saturating_sub(self.kept.len());
            self.kept.extend_from_slice(&part[..part.len().min(room)]);
            if part.ends_with(b"\n") {
                let mut line = std::mem::take(&mut self.kept);
                self.read(&line);
                line.clear();
                self.kept = line;
            }
        }
    }

    /// The groups of the lines, as hashes.
    pub fn finish(mut self) -> Vec<u64> {
        if !self.kept.is_empty() {
            let line = std::mem::take(&mut self.kept);
            self.read(&line);
        }
        self.hashes
    }

    fn read(&mut self, line: &[u8]) {
        let source = source_ref(&mut self.document, line, self.first);
        // A hash that is the mark by chance becomes another.
        let hash =
            source.and_then(|source| self.by.group_of(source)).map(|name| xxh64(name.as_bytes(), SEED).max(ALONE + 1));
        self.hashes.push(hash.unwrap_or(ALONE));
        self.first = false;
    }
}

/// The decoded `source-ref` of a line, if it has one.
pub fn source_ref<'d>(document: &'d mut Document, line: &'d [u8], first: bool) -> Option<&'d str> {
    if line.len() > MAX_KEPT {
        return None;
    }
    let text = std::str::from_utf8(Line::new(line, first).content).ok()?;
    document.parse(text).ok()?.get("source-ref")?.str()
}

/// The groups of a manifest's usable lines.
#[derive(Clone, Debug)]
pub struct Groups {
    by: String,
    /// The group of each row; rows that are not usable have none.
    ids: Vec<u32>,
    count: u32,
    /// Of each group the hash of its name, and a mark for a line by itself.
    hashes: Vec<u64>,
    /// Lines that a rule put into a group.
    matched: u64,
}

/// The id of a row that is not usable.
const NO_GROUP: u32 = u32::MAX;

/// The groups of a manifest in the making: what [`GroupReader`] makes of its lines, in order.
#[derive(Debug)]
pub struct Grouping {
    groups: Groups,
    /// The groups that have a name.
    known: HashTable<u32>,
    lines: usize,
}

impl Grouping {
    /// Those of no line yet.
    pub fn new(manifest: &Manifest, by: &GroupBy) -> Self {
        let ids = Vec::with_capacity(manifest.len());
        let groups = Groups { by: by.text.clone(), ids, count: 0, hashes: Vec::new(), matched: 0 };
        Self { groups, known: HashTable::new(), lines: manifest.len() }
    }

    /// Takes the hashes of the lines that follow.
    pub fn push(&mut self, manifest: &Manifest, hashes: impl IntoIterator<Item = u64>) {
        for hash in hashes {
            let row = number(self.groups.ids.len());
            let is_usable = self.groups.ids.len() < self.lines && manifest.status(row) == Status::Valid;
            let id = if is_usable { self.group_of(hash) } else { NO_GROUP };
            self.groups.ids.push(id);
        }
    }

    /// The group of a usable line, which is a new one unless it is known by its hash.
    fn group_of(&mut self, hash: u64) -> u32 {
        let Groups { count, hashes, matched, .. } = &mut self.groups;
        let next = *count;
        let id = if hash == ALONE {
            next
        } else {
            *matched += 1;
            let same = |&other: &u32| hashes[other as usize] == hash;
            *self.known.entry(hash, same, |&other| hashes[other as usize]).or_insert(next).get()
        };
        if id == next {
            hashes.push(hash);
            *count += 1;
        }
        id
    }

    /// The groups. Fails where other than all lines were taken.
    pub fn finish(self) -> Result<Groups, ManifestFinding> {
        let (read, lines) = (self.groups.ids.len(), self.lines);
        if read == lines {
            Ok(self.groups)
        } else {
            Err(invalid_option(format!("groups of {read} lines were read, and there are {lines}")))
        }
    }
}

impl Groups {
    /// The groups of a manifest, of which `hashes` are those of all lines in order. Fails where they are not as many.
    pub fn new(manifest: &Manifest, by: &GroupBy, hashes: &[u64]) -> Result<Self, ManifestFinding> {
        let mut grouping = Grouping::new(manifest, by);
        grouping.push(manifest, hashes.iter().copied());
        grouping.finish()
    }

    /// The rule, as it was written.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// Number of groups; a line that the rule does not match is one by itself.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Usable lines that the rule matches.
    pub fn matched(&self) -> u64 {
        self.matched
    }

    /// The group of a usable line.
    pub fn of(&self, row: u32) -> u32 {
        self.ids[row as usize]
    }

    /// The hash by which the group of a usable line is told its side: that of its name, or of a line by itself that of its
    /// `source-ref`.
    pub(super) fn hash_of(&self, manifest: &Manifest, row: u32) -> u64 {
        match self.hashes[self.of(row) as usize] {
            ALONE => manifest.source_hash(row),
            hash => hash,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_folder_above_is_what_its_pattern_says(name in "(s3://?)?([/ab\n]|//){0,12}") {
            let pattern = Rule::Pattern(pattern(GroupBy::FOLDER_ABOVE).expect("a pattern"));
            let by_pattern = GroupBy { text: GroupBy::FOLDER_ABOVE.to_owned(), rule: pattern };
            let by = GroupBy::parse(GroupBy::FOLDER_ABOVE).expect("a pattern");
            prop_assert_eq!(by.group_of(&name), by_pattern.group_of(&name));
        }
    }
}

//! Reading one line: its rules in their order, and what is left of the line for training.

use super::attribute::{Buffers, Outcome};
use super::entry::{Entry, SOURCE_REF};
use super::pattern::{Patterns, Sighting, Verdict};
use super::rule::Status;
use super::sink::{Sink, Tally};
use super::{Code, attribute, line};
use crate::manifest::{Document, Line, MAX_CHARACTERS, SourceRef, Value, characters};

/// A label of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelUse {
    /// Handle of the name.
    name: u32,
    /// Boxes that carry it.
    boxes: u32,
    /// Whether the image as a whole carries it.
    image_level: bool,
}

/// Reads lines one after the other; its buffers are reused.
#[derive(Debug, Default)]
pub struct Judge {
    document: Document,
    entry: Entry,
    buffers: Buffers,
    labels: Vec<LabelUse>,
    patterns: Patterns,
}

/// What a line is good for.
#[derive(Debug)]
pub struct Judgement<'j> {
    /// What becomes of it, as far as it tells by itself: whether it repeats the image of an earlier line is seen later.
    pub status: Status,
    /// Its `source-ref`, decoded, where it is well formed.
    pub source_ref: Option<&'j str>,
    bucket_length: usize,
    /// Byte range of the value of `source-ref` on the line's content.
    pub source_ref_span: std::ops::Range<usize>,
    /// Whether it has an image-level label.
    pub image_level: bool,
    /// Whether it has a box.
    pub localization: bool,
    /// How many of its label attributes are not used.
    unused: usize,
    /// Whether findings may stand on the line, the service's or an earlier check's. Where they do it is so.
    pub(crate) may_say: bool,
    root: Option<Value<'j>>,
    labels: &'j [LabelUse],
}

impl<'j> Judgement<'j> {
    fn removed() -> Self {
        Self {
            status: Status::Removed,
            source_ref: None,
            bucket_length: 0,
            source_ref_span: 0..0,
            image_level: false,
            localization: false,
            unused: 0,
            may_say: false,
            root: None,
            labels: &[],
        }
    }

    /// A line that is removed once it has been parsed, so that what it says of itself can still be read.
    fn removed_entry(root: Value<'j>) -> Self {
        Self { may_say: true, root: Some(root), ..Self::removed() }
    }

    /// The line, parsed, if it is a JSON object that was read.
    pub(crate) fn root(&self) -> Option<Value<'j>> {
        self.root
    }

    /// The bucket that `source_ref` names.
    pub fn bucket(&self) -> Option<&str> {
        self.source_ref?.get(SourceRef::SCHEME.len()..)?.get(..self.bucket_length)
    }

    /// What was said of the line, `tally` included, if others can be expected of which the same is to be said. Of a valid line
    /// all label attributes must be used for that: patterns don't tell which are not.
    pub(crate) fn verdict<'t>(&self, tally: &'t Tally) -> Option<Verdict<&'t [(Code, u32)]>> {
        let Self { status, image_level, localization, .. } = *self;
        let teaches = self.source_ref.is_some() && (self.unused == 0 || status != Status::Valid);
        teaches.then(|| Verdict { status, image_level, localization, findings: tally.counts() })
    }

    /// Labels of a valid line, in order of first appearance, each once: the name, how many boxes carry it, and whether the
    /// image as a whole does.
    pub fn labels(&self) -> impl Iterator<Item = (&'j str, u32, bool)> {
        let root = self.root;
        let labels: &[LabelUse] = if self.status == Status::Valid { self.labels } else { &[] };
        labels.iter().filter_map(move |label| Some((root?.at(label.name).str()?, label.boxes, label.image_level)))
    }
}

impl Judge {
    /// Reads a line. What is found goes to `sink`.
    ///
    /// ```
    /// use holdout_core::manifest::Line;
    /// use holdout_core::rules::{Code, Explain, Judge, Status};
    /// let mut findings = Explain::default();
    /// let status = Judge::default().judge(Line::new(b"{}\n", false), &mut findings).status;
    /// assert_eq!(status, Status::Removed);
    /// assert_eq!(findings.into_problems()[0].code, Code::MissingSourceRef);
    /// ```
    pub fn judge<'j>(&'j mut self, text: Line<'j>, sink: &mut impl Sink) -> Judgement<'j> {
        line::byte_order_mark::check(text.skipped, sink);
        if text.content.len() > MAX_CHARACTERS
            && std::str::from_utf8(text.content).is_ok()
            && line::line_too_long::check(characters(text.content), sink)
        {
            return Judgement::removed();
        }
        let Self { document, entry, buffers, labels, .. } = self;
        let Some(root) = line::invalid_json_line::check(text.content, document, sink) else {
            return Judgement::removed();
        };
        entry.read(root);
        line::duplicate_key::check(root, entry, sink);
        let Some((_, source)) = entry.get(root, SOURCE_REF) else {
            line::missing_source_ref::report(root, sink);
            return Judgement::removed_entry(root);
        };
        let Some((source_ref, bucket_length)) = line::invalid_source_ref_format::check(source, sink) else {
            return Judgement::removed_entry(root);
        };
        line::image_extension::check(source_ref, source, sink);
        let reading = read_attributes(root, entry, buffers, labels, sink);
        Judgement {
            status: reading.status,
            source_ref: Some(source_ref),
            bucket_length,
            source_ref_span: source.span(),
            image_level: reading.image_level,
            localization: reading.localization,
            unused: reading.unused,
            may_say: entry.may_say || buffers.may_say,
            root: Some(root),
            labels,
        }
    }

    /// Reads the line at the beginning of `bytes`, its ending included, if it is like one that was learnt.
    ///
    /// It gives what [`judge`](Self::judge) would give of it and its sink, or nothing. `number` gives a label's number, always
    /// the same of the same name.
    #[inline]
    pub(crate) fn recognize<'j>(
        &'j mut self,
        bytes: &'j [u8],
        number: &mut impl FnMut(&[u8]) -> u32,
    ) -> Option<Sighting<'j>> {
        self.patterns.read(bytes, number)
    }

    /// Learns from the line that was judged last: `line`, its ending included, and nothing before it.
    pub(crate) fn learn(&mut self, line: &[u8], verdict: Verdict<&[(Code, u32)]>) {
        self.patterns.learn(line, self.document.root(), &self.entry, verdict);
    }

    /// Judges a line of more than [`MAX_KEPT`](crate::manifest::MAX_KEPT) bytes, of which is known only whether it is UTF-8.
    pub fn judge_long(is_utf8: bool, sink: &mut impl Sink) -> Status {
        if is_utf8 {
            line::line_too_long::report_unread(sink);
        } else {
            line::invalid_json_line::report_unread(sink);
        }
        Status::Removed
    }
}

struct Attributes {
    status: Status,
    image_level: bool,
    localization: bool,
    unused: usize,
}

fn read_attributes(
    root: Value<'_>,
    entry: &Entry,
    buffers: &mut Buffers,
    labels: &mut Vec<LabelUse>,
    sink: &mut impl Sink,
) -> Attributes {
    labels.clear();
    buffers.may_say = false;
    let mut read = Attributes { status: Status::Invalid, image_level: false, localization: false, unused: 0 };
    if !entry.has_candidates {
        line::unannotated_record::report(root, sink);
        return Attributes { status: Status::Ignored, ..read };
    }
    if entry.pairs.is_empty() {
        line::no_label_attributes::report(root, sink);
        return read;
    }
    let (mut boxes, mut spoilt, mut empty) = (0, false, false);
    for &pair in &entry.pairs {
        let reading = attribute::read(&entry.attribute(root, pair), buffers, sink);
        boxes += reading.boxes;
        spoilt |= reading.spoils_line;
        match reading.outcome {
            Outcome::Dropped => {
                read.unused += 1;
                continue;
            }
            Outcome::Empty => {
                read.unused += 1;
                empty = true;
            }
            Outcome::ImageLevel => read.image_level = true,
            Outcome::Boxes => read.localization = true,
        }
        for &(name, boxes) in &buffers.labels {
            let image_level = reading.outcome == Outcome::ImageLevel;
            add_label(root, LabelUse { name, boxes, image_level }, labels);
        }
    }
    let used = read.image_level || read.localization;
    if !used && !empty {
        line::no_valid_label_attributes::report(root, sink);
    } else if !used {
        line::no_annotations::report(root, sink);
    }
    spoilt |= line::too_many_bounding_boxes::check(boxes, root, sink);
    if labels.len() > line::too_many_labels_per_image::MAX_LABELS {
        line::too_many_labels_per_image::report(root, sink);
        spoilt = true;
    }
    read.status = match (spoilt, used, empty) {
        (false, true, _) => Status::Valid,
        (false, false, true) => Status::Ignored,
        _ => Status::Invalid,
    };
    read
}

/// Adds a label to those of the line. One more than the limit is kept, to be reported, and no others.
fn add_label(root: Value<'_>, label: LabelUse, labels: &mut Vec<LabelUse>) {
    let name = root.at(label.name).name();
    // Names that differ do so in their last byte more often than not, and comparing whole names is a call.
    let is_same = |other: &[u8]| other.len() == name.len() && other.last() == name.last() && other == name;
    if let Some(known) = labels.iter_mut().find(|known| is_same(root.at(known.name).name())) {
        known.boxes += label.boxes;
        known.image_level |= label.image_level;
    } else if labels.len() <= line::too_many_labels_per_image::MAX_LABELS {
        labels.push(label);
    }
}

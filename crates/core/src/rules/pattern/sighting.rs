//! What a line that fits a pattern says, and whether the rules would find nothing on it.

use std::ops::Range;

use super::step::{Attribute, Member, Pattern};
use crate::manifest::{SourceRef, escaped_end};
use crate::rules::annotation::{bounding_box_too_small, invalid_bounding_box};
use crate::rules::attribute::label_name_length;
use crate::rules::line::{
    image_extension, invalid_image, invalid_image_dimension, too_many_bounding_boxes, too_many_labels_per_image,
};

/// Classes up to which a map may stand in any order; longer ones must be sorted by id.
const FEW: usize = 24;

/// The values of the line that is read. Buffers are reused.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    source_ref: Range<usize>,
    /// `s3://BUCKET/`, as it stood on the last line.
    prefix: Vec<u8>,
    /// Names of image-level labels, by attribute.
    pub(super) class_names: Vec<Name>,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Class of each box.
    boxes: Vec<u32>,
    /// How far to the right and down any box reaches, and the shortest side of any.
    reach: [f64; 2],
    shortest: f64,
    pub(super) objects: usize,
    classes: Vec<Class>,
    /// Whether their ids increase.
    sorted: bool,
    /// Classes that boxes have, as they were met.
    met: Vec<usize>,
    labels: Vec<SeenLabel>,
    decoded: String,
    scratch: String,
}

/// Where a label's name stands: on the line or, if it is written with escapes, among the decoded.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    pub(super) range: Range<usize>,
    pub(super) is_decoded: bool,
}

impl Name {
    fn bytes<'l>(&self, line: &'l [u8], decoded: &'l str) -> &'l [u8] {
        &(if self.is_decoded { decoded.as_bytes() } else { line })[self.range.clone()]
    }

    /// Whether it may name a label.
    fn fits(&self) -> bool {
        (1..=label_name_length::MAX_CHARACTERS).contains(&self.range.len())
    }
}

/// An entry of the class map.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) id: u32,
    pub(super) name: Name,
    /// Boxes that carry it.
    pub(super) boxes: u32,
}

/// A label of the line.
#[derive(Clone, Debug)]
struct SeenLabel {
    name: Name,
    /// What differs between most names: the length and the last byte.
    key: (usize, u8),
    boxes: u32,
    on_image: bool,
}

/// A valid line on which the rules find nothing.
#[derive(Debug)]
pub(crate) struct Sighting<'l> {
    /// The line, its ending included.
    pub(crate) line: &'l [u8],
    /// Its `source-ref`, and the bucket that it names.
    pub(crate) source_ref: &'l [u8],
    pub(crate) bucket: &'l [u8],
    /// Whether it has an image-level label.
    pub(crate) image_level: bool,
    /// Whether it has a box.
    pub(crate) localization: bool,
    labels: &'l [SeenLabel],
    decoded: &'l str,
}

impl<'l> Sighting<'l> {
    /// Its labels, in order of first appearance, each once: the name, how many boxes carry it, and whether the image as
    /// a whole does.
    pub(crate) fn labels(&self) -> impl Iterator<Item = (&'l [u8], u32, bool)> {
        let (line, decoded) = (self.line, self.decoded);
        self.labels.iter().map(move |label| (label.name.bytes(line, decoded), label.boxes, label.on_image))
    }
}

impl Gathered {
    pub(super) fn clear(&mut self, attributes: usize) {
        self.class_names.clear();
        self.class_names.resize(attributes, Name::default());
        self.boxes.clear();
        self.reach = [0.0; 2];
        self.shortest = f64::INFINITY;
        self.objects = 0;
        self.classes.clear();
        self.sorted = true;
        self.decoded.clear();
    }

    #[cold]
    pub(super) fn escaped_text(&mut self, bytes: &[u8], start: usize) -> Option<(Name, usize)> {
        let before = self.decoded.len();
        let end = escaped_end(bytes, start, &mut self.scratch, &mut self.decoded)?;
        Some((Name { range: before..self.decoded.len(), is_decoded: true }, end))
    }

    /// Takes the address of the image. Gives nothing where it is none.
    #[inline]
    pub(super) fn take_source_ref(&mut self, bytes: &[u8], range: Range<usize>) -> Option<()> {
        let text = &bytes[range.clone()];
        if self.prefix.is_empty() || !text.starts_with(&self.prefix) {
            self.read_bucket(text)?;
        }
        self.source_ref = range;
        let has_key = (1..=SourceRef::LONGEST_KEY).contains(&(text.len() - self.prefix.len()));
        (has_key && image_extension::is_usual(text)).then_some(())
    }

    #[cold]
    fn read_bucket(&mut self, text: &[u8]) -> Option<()> {
        let source = SourceRef::parse(std::str::from_utf8(text).ok()?).ok()?;
        self.prefix.clear();
        self.prefix.extend_from_slice(&text[..text.len() - source.key.len()]);
        Some(())
    }

    /// Takes the values of a box, in the order of [`Member`]. Gives nothing where the class is no whole number.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::float_cmp,
        reason = "a whole number is what it is once it was cut to one"
    )]
    pub(super) fn take_box(&mut self, values: [f64; 5]) -> Option<()> {
        let class = values[Member::ClassId as usize] as u32;
        self.boxes.push(class);
        for (reach, start, side) in [(0, Member::Left, Member::Width), (1, Member::Top, Member::Height)] {
            let side = values[side as usize];
            let end = values[start as usize] + side;
            // Of numbers that are none there are none here; `max` and `min` would ask.
            if end > self.reach[reach] {
                self.reach[reach] = end;
            }
            if side < self.shortest {
                self.shortest = side;
            }
        }
        (f64::from(class) == values[Member::ClassId as usize]).then_some(())
    }

    /// Takes an entry of the class map. Gives nothing where it repeats another, or may do so.
    #[inline]
    pub(super) fn take_class(&mut self, class: Class) -> Option<()> {
        self.sorted &= self.classes.last().is_none_or(|last| last.id < class.id);
        let is_new = self.sorted || self.classes.len() < FEW && self.classes.iter().all(|other| other.id != class.id);
        let fits = class.name.fits();
        self.classes.push(class);
        (is_new && fits).then_some(())
    }

    /// Whether the rules would find nothing on the values, now that all are there. Names the labels.
    pub(super) fn settle(&mut self, pattern: &Pattern, line: &[u8]) -> bool {
        self.labels.clear();
        for (place, attribute) in pattern.attributes.iter().enumerate() {
            let settled = match attribute {
                Attribute::Classification => self.settle_class_name(line, place),
                Attribute::Detection => self.settle_boxes(line),
            };
            if !settled {
                return false;
            }
        }
        self.labels.len() <= too_many_labels_per_image::MAX_LABELS
    }

    fn settle_class_name(&mut self, line: &[u8], attribute: usize) -> bool {
        let name = self.class_names[attribute].clone();
        let fits = name.fits();
        self.add_label(line, name, 0, true);
        fits
    }

    fn settle_boxes(&mut self, line: &[u8]) -> bool {
        let (width, height) = (self.width, self.height);
        let good_image = !invalid_image::is_wrong(width, height) && !invalid_image_dimension::is_wrong(width, height);
        let good_boxes = self.boxes.len() <= too_many_bounding_boxes::MAX_BOXES
            && self.objects == self.boxes.len()
            && !invalid_bounding_box::is_beyond(self.reach[0], width)
            && !invalid_bounding_box::is_beyond(self.reach[1], height)
            && !bounding_box_too_small::is_small(self.shortest, bounding_box_too_small::longest_side(width, height));
        good_image && good_boxes && self.count_boxes(line)
    }

    /// Counts the boxes of each class. Says whether all are in the class map.
    fn count_boxes(&mut self, line: &[u8]) -> bool {
        self.met.clear();
        for &id in &self.boxes {
            let Some(place) = place(&self.classes, id) else { return false };
            let class = &mut self.classes[place];
            if class.boxes == 0 {
                self.met.push(place);
            }
            class.boxes += 1;
        }
        for met in 0..self.met.len() {
            let Class { name, boxes, .. } = self.classes[self.met[met]].clone();
            self.add_label(line, name, boxes, false);
        }
        true
    }

    /// The line that was read, which fitted `pattern` and is `line`.
    pub(super) fn sighting<'l>(&'l self, pattern: &Pattern, line: &'l [u8]) -> Sighting<'l> {
        let source_ref = &line[self.source_ref.clone()];
        Sighting {
            line,
            source_ref,
            bucket: &source_ref[SourceRef::SCHEME.len()..self.prefix.len() - 1],
            image_level: pattern.attributes.contains(&Attribute::Classification),
            localization: pattern.attributes.contains(&Attribute::Detection),
            labels: &self.labels,
            decoded: &self.decoded,
        }
    }

    /// Adds a label to those of the line: classes of several ids may have one name.
    fn add_label(&mut self, line: &[u8], name: Name, boxes: u32, on_image: bool) {
        let text = name.bytes(line, &self.decoded);
        let key = (text.len(), text.last().copied().unwrap_or_default());
        let is_same = |known: &SeenLabel| known.key == key && known.name.bytes(line, &self.decoded) == text;
        match self.labels.iter().position(is_same) {
            Some(known) => {
                self.labels[known].boxes += boxes;
                self.labels[known].on_image |= on_image;
            }
            None => self.labels.push(SeenLabel { name, key, boxes, on_image }),
        }
    }
}

/// Place of the class of that id.
#[inline]
fn place(classes: &[Class], id: u32) -> Option<usize> {
    if classes.len() <= FEW {
        classes.iter().position(|class| class.id == id)
    } else {
        classes.binary_search_by_key(&id, |class| class.id).ok()
    }
}

//! What a line that fits a pattern says, and whether the rules would find nothing in its values.

use std::ops::Range;

use super::literal::Literal;
use super::names::Names;
use super::step::{Attribute, Member, Pattern, Verdict};
use crate::manifest::SourceRef;
use crate::rules::annotation::{bounding_box_too_small, invalid_bounding_box};
use crate::rules::line::{
    image_extension, invalid_image, invalid_image_dimension, too_many_bounding_boxes, too_many_labels_per_image,
};
use crate::rules::{Code, Status};

/// The values of the line that is read. Buffers are reused.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    source_ref: Range<usize>,
    /// `s3://BUCKET/`, as it stood on the last line.
    prefix: Literal,
    /// How often it became another.
    buckets: u32,
    /// The key of each attribute's name, if it is an image-level label.
    class_names: Vec<u32>,
    /// Names of image-level labels, and of the boxes' classes.
    image_names: Names,
    box_names: Names,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Class of each box.
    boxes: Vec<u32>,
    /// How far to the right and down any box reaches, and the shortest side of any.
    reach: [f64; 2],
    shortest: f64,
    pub(super) objects: usize,
    /// Classes that boxes have, as they were met.
    met: Vec<u32>,
    labels: Vec<SeenLabel>,
}

/// A label of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenLabel {
    /// Its number.
    pub(crate) label: u32,
    /// How many boxes carry it.
    pub(crate) boxes: u32,
    /// Whether the image as a whole does.
    pub(crate) on_image: bool,
}

/// A line that was read.
#[derive(Debug)]
pub(crate) struct Sighting<'l> {
    /// The line, its ending included.
    pub(crate) line: &'l [u8],
    /// Its `source-ref`, and the bucket that it names.
    pub(crate) source_ref: &'l [u8],
    pub(crate) bucket: &'l [u8],
    /// The same number as long as it is the same bucket from line to line.
    pub(crate) bucket_run: u32,
    /// What the rules say of it.
    pub(crate) verdict: &'l Verdict<Vec<(Code, u32)>>,
    /// Its labels if it is valid, in order of first appearance, each once.
    pub(crate) labels: &'l [SeenLabel],
}

impl Gathered {
    pub(super) fn clear(&mut self, attributes: usize) {
        self.class_names.clear();
        self.class_names.resize(attributes, 0);
        self.image_names.begin_line();
        self.box_names.begin_line();
        self.boxes.clear();
        self.reach = [0.0; 2];
        self.shortest = f64::INFINITY;
        self.objects = 0;
    }

    /// Takes the address of the image. Gives nothing where it is none, or ends otherwise than is wanted.
    #[inline]
    pub(super) fn take_source_ref(&mut self, bytes: &[u8], range: Range<usize>, is_usual: bool) -> Option<()> {
        let text = &bytes[range.clone()];
        if self.prefix.length() == 0 || self.prefix.skip(bytes, range.start).is_none() {
            self.read_bucket(text)?;
        }
        self.source_ref = range;
        // The prefix ends in a slash, so a quote that ends the address before it does is none of its bytes.
        let has_key = (1..=SourceRef::LONGEST_KEY).contains(&(text.len() - self.prefix.length()));
        (has_key && image_extension::is_usual(text) == is_usual).then_some(())
    }

    #[cold]
    fn read_bucket(&mut self, text: &[u8]) -> Option<()> {
        let source = SourceRef::parse(std::str::from_utf8(text).ok()?).ok()?;
        self.prefix.set(&text[..text.len() - source.key.len()]);
        self.buckets = self.buckets.wrapping_add(1);
        Some(())
    }

    /// Reads the class name of an attribute, whose inside starts at `start`; gives the offset of its closing quote.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "halves of a number, and as much of a product as is wanted")]
    pub(super) fn take_class_name(&mut self, attribute: usize, bytes: &[u8], start: usize) -> Option<usize> {
        // A name and what follows it are the same whenever it comes again, so they tell where to look for it.
        let likely = u128::from_le_bytes(*bytes.get(start..)?.first_chunk()?);
        let [one, other] = [likely, likely >> 64].map(|half| half as u64);
        // Only the highest bits depend on every byte, and the last bytes are those that differ: the highest are to come first.
        let key = (one ^ other).wrapping_mul(0x9E37_79B9_7F4A_7C15).swap_bytes() as u32;
        self.class_names[attribute] = key;
        self.image_names.read(key, bytes, start)
    }

    /// Reads the name of a class of boxes.
    #[inline]
    pub(super) fn take_class(&mut self, id: u32, bytes: &[u8], start: usize) -> Option<usize> {
        self.box_names.read(id, bytes, start)
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
            // All of them are numbers; `max` and `min` would ask.
            if end > self.reach[reach] {
                self.reach[reach] = end;
            }
            if side < self.shortest {
                self.shortest = side;
            }
        }
        (f64::from(class) == values[Member::ClassId as usize]).then_some(())
    }

    /// Whether the rules would find nothing in the values, now that all are there.
    pub(super) fn settle(&mut self, pattern: &Pattern) -> bool {
        self.met.clear();
        let has_boxes = pattern.attributes.contains(&Attribute::Detection);
        (!has_boxes || self.settle_boxes())
            // Classes of one name are counted as several: whoever comes near the limit is left to the rules.
            && self.met.len() + pattern.attributes.len() <= too_many_labels_per_image::MAX_LABELS
    }

    fn settle_boxes(&mut self) -> bool {
        let (width, height) = (self.width, self.height);
        let good_image = !invalid_image::is_wrong(width, height) && !invalid_image_dimension::is_wrong(width, height);
        let good_boxes = self.boxes.len() <= too_many_bounding_boxes::MAX_BOXES
            && self.objects == self.boxes.len()
            && !invalid_bounding_box::is_beyond(self.reach[0], width)
            && !invalid_bounding_box::is_beyond(self.reach[1], height)
            && !bounding_box_too_small::is_small(self.shortest, bounding_box_too_small::longest_side(width, height));
        good_image && good_boxes && self.count_boxes()
    }

    /// Counts the boxes of each class. Says whether all are in the class map.
    fn count_boxes(&mut self) -> bool {
        for &id in &self.boxes {
            let Some(name) = self.box_names.of_class(id) else { return false };
            if name.boxes == 0 {
                self.met.push(id);
            }
            name.boxes += 1;
        }
        true
    }

    /// The line that was read, which fitted `pattern` and is `line`.
    pub(super) fn sighting<'l>(
        &'l mut self,
        pattern: &'l Pattern,
        line: &'l [u8],
        number: &mut impl FnMut(&[u8]) -> u32,
    ) -> Sighting<'l> {
        self.labels.clear();
        if pattern.verdict.status == Status::Valid {
            self.number_labels(pattern, number);
        }
        let source_ref = &line[self.source_ref.clone()];
        Sighting {
            line,
            source_ref,
            bucket: &source_ref[SourceRef::SCHEME.len()..self.prefix.length() - 1],
            bucket_run: self.buckets,
            verdict: &pattern.verdict,
            labels: &self.labels,
        }
    }

    fn number_labels(&mut self, pattern: &Pattern, number: &mut impl FnMut(&[u8]) -> u32) {
        let Self { image_names, box_names, class_names, met, labels, .. } = self;
        for (attribute, &key) in pattern.attributes.iter().zip(&*class_names) {
            if *attribute == Attribute::Classification {
                if let Some(name) = image_names.of_class(key) {
                    let label = name.label(number);
                    add_label(labels, SeenLabel { label, boxes: 0, on_image: true });
                }
                continue;
            }
            for &id in &*met {
                if let Some(name) = box_names.of_class(id) {
                    let label = name.label(number);
                    add_label(labels, SeenLabel { label, boxes: name.boxes, on_image: false });
                }
            }
        }
    }
}

/// Adds a label to those of the line: classes of several ids may have one name.
#[inline]
fn add_label(labels: &mut Vec<SeenLabel>, label: SeenLabel) {
    match labels.iter_mut().find(|known| known.label == label.label) {
        Some(known) => {
            known.boxes += label.boxes;
            known.on_image |= label.on_image;
        }
        None => labels.push(label),
    }
}

//! Rules on a label attribute, and how the two kinds of attribute are read.

pub(super) mod attribute_format;
pub(super) mod bounding_box_confidence;
pub(super) mod class_map_id;
mod classes;
mod classification;
mod date;
mod detection;
mod faults;
pub(super) mod label_name_length;
pub(super) mod metadata_format;
pub(super) mod no_attribute_annotations;
pub(super) mod no_valid_annotations;
pub(super) mod unsupported_use_case_type;

use super::entry::Attribute;
use super::sink::{Problem, Sink};
use crate::manifest::Value;
use classes::Classes;
pub(super) use classification::is_confidence;
pub(super) use date::is_date_time;
pub(super) use faults::Faults;

/// Image size and annotations of a detection whose value has the right shape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'d> {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) image_size: Value<'d>,
    pub(super) annotations: Value<'d>,
}

/// One annotation of a detection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BoundingBox {
    pub(super) index: u32,
    /// Handle of the annotation.
    pub(super) place: u32,
    /// Handle of its class id.
    pub(super) class: u32,
    pub(super) class_id: f64,
    /// Place of its class in the class map, once that has been read.
    pub(super) name: Option<u32>,
    /// Whether a rule has dropped it.
    pub(super) dropped: bool,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl BoundingBox {
    /// A finding on this annotation of the attribute whose frame it is in.
    pub(super) fn problem(&self, frame: &Frame<'_>, attribute: &Attribute<'_>, message: String) -> Problem {
        let place = frame.image_size.at(self.place);
        Problem::at(place.span(), message).in_attribute(attribute).on_annotation(self.index)
    }
}

/// Buffers that are reused from attribute to attribute.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    boxes: Vec<BoundingBox>,
    classes: Classes,
    /// Labels of the attribute that was read last: handle of the name and number of boxes, in order of first appearance.
    pub(super) labels: Vec<(u32, u32)>,
    /// Whether findings may stand in one of the line's label attributes.
    pub(super) may_say: bool,
}

/// What becomes of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is dropped.
    Dropped,
    /// It is valid and has no annotations.
    Empty,
    /// It is an image-level label, which [`Buffers::labels`] holds.
    ImageLevel,
    /// It is valid and has boxes left, whose labels [`Buffers::labels`] holds.
    Boxes,
}

/// An attribute, read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) outcome: Outcome,
    /// Boxes of a detection whose value has the right shape.
    pub(super) boxes: u64,
    /// Whether its image size makes the line invalid.
    pub(super) spoils_line: bool,
}

impl Reading {
    fn of(outcome: Outcome) -> Self {
        Self { outcome, boxes: 0, spoils_line: false }
    }
}

/// Reads an attribute by the type that its metadata names.
pub(super) fn read(attribute: &Attribute<'_>, buffers: &mut Buffers, sink: &mut impl Sink) -> Reading {
    buffers.labels.clear();
    let Some(kind) = attribute.metadata.get("type").filter(Value::is_string) else {
        let mut faults = Faults::default();
        if attribute.metadata.is_object() {
            faults.member("type", attribute.metadata.get("type"), "a string");
        } else {
            faults.whole("an object");
        }
        metadata_format::report(attribute, &faults, sink);
        buffers.may_say = true;
        return Reading::of(Outcome::Dropped);
    };
    if kind.is_str("groundtruth/object-detection") {
        detection::read(attribute, buffers, sink)
    } else if kind.is_str("groundtruth/image-classification") {
        classification::read(attribute, buffers, sink)
    } else {
        unsupported_use_case_type::report(attribute, kind, sink);
        buffers.may_say = true;
        Reading::of(Outcome::Dropped)
    }
}

/// Members that both kinds of metadata have.
#[derive(Clone, Copy, Debug, Default)]
struct Provenance<'d> {
    human_annotated: Option<Value<'d>>,
    creation_date: Option<Value<'d>>,
    job_name: Option<Value<'d>>,
}

impl<'d> Provenance<'d> {
    /// Takes a member if it is one of these. Says whether it was.
    #[inline]
    fn take(&mut self, name: &[u8], value: Value<'d>) -> bool {
        if name == b"human-annotated" {
            self.human_annotated = Some(value);
        } else if name == b"creation-date" {
            self.creation_date = Some(value);
        } else if name == b"job-name" {
            self.job_name = Some(value);
        } else {
            return false;
        }
        true
    }

    /// Whether a person made the annotations.
    fn by_hand(&self) -> bool {
        self.human_annotated.is_some_and(|value| value.is_str("yes"))
    }

    fn check(&self, faults: &mut Faults<'d>) {
        if !self.human_annotated.is_some_and(|value| value.is_str("yes") || value.is_str("no")) {
            faults.member("human-annotated", self.human_annotated, "\"yes\" or \"no\"");
        }
        let dated = |value: Value<'_>| value.is_string() && is_date_time(value.name());
        if !self.creation_date.is_some_and(dated) {
            faults.member("creation-date", self.creation_date, "a date and time such as 2024-05-31T09:30:00");
        }
        if let Some(name) = self.job_name.filter(|name| !name.is_string()) {
            faults.member("job-name", Some(name), "a string");
        }
    }
}

//! Reading a detection: an image size, boxes, and metadata that names their classes.

use super::classes::is_decimal;
use super::{
    BoundingBox, Buffers, Faults, Frame, Outcome, Provenance, Reading, attribute_format, bounding_box_confidence,
    class_map_id, label_name_length, metadata_format, no_attribute_annotations, no_valid_annotations,
};
use crate::manifest::Value;
use crate::rules::annotation::{bounding_box_too_small, invalid_bounding_box};
use crate::rules::entry::{Attribute, is_service_key};
use crate::rules::keys::Keys;
use crate::rules::line::{invalid_image, invalid_image_dimension};
use crate::rules::sink::{BoxSign, Sink};

/// Reads the attribute; the labels of the boxes that a valid one keeps are left in `buffers`.
pub(super) fn read(attribute: &Attribute<'_>, buffers: &mut Buffers, sink: &mut impl Sink) -> Reading {
    let frame = read_value(attribute, buffers, sink);
    let metadata = Metadata::of(attribute.metadata);
    buffers.may_say |= metadata.may_say;
    let annotations = frame.map(|_| buffers.boxes.len());
    let class_map = metadata.class_map.filter(Value::is_object);
    if let (Some(map), Some(_)) = (class_map, frame) {
        look_up_names(map, buffers);
        count_names(buffers);
    }
    let unnamed = unnamed_class(attribute.metadata, buffers);
    let mut dropped = frame.is_none();
    dropped |= check_metadata(attribute, &metadata, annotations, unnamed, sink);
    if let Some(objects) = metadata.objects.filter(Value::is_array) {
        dropped |= bounding_box_confidence::check(objects, annotations, attribute, sink);
    }
    let Some(frame) = frame else {
        return Reading::of(Outcome::Dropped);
    };
    if class_map.is_some() {
        dropped |= check_names(attribute, buffers, sink);
    }
    let mut reading = Reading { outcome: Outcome::Dropped, boxes: buffers.boxes.len() as u64, spoils_line: false };
    reading.spoils_line |= invalid_image::check(&frame, attribute, sink);
    if buffers.boxes.is_empty() {
        if !dropped {
            reading.outcome = Outcome::Empty;
            if metadata.provenance.by_hand() {
                no_attribute_annotations::report(attribute, frame.annotations, sink);
            }
        }
        return reading;
    }
    reading.spoils_line |= invalid_image_dimension::check(&frame, attribute, sink);
    let boxes_left = judge_boxes(attribute, &frame, buffers, sink);
    if !boxes_left {
        no_valid_annotations::report(attribute, frame.annotations, sink);
    } else if !dropped {
        reading.outcome = Outcome::Boxes;
    }
    reading
}

/// Drops the boxes that are off the frame or too small, from the labels as well. Says whether any is left.
fn judge_boxes(attribute: &Attribute<'_>, frame: &Frame<'_>, buffers: &mut Buffers, sink: &mut impl Sink) -> bool {
    let mut dropped = 0;
    for boxed in &mut buffers.boxes {
        boxed.dropped = invalid_bounding_box::check(boxed, frame, attribute, sink)
            || bounding_box_too_small::check(boxed, frame, attribute, sink);
        if boxed.dropped {
            dropped += 1;
            sink.dropped_box(sign_of(boxed, frame));
        }
    }
    if dropped > 0 {
        count_names(buffers);
    }
    dropped < buffers.boxes.len()
}

/// What the values of a dropped box look like.
fn sign_of(boxed: &BoundingBox, frame: &Frame<'_>) -> Option<BoxSign> {
    let BoundingBox { left, top, width, height, .. } = *boxed;
    if [left, top, width, height].iter().all(|value| (0.0..=1.0).contains(value)) {
        return Some(BoxSign::Fractions);
    }
    let is_corner = (left..=frame.width).contains(&width) && (top..=frame.height).contains(&height);
    (is_corner && left >= 0.0 && top >= 0.0).then_some(BoxSign::Corners)
}

/// Reads `image_size` and `annotations`. Reports them, and gives nothing, where their shape is wrong.
fn read_value<'d>(attribute: &Attribute<'d>, buffers: &mut Buffers, sink: &mut impl Sink) -> Option<Frame<'d>> {
    let Buffers { boxes, may_say, .. } = buffers;
    boxes.clear();
    let mut faults = Faults::default();
    let (mut size, mut annotations) = (None, None);
    for (key, value) in attribute.value.members() {
        let name = key.name();
        if name == b"image_size" {
            size = Some(value);
        } else if name == b"annotations" {
            annotations = Some(value);
        } else {
            *may_say |= is_service_key(name);
        }
    }
    if !attribute.value.is_object() {
        faults.whole("an object with image_size and annotations");
        attribute_format::report(attribute, &faults, sink);
        return None;
    }
    let sides = read_size(size, &mut faults);
    match annotations.filter(Value::is_array) {
        Some(array) => {
            for (index, annotation) in array.elements().enumerate() {
                let read = read_box(index, annotation, &mut faults, may_say);
                // Of an attribute that is dropped no box is looked at.
                if faults.is_empty() {
                    boxes.push(read);
                }
            }
        }
        None => faults.member("annotations", annotations, "an array"),
    }
    attribute_format::report(attribute, &faults, sink);
    let (width, height) = sides?;
    let frame = Frame { width, height, image_size: size?, annotations: annotations? };
    faults.is_empty().then_some(frame)
}

fn read_size<'d>(size: Option<Value<'d>>, faults: &mut Faults<'d>) -> Option<(f64, f64)> {
    let mut elements = size.into_iter().flat_map(|size| size.elements());
    let (Some(first), None) = (elements.next(), elements.next()) else {
        faults.member("image_size", size, "an array of one {width, height, depth}");
        return None;
    };
    let (mut width, mut height, mut depth) = (None, None, None);
    for (key, value) in first.members() {
        let name = key.name();
        if name == b"width" {
            width = Some(value);
        } else if name == b"height" {
            height = Some(value);
        } else if name == b"depth" {
            depth = Some(value);
        }
    }
    let mut whole = |member, value: Option<Value<'d>>| {
        let number = value.and_then(|value| value.integer());
        if number.is_none() {
            faults.of_element(("image_size", 0), member, value, "an integer");
        }
        number
    };
    let (width, height, depth) = (whole("width", width), whole("height", height), whole("depth", depth));
    depth.and(width.zip(height))
}

/// Members of an annotation: the class first, then what must be numbers.
const MEMBERS: [&str; 5] = ["class_id", "left", "top", "width", "height"];

fn read_box<'d>(index: usize, annotation: Value<'d>, faults: &mut Faults<'d>, may_say: &mut bool) -> BoundingBox {
    let element = ("annotations", index);
    if !annotation.is_object() {
        faults.of_element(element, "", Some(annotation), "an object");
        return BoundingBox::default();
    }
    let mut found = [None; MEMBERS.len()];
    for (key, value) in annotation.members() {
        let name = key.name();
        if let Some(place) = MEMBERS.iter().position(|member| name == member.as_bytes()) {
            found[place] = Some(value.handle());
        } else {
            *may_say |= is_service_key(name);
        }
    }
    let found = found.map(|handle: Option<u32>| handle.map(|handle| annotation.at(handle)));
    let mut checked = |place: usize, number: Option<f64>, wanted| {
        if number.is_none() {
            faults.of_element(element, MEMBERS[place], found[place], wanted);
        }
        number.unwrap_or_default()
    };
    let class_id = checked(0, found[0].and_then(|value| value.integer()), "an integer");
    let mut side = |place: usize| checked(place, found[place].and_then(|value| value.finite()), "a number");
    BoundingBox {
        index: u32::try_from(index).unwrap_or(u32::MAX),
        place: annotation.handle(),
        class: found[0].unwrap_or(annotation).handle(),
        class_id,
        name: None,
        dropped: false,
        left: side(1),
        top: side(2),
        width: side(3),
        height: side(4),
    }
}

/// Members of a detection's metadata.
struct Metadata<'d> {
    objects: Option<Value<'d>>,
    class_map: Option<Value<'d>>,
    provenance: Provenance<'d>,
    may_say: bool,
}

impl<'d> Metadata<'d> {
    fn of(metadata: Value<'d>) -> Self {
        let mut members = Self { objects: None, class_map: None, provenance: Provenance::default(), may_say: false };
        for (key, value) in metadata.members() {
            let name = key.name();
            if name == b"objects" {
                members.objects = Some(value);
            } else if name == b"class-map" {
                members.class_map = Some(value);
            } else if !members.provenance.take(name, value) {
                members.may_say |= is_service_key(name);
            }
        }
        members
    }
}

/// Checks the shape of the metadata beside `annotations` boxes. Says whether it is wrong.
fn check_metadata(
    attribute: &Attribute<'_>,
    metadata: &Metadata<'_>,
    annotations: Option<usize>,
    unnamed: Option<Value<'_>>,
    sink: &mut impl Sink,
) -> bool {
    let mut faults = Faults::default();
    match metadata.objects.filter(Value::is_array) {
        Some(objects) => {
            if annotations.is_some_and(|annotations| objects.elements().count() > annotations) {
                faults.member("objects", Some(objects), "an array with one element for each annotation");
            }
        }
        None => faults.member("objects", metadata.objects, "an array"),
    }
    match metadata.class_map.filter(Value::is_object) {
        Some(map) => {
            if !names_classes(map) {
                faults.member("class-map", Some(map), "an object that maps class IDs to label names");
            }
        }
        None => faults.member("class-map", metadata.class_map, "an object"),
    }
    if let Some(empty) = unnamed {
        faults.member("class-map", Some(empty), "an object with non-empty label names");
    }
    metadata.provenance.check(&mut faults);
    metadata_format::report(attribute, &faults, sink)
}

/// Whether every entry goes from digits to a string; of a key that comes twice, the last entry.
fn names_classes(map: Value<'_>) -> bool {
    let names_class = |(key, name): &(Value<'_>, Value<'_>)| name.is_string() && key.str().is_some_and(is_decimal);
    if map.members().all(|entry| names_class(&entry)) {
        return true;
    }
    let entries: Vec<_> = map.members().collect();
    let mut keys = Keys::default();
    keys.read(entries.len(), |place| entries[place as usize].0.name());
    let mut overridden = keys.overridden().peekable();
    let in_force = (0_u32..).zip(&entries).filter(|(place, _)| overridden.next_if_eq(place).is_none());
    in_force.map(|(_, entry)| entry).all(names_class)
}

/// Looks up the class of every box.
fn look_up_names(map: Value<'_>, buffers: &mut Buffers) {
    buffers.classes.read(map);
    for boxed in &mut buffers.boxes {
        boxed.name = buffers.classes.find(boxed.class_id, map.at(boxed.class));
    }
}

/// Counts the boxes of each name, in order of first appearance, those that were dropped left out.
fn count_names(buffers: &mut Buffers) {
    let Buffers { boxes, labels, classes, .. } = buffers;
    let left = boxes.iter().filter(|boxed| !boxed.dropped);
    classes.count(left.filter_map(|boxed| boxed.name), labels);
}

/// Checks the names that are in use. Says whether one is missing or too long.
fn check_names(attribute: &Attribute<'_>, buffers: &Buffers, sink: &mut impl Sink) -> bool {
    let too_long = buffers.labels.iter().any(|&(name, _)| {
        let name = attribute.metadata.at(name);
        label_name_length::check(name.str().unwrap_or_default(), name, attribute, sink)
    });
    let mut missing = buffers.boxes.iter().filter(|boxed| boxed.name.is_none());
    let Some(first) = missing.next() else { return too_long };
    let class_id = attribute.value.at(first.class);
    class_map_id::report(attribute, class_id, (first.index as usize, 1 + missing.count()), sink);
    true
}

/// The first class in use whose name is empty.
fn unnamed_class<'d>(metadata: Value<'d>, buffers: &Buffers) -> Option<Value<'d>> {
    buffers.labels.iter().map(|&(name, _)| metadata.at(name)).find(|name| name.is_str(""))
}

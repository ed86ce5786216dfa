//! Reading an image-level label: an integer whose metadata names the class.

use super::{Buffers, Faults, Outcome, Provenance, Reading, attribute_format, label_name_length, metadata_format};
use crate::rules::entry::{Attribute, is_service_key};
use crate::rules::sink::Sink;

/// Whether a number can be a confidence.
#[inline]
pub(in crate::rules) fn is_confidence(number: f64) -> bool {
    (0.0..=1.0).contains(&number)
}

/// Reads the attribute; the label of a valid one is left in `buffers`.
pub(super) fn read(attribute: &Attribute<'_>, buffers: &mut Buffers, sink: &mut impl Sink) -> Reading {
    let mut provenance = Provenance::default();
    let (mut class_name, mut confidence) = (None, None);
    for (key, value) in attribute.metadata.members() {
        let name = key.name();
        if name == b"class-name" {
            class_name = Some(value);
        } else if name == b"confidence" {
            confidence = Some(value);
        } else if !provenance.take(name, value) {
            buffers.may_say |= is_service_key(name);
        }
    }
    let mut faults = Faults::default();
    if !class_name.is_some_and(|name| name.is_string() && !name.is_str("")) {
        faults.member("class-name", class_name, "a non-empty string");
    }
    if !confidence.and_then(|value| value.number()).is_some_and(is_confidence) {
        faults.member("confidence", confidence, "a number from 0 to 1");
    }
    provenance.check(&mut faults);
    let mut dropped = metadata_format::report(attribute, &faults, sink);

    if attribute.value.integer().is_none() {
        buffers.may_say = true;
        let mut faults = Faults::default();
        faults.whole("an integer");
        dropped |= attribute_format::report(attribute, &faults, sink);
    }
    if let Some(name) = class_name
        && let Some(text) = name.str()
    {
        dropped |= label_name_length::check(text, name, attribute, sink);
        buffers.labels.push((name.handle(), 0));
    }
    Reading::of(if dropped { Outcome::Dropped } else { Outcome::ImageLevel })
}

//! Comparing a line with a pattern, and gathering the values in between.

use super::sighting::Gathered;
use super::step::{Boxes, ClassMap, Objects, Pattern, Side, Step};
use crate::manifest::{MAX_CHARACTERS, plain_end, short_value, short_whole};
use crate::rules::attribute::{is_confidence, is_date_time};

impl Gathered {
    /// The length of the line at the beginning of `bytes`, if it fits `pattern` and the rules would find nothing in the values
    /// that are not the same on all its lines.
    pub(super) fn read(&mut self, pattern: &Pattern, bytes: &[u8]) -> Option<usize> {
        self.clear(pattern.attributes.len());
        let length = pattern.steps.iter().try_fold(0, |at, step| self.step(step, bytes, at))?;
        (length <= MAX_CHARACTERS && self.settle(pattern)).then_some(length)
    }

    #[inline]
    fn step(&mut self, step: &Step, bytes: &[u8], at: usize) -> Option<usize> {
        match step {
            Step::Same(literal) => literal.skip(bytes, at),
            &Step::SourceRef { is_usual } => {
                let end = plain_end(bytes, at)?;
                self.take_source_ref(bytes, at..end, is_usual)?;
                Some(end)
            }
            Step::Text => plain_end(bytes, at),
            Step::Number => Some(short_value(bytes, at)?.1),
            Step::Integer => Some(short_whole(bytes, at)?.1),
            &Step::Confidence { is_good } => {
                let (confidence, end) = short_value(bytes, at)?;
                (is_confidence(confidence) == is_good).then_some(end)
            }
            &Step::Date { is_good } => {
                let end = plain_end(bytes, at)?;
                (is_date_time(&bytes[at..end]) == is_good).then_some(end)
            }
            &Step::ClassName(attribute) => self.take_class_name(attribute, bytes, at),
            &Step::Side(side) => {
                let (number, end) = short_whole(bytes, at)?;
                match side {
                    Side::Width => self.width = f64::from(number),
                    Side::Height => self.height = f64::from(number),
                    Side::Depth => {}
                }
                Some(end)
            }
            Step::Boxes(boxes) => self.boxes(boxes, bytes, at),
            Step::Objects(objects) => self.objects(objects, bytes, at),
            Step::ClassMap(map) => self.class_map(map, bytes, at),
        }
    }

    fn boxes(&mut self, boxes: &Boxes, bytes: &[u8], at: usize) -> Option<usize> {
        let mut at = boxes.first.skip(bytes, at)?;
        loop {
            let mut values = [0.0; 5];
            (values[boxes.leader as usize], at) = short_value(bytes, at)?;
            for (before, member) in &boxes.others {
                at = before.skip(bytes, at)?;
                (values[*member as usize], at) = short_value(bytes, at)?;
            }
            self.take_box(values)?;
            match boxes.next.skip(bytes, at) {
                Some(next) => at = next,
                None => return boxes.end.skip(bytes, at),
            }
        }
    }

    fn objects(&mut self, objects: &Objects, bytes: &[u8], at: usize) -> Option<usize> {
        let mut at = objects.first.skip(bytes, at)?;
        loop {
            while let Some(next) = objects.usual.skip(bytes, at) {
                self.objects += 1;
                at = next;
            }
            (_, at) = short_value(bytes, at)?;
            self.objects += 1;
            match objects.next.skip(bytes, at) {
                Some(next) => at = next,
                None => return objects.end.skip(bytes, at),
            }
        }
    }

    fn class_map(&mut self, map: &ClassMap, bytes: &[u8], at: usize) -> Option<usize> {
        let mut at = map.first.skip(bytes, at)?;
        loop {
            let (id, end) = short_whole(bytes, at)?;
            let start = map.colon.skip(bytes, end)?;
            let end = self.take_class(id, bytes, start)?;
            match map.next.skip(bytes, end) {
                Some(next) => at = next,
                None => return map.end.skip(bytes, end),
            }
        }
    }
}

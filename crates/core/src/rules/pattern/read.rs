//! Comparing a line with a pattern, and gathering the values in between.

use super::sighting::{Class, Gathered, Name};
use super::step::{Boxes, ClassMap, Member, Objects, Pattern, Side, Step};
use crate::manifest::{MAX_CHARACTERS, Number, plain_end, short_number};
use crate::rules::attribute::is_date_time;

impl Gathered {
    /// The length of the line at the beginning of `bytes`, if it fits `pattern` and the rules would find nothing on it.
    pub(super) fn read(&mut self, pattern: &Pattern, bytes: &[u8]) -> Option<usize> {
        self.clear(pattern.attributes.len());
        let length = pattern.steps.iter().try_fold(0, |at, step| self.step(step, bytes, at))?;
        (length <= MAX_CHARACTERS && self.settle(pattern, bytes)).then_some(length)
    }

    #[inline]
    fn step(&mut self, step: &Step, bytes: &[u8], at: usize) -> Option<usize> {
        match step {
            Step::Same(literal) => literal.skip(bytes, at),
            Step::SourceRef => {
                let end = plain_end(bytes, at)?;
                self.take_source_ref(bytes, at..end)?;
                Some(end)
            }
            Step::Text => Some(self.text(bytes, at)?.1),
            Step::Number => Some(short_number(bytes, at)?.end),
            Step::Integer => Some(whole(bytes, at)?.end),
            Step::Confidence => {
                let number = short_number(bytes, at)?;
                (0.0..=1.0).contains(&number.value()).then_some(number.end)
            }
            Step::Date => {
                let end = plain_end(bytes, at)?;
                is_date_time(&bytes[at..end]).then_some(end)
            }
            &Step::ClassName(attribute) => {
                let (name, end) = self.text(bytes, at)?;
                self.class_names[attribute] = name;
                Some(end)
            }
            &Step::Side(side) => {
                let number = whole(bytes, at)?;
                match side {
                    Side::Width => self.width = number.value(),
                    Side::Height => self.height = number.value(),
                    Side::Depth => {}
                }
                Some(number.end)
            }
            Step::Boxes(boxes) => self.boxes(boxes, bytes, at),
            Step::Objects(objects) => self.objects(objects, bytes, at),
            Step::ClassMap(map) => self.class_map(map, bytes, at),
        }
    }

    /// A string whose inside starts at `start`, and the offset behind its inside.
    #[inline]
    fn text(&mut self, bytes: &[u8], start: usize) -> Option<(Name, usize)> {
        match plain_end(bytes, start) {
            Some(end) => Some((Name { range: start..end, is_decoded: false }, end)),
            None => self.escaped_text(bytes, start),
        }
    }

    fn boxes(&mut self, boxes: &Boxes, bytes: &[u8], at: usize) -> Option<usize> {
        let mut at = boxes.first.skip(bytes, at)?;
        loop {
            let number = short_number(bytes, at)?;
            let mut values = [number; 5];
            at = number.end;
            for (before, member) in &boxes.others {
                at = before.skip(bytes, at)?;
                let number = short_number(bytes, at)?;
                values[*member as usize] = number;
                at = number.end;
            }
            values[boxes.leader as usize] = number;
            let class = values[Member::ClassId as usize];
            if !class.is_whole() {
                return None;
            }
            let [left, top, width, height] =
                [Member::Left, Member::Top, Member::Width, Member::Height].map(|member| values[member as usize].value());
            self.take_box(class.digits, [left, top], [width, height]);
            match boxes.next.skip(bytes, at) {
                Some(next) => at = next,
                None => return boxes.end.skip(bytes, at),
            }
        }
    }

    fn objects(&mut self, objects: &Objects, bytes: &[u8], at: usize) -> Option<usize> {
        let mut at = objects.first.skip(bytes, at)?;
        loop {
            at = short_number(bytes, at)?.end;
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
            let id = whole(bytes, at)?;
            let start = map.colon.skip(bytes, id.end)?;
            let (name, end) = self.text(bytes, start)?;
            self.take_class(Class { id: id.digits, name, boxes: 0 })?;
            match map.next.skip(bytes, end) {
                Some(next) => at = next,
                None => return map.end.skip(bytes, end),
            }
        }
    }
}

/// A number without a fraction.
#[inline]
fn whole(bytes: &[u8], at: usize) -> Option<Number> {
    short_number(bytes, at).filter(Number::is_whole)
}

//! From a line that was judged to the pattern of such lines.

use std::ops::Range;

use super::literal::Literal;
use super::step::{Attribute, Boxes, ClassMap, Member, Objects, Pattern, Side, Step, Verdict};
use crate::manifest::{Kind, Value};
use crate::rules::Code;
use crate::rules::attribute::{is_confidence, is_date_time};
use crate::rules::entry::{Entry, SOURCE_REF, is_service_key};
use crate::rules::line::image_extension;

/// Keys of one object: each is compared with all before it, and looked for among the label attributes.
const MOST_KEYS: usize = 64;

/// The pattern of `line`, whose content is `root`; nothing where it holds what patterns do not know.
pub(super) fn learn(line: &[u8], root: Value<'_>, entry: &Entry, verdict: Verdict<&[(Code, u32)]>) -> Option<Pattern> {
    if !line.ends_with(b"\n") {
        return None;
    }
    let first = root.members().next()?;
    let separator = root.members().nth(1).map_or(&b","[..], |second| &line[first.1.span().end..second.0.span().start]);
    let mut learner = Learner { line, separator, copied: 0, steps: Vec::new() };
    let mut attributes = Vec::new();
    for &pair in &entry.pairs {
        let kind = entry.attribute(root, pair).metadata.get("type");
        attributes.push(match kind {
            Some(kind) if kind.is_str("groundtruth/object-detection") => Attribute::Detection,
            Some(kind) if kind.is_str("groundtruth/image-classification") => Attribute::Classification,
            _ => Attribute::Other,
        });
    }
    if attributes.iter().filter(|&&attribute| attribute == Attribute::Detection).count() > 1 {
        return None;
    }
    let mut names = Names::default();
    for (place, (key, value)) in (0_u32..).zip(root.members()) {
        let name = names.take(key)?;
        let owner = entry.pairs.iter().position(|pair| pair.0 == place);
        let described = entry.pairs.iter().position(|pair| pair.1 == place);
        match (owner, described) {
            (None, None) if name == SOURCE_REF.as_bytes() => {
                let is_usual = image_extension::is_usual(value.str()?.as_bytes());
                learner.text(value, Step::SourceRef { is_usual })?;
            }
            (None, None) if is_service_key(name) => return None,
            (None, None) => learner.anything(value)?,
            (Some(attribute), None) => learner.value(value, attributes[attribute])?,
            (None, Some(attribute)) => learner.metadata(value, attributes[attribute], attribute)?,
            (Some(_), Some(_)) => return None,
        }
    }
    learner.copy(line.len());
    let Verdict { status, image_level, localization, findings } = verdict;
    let verdict = Verdict { status, image_level, localization, findings: findings.to_vec() };
    Some(Pattern { steps: learner.steps, verdict, attributes, has_helped: false })
}

struct Learner<'l> {
    line: &'l [u8],
    /// What stands between two members or elements.
    separator: &'l [u8],
    /// How much of the line the steps hold.
    copied: usize,
    steps: Vec<Step>,
}

impl<'l> Learner<'l> {
    /// What stands from the last step to `end`, which is the same on every line.
    fn literal(&mut self, end: usize) -> Literal {
        let literal = Literal::new(&self.line[self.copied..end]);
        self.copied = end;
        literal
    }

    fn copy(&mut self, end: usize) {
        let literal = self.literal(end);
        self.steps.push(Step::Same(literal));
    }

    /// A value that differs from line to line.
    fn vary(&mut self, span: Range<usize>, step: Step) {
        self.copy(span.start);
        self.steps.push(step);
        self.copied = span.end;
    }

    fn text(&mut self, value: Value<'_>, step: Step) -> Option<()> {
        let Range { start, end } = value.span();
        value.is_string().then(|| self.vary(start + 1..end - 1, step))
    }

    fn number(&mut self, value: Value<'_>, step: Step) -> Option<()> {
        value.is_number().then(|| self.vary(value.span(), step))
    }

    /// A value that no rule looks at.
    fn anything(&mut self, value: Value<'_>) -> Option<()> {
        match value.kind() {
            Kind::Null | Kind::False | Kind::True => {}
            Kind::Integer | Kind::Float => self.number(value, Step::Number)?,
            Kind::PlainString | Kind::EscapedString => self.text(value, Step::Text)?,
            Kind::Array => value.elements().try_for_each(|element| self.anything(element))?,
            Kind::Object => {
                for (key, value) in value.members() {
                    inside(key)?;
                    if is_service_key(key.name()) {
                        return None;
                    }
                    self.anything(value)?;
                }
            }
        }
        Some(())
    }

    fn value(&mut self, value: Value<'_>, attribute: Attribute) -> Option<()> {
        match attribute {
            Attribute::Classification => return self.number(value, Step::Integer),
            Attribute::Other => return self.anything(value),
            Attribute::Detection => {}
        }
        let mut names = Names::default();
        for (key, value) in value.members() {
            match names.take(key)? {
                b"image_size" => self.image_size(value)?,
                b"annotations" => self.boxes(value)?,
                _ => return None,
            }
        }
        Some(())
    }

    fn image_size(&mut self, image: Value<'_>) -> Option<()> {
        let mut names = Names::default();
        for (key, value) in image.elements().next()?.members() {
            let side = match names.take(key)? {
                b"width" => Side::Width,
                b"height" => Side::Height,
                b"depth" => Side::Depth,
                _ => return None,
            };
            self.number(value, Step::Side(side))?;
        }
        Some(())
    }

    fn boxes(&mut self, annotations: Value<'_>) -> Option<()> {
        let annotation = annotations.elements().next()?;
        let mut names = Names::default();
        let mut members = Vec::new();
        for (key, value) in annotation.members() {
            let member = match names.take(key)? {
                b"class_id" => Member::ClassId,
                b"left" => Member::Left,
                b"top" => Member::Top,
                b"width" => Member::Width,
                b"height" => Member::Height,
                _ => return None,
            };
            members.push((member, value.span()));
        }
        let [(leader, leading), others @ ..]: [_; 5] = members.try_into().ok()?;
        let first = self.literal(leading.start);
        self.copied = leading.end;
        let others = others.map(|(member, span)| {
            let before = self.literal(span.start);
            self.copied = span.end;
            (before, member)
        });
        let (next, end) = self.repeated(&annotations, &annotation, leading.start);
        let (next, end) = (Literal::new(&next), Literal::new(end));
        self.steps.push(Step::Boxes(Box::new(Boxes { first, leader, others, next, end })));
        Some(())
    }

    fn objects(&mut self, objects: Value<'_>) -> Option<()> {
        let object = objects.elements().next()?;
        let mut members = object.members();
        let (Some((key, confidence)), None) = (members.next(), members.next()) else { return None };
        if Names::default().take(key)? != b"confidence" {
            return None;
        }
        // It is compared as it stands on other lines, so it has to be good.
        confidence.finite()?;
        let span = confidence.span();
        let first = self.literal(span.start);
        self.copied = span.end;
        let (next, end) = self.repeated(&objects, &object, span.start);
        let usual = Literal::new(&[&self.line[span], &next[..]].concat());
        let (next, end) = (Literal::new(&next), Literal::new(end));
        self.steps.push(Step::Objects(Box::new(Objects { first, next, end, usual })));
        Some(())
    }

    /// What stands from the last value of an element, where the steps end, to the first of the next, and what behind the
    /// last. `element` is the first of `array`, and its own first value is at `leading`. Goes on behind the array's last.
    fn repeated(&mut self, array: &Value<'_>, element: &Value<'_>, leading: usize) -> (Vec<u8>, &'l [u8]) {
        let span = element.span();
        let line = self.line;
        let end = &line[self.copied..span.end];
        let separator = match array.elements().nth(1) {
            Some(second) => &line[span.end..second.span().start],
            None => self.separator,
        };
        let next = [end, separator, &line[span.start..leading]].concat();
        self.copied = array.elements().last().map_or(span.end, |last| last.span().end);
        (next, end)
    }

    fn class_map(&mut self, map: Value<'_>) -> Option<()> {
        let (id, name) = map.members().next()?;
        let (id_inside, name_inside) = (inside(id)?, name.span().start + 1);
        let first = self.literal(id_inside.start);
        let colon = Literal::new(&self.line[id_inside.end..name_inside]);
        let separator = match map.members().nth(1) {
            Some((second, _)) => &self.line[name.span().end..second.span().start],
            None => self.separator,
        };
        let next = Literal::new(&[b"\"", separator, b"\""].concat());
        let end = Literal::new(b"\"");
        self.copied = map.members().last()?.1.span().end;
        self.steps.push(Step::ClassMap(Box::new(ClassMap { first, colon, next, end })));
        Some(())
    }

    fn metadata(&mut self, metadata: Value<'_>, kind: Attribute, attribute: usize) -> Option<()> {
        if !metadata.is_object() {
            return self.anything(metadata);
        }
        let mut names = Names::default();
        for (key, value) in metadata.members() {
            match (names.take(key)?, kind) {
                // Compared by the rules, and the same on most lines.
                (b"type" | b"human-annotated", _) => {}
                (b"creation-date", _) => {
                    let is_good = is_date_time(value.name());
                    self.text(value, Step::Date { is_good })?;
                }
                (b"job-name", _) => self.text(value, Step::Text)?,
                (b"class-name", Attribute::Classification) => self.text(value, Step::ClassName(attribute))?,
                (b"confidence", Attribute::Classification) => {
                    let is_good = is_confidence(value.number()?);
                    self.number(value, Step::Confidence { is_good })?;
                }
                (b"objects", Attribute::Detection) => self.objects(value)?,
                (b"class-map", Attribute::Detection) => self.class_map(value)?,
                (name, _) if is_service_key(name) => return None,
                _ => self.anything(value)?,
            }
        }
        Some(())
    }
}

/// Where the inside of a string stands that has no escapes.
fn inside(value: Value<'_>) -> Option<Range<usize>> {
    let Range { start, end } = value.span();
    (value.kind() == Kind::PlainString).then(|| start + 1..end - 1)
}

/// The keys of one object.
#[derive(Default)]
struct Names<'d>(Vec<&'d [u8]>);

impl<'d> Names<'d> {
    /// The next key; nothing where it is written with escapes, came before, or is one of very many.
    fn take(&mut self, key: Value<'d>) -> Option<&'d [u8]> {
        inside(key)?;
        if self.0.len() == MOST_KEYS {
            return None;
        }
        let name = key.name();
        let is_new = !self.0.contains(&name);
        self.0.push(name);
        is_new.then_some(name)
    }
}

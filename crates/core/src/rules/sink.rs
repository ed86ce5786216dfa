//! Where findings go: counted while a whole manifest is scanned, told in full when a person looks at a line.

use std::ops::Range;

use super::Code;
use super::entry::Attribute;
use crate::manifest::Value;
use crate::order;

/// One finding in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The code.
    pub code: Code,
    /// The label attribute it concerns.
    pub attribute: Option<String>,
    /// Index of the annotation it concerns, from 0.
    pub annotation: Option<u32>,
    /// What, where and what to do, with the actual values.
    pub message: String,
    /// The place, in bytes of the line's content.
    pub span: Range<usize>,
    /// Where the parts of the label attribute end that are objects.
    pub(crate) ends: Ends,
}

/// Offsets behind the objects that a label attribute is made of: where a result file has room for a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) value: Option<usize>,
    pub(crate) metadata: Option<usize>,
}

impl Problem {
    /// A finding on the line itself. The code is filled in by [`Sink::report`].
    pub(crate) fn at(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code: Code::InvalidJsonLine,
            attribute: None,
            annotation: None,
            message: message.into(),
            span,
            ends: Ends::default(),
        }
    }

    /// The same, on a label attribute.
    pub(super) fn in_attribute(mut self, attribute: &Attribute<'_>) -> Self {
        let end = |value: Value<'_>| value.is_object().then(|| value.span().end);
        self.attribute = Some(attribute.name());
        self.ends = Ends { value: end(attribute.value), metadata: end(attribute.metadata) };
        self
    }

    /// The same, on one of an attribute's annotations.
    pub(crate) fn on_annotation(mut self, index: u32) -> Self {
        self.annotation = Some(index);
        self
    }
}

/// Takes findings as a line is read. The words are made only where somebody wants them.
pub trait Sink {
    /// Takes one finding.
    fn report(&mut self, code: Code, explain: impl FnOnce() -> Problem);

    /// Takes a box that was dropped, with what its values look like.
    fn dropped_box(&mut self, _sign: Option<BoxSign>) {}
}

/// What the values of a box look like that is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxSign {
    /// Fractions of the image.
    Fractions,
    /// The coordinates of two corners.
    Corners,
}

/// Boxes that were dropped, by what they look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoxSigns {
    /// All of them.
    pub dropped: u64,
    /// Those that look like fractions of the image.
    pub fractions: u64,
    /// Those that look like two corners.
    pub corners: u64,
}

impl BoxSigns {
    /// Adds one box.
    fn add(&mut self, sign: Option<BoxSign>) {
        self.dropped += 1;
        match sign {
            Some(BoxSign::Fractions) => self.fractions += 1,
            Some(BoxSign::Corners) => self.corners += 1,
            None => {}
        }
    }

    /// Adds those of other lines.
    pub(crate) fn append(&mut self, more: Self) {
        self.dropped += more.dropped;
        self.fractions += more.fractions;
        self.corners += more.corners;
    }
}

/// Counts findings by code, in the order of the rules.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Vec<(Code, u32)>,
    boxes: BoxSigns,
}

impl Tally {
    /// Forgets everything, to be used for the next line.
    pub fn clear(&mut self) {
        self.counts.clear();
        self.boxes = BoxSigns::default();
    }

    /// Boxes that were dropped.
    pub(crate) fn boxes(&self) -> BoxSigns {
        self.boxes
    }

    /// How often each code was found.
    pub fn counts(&self) -> &[(Code, u32)] {
        &self.counts
    }
}

impl Sink for Tally {
    fn report(&mut self, code: Code, _explain: impl FnOnce() -> Problem) {
        match self.counts.binary_search_by_key(&code, |&(code, _)| code) {
            Ok(place) => self.counts[place].1 += 1,
            Err(place) => self.counts.insert(place, (code, 1)),
        }
    }

    fn dropped_box(&mut self, sign: Option<BoxSign>) {
        self.boxes.add(sign);
    }
}

/// Keeps findings in full.
#[derive(Debug, Default)]
pub struct Explain {
    problems: Vec<Problem>,
}

impl Explain {
    /// What is reported of a line that turns out to repeat an image: `duplicate`, and what comes before it in the order
    /// of the rules, for the line is not read on.
    pub(crate) fn until_duplicate(mut self, duplicate: Problem) -> Self {
        self.problems.retain(|problem| problem.code < duplicate.code);
        self.problems.push(duplicate);
        self
    }

    /// What was found, in the order of the rules, and within a rule in the order of the line.
    pub fn into_problems(mut self) -> Vec<Problem> {
        order::sort_by_key(&mut self.problems, |problem| problem.code);
        self.problems
    }
}

impl Sink for Explain {
    fn report(&mut self, code: Code, explain: impl FnOnce() -> Problem) {
        self.problems.push(Problem { code, ..explain() });
    }
}

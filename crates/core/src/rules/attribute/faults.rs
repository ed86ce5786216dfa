//! What is wrong with the shape of a value: which members are missing, and which are not what they must be.

use super::Attribute;
use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

/// Faults that a message names; the rest is counted.
const SHOWN: usize = 4;

#[derive(Clone, Copy, Debug)]
struct Fault<'d> {
    /// Array and index of the element whose member it is.
    element: Option<(&'static str, usize)>,
    /// Name of the member; empty for the whole value.
    member: &'static str,
    /// The value that stands there, if one does.
    found: Option<Value<'d>>,
    wanted: &'static str,
}

impl Fault<'_> {
    fn describe(&self) -> String {
        let path = match self.element {
            Some((array, index)) if self.member.is_empty() => format!("{array}[{index}]"),
            Some((array, index)) => format!("{array}[{index}].{}", self.member),
            None if self.member.is_empty() => "the value".to_owned(),
            None => format!("\"{}\"", self.member),
        };
        match self.found {
            Some(found) => format!("{path} must be {}, not {}", self.wanted, excerpt(found.source())),
            None if self.member.is_empty() => format!("{path} must be {}", self.wanted),
            None => format!("{path} is missing"),
        }
    }
}

/// Faults of one value.
#[derive(Debug, Default)]
pub(in crate::rules) struct Faults<'d> {
    /// The first of them.
    shown: Vec<Fault<'d>>,
    count: usize,
}

impl<'d> Faults<'d> {
    fn push(&mut self, fault: Fault<'d>) {
        self.count += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(fault);
        }
    }

    /// The value as a whole is not what it must be.
    pub(super) fn whole(&mut self, wanted: &'static str) {
        self.push(Fault { element: None, member: "", found: None, wanted });
    }

    /// A member is missing, or is not what it must be.
    pub(super) fn member(&mut self, member: &'static str, found: Option<Value<'d>>, wanted: &'static str) {
        self.push(Fault { element: None, member, found, wanted });
    }

    /// The same, of an element of the array of that name.
    pub(super) fn of_element(
        &mut self,
        element: (&'static str, usize),
        member: &'static str,
        found: Option<Value<'d>>,
        wanted: &'static str,
    ) {
        self.push(Fault { element: Some(element), member, found, wanted });
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Reports them as one finding on `whole`, the attribute's value or its metadata. Says whether there were any.
    pub(super) fn report(
        &self,
        code: Code,
        what: &str,
        attribute: &Attribute<'_>,
        whole: Value<'_>,
        sink: &mut impl Sink,
    ) -> bool {
        let Some(first) = self.shown.first() else { return false };
        sink.report(code, || {
            let name = attribute.name();
            let said: Vec<_> = self.shown.iter().map(Fault::describe).collect();
            let more = match self.count.saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let key = if what == "metadata" { format!("{name}-metadata") } else { name.clone() };
            let span = first.found.unwrap_or(whole).span();
            Problem::at(span, format!("\"{}\": {}{more}", excerpt(&key), said.join(", "))).in_attribute(attribute)
        });
        true
    }
}

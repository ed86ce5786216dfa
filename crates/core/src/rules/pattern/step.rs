//! What a pattern is made of.

use super::literal::Literal;
use crate::rules::{Code, Status};

/// What the rules say of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict<F> {
    /// What becomes of it.
    pub(crate) status: Status,
    /// Whether it has an image-level label.
    pub(crate) image_level: bool,
    /// Whether it has a box.
    pub(crate) localization: bool,
    /// How often each code was found, in the order of the rules.
    pub(crate) findings: F,
}

/// The shape of a line, from its first byte to its last.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) steps: Vec<Step>,
    /// What the rules say of every line that fits.
    pub(super) verdict: Verdict<Vec<(Code, u32)>>,
    /// Its label attributes, in the order of their names on the line.
    pub(super) attributes: Vec<Attribute>,
    /// Whether a line fitted it, other than the one that it was learnt from.
    pub(super) has_helped: bool,
}

/// A label attribute of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// An image-level label.
    Classification,
    /// Boxes. A pattern has one such attribute at most.
    Detection,
    /// Of another type, or none: the rules drop it without a look at anything else.
    Other,
}

/// One thing after the other on a line.
#[derive(Debug)]
pub(super) enum Step {
    /// What is the same on every line: structure, keys, and values that a rule compares.
    Same(Literal),
    /// The address of the image, without its quotes; whether it ends like an image file.
    SourceRef { is_usual: bool },
    /// The inside of any string.
    Text,
    /// Any number.
    Number,
    /// A whole number.
    Integer,
    /// A number; whether it is from 0 to 1.
    Confidence { is_good: bool },
    /// The inside of a string; whether it is a date and time.
    Date { is_good: bool },
    /// The inside of a string that names the class of the attribute of this place.
    ClassName(usize),
    /// A side of the image.
    Side(Side),
    /// The annotations of a detection, one or more.
    Boxes(Box<Boxes>),
    /// As many confidences as there are boxes.
    Objects(Box<Objects>),
    /// The class map, one entry or more.
    ClassMap(Box<ClassMap>),
}

/// What a whole number says of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Width,
    Height,
    Depth,
}

/// Annotations that are alike.
#[derive(Debug)]
pub(super) struct Boxes {
    /// What stands before the first value of the first.
    pub(super) first: Literal,
    /// Whose value comes first.
    pub(super) leader: Member,
    /// What stands before each other value, and whose it is.
    pub(super) others: [(Literal, Member); 4],
    /// From the last value of one to the first value of the next.
    pub(super) next: Literal,
    /// Behind the last value of the last.
    pub(super) end: Literal,
}

/// A member of an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    ClassId,
    Left,
    Top,
    Width,
    Height,
}

/// Confidences that are written alike.
#[derive(Debug)]
pub(super) struct Objects {
    /// Before the first number, from one to the next, and behind the last.
    pub(super) first: Literal,
    pub(super) next: Literal,
    pub(super) end: Literal,
    /// The number that was met first, and what stands from it to the next: often they are all the same.
    pub(super) usual: Literal,
}

/// Entries of a class map that are written alike.
#[derive(Debug)]
pub(super) struct ClassMap {
    /// Before the first id, from an id to its name, from a name to the next id, and behind the last name.
    pub(super) first: Literal,
    pub(super) colon: Literal,
    pub(super) next: Literal,
    pub(super) end: Literal,
}

//! Rules to group by, read off the names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::partition::Partition;
use super::sample::NameSample;
use super::shape::{Part, Shape};
use crate::catalog::Manifest;
use crate::order;
use crate::split::GroupBy;

/// Most rules that are offered.
const MOST: usize = 4;

/// Most kinds of names that are looked at: where there are more, none stands for the manifest.
const KINDS: usize = 3;

/// Lines of a group, in the mean, up to which its images may look alike wherever they lie.
const A_FEW: u64 = 50;

/// Groups of a suggestion that are shown.
const EXAMPLES: usize = 3;

/// A rule that groups the names, and what it makes of the sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The rule, as `group_by` takes it.
    pub by: String,
    /// What the rule looks at, for people: `scene-####`, `folder`.
    pub title: String,
    /// Lines that were looked at.
    pub sampled: u64,
    /// Of these, lines that the rule puts into a group.
    pub lines: u64,
    /// Groups of these lines.
    pub groups: u64,
    /// Lines of the largest.
    pub largest: u64,
    /// Whether the groups are as small as those of images that look alike are: neighbouring frames, crops, copies.
    pub look_alike: bool,
    /// Some groups.
    pub examples: Vec<Example>,
}

/// A group of the sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Example {
    /// What names it.
    pub name: String,
    /// Lines of the sample.
    pub lines: u64,
}

/// The rules that make sense of the names, the coarsest first; none where names tell nothing.
pub fn suggest(manifest: &Manifest, sample: &NameSample) -> Vec<Suggestion> {
    let mut kept: Vec<(Suggestion, Partition)> = Vec::new();
    for Candidate { by, title, is_number } in candidates(sample) {
        let Ok(rule) = GroupBy::parse(&by) else { continue };
        let partition = Partition::of(sample, &rule);
        let is_new = kept.iter().all(|(_, known)| *known != partition);
        // Images of every label may be numbered from 1 on: the same number then says nothing.
        let counts = !is_number || partition.shares_labels(sample, manifest);
        if is_new && counts && makes_sense(&partition, sample) && !partition.repeats_labels(sample, manifest) {
            kept.push((describe(sample, &rule, title, &partition), partition));
        }
    }
    kept.truncate(MOST);
    order::sort_by_key(&mut kept, |(suggestion, _)| suggestion.groups);
    kept.into_iter().map(|(suggestion, _)| suggestion).collect()
}

/// What any rule makes of the sample.
pub fn preview(sample: &NameSample, rule: &GroupBy) -> Suggestion {
    describe(sample, rule, rule.text().to_owned(), &Partition::of(sample, rule))
}

/// The rule by which look-alikes are counted: the finest whose groups are those of look-alikes.
pub fn watched(suggestions: &[Suggestion]) -> Option<&Suggestion> {
    suggestions.iter().rev().find(|suggestion| suggestion.look_alike)
}

/// Whether groups are small beside the whole, and either of few lines or, where file names tell them, side by side as the
/// frames of a film are. Folders of many images only keep a listing short.
fn are_look_alikes(rule: &GroupBy, partition: &Partition) -> bool {
    let (lines, groups) = (partition.matched(), partition.groups());
    let are_few = lines <= A_FEW * groups;
    let is_film = ![GroupBy::FOLDER, GroupBy::FOLDER_ABOVE].contains(&rule.text()) && partition.runs() <= 2 * groups;
    groups >= 8 && 8 * partition.largest() <= lines && (are_few || is_film)
}

/// Groups that hold most names, more than one each, and none of them more than a quarter of all.
fn makes_sense(partition: &Partition, sample: &NameSample) -> bool {
    let all = sample.names().len() as u64;
    let company = partition.in_company();
    partition.groups() > 1 && 5 * partition.matched() >= 3 * all && 2 * company >= all && 4 * partition.largest() <= all
}

fn describe(sample: &NameSample, rule: &GroupBy, title: String, partition: &Partition) -> Suggestion {
    let example = |(place, lines): (usize, u64)| {
        let name = rule.group_of(&sample.names()[place].1).unwrap_or_default().to_owned();
        Example { name, lines }
    };
    Suggestion {
        by: rule.text().to_owned(),
        title,
        sampled: sample.names().len() as u64,
        lines: partition.matched(),
        groups: partition.groups(),
        largest: partition.largest(),
        look_alike: are_look_alikes(rule, partition),
        examples: partition.largest_groups(EXAMPLES).into_iter().map(example).collect(),
    }
}

/// A rule worth trying.
struct Candidate {
    by: String,
    title: String,
    /// Whether it looks at a number alone.
    is_number: bool,
}

impl Candidate {
    fn new(by: impl Into<String>, title: impl Into<String>) -> Self {
        Self { by: by.into(), title: title.into(), is_number: false }
    }
}

/// Rules worth trying, the simplest first.
fn candidates(sample: &NameSample) -> Vec<Candidate> {
    let shapes: Vec<Shape<'_>> = sample.names().iter().filter_map(|(_, name)| Shape::of(name)).collect();
    let mut rules =
        vec![Candidate::new(GroupBy::FOLDER, "folder"), Candidate::new(GroupBy::FOLDER_ABOVE, "folder above")];
    let mut kinds: BTreeMap<String, Vec<&Shape<'_>>> = BTreeMap::new();
    for shape in &shapes {
        kinds.entry(shape.signature()).or_default().push(shape);
    }
    let mut kinds: Vec<_> = kinds.into_values().collect();
    order::sort_by_key(&mut kinds, |kind| std::cmp::Reverse(kind.len()));
    for kind in kinds.iter().take(KINDS).filter(|kind| 5 * kind.len() >= shapes.len()) {
        rules.extend(Kind::of(kind).rules());
    }
    rules
}

/// Names of the same shape.
struct Kind<'k, 'n> {
    /// One of them.
    example: &'k Shape<'n>,
    /// Whether they lie in several folders.
    in_folders: bool,
    /// Of each part whether it differs among the names.
    varies: Vec<bool>,
    /// Of each part whether it has the same length everywhere.
    same_width: Vec<bool>,
}

impl<'k, 'n> Kind<'k, 'n> {
    fn of(shapes: &[&'k Shape<'n>]) -> Self {
        let example = shapes[0];
        let any = |differs: &dyn Fn(&Shape<'_>, usize) -> bool| {
            (0..example.parts.len()).map(|place| shapes.iter().any(|shape| differs(shape, place))).collect::<Vec<_>>()
        };
        let varies = any(&|shape, place| shape.parts[place] != example.parts[place]);
        let widths = any(&|shape, place| shape.parts[place].text().len() != example.parts[place].text().len());
        Self {
            example,
            in_folders: shapes.iter().any(|shape| shape.folder != example.folder),
            varies,
            same_width: widths.iter().map(|differ| !differ).collect(),
        }
    }

    /// All before a part that varies, the longest last; then each number by itself.
    fn rules(&self) -> Vec<Candidate> {
        let parts = &self.example.parts;
        let last = self.varies.iter().rposition(|&varies| varies).unwrap_or(0);
        let beginnings = (0..last).filter(|&end| self.varies[end]).map(|end| self.beginning(end));
        let numbers = (1..parts.len())
            .filter(|&at| self.varies[at] && matches!(parts[at], Part::Number(_)))
            .filter(|&at| self.varies[..at].contains(&true))
            .map(|at| self.number(at));
        beginnings.chain(numbers).collect()
    }

    /// All of the name up to the part at `end`.
    fn beginning(&self, end: usize) -> Candidate {
        let parts = &self.example.parts;
        let captured: String = (0..=end).map(|place| self.pattern(place)).collect();
        let mut behind = String::new();
        for &part in &parts[end + 1..] {
            if let Part::Mark(mark) = part {
                behind.push_str(&escape(mark));
            } else {
                behind.push_str(part.first_class());
                break;
            }
        }
        let by = if self.in_folders {
            format!("^(.*/{captured}){behind}[^/]*$")
        } else {
            format!("/({captured}){behind}[^/]*$")
        };
        Candidate::new(by, self.title(0..end + 1))
    }

    /// The number at `at`, whatever comes before it.
    fn number(&self, at: usize) -> Candidate {
        let behind = match self.example.parts.get(at + 1) {
            Some(Part::Mark(mark)) => format!("{}[^/]*$", escape(mark)),
            Some(part) => format!("{}[^/]*$", part.first_class()),
            None => r"(?:\.[^./]*)?$".to_owned(),
        };
        let before = match self.example.parts[at - 1] {
            Part::Mark(mark) => escape(mark),
            part => part.first_class().to_owned(),
        };
        let rule = Candidate::new(format!(r"{before}(\d+){behind}"), format!("…{}", self.title(at..at + 1)));
        Candidate { is_number: true, ..rule }
    }

    fn pattern(&self, place: usize) -> String {
        let part = self.example.parts[place];
        if self.varies[place] { part.class().to_owned() } else { escape(part.text()) }
    }

    fn title(&self, places: std::ops::Range<usize>) -> String {
        let word = |place: usize| {
            let part = self.example.parts[place];
            match part {
                _ if !self.varies[place] => part.text().to_owned(),
                Part::Number(digits) if self.same_width[place] => "#".repeat(digits.len()),
                Part::Number(_) => "#".to_owned(),
                _ => "*".to_owned(),
            }
        };
        places.map(word).collect()
    }
}

/// A text as a regular expression that matches it alone.
fn escape(text: &str) -> String {
    regex_lite::escape(text)
}

//! Rules to group by, read off the names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::partition::Partition;
use super::sample::NameSample;
use super::shape::{Part, Shape};
use crate::catalog::Manifest;
use crate::order;
use crate::split::GroupBy;
use crate::split::groups::{Marks, base_of};

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
    let marked = Marked::of(sample, manifest);
    let mut kept: Vec<(Suggestion, Partition)> = Vec::new();
    // A rule for copies that most names have none of: it counts look-alikes only where no other rule does.
    let mut of_few = None;
    for Candidate { by, title, is_number, is_base } in candidates(sample) {
        let Ok(rule) = GroupBy::parse(&by) else { continue };
        let partition = Partition::of(sample, &rule);
        let is_new = kept.iter().all(|(_, known)| *known != partition);
        // Images of every label may be numbered from 1 on: the same number then says nothing.
        let counts = !is_number || partition.shares_labels(sample, manifest);
        if !is_new || !counts {
            continue;
        }
        // Copies have the labels of their original, so groups of copies may well repeat the labels.
        let of_copies = is_base && marked.are_copies();
        let groups_most = makes_sense(&partition, sample, if of_copies { 2 } else { 4 });
        if groups_most && (of_copies || !partition.repeats_labels(sample, manifest)) {
            kept.push((describe(sample, &rule, title, &partition, of_copies), partition));
        } else if of_copies && !groups_most && of_few.is_none() && marked.may_be_copied(&partition) {
            of_few = Some((describe(sample, &rule, title, &partition, true), partition));
        }
    }
    kept.truncate(MOST);
    if let Some(mut of_few) = of_few {
        of_few.0.look_alike &= kept.iter().all(|(suggestion, _)| !suggestion.look_alike);
        kept.push(of_few);
    }
    order::sort_by_key(&mut kept, |(suggestion, _)| suggestion.groups);
    kept.into_iter().map(|(suggestion, _)| suggestion).collect()
}

/// How many names of the sample have the marks of copies.
struct Marked {
    sampled: usize,
    copies: usize,
    /// Whether nearly all names of the manifest are in the sample.
    is_whole: bool,
}

impl Marked {
    fn of(sample: &NameSample, manifest: &Manifest) -> Self {
        let file = |name: &str| name.rsplit_once('/').map_or(0, |(_, file)| usize::from(base_of(file).1.copy));
        let sampled = sample.names().len();
        Self {
            sampled,
            copies: sample.names().iter().map(|(_, name)| file(name)).sum(),
            is_whole: 10 * sampled as u64 >= 9 * manifest.counts().valid,
        }
    }

    /// Whether there are so many that the manifest has copies in it.
    fn are_copies(&self) -> bool {
        self.copies > 0 && 100 * self.copies >= self.sampled
    }

    /// Whether some copies may be of one original. In a large manifest the others of a group need not be in the sample.
    fn may_be_copied(&self, partition: &Partition) -> bool {
        2 * partition.largest() <= self.sampled as u64 && (partition.in_company() > 0 || !self.is_whole)
    }
}

/// What any rule makes of the sample.
pub fn preview(sample: &NameSample, rule: &GroupBy) -> Suggestion {
    describe(sample, rule, rule.text().to_owned(), &Partition::of(sample, rule), false)
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

/// Groups that hold most names, more than one each, and none of them more than one in `parts` of all.
fn makes_sense(partition: &Partition, sample: &NameSample, parts: u64) -> bool {
    let all = sample.names().len() as u64;
    let company = partition.in_company();
    partition.groups() > 1
        && 5 * partition.matched() >= 3 * all
        && 2 * company >= all
        && parts * partition.largest() <= all
}

fn describe(sample: &NameSample, rule: &GroupBy, title: String, partition: &Partition, of_copies: bool) -> Suggestion {
    let example = |(place, lines): (usize, u64)| {
        let name = rule.group_of(&sample.names()[place].1).unwrap_or_default().into_owned();
        Example { name, lines }
    };
    Suggestion {
        by: rule.text().to_owned(),
        title,
        sampled: sample.names().len() as u64,
        lines: partition.matched(),
        groups: partition.groups(),
        largest: partition.largest(),
        look_alike: (of_copies && partition.groups() >= 2) || are_look_alikes(rule, partition),
        examples: partition.largest_groups(EXAMPLES).into_iter().map(example).collect(),
    }
}

/// A rule worth trying.
struct Candidate {
    by: String,
    title: String,
    /// Whether it looks at a part of the file name that images of other folders may share by chance.
    is_number: bool,
    /// Whether it is one of the rules for copies.
    is_base: bool,
}

impl Candidate {
    fn new(by: impl Into<String>, title: impl Into<String>) -> Self {
        Self { by: by.into(), title: title.into(), is_number: false, is_base: false }
    }

    fn base(by: &str, title: &str, is_number: bool) -> Self {
        Self { is_number, is_base: true, ..Self::new(by, title) }
    }
}

/// A regular expression for a random word before a name, which some names have.
const RANDOM_PREFIX: &str = "(?:[0-9A-Fa-f-]{8,}[ ._-])?";

/// The title of a rule for copies where file names have no shape in common.
const BASE_TITLE: &str = "base name";

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
    if shapes.iter().any(|shape| shape.marks.any()) {
        let of_most = kinds.first().filter(|kind| 5 * kind.len() >= 4 * shapes.len());
        let title = of_most.map(|kind| Kind::of(kind).whole_title()).unwrap_or_default();
        let title = if title.contains(char::is_alphanumeric) { &title } else { BASE_TITLE };
        rules.push(Candidate::base(GroupBy::BASE_NAME, title, false));
        if shapes.iter().any(|shape| shape.folder != shapes[0].folder) {
            rules.push(Candidate::base(GroupBy::BASE_NAME_ANYWHERE, &format!("…/{title}"), true));
        }
    }
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
    /// The marks that some of them have around these parts.
    marks: Marks,
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
            marks: shapes.iter().fold(Marks::default(), |marks, shape| marks | shape.marks),
        }
    }

    /// What all parts look like, for people.
    fn whole_title(&self) -> String {
        self.title(0..self.example.parts.len())
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
        let title = self.title(0..end + 1);
        if self.marks.prefix {
            // Random words before the name are no part of the group, so the folder before them can be none either.
            let by = format!("/{RANDOM_PREFIX}({captured}){behind}[^/]*$");
            return Candidate { is_number: self.in_folders, ..Candidate::new(by, title) };
        }
        let by = if self.in_folders {
            format!("^(.*/{captured}){behind}[^/]*$")
        } else {
            format!("/({captured}){behind}[^/]*$")
        };
        Candidate::new(by, title)
    }

    /// The number at `at`, whatever comes before it.
    fn number(&self, at: usize) -> Candidate {
        let behind = match self.example.parts.get(at + 1) {
            Some(Part::Mark(mark)) => format!("{}[^/]*$", escape(mark)),
            Some(part) => format!("{}[^/]*$", part.first_class()),
            None if self.marks.suffix => r"(?:[^\d/][^/]*)?$".to_owned(),
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

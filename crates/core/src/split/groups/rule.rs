//! The rule by which lines belong together, read off each line's `source-ref`.

use std::borrow::Cow;

use regex_lite::{Regex, RegexBuilder};

use super::base_name::base_of;
use crate::manifest::SourceRef;
use crate::report::ManifestFinding;
use crate::rules::split::invalid_option;

/// Most bytes that a compiled pattern may take: patterns for file names take a few hundred. Matching takes time in
/// proportion to this and to the text, whatever the pattern.
const PATTERN_BYTES: usize = 1 << 16;

/// A rule that tells the group of a line from its `source-ref`.
#[derive(Clone, Debug)]
pub struct GroupBy {
    text: String,
    rule: Rule,
}

#[derive(Clone, Debug)]
enum Rule {
    Folder,
    /// What [`GroupBy::FOLDER_ABOVE`] says, many times as fast: it is tried on the names of every manifest.
    FolderAbove,
    FileName,
    /// The base of the file name, in its folder or in any.
    BaseName {
        in_folder: bool,
    },
    Pattern(Regex),
}

impl GroupBy {
    /// The word for grouping by folder.
    pub const FOLDER: &'static str = "folder";

    /// The word for grouping by file name, whatever the folder.
    pub const FILE_NAME: &'static str = "file-name";

    /// The word for grouping copies with their original: by the folder, and the file name without the marks that copying,
    /// exporting and augmenting add.
    pub const BASE_NAME: &'static str = "folder/base-name";

    /// The same, whatever the folder.
    pub const BASE_NAME_ANYWHERE: &'static str = "base-name";

    /// The pattern that groups by the folder above an image's own.
    pub(in crate::split) const FOLDER_ABOVE: &'static str = r"^(s3://[^/]+/.+)/[^/]+/[^/]+$";

    /// Reads a rule: one of the words `folder`, `file-name`, `base-name` and `folder/base-name`, or a regular expression. The
    /// capture of an expression names the group, or all that it matches where it has none. Fails where it is no such
    /// expression.
    ///
    /// ```
    /// use holdout_core::split::GroupBy;
    /// let scenes = GroupBy::parse(r"scene-(\d+)").expect("a pattern");
    /// assert_eq!(scenes.group_of("s3://bucket/scene-0042/7.jpg").as_deref(), Some("0042"));
    /// assert_eq!(scenes.group_of("s3://bucket/other/7.jpg"), None);
    /// let folders = GroupBy::parse("folder").expect("a word");
    /// assert_eq!(folders.group_of("s3://bucket/a/b/7.jpg").as_deref(), Some("s3://bucket/a/b"));
    /// let copies = GroupBy::parse("base-name").expect("a word");
    /// assert_eq!(copies.group_of("s3://bucket/a/cat copy.jpg").as_deref(), Some("cat"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ManifestFinding> {
        let rule = match text {
            Self::FOLDER => Rule::Folder,
            Self::FOLDER_ABOVE => Rule::FolderAbove,
            Self::FILE_NAME => Rule::FileName,
            Self::BASE_NAME => Rule::BaseName { in_folder: true },
            Self::BASE_NAME_ANYWHERE => Rule::BaseName { in_folder: false },
            text => Rule::Pattern(pattern(text)?),
        };
        Ok(Self { text: text.to_owned(), rule })
    }

    /// The rule as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The group of a line; nothing where it belongs to none.
    pub fn group_of<'s>(&self, source_ref: &'s str) -> Option<Cow<'s, str>> {
        if let Rule::BaseName { in_folder } = self.rule {
            base_name(source_ref, in_folder)
        } else {
            self.part_of(source_ref).map(Cow::Borrowed)
        }
    }

    /// The part of a `source-ref` that names the group.
    fn part_of<'s>(&self, source_ref: &'s str) -> Option<&'s str> {
        match &self.rule {
            Rule::Folder => {
                let folder = &source_ref[..source_ref.rfind('/')?];
                // What is left of an image at the top is its bucket.
                (folder.len() > SourceRef::SCHEME.len() && folder[SourceRef::SCHEME.len()..].contains('/'))
                    .then_some(folder)
            }
            Rule::FolderAbove => folder_above(source_ref),
            Rule::FileName => source_ref.rsplit_once('/').map(|(_, file)| file).filter(|file| !file.is_empty()),
            Rule::BaseName { .. } => None,
            Rule::Pattern(pattern) => {
                let captures = pattern.captures(source_ref)?;
                let named = captures.get(captures.len() - 1)?;
                Some(named.as_str())
            }
        }
    }
}

fn base_name(source_ref: &str, in_folder: bool) -> Option<Cow<'_, str>> {
    let start = source_ref.rfind('/')? + 1;
    let file = &source_ref[start..];
    let (base, _) = base_of(file);
    let name = file.get(base.clone()).filter(|name| !name.is_empty())?;
    Some(match (in_folder, base.start) {
        (false, _) => Cow::Borrowed(name),
        (true, 0) => Cow::Borrowed(&source_ref[..start + base.end]),
        (true, _) => Cow::Owned([&source_ref[..start], name].concat()),
    })
}

fn folder_above(source_ref: &str) -> Option<&str> {
    let (folder, file) = source_ref.rsplit_once('/')?;
    let (above, own) = folder.rsplit_once('/')?;
    let (bucket, path) = above.strip_prefix(SourceRef::SCHEME)?.split_once('/')?;
    let is_whole = ![file, own, bucket, path].contains(&"") && !path.contains('\n');
    is_whole.then_some(above)
}

fn pattern(text: &str) -> Result<Regex, ManifestFinding> {
    if text.is_empty() {
        return Err(invalid_option("the pattern to group by is empty".to_owned()));
    }
    let pattern = RegexBuilder::new(text).size_limit(PATTERN_BYTES).build();
    let pattern = pattern.map_err(|error| invalid_option(format!("\"{text}\" is no pattern to group by: {error}")))?;
    match pattern.captures_len() {
        1 | 2 => Ok(pattern),
        more => Err(invalid_option(format!(
            "\"{text}\" captures {} parts; capture one, and write (?:...) around the others",
            more - 1
        ))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_folder_above_is_what_its_pattern_says(name in "(s3://?)?([/ab\n]|//){0,12}") {
            let pattern = Rule::Pattern(pattern(GroupBy::FOLDER_ABOVE).expect("a pattern"));
            let by_pattern = GroupBy { text: GroupBy::FOLDER_ABOVE.to_owned(), rule: pattern };
            let by = GroupBy::parse(GroupBy::FOLDER_ABOVE).expect("a pattern");
            prop_assert_eq!(by.group_of(&name), by_pattern.group_of(&name));
        }
    }
}

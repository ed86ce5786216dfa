//! What a file is that is not a manifest, told from its first bytes: a person learns "this is gzip", and how to unpack it,
//! instead of "line 1 is not JSON".

/// How many bytes from the start of a file [`sniff`] looks at: a few lines of a manifest.
pub const SNIFFED: usize = 16 << 10;

/// Something that is often used in place of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// gzip
    Gzip,
    /// A zip archive, or one of the formats built on it.
    Zip,
    /// zstd, bzip2 or xz
    Compressed,
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
    /// Another image.
    Image,
    /// A PDF document.
    Pdf,
    /// A Parquet file.
    Parquet,
    /// Text in UTF-16.
    Utf16,
    /// Text in UTF-32.
    Utf32,
    /// Bytes that are no text.
    Binary,
    /// The output of `aws rekognition list-dataset-entries`.
    DatasetEntries,
    /// A COCO file.
    Coco,
    /// A Label Studio export.
    LabelStudio,
    /// A manifest of a content moderation adapter.
    ContentModeration,
    /// A manifest of Lookout for Vision without labels that Custom Labels takes.
    LookoutForVision,
    /// One JSON array.
    JsonArray,
    /// One JSON object over several lines.
    PrettyJson,
    /// Several JSON objects on one line.
    OneLine,
    /// Lines that end in carriage returns alone.
    CarriageReturns,
    /// A comma behind each object.
    TrailingCommas,
    /// Each object as a JSON string.
    JsonStrings,
    /// Python's own notation.
    Python,
    /// Numbers that JSON does not know.
    NotANumber,
    /// A byte order mark on each line.
    ByteOrderMarks,
    /// Comma-separated values.
    Csv,
}

/// What has to be true of a file besides its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing.
    FirstBytes,
    /// Less than half of its lines are JSON objects.
    FewObjects,
    /// None of its lines can be used.
    NoValidLine,
}

impl Foreign {
    /// What must hold of the rest of the file.
    pub fn proof(self) -> Proof {
        match self {
            Self::Gzip
            | Self::Zip
            | Self::Compressed
            | Self::Png
            | Self::Jpeg
            | Self::Image
            | Self::Pdf
            | Self::Parquet
            | Self::Utf16
            | Self::Utf32
            | Self::Binary => Proof::FirstBytes,
            Self::Coco
            | Self::LabelStudio
            | Self::DatasetEntries
            | Self::ContentModeration
            | Self::LookoutForVision => Proof::NoValidLine,
            _ => Proof::FewObjects,
        }
    }

    /// What the file is.
    pub fn cause(self) -> &'static str {
        match self {
            Self::Gzip => "it's compressed with gzip",
            Self::Zip => "it's a zip archive; unpack it and use the manifest inside",
            Self::Compressed => "it's compressed; unpack it first",
            Self::Png => "it's a PNG image; a manifest is a text file that lists images",
            Self::Jpeg => "it's a JPEG image; a manifest is a text file that lists images",
            Self::Image => "it's an image; a manifest is a text file that lists images",
            Self::Pdf => "it's a PDF document; a manifest is a text file that lists images",
            Self::Parquet => "it's a Parquet file; export it as JSON Lines",
            Self::Utf16 => "its text is in UTF-16; a manifest is in UTF-8",
            Self::Utf32 => "its text is in UTF-32; a manifest is in UTF-8",
            Self::Binary => "it isn't text",
            Self::DatasetEntries => {
                "it's the output of `aws rekognition list-dataset-entries`, in which each entry is a string"
            }
            Self::Coco => "it's a COCO file; convert it to a manifest",
            Self::LabelStudio => "it's a Label Studio export; convert it to a manifest",
            Self::ContentModeration => {
                "it's a manifest of a content moderation adapter (content-moderation-groundtruth), which Custom Labels \
                 doesn't support"
            }
            Self::LookoutForVision => {
                "it's a manifest of Lookout for Vision (anomaly-label) without a label that Custom Labels supports"
            }
            Self::JsonArray => "it's one JSON array; a manifest has one JSON object on each line",
            Self::PrettyJson => "its JSON objects span several lines; a manifest has one JSON object on each line",
            Self::OneLine => "its JSON objects are all on one line; a manifest has one JSON object on each line",
            Self::CarriageReturns => {
                "its lines end in carriage returns (CR); a manifest's lines end in line feeds (LF)"
            }
            Self::TrailingCommas => "a comma follows each JSON object; a manifest has nothing after an object",
            Self::JsonStrings => {
                "each line is a JSON string that contains an object; a manifest has the objects themselves"
            }
            Self::Python => "its lines are Python dictionaries, with single quotes; a manifest is JSON",
            Self::NotANumber => "its lines have NaN or Infinity, which JSON doesn't allow; write numbers, such as 0",
            Self::ByteOrderMarks => "its lines start with byte order marks; only the first line may have one",
            Self::Csv => "it looks like comma-separated values; a manifest has one JSON object on each line",
        }
    }

    /// The command that makes a manifest of the file `name`, if there is one.
    pub fn repair(self, name: &str) -> Option<String> {
        let file = quoted(name);
        let command = match self {
            Self::Gzip => format!("gunzip -c < {file}"),
            Self::Utf16 => format!("iconv -f UTF-16 -t UTF-8 {file}"),
            Self::Utf32 => format!("iconv -f UTF-32 -t UTF-8 {file}"),
            Self::DatasetEntries => format!("jq -r '.DatasetEntries[]' {file}"),
            Self::JsonArray => format!("jq -c '.[]' {file}"),
            Self::PrettyJson | Self::OneLine => format!("jq -c . {file}"),
            Self::CarriageReturns => format!("tr '\\r' '\\n' < {file}"),
            Self::TrailingCommas => format!("sed 's/,[[:space:]]*$//' {file}"),
            Self::JsonStrings => format!("jq -r . {file}"),
            Self::Python => format!(
                "python3 -c 'import ast, json, sys; [print(json.dumps(ast.literal_eval(line))) for line in sys.stdin]' \
                 < {file}"
            ),
            // A box or a confidence of 0 is never taken for a real one.
            Self::NotANumber => format!(
                "python3 -c 'import json, sys; [print(json.dumps(json.loads(line, parse_constant=lambda name: 0))) for line in \
                 sys.stdin]' < {file}"
            ),
            Self::ByteOrderMarks => format!("sed 's/^\\xEF\\xBB\\xBF//' {file}"),
            _ => return None,
        };
        Some(format!("{command} > fixed.manifest"))
    }

    /// What to do next.
    pub(crate) fn help(self, name: &str) -> Option<String> {
        match self {
            Self::Coco => Some("fromCoco of the npm package's holdout/adapters converts it".to_owned()),
            Self::LabelStudio => Some("fromLabelStudio of the npm package's holdout/adapters converts it".to_owned()),
            _ => self.repair(name).map(|command| format!("run `{command}`")),
        }
    }
}

/// A file name as a shell takes it.
fn quoted(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/+=:@%".contains(&byte);
    match name {
        "" | "-" => "data.manifest".to_owned(),
        _ if name.bytes().all(is_plain) && !name.starts_with('-') => name.to_owned(),
        _ if name.starts_with('-') => format!("'./{}'", name.replace('\'', r"'\''")),
        _ => format!("'{}'", name.replace('\'', r"'\''")),
    }
}

/// Formats known by how they start.
const MAGIC: &[(&[u8], Foreign)] = &[
    (b"\x1F\x8B", Foreign::Gzip),
    (b"PK\x03\x04", Foreign::Zip),
    (b"PK\x05\x06", Foreign::Zip),
    (b"\x28\xB5\x2F\xFD", Foreign::Compressed),
    (b"BZh", Foreign::Compressed),
    (b"\xFD7zXZ\x00", Foreign::Compressed),
    (b"\x89PNG\r\n\x1A\n", Foreign::Png),
    (b"\xFF\xD8\xFF", Foreign::Jpeg),
    (b"GIF8", Foreign::Image),
    (b"RIFF", Foreign::Image),
    (b"%PDF-", Foreign::Pdf),
    (b"PAR1", Foreign::Parquet),
    // Before UTF-16, whose mark it starts with.
    (b"\xFF\xFE\x00\x00", Foreign::Utf32),
    (b"\x00\x00\xFE\xFF", Foreign::Utf32),
    (b"\xFF\xFE", Foreign::Utf16),
    (b"\xFE\xFF", Foreign::Utf16),
];

/// What the file is if it is not JSON Lines, as far as its first [`SNIFFED`] bytes tell.
pub fn sniff(head: &[u8]) -> Option<Foreign> {
    let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
    known.map(|&(_, foreign)| foreign).or_else(|| sniff_text(head))
}

fn sniff_text(head: &[u8]) -> Option<Foreign> {
    // A text that was appended in another encoding may begin further on.
    let start = &head[..head.len().min(1024)];
    if start.contains(&0) {
        let nulls = |from: usize| start.iter().skip(from).step_by(2).filter(|&&byte| byte == 0).count();
        let quarter = start.len() / 4;
        return Some(if nulls(0) > quarter || nulls(1) > quarter { Foreign::Utf16 } else { Foreign::Binary });
    }
    let text = head.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    let first_line = text.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    match text.first()? {
        b'[' if has(text, "\"data\"") && (has(text, "\"annotations\"") || has(text, "\"completions\"")) => {
            Some(Foreign::LabelStudio)
        }
        b'[' => Some(Foreign::JsonArray),
        b'{' => sniff_object(text, first_line),
        b'"' if text[1..].trim_ascii_start().starts_with(b"{") => Some(Foreign::JsonStrings),
        _ if first_line.contains(&b',') => Some(Foreign::Csv),
        _ => None,
    }
}

/// What a text is that begins like a JSON object.
fn sniff_object(text: &[u8], first_line: &[u8]) -> Option<Foreign> {
    if text[1..].trim_ascii_start().starts_with(b"'") {
        return Some(Foreign::Python);
    }
    let known = [
        ("\"DatasetEntries\"", Foreign::DatasetEntries),
        ("\"content-moderation-groundtruth\"", Foreign::ContentModeration),
        ("\"anomaly-label", Foreign::LookoutForVision),
    ];
    if let Some(&(_, foreign)) = known.iter().find(|(key, _)| has(text, key)) {
        return Some(foreign);
    }
    let is_coco = |key| has(text, key) && !has(text, "\"source-ref\"");
    if is_coco("\"images\"") || is_coco("\"categories\"") || (is_coco("\"info\"") && is_coco("\"licenses\"")) {
        return Some(Foreign::Coco);
    }
    if first_line.len() < 3 && text.len() > first_line.len() {
        return Some(Foreign::PrettyJson);
    }
    let Object { end, has_foreign_number } = Object::at_start_of(text)?;
    if has_foreign_number {
        return Some(Foreign::NotANumber);
    }
    let behind = &text[end..];
    let next = behind.trim_ascii_start();
    let between = &behind[..behind.len() - next.len()];
    match next.first() {
        Some(b',') if !between.contains(&b'\n') => Some(Foreign::TrailingCommas),
        Some(b'{') if between.contains(&b'\r') && !between.contains(&b'\n') => Some(Foreign::CarriageReturns),
        Some(b'{') if !between.contains(&b'\n') => Some(Foreign::OneLine),
        Some(b'\xEF') if next.starts_with(super::BYTE_ORDER_MARK) => Some(Foreign::ByteOrderMarks),
        _ if text[..end].contains(&b'\n') => Some(Foreign::PrettyJson),
        _ => None,
    }
}

fn has(text: &[u8], part: &str) -> bool {
    memchr::memmem::find(text, part.as_bytes()).is_some()
}

/// An object as far as its brackets tell.
struct Object {
    /// Offset behind it.
    end: usize,
    /// Whether it has `NaN` or `Infinity` where a value stands.
    has_foreign_number: bool,
}

impl Object {
    fn at_start_of(text: &[u8]) -> Option<Self> {
        let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
        let mut has_foreign_number = false;
        for (at, &byte) in text.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(Self { end: at + 1, has_foreign_number });
                    }
                }
                b'N' | b'I' => {
                    has_foreign_number |= text[at..].starts_with(b"NaN") || text[at..].starts_with(b"Infinity");
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_people_use_in_place_of_a_manifest() {
        for (text, foreign) in [
            (&b"\x1F\x8B\x08\x00"[..], Some(Foreign::Gzip)),
            (b"\xFF\xFE{\x00\"\x00", Some(Foreign::Utf16)),
            (b"\xFF\xFE\x00\x00{\x00\x00\x00", Some(Foreign::Utf32)),
            (b"{\x00\"\x00s\x00o\x00u\x00", Some(Foreign::Utf16)),
            (b" [\n {\"source-ref\"", Some(Foreign::JsonArray)),
            (b"[{\"id\":1,\"annotations\":[],\"data\":{}}]", Some(Foreign::LabelStudio)),
            (b"{\r\n  \"a\": 1\r\n}", Some(Foreign::PrettyJson)),
            (b"{\"a\": 1,\n \"b\": 2}\n", Some(Foreign::PrettyJson)),
            (b"{\"a\":1}{\"a\":2}", Some(Foreign::OneLine)),
            (b"{\"a\":1}\r{\"a\":2}\r", Some(Foreign::CarriageReturns)),
            (b"{\"a\":1},\n{\"a\":2},\n", Some(Foreign::TrailingCommas)),
            (b"{\"a\":NaN}\n", Some(Foreign::NotANumber)),
            (b"{\"a\":\"NaN\"}\n", None),
            (b"{\"a\":1}\n\xEF\xBB\xBF{\"a\":2}\n", Some(Foreign::ByteOrderMarks)),
            (b"{'a': 1}\n", Some(Foreign::Python)),
            (b"\"{\\\"a\\\":1}\"\n", Some(Foreign::JsonStrings)),
            (b"{\"info\":{},\"images\":[]}", Some(Foreign::Coco)),
            (b"image,label\na.png,cat\n", Some(Foreign::Csv)),
            (b"{\"source-ref\":\"s3://b/k\"}\n", None),
            (b"", None),
        ] {
            assert_eq!(sniff(text), foreign, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn a_name_is_quoted_as_a_shell_takes_it() {
        assert_eq!(quoted("a/b-1.manifest"), "a/b-1.manifest");
        assert_eq!(quoted("it's mine; rm"), r"'it'\''s mine; rm'");
        assert_eq!(quoted("-rf"), "'./-rf'");
        assert_eq!(quoted("-"), "data.manifest");
    }
}

//! What a file is that is not a manifest, told from its first bytes, so that a person hears "this is gzip" and not
//! "line 1 is not JSON".

/// How many bytes from the start of a file [`sniff`] looks at.
pub const SNIFFED: usize = 1024;

/// Something that is often dropped in place of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disguise {
    /// gzip
    Gzip,
    /// A zip archive, or one of the formats built on it.
    Zip,
    /// zstd, bzip2 or xz
    Compressed,
    /// A picture.
    Image,
    /// A PDF document.
    Pdf,
    /// A Parquet file.
    Parquet,
    /// Text in UTF-16.
    Utf16,
    /// One JSON array instead of lines.
    JsonArray,
    /// One JSON object over several lines.
    PrettyJson,
    /// Comma-separated values.
    Csv,
    /// Bytes that are no text.
    Binary,
}

impl Disguise {
    /// What it is and what to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Gzip => "it is compressed with gzip; unpack it first (gunzip)",
            Self::Zip => "it is a zip archive; unpack it and take the manifest inside",
            Self::Compressed => "it is compressed; unpack it first",
            Self::Image => "it is an image; a manifest is a text file that lists images",
            Self::Pdf => "it is a PDF; a manifest is a text file that lists images",
            Self::Parquet => "it is a Parquet file; export it as JSON Lines",
            Self::Utf16 => "it is text in UTF-16; save it as UTF-8",
            Self::JsonArray => "it is one JSON array; write each of its elements on a line of its own (jq -c '.[]')",
            Self::PrettyJson => {
                "it is JSON spread over several lines; a manifest has one whole object on each line (jq -c .)"
            }
            Self::Csv => "it looks like comma-separated values; a manifest has one JSON object on each line",
            Self::Binary => "it is no text",
        }
    }

    /// Whether the first bytes alone prove it, whatever the lines say.
    pub fn is_certain(self) -> bool {
        !matches!(self, Self::JsonArray | Self::PrettyJson | Self::Csv)
    }
}

/// Formats known by how they start.
const MAGIC: &[(&[u8], Disguise)] = &[
    (b"\x1F\x8B", Disguise::Gzip),
    (b"PK\x03\x04", Disguise::Zip),
    (b"PK\x05\x06", Disguise::Zip),
    (b"\x28\xB5\x2F\xFD", Disguise::Compressed),
    (b"BZh", Disguise::Compressed),
    (b"\xFD7zXZ\x00", Disguise::Compressed),
    (b"\x89PNG\r\n\x1A\n", Disguise::Image),
    (b"\xFF\xD8\xFF", Disguise::Image),
    (b"GIF8", Disguise::Image),
    (b"RIFF", Disguise::Image),
    (b"%PDF-", Disguise::Pdf),
    (b"PAR1", Disguise::Parquet),
    (b"\xFF\xFE", Disguise::Utf16),
    (b"\xFE\xFF", Disguise::Utf16),
];

/// What the file is if it is not JSON Lines, as far as its first [`SNIFFED`] bytes tell.
pub fn sniff(head: &[u8]) -> Option<Disguise> {
    let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
    known.map(|&(_, disguise)| disguise).or_else(|| sniff_text(head))
}

fn sniff_text(head: &[u8]) -> Option<Disguise> {
    if head.contains(&0) {
        let even = head.iter().step_by(2).filter(|&&byte| byte == 0).count();
        let odd = head.iter().skip(1).step_by(2).filter(|&&byte| byte == 0).count();
        let half = head.len() / 4;
        return Some(if even > half || odd > half { Disguise::Utf16 } else { Disguise::Binary });
    }
    let text = head.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    let first_line = text.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    match text.first()? {
        b'[' => Some(Disguise::JsonArray),
        b'{' if first_line.len() < 3 && text.len() > first_line.len() => Some(Disguise::PrettyJson),
        byte if *byte != b'{' && first_line.contains(&b',') => Some(Disguise::Csv),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_people_drop() {
        assert_eq!(sniff(b"\x1F\x8B\x08\x00"), Some(Disguise::Gzip));
        assert_eq!(sniff(b"\xFF\xFE{\x00\"\x00"), Some(Disguise::Utf16));
        assert_eq!(sniff(b"{\x00\"\x00s\x00o\x00u\x00"), Some(Disguise::Utf16));
        assert_eq!(sniff(b" [\n {\"source-ref\""), Some(Disguise::JsonArray));
        assert_eq!(sniff(b"{\r\n  \"a\": 1\r\n}"), Some(Disguise::PrettyJson));
        assert_eq!(sniff(b"image,label\na.png,cat\n"), Some(Disguise::Csv));
        assert_eq!(sniff(b"{\"source-ref\":\"s3://b/k\"}\n"), None);
        assert_eq!(sniff(b""), None);
    }
}

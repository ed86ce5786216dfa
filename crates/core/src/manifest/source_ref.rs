//! The `source-ref` of an entry: where the image lies.

use std::borrow::Cow;

use xxhash_rust::{xxh3::xxh3_64, xxh64::xxh64};

/// Seed of the hash that identifies a `source-ref`: 42, as in Spark's `xxhash64`.
const SEED: u64 = 42;

/// A well-formed `source-ref`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceRef<'a> {
    /// Bucket name.
    pub bucket: &'a str,
    /// Object key.
    pub key: &'a str,
}

/// Why a string is no `source-ref`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceRefError {
    /// It does not start with `s3://`.
    Scheme,
    /// The bucket is not 3 to 255 characters of `0-9 A-Z a-z . - _`.
    Bucket,
    /// The key is empty.
    NoKey,
    /// The key has more than 1024 bytes.
    LongKey(usize),
}

impl SourceRefError {
    /// The reason in words.
    pub fn describe(self) -> String {
        match self {
            Self::Scheme => "it must start with s3://".into(),
            Self::Bucket => {
                "the bucket must be 3 to 255 characters long, of letters, digits, dots, hyphens and underscores".into()
            }
            Self::NoKey => "the key of the image is missing after the bucket".into(),
            Self::LongKey(bytes) => format!("the key has {bytes} bytes, more than 1024"),
        }
    }
}

impl<'a> SourceRef<'a> {
    /// How every one begins.
    pub const SCHEME: &'static str = "s3://";

    /// Longest key, in bytes.
    pub const LONGEST_KEY: usize = 1024;

    /// The form in which images are compared: the scheme in lower case, all else byte for byte.
    ///
    /// ```
    /// use holdout_core::manifest::SourceRef;
    /// assert_eq!(SourceRef::canonical("S3://Bucket/a+b.JPG"), "s3://Bucket/a+b.JPG");
    /// assert_eq!(SourceRef::canonical("s3://Bucket/a%20b.JPG"), "s3://Bucket/a%20b.JPG");
    /// ```
    pub fn canonical(text: &'a str) -> Cow<'a, str> {
        match text.split_at_checked(Self::SCHEME.len()) {
            Some((scheme, rest)) if scheme != Self::SCHEME && scheme.eq_ignore_ascii_case(Self::SCHEME) => {
                Cow::Owned([Self::SCHEME, rest].concat())
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// Takes `s3://BUCKET/KEY` apart; the scheme's case does not matter.
    ///
    /// ```
    /// use holdout_core::manifest::SourceRef;
    /// let source = SourceRef::parse("s3://my-bucket/cats/1.jpg")?;
    /// assert_eq!((source.bucket, source.key), ("my-bucket", "cats/1.jpg"));
    /// # Ok::<(), holdout_core::manifest::SourceRefError>(())
    /// ```
    pub fn parse(text: &'a str) -> Result<Self, SourceRefError> {
        let rest = match text.split_at_checked(Self::SCHEME.len()) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(Self::SCHEME) => rest,
            _ => return Err(SourceRefError::Scheme),
        };
        let slash = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
        let (bucket, key) = (&rest[..slash], rest.get(slash + 1..).unwrap_or_default());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if !(3..=255).contains(&bucket.len()) || !bucket.bytes().all(allowed) {
            return Err(SourceRefError::Bucket);
        }
        match key.len() {
            0 => Err(SourceRefError::NoKey),
            1..=Self::LONGEST_KEY => Ok(Self { bucket, key }),
            bytes => Err(SourceRefError::LongKey(bytes)),
        }
    }
}

/// Identity of a decoded `source-ref`: two unrelated hashes of its bytes, 96 bits, so that the strings of millions of
/// lines need not be kept to find the ones that repeat. `S3://b/k` and `s3://b/k` are one image: both hashes are of the
/// form with the scheme in lower case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// xxHash64 with seed 42. The hash strategy of a split is made of it.
    pub hash: u64,
    /// The lower half of XXH3.
    pub check: u32,
}

impl Fingerprint {
    /// The fingerprint of the bytes of a decoded `source-ref`.
    #[inline]
    pub fn of(source_ref: &[u8]) -> Self {
        if source_ref.first() == Some(&b'S') { Self::of_upper_case(source_ref) } else { Self::of_bytes(source_ref) }
    }

    #[cold]
    fn of_upper_case(source_ref: &[u8]) -> Self {
        match std::str::from_utf8(source_ref) {
            Ok(text) => Self::of_bytes(SourceRef::canonical(text).as_bytes()),
            Err(_) => Self::of_bytes(source_ref),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
    fn of_bytes(source_ref: &[u8]) -> Self {
        Self { hash: xxh64(source_ref, SEED), check: xxh3_64(source_ref) as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_the_scheme_makes_no_other_image_and_all_else_does() {
        let of = |text: &str| Fingerprint::of(text.as_bytes());
        assert_eq!(of("S3://bucket/a.jpg"), of("s3://bucket/a.jpg"));
        for other in ["s3://Bucket/a.jpg", "s3://bucket/A.jpg", "s3://bucket/a%2Ejpg", "S3:/bucket/a.jpg", "S3", "S"] {
            assert_ne!(of(other), of("s3://bucket/a.jpg"), "{other}");
        }
        assert_ne!(of("Spark"), of("spark"));
    }
}

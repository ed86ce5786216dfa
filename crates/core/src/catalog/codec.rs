//! Catalogs as bytes, to hand them from a worker to where they are put together.

use bytemuck::Pod;

use super::blank::BlankRuns;
use super::columns::{Catalog, flag};
use super::counts::LabelCounts;
use super::images::Images;
use super::interner::Interner;
use super::labels::LabelColumn;
use super::offsets::Offsets;
use super::whole::Manifest;
use crate::rules::{BoxSigns, Code};

/// Starts every encoded catalog; the last byte is the version of the encoding.
const MAGIC: &[u8; 8] = b"holdctl\x04";

/// The bytes are no catalog, or one of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError;

impl std::fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the bytes are no catalog of this version; use one version of the package throughout")
    }
}

impl std::error::Error for DecodeError {}

impl Manifest {
    /// The manifest's catalog as bytes, of which the same manifest can be made again.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.catalog.to_bytes()
    }
}

impl Catalog {
    /// The catalog as bytes, in the order of bytes of this machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.encoded_size());
        bytes.extend_from_slice(MAGIC);
        let (start, lengths, long) = self.offsets.parts();
        let (long_rows, long_lengths): (Vec<u32>, Vec<u64>) = long.iter().copied().unzip();
        write(&mut bytes, &[start]);
        write(&mut bytes, lengths);
        write(&mut bytes, &long_rows);
        write(&mut bytes, &long_lengths);
        let (run_rows, run_lines) = self.blank_runs.parts();
        write(&mut bytes, &run_rows);
        write(&mut bytes, &run_lines);
        let BoxSigns { dropped, fractions, corners } = self.box_signs;
        write(&mut bytes, &[dropped, fractions, corners]);
        write(&mut bytes, &self.head);
        write(&mut bytes, &self.flags);
        write(&mut bytes, &self.images.hashes);
        write(&mut bytes, &self.images.checks);
        write_names(&mut bytes, &self.labels);
        write(&mut bytes, &self.label_counts.numbers());
        write(&mut bytes, self.label_counts.order());
        write(&mut bytes, self.line_labels.bytes());
        write_names(&mut bytes, &self.buckets);
        write(&mut bytes, &self.bucket_lines);
        write(&mut bytes, &self.finding_rows);
        write(&mut bytes, &self.finding_codes);
        write(&mut bytes, &self.finding_counts);
        bytes
    }

    /// About the bytes that the encoded catalog takes, and no fewer unless there are very many names.
    fn encoded_size(&self) -> usize {
        const A_ROW: usize = size_of::<u16>() + size_of::<u8>() + size_of::<u64>() + size_of::<u32>();
        const A_FINDING: usize = 2 * size_of::<u32>() + size_of::<u8>();
        const THE_REST: usize = 1 << 14;
        self.len() * A_ROW
            + self.line_labels.bytes().len()
            + self.finding_rows.len() * A_FINDING
            + self.head.len()
            + THE_REST
    }

    /// Reads what [`Catalog::to_bytes`] wrote. Fails where the bytes are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut input = Input(bytes.strip_prefix(MAGIC).ok_or(DecodeError)?);
        let start = *input.column::<u64>()?.first().ok_or(DecodeError)?;
        let lengths = input.column()?;
        let (long_rows, long_lengths): (Vec<u32>, Vec<u64>) = (input.column()?, input.column()?);
        let long = long_rows.into_iter().zip(long_lengths).collect();
        let offsets = Offsets::from_parts(start, lengths, long).ok_or(DecodeError)?;
        let blank_runs = BlankRuns::from_parts(&input.column::<u32>()?, &input.column::<u64>()?).ok_or(DecodeError)?;
        let &[dropped, fractions, corners] = &*input.column::<u64>()? else { return Err(DecodeError) };
        let (head, flags) = (input.column()?, input.column()?);
        let images = Images { hashes: input.column()?, checks: input.column()? };
        let labels = input.names()?;
        let label_counts = LabelCounts::from_numbers(&input.column()?, input.column()?);
        let line_labels = LabelColumn::from_bytes(input.column()?, offsets.len(), labels.len()).ok_or(DecodeError)?;
        let catalog = Self {
            offsets,
            blank_runs,
            box_signs: BoxSigns { dropped, fractions, corners },
            head,
            flags,
            images,
            line_labels,
            labels,
            label_counts,
            buckets: input.names()?,
            bucket_lines: input.column()?,
            finding_rows: input.column()?,
            finding_codes: input.column()?,
            finding_counts: input.column()?,
        };
        if catalog.is_consistent() { Ok(catalog) } else { Err(DecodeError) }
    }

    /// Whether every column has its length and every number points at something.
    fn is_consistent(&self) -> bool {
        let rows = self.len();
        let findings = self.finding_rows.len();
        self.flags.len() == rows
            && self.images.are_of(rows)
            && self
                .blank_runs
                .iter()
                .all(|(row, _)| self.flags.get(row as usize).is_some_and(|flags| flags & flag::BLANK != 0))
            && self.label_counts.are_of(self.labels.len())
            && self.bucket_lines.len() == self.buckets.len()
            && self.finding_codes.len() == findings
            && self.finding_counts.len() == findings
            && self.finding_rows.iter().all(|&row| (row as usize) < rows)
            && self.finding_codes.iter().all(|&code| Code::from_index(code).is_some())
    }
}

fn write<T: Pod>(bytes: &mut Vec<u8>, column: &[T]) {
    bytes.extend_from_slice(&(column.len() as u64).to_le_bytes());
    bytes.extend_from_slice(bytemuck::cast_slice(column));
}

fn write_names(bytes: &mut Vec<u8>, names: &Interner) {
    let text: String = names.names().collect();
    let lengths: Vec<u64> = names.names().map(|name| name.len() as u64).collect();
    write(bytes, &lengths);
    write(bytes, text.as_bytes());
}

struct Input<'i>(&'i [u8]);

impl Input<'_> {
    fn column<T: Pod>(&mut self) -> Result<Vec<T>, DecodeError> {
        let (length, rest) = self.0.split_first_chunk::<8>().ok_or(DecodeError)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| DecodeError)?;
        let size = length.checked_mul(size_of::<T>()).ok_or(DecodeError)?;
        let (column, rest) = rest.split_at_checked(size).ok_or(DecodeError)?;
        self.0 = rest;
        Ok(bytemuck::pod_collect_to_vec(column))
    }

    fn names(&mut self) -> Result<Interner, DecodeError> {
        let lengths: Vec<u64> = self.column()?;
        let text: Vec<u8> = self.column()?;
        let text = std::str::from_utf8(&text).map_err(|_| DecodeError)?;
        let mut names = Interner::default();
        let mut start = 0;
        for length in lengths {
            let end = usize::try_from(length).ok().and_then(|length| length.checked_add(start)).ok_or(DecodeError)?;
            names.intern(text.get(start..end).ok_or(DecodeError)?.as_bytes());
            start = end;
        }
        Ok(names)
    }
}

//! One function a parser: all lines of a manifest, one after the other, and how many there were. Ours judges them as well.

use holdout_core::catalog::RangeScanner;
use wasm_bindgen::prelude::wasm_bindgen;

fn lines(manifest: &[u8]) -> impl Iterator<Item = &[u8]> {
    manifest.split_inclusive(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}

fn count(parsed: impl Iterator<Item = bool>) -> u32 {
    parsed.map(u32::from).sum()
}

/// Holdout: every rule, and a catalog of the lines.
#[wasm_bindgen]
pub fn holdout(manifest: &[u8]) -> u32 {
    let mut scanner = RangeScanner::new(0..manifest.len() as u64);
    scanner.push(manifest);
    u32::try_from(scanner.finish().len()).unwrap_or(u32::MAX)
}

/// sonic-rs, into its own tree.
#[wasm_bindgen]
pub fn sonic(manifest: &[u8]) -> u32 {
    count(lines(manifest).map(|line| sonic_rs::from_slice::<sonic_rs::Value>(line).is_ok()))
}

/// simd-json, into its tape; buffers are reused.
#[wasm_bindgen]
pub fn simd(manifest: &[u8]) -> u32 {
    let mut buffers = simd_json::Buffers::default();
    let mut line_buffer = Vec::new();
    count(lines(manifest).map(|line| {
        // It parses in place.
        line_buffer.clear();
        line_buffer.extend_from_slice(line);
        simd_json::to_tape_with_buffers(&mut line_buffer, &mut buffers).is_ok()
    }))
}

/// serde_json, into its tree.
#[wasm_bindgen]
pub fn serde(manifest: &[u8]) -> u32 {
    count(lines(manifest).map(|line| serde_json::from_slice::<serde_json::Value>(line).is_ok()))
}

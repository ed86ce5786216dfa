//! How results are told: one file for each format.

pub mod ci;
mod escape;
pub mod examples;
mod excerpt;
pub mod explain;
pub mod lines;
pub mod text;

pub use escape::harmless;

use std::io::Write;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::error::Failure;
use crate::stdio;

/// Writes a report as one JSON object on a line.
pub fn json(report: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let written = serde_json::to_writer(&mut out, report).map_err(std::io::Error::from);
    stdio::wrote(written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()))
}

/// A progress bar on standard error, where that is a terminal.
pub fn progress(bytes: u64, doing: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    let template = "{msg:10} {bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(doing)
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARN: Style = AnsiColor::Yellow.on_default();

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Text in bold, on a terminal.
pub fn bold(text: &str) -> String {
    paint(BOLD, text)
}

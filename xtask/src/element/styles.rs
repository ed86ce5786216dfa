//! The page's styles, made fit for the element's shadow root.
//!
//! They are the same rules. What differs is what they refer to: in a shadow root there is no `:root`, `html` or `body`, and
//! neither the width of the window nor the font size of the document say anything about the element.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// What names the page's style files, in the order in which they hold.
const INDEX: &str = "www/index.html";
const LINK: &str = "rel=\"css\" href=\"styles/";
const OWN: &str = "crates/element/styles/element.css";

/// Instead of what a page of its own has.
const TERMS: [(&str, &str); 5] = [
    (":root", ".root"),
    ("\nhtml {", "\n.root {"),
    ("\nhtml,", "\n.root,"),
    ("@media (max-width:", "@container (max-width:"),
    ("@media (min-width:", "@container (min-width:"),
];

/// Lengths that are measured by what is not the element's, and what they become.
const UNITS: [(&str, &str); 2] = [("rem", "var(--rem)"), ("vw", "1cqi")];

/// All styles of the element: the page's, then its own.
pub(super) fn of(workspace: &Workspace) -> Result<String> {
    let index = read(workspace, INDEX)?;
    let names: Vec<&str> = index.split(LINK).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    if names.is_empty() {
        bail!("{INDEX} names no style files in the form {LINK}NAME\"");
    }
    let mut all = String::new();
    for name in names {
        all.push_str(&adapt(&read(workspace, &format!("www/styles/{name}"))?));
    }
    all.push_str(&squeeze(&read(workspace, OWN)?));
    Ok(all)
}

/// The styles as a JavaScript module.
pub(super) fn module(styles: &str) -> Result<String> {
    Ok(format!("// @ts-check\nexport const styles = {};\n", serde_json::to_string(styles)?))
}

fn read(workspace: &Workspace, path: &str) -> Result<String> {
    fs::read_to_string(workspace.path(path)).with_context(|| format!("reading {path}"))
}

fn adapt(css: &str) -> String {
    let mut css = format!("\n{css}");
    for (from, to) in TERMS {
        css = css.replace(from, to);
    }
    for (unit, instead) in UNITS {
        css = measure(&css, unit, instead);
    }
    squeeze(&css)
}

/// Writes every length in a unit as a multiple of something else.
fn measure(css: &str, unit: &str, instead: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(unit) {
        let (before, after) = (&rest[..at], &rest[at + unit.len()..]);
        let number = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let goes_on = after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if number == 0 || goes_on {
            out.push_str(&rest[..at + unit.len()]);
        } else {
            let (head, number) = before.split_at(before.len() - number);
            out.extend([head, "calc(", number, " * ", instead, ")"]);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Leaves out comments, indents and empty lines.
fn squeeze(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_page_becomes_the_elements() {
        assert_eq!(adapt(":root {\n  --a: 1rem;\n}\n"), ".root {\n--a: calc(1 * var(--rem));\n}\n");
        assert_eq!(adapt("html {\n}\nhtml,\nbody {\n}\n"), ".root {\n}\n.root,\nbody {\n}\n");
        assert_eq!(adapt("@media (max-width: 860px) {\n}"), "@container (max-width: 860px) {\n}\n");
        assert_eq!(adapt("@media (forced-colors: active) {\n}"), "@media (forced-colors: active) {\n}\n");
    }

    #[test]
    fn only_lengths_are_measured_anew() {
        assert_eq!(
            adapt("a { width: clamp(1.75rem, 1rem + 3vw, .5rem); }"),
            "a { width: clamp(calc(1.75 * var(--rem)), calc(1 * var(--rem)) + calc(3 * 1cqi), calc(.5 * var(--rem))); }\n"
        );
        let untouched = ".remark-1remote { content: \"theorem\"; --rem: 2; }\n";
        assert_eq!(adapt(untouched), untouched);
    }

    #[test]
    fn comments_are_left_out() {
        assert_eq!(adapt("/* one\n two */\na {\n  b: c; /* d */\n}\n"), "a {\nb: c;\n}\n");
    }

    #[test]
    fn the_module_is_one_string_whatever_is_in_it() -> Result<()> {
        assert_eq!(
            module("a{content:\"\\201c\"}\n")?,
            "// @ts-check\nexport const styles = \"a{content:\\\"\\\\201c\\\"}\\n\";\n"
        );
        Ok(())
    }
}

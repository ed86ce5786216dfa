//! Moves scripts out of the page into files of their own.
//!
//! Trunk writes the script that starts the page into `index.html`. A content security policy
//! without `unsafe-inline` lets only scripts in files run.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha384};

use crate::fingerprint::hex;

const OPEN: &str = "<script";
const CLOSE: &str = "</script>";

/// Rewrites `index.html` in a folder; a page without inline scripts stays as it is.
pub(crate) fn move_out(folder: &Path) -> Result<()> {
    let index = folder.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let page = Page::parse(&html)?;
    // The scripts first: the page must never name a file that is not there.
    for script in &page.scripts {
        let path = folder.join(&script.name);
        fs::write(&path, &script.text).with_context(|| format!("writing {}", path.display()))?;
    }
    fs::write(&index, page.html).with_context(|| format!("writing {}", index.display()))
}

/// A page whose scripts are all in files.
#[derive(Debug)]
struct Page {
    html: String,
    scripts: Vec<Script>,
}

#[derive(Debug)]
struct Script {
    name: String,
    text: String,
}

impl Page {
    fn parse(html: &str) -> Result<Self> {
        let mut page = Self { html: String::with_capacity(html.len()), scripts: Vec::new() };
        let mut rest = html;
        while let Some(start) = rest.find(OPEN) {
            let (before, element) = rest.split_at(start);
            let Some((attributes, body)) = element[OPEN.len()..].split_once('>') else {
                bail!("index.html ends within the tag of a script");
            };
            let Some((text, after)) = body.split_once(CLOSE) else {
                bail!("index.html has a script without {CLOSE}");
            };
            page.html.push_str(before);
            page.add(attributes, text);
            rest = after;
        }
        page.html.push_str(rest);
        Ok(page)
    }

    fn add(&mut self, attributes: &str, text: &str) {
        let reference = if attributes.contains("src=") { String::new() } else { self.move_script(text) };
        let body = if reference.is_empty() { text } else { "" };
        self.html.extend([OPEN, attributes, &reference, ">", body, CLOSE]);
    }

    /// Keeps the script for a file, named after its contents, and returns the attributes that refer to it.
    fn move_script(&mut self, text: &str) -> String {
        let text = format!("{}\n", text.trim());
        let digest = Sha384::digest(&text);
        let name = format!("start-{}.js", hex(&digest[..8]));
        let integrity = BASE64_STANDARD.encode(digest);
        let reference = format!(" src=\"./{name}\" integrity=\"sha384-{integrity}\" crossorigin=\"anonymous\"");
        self.scripts.push(Script { name, text });
        reference
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_script_becomes_a_file_and_keeps_its_attributes() -> Result<()> {
        let page = Page::parse("<body>\n<script type=\"module\">\nstart();\n</script></body>")?;
        let [script] = &page.scripts[..] else { bail!("one script, not {:?}", page.scripts) };
        assert_eq!(script.text, "start();\n");
        assert!(page.html.starts_with("<body>\n<script type=\"module\" src=\"./start-"));
        assert!(page.html.ends_with("\" crossorigin=\"anonymous\"></script></body>"));
        assert!(!page.html.contains("start();"));
        Ok(())
    }

    #[test]
    fn a_page_whose_scripts_are_files_stays_as_it_is() -> Result<()> {
        let html = "<head><script src=\"a.js\"></script></head><script async src=b.js></script>";
        let page = Page::parse(html)?;
        assert_eq!(page.html, html);
        assert!(page.scripts.is_empty());
        Ok(())
    }

    #[test]
    fn a_script_without_an_end_is_an_error() {
        assert!(Page::parse("<script>start()").is_err());
        assert!(Page::parse("<script").is_err());
    }
}

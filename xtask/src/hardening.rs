//! What the finished page says of itself: its policy, for hosts that send no headers, and the digests of the modules that
//! it imports and of the wasm that they fetch, so that a browser runs them as they were built or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha384};

/// Stands for the policy in `www/index.html`.
const PLACE: &str = "content=\"POLICY\"";
const POLICY: &str = "  Content-Security-Policy: ";
/// A head cannot say who may frame the page: only a header can.
const HEADERS_ALONE: &str = "frame-ancestors ";
/// The modules that the page imports; all others are imported by these.
const ENTRIES: [&str; 2] = ["engine/index.js", "engine/submit.js"];

/// What fetches the wasm, and how.
const FETCHES: &str = "engine/platform/browser.js";
const FETCH: &str = "fetch(url)";
/// Behind it: bytes that are not the built ones are not handed on. What they are is worth telling (a page that says that there is
/// no such file, most often), so as much is looked at as no module is made of: its header alone has eight bytes.
const WHAT_CAME: &str = r"
async function whatCame(url, thrown) {
  const answer = await fetch(url).catch(() => Promise.reject(thrown));
  const opening = new Uint8Array(await answer.arrayBuffer()).slice(0, 7);
  if (answer.ok && opening[0] === 0) throw thrown;
  return new Response(opening, { status: answer.status });
}
";
/// What it fetches.
const WASM: [&str; 2] = ["engine/holdout.wasm", "engine/submit/submit.wasm"];

/// Rewrites `index.html` in a folder.
pub(crate) fn harden(folder: &Path) -> Result<()> {
    let index = folder.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let headers = fs::read_to_string(folder.join("_headers")).context("reading _headers")?;
    let html = with_policy(&html, &headers)?;
    with_digests(folder)?;
    let html = with_preloads(&html, &modules(folder)?)?;
    fs::write(&index, html).with_context(|| format!("writing {}", index.display()))
}

fn with_policy(html: &str, headers: &str) -> Result<String> {
    let policy = headers.lines().find_map(|line| line.strip_prefix(POLICY)).context("_headers has no policy")?;
    let policy = policy.split("; ").filter(|directive| !directive.starts_with(HEADERS_ALONE)).collect::<Vec<_>>();
    if html.matches(PLACE).count() != 1 {
        bail!("index.html has no single place for its policy, {PLACE}");
    }
    Ok(html.replace(PLACE, &format!("content=\"{}\"", policy.join("; "))))
}

/// Has the module that fetches the wasm insist on the bytes that were built.
fn with_digests(folder: &Path) -> Result<()> {
    let path = folder.join(FETCHES);
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let member = |file: &str| -> Result<String> {
        let bytes = fs::read(folder.join(file)).with_context(|| format!("reading {file}"))?;
        let name = file.rsplit('/').next().unwrap_or(file);
        Ok(format!("\"{name}\": \"{}\"", digest(&bytes)))
    };
    let members = WASM.map(member).into_iter().collect::<Result<Vec<_>>>()?;
    fs::write(&path, insisting(&text, &members.join(", "))?).with_context(|| format!("writing {}", path.display()))
}

fn insisting(text: &str, digests: &str) -> Result<String> {
    if text.matches(FETCH).count() != 1 {
        bail!("{FETCHES} has no single {FETCH}");
    }
    let name = "String(url).slice(String(url).lastIndexOf(\"/\") + 1)";
    let insists = format!("{{ integrity: {{ {digests} }}[{name}] ?? \"\" }}");
    Ok(text.replace(FETCH, &format!("fetch(url, {insists}).catch((thrown) => whatCame(url, thrown))")) + WHAT_CAME)
}

fn digest(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

/// The modules that are loaded with the page, and their digests.
fn modules(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut open: Vec<String> = ENTRIES.map(str::to_owned).to_vec();
    let mut seen = BTreeSet::new();
    let mut modules = Vec::new();
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let text = fs::read_to_string(folder.join(&name)).with_context(|| format!("reading {name}"))?;
        open.extend(imports(&text).filter_map(|import| resolve(&name, import)));
        modules.push((name, digest(text.as_bytes())));
    }
    modules.sort();
    Ok(modules)
}

/// What a module imports or exports from elsewhere, as it is written, what it imports only when it is needed among it: that,
/// too, must run as it was built. Ours write one on a line.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let is_import =
        |line: &&str| line.starts_with("import ") || line.starts_with("export ") || line.starts_with("} from ");
    let at_once = text.lines().filter(is_import).filter_map(|line| line.split_once(" from \"")?.1.strip_suffix("\";"));
    let later = text.lines().filter_map(|line| Some(line.split_once("await import(\"")?.1.split_once('"')?.0));
    at_once.chain(later)
}

/// The path of an import, from the folder on.
fn resolve(from: &str, import: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn with_preloads(html: &str, modules: &[(String, String)]) -> Result<String> {
    let (head, rest) = html.split_once("</head>").context("index.html has no head")?;
    let link = |(name, digest): &(String, String)| {
        format!("<link rel=\"modulepreload\" href=\"./{name}\" integrity=\"{digest}\" crossorigin=\"anonymous\" />\n")
    };
    Ok(format!("{head}{}</head>{rest}", modules.iter().map(link).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_of_the_headers_stands_in_the_head_but_for_what_only_headers_can_say() -> Result<()> {
        let headers =
            "# comment\n/*\n  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; object-src 'none'\n";
        let html = with_policy("<meta content=\"POLICY\" />", headers)?;
        assert_eq!(html, "<meta content=\"default-src 'none'; object-src 'none'\" />");
        assert!(with_policy("<meta />", headers).is_err());
        assert!(with_policy("<meta content=\"POLICY\" />", "/*\n").is_err());
        Ok(())
    }

    #[test]
    fn what_fetches_the_wasm_insists_on_its_digest() -> Result<()> {
        let text = insisting("export const load = (url) => fetch(url);\n", "\"a.wasm\": \"sha384-x\"")?;
        assert!(text.contains("fetch(url, { integrity: { \"a.wasm\": \"sha384-x\" }["), "{text}");
        assert!(insisting("fetch(other)", "").is_err());
        Ok(())
    }

    #[test]
    fn modules_are_followed_from_file_to_file() -> Result<()> {
        let text = "import { a } from \"./a.js\";\nimport {\n  b,\n} from \"../b.js\";\nexport { c } from \"./c.js\";\n/** import \"./d.js\" */\nconst e = (await import(\"./e.js\")).e;\n/** @type {import(\"./f.js\").F} */\n";
        assert_eq!(imports(text).collect::<Vec<_>>(), ["./a.js", "../b.js", "./c.js", "./e.js"]);
        assert_eq!(resolve("engine/submit/clerk.js", "../errors.js").as_deref(), Some("engine/errors.js"));
        assert_eq!(resolve("engine/submit.js", "./submit/clerk.js").as_deref(), Some("engine/submit/clerk.js"));

        let html = with_preloads("<head>\n</head><body>", &[("engine/a.js".to_owned(), "sha384-x".to_owned())])?;
        assert!(html.starts_with("<head>\n<link rel=\"modulepreload\" href=\"./engine/a.js\" integrity=\"sha384-x\""));
        assert!(html.ends_with("</head><body>"));
        Ok(())
    }
}

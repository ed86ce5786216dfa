//! Files in the repository that are written from the sources, and must not drift from them.

mod notices;
mod rules;
mod schema;
mod types;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// A file that a function can tell the text of.
struct Generated {
    /// Below the workspace's root.
    path: &'static str,
    text: fn() -> Result<String>,
}

/// All of them. A new one is one line here.
const FILES: &[Generated] = &[
    Generated { path: "docs/rules.md", text: rules::table },
    Generated { path: "docs/schema.json", text: schema::schema },
    Generated { path: "crates/wasm/js/reports.d.ts", text: types::types },
    Generated { path: "crates/cli/notices.txt", text: notices::of_command },
    Generated { path: "www/notices.txt", text: notices::of_web },
];

/// Writes those files that are not as they should be.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    write_all(workspace, FILES)
}

/// Fails if one of the files is not as it should be.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    check_all(workspace, FILES)
}

fn write_all(workspace: &Workspace, files: &[Generated]) -> Result<()> {
    for file in stale(workspace, files)? {
        let path = workspace.path(file.path);
        fs::write(&path, (file.text)()?).with_context(|| format!("writing {}", path.display()))?;
        println!("wrote {}", file.path);
    }
    Ok(())
}

fn check_all(workspace: &Workspace, files: &[Generated]) -> Result<()> {
    let stale: Vec<_> = stale(workspace, files)?.into_iter().map(|file| file.path).collect();
    if !stale.is_empty() {
        bail!("not as the sources would have it: {}. `cargo xtask generate` mends this", stale.join(", "));
    }
    Ok(())
}

fn stale<'a>(workspace: &Workspace, files: &'a [Generated]) -> Result<Vec<&'a Generated>> {
    let mut stale = Vec::new();
    for file in files {
        let expected = (file.text)().with_context(|| format!("generating {}", file.path))?;
        // A file that cannot be read is as good as absent: writing it will tell what is wrong.
        if fs::read_to_string(workspace.path(file.path)).ok() != Some(expected) {
            stale.push(file);
        }
    }
    Ok(stale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_file_is_named_and_mended() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let workspace = Workspace::at(folder.path());
        let files = [Generated { path: "a.txt", text: || Ok("right".to_owned()) }];
        fs::write(folder.path().join("a.txt"), "wrong")?;
        let error = check_all(&workspace, &files).map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.contains("a.txt") && text.contains("cargo xtask generate")));
        write_all(&workspace, &files)?;
        check_all(&workspace, &files)
    }
}

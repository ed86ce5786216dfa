//! What is released, in one folder: the command for this machine, the npm package, the page as a static site, a list of all
//! components, and checksums.

mod archive;
mod sbom;

use std::env::consts::EXE_SUFFIX;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use self::archive::Archive;
use crate::engine::{copy_into, renew};
use crate::fingerprint::{files_below, sha256};
use crate::progress::step;
use crate::setup::BuildKit;
use crate::subject::Subject;
use crate::workspace::Workspace;
use crate::{element, embed, engine, package, page, process};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const CHECKSUMS: &str = "SHA256SUMS";
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// What a release is made of.
pub(crate) struct Parts {
    /// The npm package's tarball.
    pub(crate) package: PathBuf,
    /// The command, with the page in it.
    pub(crate) holdout: PathBuf,
}

impl Parts {
    /// Builds all of them.
    pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<Self> {
        let package = page_and_package(workspace, kit)?;
        // The command contains the page.
        embed::stage(workspace, &workspace.dist())?;
        Ok(Self { package, holdout: Subject::build_command(workspace)? })
    }

    /// Builds all of them, except that the command contains the page that was embedded last, if any. A new page alone does not
    /// build the command again, which takes minutes.
    pub(crate) fn build_for_tests(workspace: &Workspace, kit: &BuildKit) -> Result<Self> {
        Ok(Self { package: page_and_package(workspace, kit)?, holdout: Subject::build_command(workspace)? })
    }
}

/// Builds the page and the npm package. Returns the package's tarball.
fn page_and_package(workspace: &Workspace, kit: &BuildKit) -> Result<PathBuf> {
    engine::build(workspace, kit)?;
    page::build(workspace, kit)?;
    element::build(workspace, kit)?;
    element::install(workspace)?;
    package::build(workspace, kit)
}

/// Builds a release, or the command alone with the finished page in a folder. Returns the files.
pub(crate) fn build(workspace: &Workspace, page: Option<&Path>) -> Result<Vec<PathBuf>> {
    let Some(page) = page else {
        let parts = Parts::build(workspace, &BuildKit::set_up(workspace)?)?;
        return assemble(workspace, &parts);
    };
    ensure!(page.join("index.html").is_file(), "{} has no index.html", page.display());
    embed::stage(workspace, page)?;
    let holdout = Subject::build_command(workspace)?;
    renew(&workspace.release())?;
    pack_command(workspace, &holdout)?;
    checksums(&workspace.release())
}

/// Packs what is built. Returns the files.
pub(crate) fn assemble(workspace: &Workspace, parts: &Parts) -> Result<Vec<PathBuf>> {
    let release = workspace.release();
    step("packing the release", "some seconds", || {
        renew(&release)?;
        pack_command(workspace, &parts.holdout)?;
        pack_site(workspace)?;
        copy_into(&parts.package, &release)?;
        let list = release.join(format!("holdout-{VERSION}.cdx.json"));
        fs::write(&list, sbom::of(workspace)?).with_context(|| format!("writing {}", list.display()))?;
        checksums(&release)
    })
}

fn pack_command(workspace: &Workspace, holdout: &Path) -> Result<()> {
    let name = format!("holdout-{VERSION}-{}", host()?);
    let mut archive = Archive::create(&workspace.release().join(format!("{name}.tar.gz")))?;
    archive.add(holdout, &format!("{name}/holdout{EXE_SUFFIX}"), true)?;
    for file in LICENCES.into_iter().chain(["README.md", "CHANGELOG.md"]) {
        archive.add(&workspace.path(file), &format!("{name}/{file}"), false)?;
    }
    archive.add(&workspace.path("crates/cli/notices.txt"), &format!("{name}/THIRD_PARTY_NOTICES.txt"), false)?;
    archive.finish()
}

fn pack_site(workspace: &Workspace) -> Result<()> {
    let name = format!("holdout-site-{VERSION}");
    let mut archive = Archive::create(&workspace.release().join(format!("{name}.tar.gz")))?;
    for file in LICENCES {
        archive.add(&workspace.path(file), &format!("{name}/{file}"), false)?;
    }
    let folder = workspace.dist();
    for file in page::files(&folder)? {
        let parts: Vec<_> = file.strip_prefix(&folder)?.iter().map(|part| part.to_string_lossy()).collect();
        archive.add(&file, &format!("{name}/{}", parts.join("/")), false)?;
    }
    archive.finish()
}

/// The platform that this machine's compiler builds for.
fn host() -> Result<String> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV");
    let text = process::answer(rustc)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("`rustc -vV` names no host")?.to_owned())
}

/// Writes the checksums of all files in a folder, as `sha256sum -c` reads them. Returns all files.
fn checksums(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = files_below(folder)?;
    let mut lines = String::new();
    for file in &files {
        let name = file.strip_prefix(folder)?.display();
        // Writing into a string cannot fail.
        let _ = writeln!(lines, "{}  {name}", sha256(file)?);
    }
    let path = folder.join(CHECKSUMS);
    fs::write(&path, lines).with_context(|| format!("writing {}", path.display()))?;
    files.push(path);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_written_as_sha256sum_does() -> Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("b"), "")?;
        fs::write(folder.path().join("a"), "abc")?;
        let files = checksums(folder.path())?;
        assert_eq!(files.len(), 3);
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n\
                        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n";
        assert_eq!(fs::read_to_string(folder.path().join(CHECKSUMS))?, expected);
        Ok(())
    }
}

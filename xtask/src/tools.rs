//! Tools that building takes, each in exactly the version wanted: downloaded where they can be, else compiled.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::fingerprint::sha256;
use crate::progress::{note, step};
use crate::workspace::{Workspace, tool_cache};
use crate::{cargo, process};

/// The newest Trunk that compiles with the `rust-version` of this workspace.
pub(crate) const TRUNK: &str = "0.21.14";

/// Archives of the release, with their SHA-256.
const TRUNK_ARCHIVES: [(&str, &str, &str); 4] = [
    ("linux", "x86_64-unknown-linux-gnu", "f2b4680cd239693a646a2795e4633c625328d7b2a044fbe749fa3a2fe9e7036b"),
    ("linux", "aarch64-unknown-linux-gnu", "b1d8e60e454f7fc182d9a4d95d1506ffbae947d8ba90f8f6f02da93b60f980f9"),
    ("macos", "x86_64-apple-darwin", "f1ba0e3bbe24e0ae219c6d22c33e24e2825c1608dd27c2556e323495110f1a95"),
    ("macos", "aarch64-apple-darwin", "764e299dd50d89442a4e96a236349f57961984b701e74d3dbdb39cd1c9f5101e"),
];

/// Finds Trunk, which builds the page: on the PATH, or in the cache, or downloaded or compiled into the cache now.
pub(crate) fn trunk(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(program) = process::find("trunk").filter(|program| is_version(program, TRUNK)) {
        return Ok(program);
    }
    let folder = tool_cache()?.join(format!("trunk-{TRUNK}"));
    let program = folder.join("bin").join("trunk");
    if is_version(&program, TRUNK) {
        return Ok(program);
    }
    if let Err(error) = step(&format!("downloading Trunk {TRUNK}"), "some seconds", || download_trunk(&program)) {
        note(&format!("Trunk is compiled instead: {error:#}"));
        let what = format!("compiling Trunk {TRUNK} into {}", folder.display());
        step(&what, "2 to 5 min, once", || compile_trunk(workspace, &folder))?;
    }
    Ok(program)
}

/// Downloads the archive for this platform. Gives up on a host that does not answer within 10 s.
fn download_trunk(program: &Path) -> Result<()> {
    let fits = |(os, triple, _): &&(&str, &str, &str)| {
        *os == std::env::consts::OS && triple.starts_with(std::env::consts::ARCH)
    };
    let (_, triple, expected) = TRUNK_ARCHIVES.iter().find(fits).context("there is no archive for this platform")?;
    let folder = process::folder_of(program)?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let archive = folder.join("trunk.tar.gz");
    let url = format!("https://github.com/trunk-rs/trunk/releases/download/v{TRUNK}/trunk-{triple}.tar.gz");
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--silent", "--show-error", "--location", "--connect-timeout", "10", "--max-time", "120"])
        .arg("--output")
        .arg(&archive)
        .arg(&url);
    process::run(curl)?;
    let found = sha256(&archive)?;
    ensure!(found == *expected, "{url} has the SHA-256 {found}, not {expected}");
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(&archive).arg("-C").arg(folder);
    process::run(tar)?;
    fs::remove_file(&archive).with_context(|| format!("removing {}", archive.display()))?;
    ensure!(is_version(program, TRUNK), "the downloaded Trunk does not run here");
    Ok(())
}

/// Compiles Trunk for speed of compiling: without optimisation, debug information and TLS, for it downloads nothing here.
fn compile_trunk(workspace: &Workspace, folder: &Path) -> Result<()> {
    let mut command = cargo::native(workspace);
    command
        .args(["install", "trunk", "--version", TRUNK, "--locked", "--no-default-features", "--debug", "--root"])
        .arg(folder)
        .env("CARGO_PROFILE_DEV_DEBUG", "false");
    process::run(command)
        .map(drop)
        .with_context(|| format!("Trunk {TRUNK} cannot be compiled here: put it on the PATH, then try again"))
}

/// wasm-bindgen, and its version.
pub(crate) struct WasmBindgen {
    pub(crate) program: PathBuf,
    pub(crate) version: String,
}

/// Finds wasm-bindgen, which writes the JavaScript side of a wasm file and refuses one made with another version of its
/// library: on the PATH, or compiled from this workspace.
pub(crate) fn wasm_bindgen(workspace: &Workspace) -> Result<WasmBindgen> {
    let path = workspace.path("Cargo.lock");
    let lock = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no version of wasm-bindgen")?;
    let version = version.to_owned();
    if let Some(program) = process::find("wasm-bindgen").filter(|program| is_version(program, &version)) {
        return Ok(WasmBindgen { program, version });
    }
    let folder = workspace.stamps().join("bin");
    let program = folder.join("wasm-bindgen");
    if !is_version(&program, &version) {
        step("compiling wasm-bindgen", "about 1 min, once", || {
            let mut command = cargo::native(workspace);
            command.args(["build", "--locked", "--package", "holdout-bindgen"]);
            process::run(command)?;
            fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
            let compiled = workspace.target().join("debug").join("holdout-bindgen");
            fs::copy(&compiled, &program).with_context(|| format!("copying {}", compiled.display())).map(drop)
        })?;
    }
    ensure!(is_version(&program, &version), "{} is not wasm-bindgen {version}", program.display());
    Ok(WasmBindgen { program, version })
}

/// Whether a program runs and is of the version wanted.
fn is_version(program: &Path, version: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version");
    process::answer(command).is_ok_and(|text| text.split_whitespace().any(|word| word == version))
}

/// The version of a package in the text of a `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen-macro\"
version = \"0.1.0\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
";

    #[test]
    fn the_version_is_that_of_the_package_with_just_this_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }
}

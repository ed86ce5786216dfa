//! Tools that are compiled once for each machine, in exactly the version wanted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::workspace::{Workspace, tool_cache};
use crate::{cargo, process};

/// A program from crates.io.
pub(crate) struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    estimate: &'static str,
}

impl Tool {
    /// Builds the page. The newest that compiles with the `rust-version` of this workspace.
    pub(crate) fn trunk() -> Self {
        Self { package: "trunk", program: "trunk", version: "0.21.14".to_owned(), estimate: "3 to 10 min, once" }
    }

    /// Writes the JavaScript side of a wasm file; refuses one made with another version of the library.
    pub(crate) fn wasm_bindgen(workspace: &Workspace) -> Result<Self> {
        let path = workspace.path("Cargo.lock");
        let lock = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no version of wasm-bindgen")?;
        Ok(Self {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: version.to_owned(),
            estimate: "about 1 min, once",
        })
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// The program: on the PATH in this version, or in the cache, or compiled into the cache now.
    pub(crate) fn set_up(&self, workspace: &Workspace) -> Result<PathBuf> {
        if let Some(program) = process::find(self.program).filter(|program| self.is(program)) {
            return Ok(program);
        }
        let folder = tool_cache()?.join(format!("{}-{}", self.package, self.version));
        let program = folder.join("bin").join(self.program);
        if !self.is(&program) {
            let what = format!("compiling {} {} into {}", self.package, self.version, folder.display());
            step(&what, self.estimate, || self.install(workspace, &folder))?;
        }
        Ok(program)
    }

    /// Whether the program runs and is of the version wanted.
    fn is(&self, program: &Path) -> bool {
        let mut command = Command::new(program);
        command.arg("--version");
        process::answer(command).is_ok_and(|text| text.split_whitespace().any(|word| word == self.version))
    }

    fn install(&self, workspace: &Workspace, folder: &Path) -> Result<()> {
        let install = |locked: &[&str]| {
            let mut command = cargo::native(workspace);
            command.args(["install", self.package, "--version", &self.version, "--debug", "--root"]).arg(folder);
            // Compiling without optimisation and debug information takes a third of the time. The programs are fast enough.
            command.args(locked).env("CARGO_PROFILE_DEV_DEBUG", "false");
            process::run(command)
        };
        // A lock file may name a version that the registry at hand does not serve (yet).
        let Err(locked) = install(&["--locked"]) else {
            return Ok(());
        };
        match install(&[]) {
            Ok(_) => Ok(()),
            Err(free) => bail!(
                "{} {} cannot be compiled here. With its own lock file: {locked:#}\nWith free versions: {free:#}\n\
                 Put a prebuilt `{}` of this version on the PATH, then try again",
                self.package,
                self.version,
                self.program
            ),
        }
    }
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

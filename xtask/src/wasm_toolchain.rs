//! A Rust toolchain that can compile to `wasm32-unknown-unknown`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::fingerprint::{Fingerprint, Stamp};
use crate::progress::{note, step};
use crate::workspace::Workspace;
use crate::{apt, cargo, process};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Stands between flags, for paths may have spaces.
const SEPARATOR: &str = "\x1f";

/// Debian's newest Rust, with the source of its standard library and the linker for wasm.
const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
const DEBIAN_CLIPPY: &str = "rust-web-clippy";
const DEBIAN_BIN: &str = "/usr/bin";

/// A refusal comes at once; a standard library comes within a minute on a slow line.
const RUSTUP_LIMIT: Duration = Duration::from_mins(2);

/// What tells cargo, and Trunk which calls cargo, how to compile to wasm32.
pub(crate) struct WasmToolchain {
    /// Where its `cargo` and `rustc` are.
    bin: PathBuf,
    standard_library: StandardLibrary,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StandardLibrary {
    /// It came with the toolchain.
    Installed,
    /// Compiled from Debian's source package, with the project's own crates.
    FromSource,
}

impl WasmToolchain {
    /// Finds one, or installs one: the toolchain in use with its target, else rustup's, else Debian's.
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self> {
        let current = Self::current()?;
        let rustc = current.describe_rustc()?;
        if current.has_target()? {
            return Ok(current);
        }
        let refused = Stamp::new(workspace, "rustup-refused-target", Fingerprint::default().text(&rustc));
        if refused.holds() && apt::installed(&DEBIAN_PACKAGES) {
            return Ok(Self::debian());
        }
        let Err(rustup) = add_target() else { return Ok(current) };
        note(&format!("rustup cannot add {TARGET}; trying Debian's packages"));
        apt::install(&DEBIAN_PACKAGES, "about 1 min").with_context(|| no_toolchain(&rustup))?;
        refused.set()?;
        Ok(Self::debian())
    }

    /// The toolchain that this program runs under.
    fn current() -> Result<Self> {
        let cargo = which::which(cargo::program()).context("no cargo found: install Rust from https://rustup.rs")?;
        let bin = process::folder_of(&cargo)?.to_owned();
        Ok(Self { bin, standard_library: StandardLibrary::Installed })
    }

    fn debian() -> Self {
        Self { bin: DEBIAN_BIN.into(), standard_library: StandardLibrary::FromSource }
    }

    fn has_target(&self) -> Result<bool> {
        let mut rustc = Command::new(self.bin.join("rustc"));
        rustc.args(["--print", "target-libdir", "--target", TARGET]);
        Ok(Path::new(&process::answer(rustc)?).is_dir())
    }

    fn describe_rustc(&self) -> Result<String> {
        let mut rustc = Command::new(self.bin.join("rustc"));
        rustc.args(["--version", "--verbose"]);
        process::answer(rustc)
    }

    /// A cargo command for wasm32. The target itself is for the caller to name, after the subcommand.
    pub(crate) fn cargo(&self, workspace: &Workspace) -> Result<Command> {
        let mut command = Command::new(self.bin.join("cargo"));
        command.current_dir(workspace.root());
        self.apply(workspace, &mut command)?;
        Ok(command)
    }

    /// Makes any command that calls cargo, directly or not, compile with this toolchain.
    pub(crate) fn apply(&self, workspace: &Workspace, command: &mut Command) -> Result<()> {
        cargo::forget_ourselves(command);
        process::prepend_path(command, &[&self.bin])?;
        command
            .env("RUSTC", self.bin.join("rustc"))
            .env("CARGO_TARGET_DIR", workspace.wasm_target())
            // The same for engine and page, so that both share one build of what they share. Flags given so come before
            // all that are given otherwise.
            .env("CARGO_ENCODED_RUSTFLAGS", flags()?.join(SEPARATOR))
            // Points at the libraries of the compiler that built this program.
            .env_remove("LD_LIBRARY_PATH");
        if self.standard_library == StandardLibrary::FromSource {
            command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        }
        Ok(())
    }

    /// A cargo command that lints code for wasm32, with clippy or, where that cannot be had, with the compiler alone.
    pub(crate) fn lint(&self, workspace: &Workspace, packages: &[&str]) -> Result<Command> {
        let clippy = self.set_up_clippy();
        let mut command = self.cargo(workspace)?;
        command.args([if clippy { "clippy" } else { "check" }, "--target", TARGET]);
        for package in packages {
            command.args(["--package", package]);
        }
        if clippy {
            command.args(["--", "-D", "warnings"]);
        }
        Ok(command)
    }

    /// Whether there is a clippy for this toolchain. Debian's is a package of its own.
    fn set_up_clippy(&self) -> bool {
        if self.standard_library == StandardLibrary::Installed {
            return true;
        }
        let installed = apt::install(&[DEBIAN_CLIPPY], "about 10 s");
        if let Err(error) = &installed {
            note(&format!("no clippy for {TARGET}, so the compiler's own lints must do: {error:#}"));
        }
        installed.is_ok()
    }
}

/// What the compiler is told for wasm32.
fn flags() -> Result<Vec<String>> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let cargo_home = cargo_home.context("neither CARGO_HOME nor HOME says where cargo keeps sources")?;
    // Messages of panics name source files; what is published is not to tell where they lay on the builder's machine.
    let remap = format!("--remap-path-prefix={}=cargo", cargo_home.display());
    Ok(vec!["-Ctarget-feature=+simd128".to_owned(), remap])
}

fn add_target() -> Result<()> {
    if process::find("rustup").is_none() {
        bail!("there is no rustup");
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    step(&format!("adding {TARGET} with rustup"), "some seconds", || process::run_within(RUSTUP_LIMIT, rustup))
}

fn no_toolchain(rustup: &anyhow::Error) -> String {
    format!(
        "no Rust standard library for {TARGET} to be had. Where downloads work, \
         `rustup target add {TARGET}` is all it takes; here: {rustup:#}; and"
    )
}

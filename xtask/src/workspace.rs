//! Where things are: the checkout, what is built from it, and the cache that checkouts share.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A checkout of this repository.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that this program was compiled from.
    pub(crate) fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has no folder above it: it belongs into a checkout of Holdout")?;
        Ok(Self { root: root.to_owned() })
    }

    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root, written with `/`.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The finished page.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The finished engine. Not below `target()`: `www/index.html` names this place.
    pub(crate) fn engine(&self) -> PathBuf {
        self.path("target/engine")
    }

    /// The finished element.
    pub(crate) fn element(&self) -> PathBuf {
        self.path("target/element")
    }

    /// What is released.
    pub(crate) fn release(&self) -> PathBuf {
        self.path("target/dist")
    }

    /// What cargo builds for this machine.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), |dir| self.root.join(dir))
    }

    /// What cargo builds for wasm32: apart, because it may be another compiler's work.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.target().join("wasm")
    }

    /// Notes of what has been done already, so that it need not be done again.
    pub(crate) fn stamps(&self) -> PathBuf {
        self.target().join("xtask")
    }
}

/// Tools kept for every checkout on this machine: compiling them takes minutes.
pub(crate) fn tool_cache() -> Result<PathBuf> {
    let cache = match env::var_os("XDG_CACHE_HOME") {
        Some(dir) if Path::new(&dir).is_absolute() => PathBuf::from(dir),
        _ => env::home_dir().context("no home directory to keep tools in: set HOME or XDG_CACHE_HOME")?.join(".cache"),
    };
    Ok(cache.join("holdout").join("tools"))
}

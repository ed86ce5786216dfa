//! What may be part of Holdout, as `deny.toml` says: licences, banned packages, sources. The checks here need no tool and no
//! network. cargo-deny reads the same file, and checks security advisories as well.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};

use crate::process;
use crate::progress::note;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{cargo, net};

/// The rules. A setting of cargo-deny that is not known here is an error: it must not be ignored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
    #[serde(rename = "graph")]
    _graph: toml::Table,
    #[serde(rename = "advisories")]
    _advisories: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Licences {
    allow: Vec<String>,
    #[serde(rename = "unused-allowed-license")]
    _unused: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bans {
    #[serde(rename = "multiple-versions")]
    _multiple_versions: String,
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    unknown_registry: String,
    unknown_git: String,
    allow_registry: Vec<String>,
}

impl Policy {
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let path = workspace.path("deny.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let policy: Self = toml::from_str(text).context("deny.toml has a setting that `cargo xtask` does not know")?;
        if policy.sources.unknown_registry != "deny" || policy.sources.unknown_git != "deny" {
            bail!("deny.toml allows unknown sources, which `cargo xtask` does not");
        }
        Ok(policy)
    }

    /// Whether a package with this licence expression may be passed on.
    pub(crate) fn accepts(&self, expression: &str) -> bool {
        let allowed: Vec<_> = self.licenses.allow.iter().filter_map(|licence| Licensee::parse(licence).ok()).collect();
        Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
            expression.evaluate(|demand| allowed.iter().any(|licence| licence.satisfies(demand)))
        })
    }

    /// Returns what is wrong with a package of `cargo metadata`.
    fn objection(&self, package: &Value) -> Option<String> {
        let field = |name: &str| package[name].as_str().unwrap_or_default();
        let (name, version, licence, source) = (field("name"), field("version"), field("license"), field("source"));
        if let Some(ban) = self.bans.deny.iter().find(|ban| ban.name == name) {
            return Some(format!("{name} {version} is banned: {}", ban.reason));
        }
        let registry = source.strip_prefix("registry+").unwrap_or_default();
        if !self.sources.allow_registry.iter().any(|allowed| allowed == registry) {
            return Some(format!("{name} {version} comes from a source that is not allowed: {source}"));
        }
        (!self.accepts(licence)).then(|| format!("{name} {version} has a licence that is not allowed: {licence:?}"))
    }

    /// Returns what is wrong with the packages of `cargo metadata` that are not part of the workspace.
    fn objections(&self, metadata: &Value) -> Vec<String> {
        let packages = metadata["packages"].as_array().into_iter().flatten();
        packages.filter(|package| !package["source"].is_null()).filter_map(|package| self.objection(package)).collect()
    }
}

/// Checks licences, bans and sources of every package in `Cargo.lock`.
pub(crate) fn check(workspace: &Workspace) -> Result<Tally> {
    let metadata = cargo::metadata(workspace, &["--all-features"])?;
    let objections = Policy::read(workspace)?.objections(&metadata);
    if !objections.is_empty() {
        bail!("deny.toml forbids:\n{}", objections.join("\n"));
    }
    Ok(Tally::PASS)
}

/// Checks security advisories, where cargo-deny and its database can be had.
pub(crate) fn check_advisories(workspace: &Workspace) -> Result<Tally> {
    let missing = match process::find("cargo-deny") {
        None => Some("cargo-deny is not on the PATH: `cargo install --locked cargo-deny`"),
        Some(_) if !net::reaches_github() => Some("github.com, which has the database, does not answer"),
        Some(_) => None,
    };
    if let Some(reason) = missing {
        note(&format!("security advisories are not checked: {reason}"));
        return Ok(Tally::SKIP);
    }
    let mut deny = Command::new("cargo-deny");
    deny.current_dir(workspace.root()).args(["check", "advisories", "bans", "licenses", "sources"]);
    process::run(deny).map(|_| Tally::PASS)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy() -> Result<Policy> {
        Policy::read(&Workspace::locate()?)
    }

    #[test]
    fn licences_are_accepted_by_what_they_offer() -> Result<()> {
        let policy = policy()?;
        for expression in [
            "MIT",
            "MIT/Apache-2.0",
            "Apache-2.0 / MIT",
            "GPL-3.0-only OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "BSD-3-Clause AND MIT",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        ] {
            assert!(policy.accepts(expression), "{expression}");
        }
        for expression in
            ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "proprietary", "MIT AND (GPL-3.0-only OR AGPL-3.0-only)"]
        {
            assert!(!policy.accepts(expression), "{expression}");
        }
        Ok(())
    }

    #[test]
    fn banned_packages_other_sources_and_other_licences_are_named() -> Result<()> {
        const INDEX: &str = "registry+https://github.com/rust-lang/crates.io-index";
        let package = |name: &str, licence: &str, source: &str| json!({ "name": name, "version": "1.0.0", "license": licence, "source": source });
        let metadata = json!({ "packages": [
            package("good", "MIT", INDEX),
            package("native-tls", "MIT", INDEX),
            package("other-licence", "GPL-3.0-only", INDEX),
            package("of-git", "MIT", "git+https://github.com/a/b#0123"),
            package("of-registry", "MIT", "registry+https://registry.example/index"),
            { "name": "ours", "version": "0.1.0", "license": "none of these", "source": null },
        ]});
        let objections = policy()?.objections(&metadata);
        let names: Vec<_> = objections.iter().filter_map(|text| text.split(' ').next()).collect();
        assert_eq!(names, ["native-tls", "other-licence", "of-git", "of-registry"], "{objections:?}");
        Ok(())
    }

    #[test]
    fn the_packages_of_the_lock_file_are_allowed() -> Result<()> {
        check(&Workspace::locate()?).map(drop)
    }

    #[test]
    fn a_setting_that_is_not_known_here_is_an_error() -> Result<()> {
        let text = fs::read_to_string(Workspace::locate()?.path("deny.toml"))?;
        assert!(Policy::parse(&text).is_ok());
        assert!(Policy::parse(&text.replace("[licenses]", "[licenses]\nexceptions = []")).is_err());
        assert!(Policy::parse(&text.replace("unknown-git = \"deny\"", "unknown-git = \"warn\"")).is_err());
        Ok(())
    }
}

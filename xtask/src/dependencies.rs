//! The packages that the artefacts contain, and how they depend on each other, as cargo resolves them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::cargo;
use crate::workspace::Workspace;

/// Crates that the command is made of, and platforms that it is built for.
pub(crate) const NATIVE: Artefact = Artefact {
    roots: &["holdout-cli"],
    platforms: &["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-gnu"],
};

/// Crates that the page, the element and the npm package are made of, which run in browsers and in Node.js.
pub(crate) const WASM: Artefact = Artefact {
    roots: &["holdout-wasm", "holdout-submit", "holdout-web", "holdout-element"],
    platforms: &["wasm32-unknown-unknown"],
};

/// Crates of the workspace that are built together.
pub(crate) struct Artefact {
    pub(crate) roots: &'static [&'static str],
    pub(crate) platforms: &'static [&'static str],
}

/// Packages, with what each depends on. Packages that are only built or tested with are left out.
#[derive(Default)]
pub(crate) struct Graph {
    /// What cargo knows of each package, by its id. The workspace's own have no `source`.
    pub(crate) packages: BTreeMap<String, Value>,
    /// The ids of direct dependencies, by the id of the package.
    pub(crate) dependencies: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Returns the graph of what the artefacts contain on any of their platforms.
    pub(crate) fn of(workspace: &Workspace, artefacts: &[Artefact]) -> Result<Self> {
        let mut graph = Self::default();
        for artefact in artefacts {
            for platform in artefact.platforms {
                graph.add(&cargo::metadata(workspace, &["--filter-platform", platform])?, artefact.roots)?;
            }
        }
        Ok(graph)
    }

    fn add(&mut self, metadata: &Value, roots: &[&str]) -> Result<()> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let by_id = |value: &Value| -> BTreeMap<String, Value> {
            let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
            list(value).into_iter().map(|value| (id(&value), value)).collect()
        };
        let (known, nodes) = (by_id(&metadata["packages"]), by_id(&metadata["resolve"]["nodes"]));
        let is_root = |package: &Value| roots.iter().any(|root| package["name"] == *root);
        let mut waiting: Vec<String> =
            known.iter().filter(|(_, package)| is_root(package)).map(|(id, _)| id.clone()).collect();
        if waiting.len() != roots.len() {
            bail!("not all of {roots:?} are packages of the workspace");
        }
        let mut seen = BTreeSet::new();
        while let Some(next) = waiting.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            let is_normal =
                |dependency: &Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let dependencies = nodes.get(&next).map(|node| list(&node["deps"])).unwrap_or_default();
            let normal = dependencies.iter().filter(|dependency| is_normal(dependency));
            let normal: Vec<_> =
                normal.filter_map(|dependency| dependency["pkg"].as_str().map(str::to_owned)).collect();
            self.dependencies.entry(next.clone()).or_default().extend(normal.iter().cloned());
            waiting.extend(normal);
            if let Some(package) = known.get(&next) {
                self.packages.insert(next, package.clone());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_passed_on_is_in_the_graph() -> Result<()> {
        let package = |name: &str| json!({ "id": name, "name": name });
        let dependency = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package("root"), package("a"), package("b"), package("test"), package("build"), package("other")],
            "resolve": { "nodes": [
                { "id": "root", "deps": [
                    dependency("a", Value::Null), dependency("test", json!("dev")), dependency("build", json!("build")),
                ]},
                { "id": "a", "deps": [dependency("b", Value::Null)] },
                { "id": "b", "deps": [dependency("a", Value::Null)] },
                { "id": "other", "deps": [] },
            ]},
        });
        let mut graph = Graph::default();
        graph.add(&metadata, &["root"])?;
        assert_eq!(graph.packages.keys().collect::<Vec<_>>(), ["a", "b", "root"]);
        assert_eq!(graph.dependencies["root"], BTreeSet::from(["a".to_owned()]));
        assert!(graph.add(&metadata, &["absent"]).is_err());
        Ok(())
    }
}

//! The list of components of a release, in [CycloneDX](https://cyclonedx.org) 1.6: every crate in the command, the page, the
//! element and the npm package, with its licence, its checksum and what it depends on.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use spdx::Expression;

use crate::dependencies::{Graph, NATIVE, WASM};
use crate::fingerprint::hex;
use crate::workspace::Workspace;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    #[serde(rename = "$schema")]
    schema: &'static str,
    #[serde(rename = "bomFormat")]
    format: &'static str,
    spec_version: &'static str,
    serial_number: String,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
    dependencies: Vec<Dependency>,
}

#[derive(Serialize)]
struct Metadata {
    component: Component,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref")]
    reference: String,
    name: String,
    version: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    licenses: [Licence; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_references: Vec<Reference>,
}

#[derive(Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

#[derive(Serialize)]
struct Licence {
    expression: String,
}

#[derive(Serialize)]
struct Reference {
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    #[serde(rename = "ref")]
    reference: String,
    depends_on: Vec<String>,
}

/// Returns the list. It depends on `Cargo.lock` and the manifests alone.
pub(super) fn of(workspace: &Workspace) -> Result<String> {
    let path = workspace.path("Cargo.lock");
    let lock = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let bom = bom(&Graph::of(workspace, &[NATIVE, WASM])?, &checksums(&lock)?)?;
    Ok(serde_json::to_string_pretty(&bom).context("writing the list of components")? + "\n")
}

fn bom(graph: &Graph, checksums: &BTreeMap<String, String>) -> Result<Bom> {
    let components: BTreeMap<&String, Component> =
        graph.packages.iter().map(|(id, package)| (id, component(package, checksums))).collect();
    let reference = |id: &String| components.get(id).map(|component| component.reference.clone());
    let mut dependencies: Vec<Dependency> = Vec::new();
    for (id, on) in &graph.dependencies {
        let reference = reference(id).context("a package has dependencies and no facts")?;
        let mut depends_on: Vec<_> =
            on.iter().filter_map(|id| components.get(id)).map(|c| c.reference.clone()).collect();
        depends_on.sort();
        dependencies.push(Dependency { reference, depends_on });
    }
    let roots = NATIVE.roots.iter().chain(WASM.roots);
    let mut depends_on: Vec<_> = roots.map(|root| format!("{root}@{}", super::VERSION)).collect();
    depends_on.sort();
    dependencies.push(Dependency { reference: "holdout".to_owned(), depends_on });
    dependencies.sort_by(|a, b| a.reference.cmp(&b.reference));
    let mut components: Vec<_> = components.into_values().collect();
    components.sort_by(|a, b| a.reference.cmp(&b.reference));
    let references: Vec<_> = components.iter().map(|component| component.reference.as_str()).collect();
    Ok(Bom {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        format: "CycloneDX",
        spec_version: "1.6",
        serial_number: serial_number(&references.join("\n")),
        version: 1,
        metadata: Metadata { component: release() },
        components,
        dependencies,
    })
}

/// The release itself.
fn release() -> Component {
    Component {
        kind: "application",
        reference: "holdout".to_owned(),
        name: "holdout".to_owned(),
        version: super::VERSION.to_owned(),
        hashes: Vec::new(),
        licenses: [Licence { expression: env!("CARGO_PKG_LICENSE").to_owned() }],
        purl: None,
        external_references: Vec::new(),
    }
}

/// A package by what `cargo metadata` says of it. Those of the workspace are in no registry, so they have no purl.
fn component(package: &Value, checksums: &BTreeMap<String, String>) -> Component {
    let field = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
    let (name, version, licence) = (field("name"), field("version"), field("license"));
    let is_ours = package["source"].is_null();
    let checksum = checksums.get(&format!("{name}@{version}")).filter(|_| !is_ours);
    // A version's build metadata begins with a plus, which a purl escapes.
    let purl = (!is_ours).then(|| format!("pkg:cargo/{name}@{}", version.replace('+', "%2B")));
    let url = field("repository");
    Component {
        kind: "library",
        reference: purl.clone().unwrap_or_else(|| format!("{name}@{version}")),
        hashes: checksum.map(|content| Hash { alg: "SHA-256", content: content.clone() }).into_iter().collect(),
        licenses: [Licence { expression: Expression::canonicalize(&licence).ok().flatten().unwrap_or(licence) }],
        purl,
        external_references: (!url.is_empty()).then_some(Reference { kind: "vcs", url }).into_iter().collect(),
        name,
        version,
    }
}

/// The checksums in the text of a `Cargo.lock`, by `name@version`.
fn checksums(lock: &str) -> Result<BTreeMap<String, String>> {
    let lock: toml::Table = toml::from_str(lock).context("reading Cargo.lock")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock lists no packages")?;
    let of = |package: &toml::Value| {
        let field = |name: &str| package.get(name).and_then(toml::Value::as_str);
        Some((format!("{}@{}", field("name")?, field("version")?), field("checksum")?.to_owned()))
    };
    Ok(packages.iter().filter_map(of).collect())
}

/// A UUID that stands for the components: the list of a version is the same wherever it is made.
fn serial_number(components: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(components)[..16]);
    // Version 8, one of its maker's own kind, and the usual variant (RFC 9562).
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_package_has_its_purl_licence_and_checksum() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0+b\"\nchecksum = \"0123\"\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        let checksums = checksums(lock).unwrap_or_default();
        assert_eq!(checksums.len(), 1);
        let package = json!({ "name": "a", "version": "1.0.0+b", "license": "MIT/Apache-2.0", "source": "registry+x", "repository": "https://a.example" });
        let written = serde_json::to_value(component(&package, &checksums)).unwrap_or_default();
        assert_eq!(
            written,
            json!({
                "type": "library", "bom-ref": "pkg:cargo/a@1.0.0%2Bb", "name": "a", "version": "1.0.0+b",
                "hashes": [{ "alg": "SHA-256", "content": "0123" }], "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "purl": "pkg:cargo/a@1.0.0%2Bb", "externalReferences": [{ "type": "vcs", "url": "https://a.example" }],
            })
        );
        let ours =
            component(&json!({ "name": "ours", "version": "0.1.0", "license": "MIT", "source": null }), &checksums);
        assert!(ours.purl.is_none() && ours.hashes.is_empty() && ours.reference == "ours@0.1.0");
    }

    #[test]
    fn the_serial_number_is_a_uuid_of_the_components() {
        let number = serial_number("a\nb");
        assert_eq!(number, serial_number("a\nb"));
        assert_ne!(number, serial_number("a\nc"));
        assert_eq!(number.len(), "urn:uuid:".len() + 36);
        assert_eq!(number.as_bytes()["urn:uuid:".len() + 14], b'8');
    }
}

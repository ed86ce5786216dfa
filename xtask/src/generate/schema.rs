//! JSON Schema of everything that the command prints or writes, from the Rust types.

use anyhow::Result;
use holdout_core::certificate::Certificate;
use holdout_core::report::{LineDetail, LineVerdict, PairReport, Report, SplitReport, Verification};
use holdout_core::results::ManifestSummary;
use holdout_core::split::Suggestion;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The text of `docs/schema.json`.
pub(super) fn schema() -> Result<String> {
    let document = serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What Holdout prints and writes",
        "description": "Generated from the Rust types by `cargo xtask generate`.",
        "$defs": definitions(),
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// The schema of every type that is printed or written, and of what they are made of, by name.
pub(super) fn definitions() -> Map<String, Value> {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    generator.subschema_for::<Report>();
    generator.subschema_for::<SplitReport>();
    generator.subschema_for::<PairReport>();
    generator.subschema_for::<LineVerdict>();
    generator.subschema_for::<LineDetail>();
    generator.subschema_for::<Certificate>();
    generator.subschema_for::<Verification>();
    generator.subschema_for::<ManifestSummary>();
    generator.subschema_for::<Suggestion>();
    generator.take_definitions(true)
}

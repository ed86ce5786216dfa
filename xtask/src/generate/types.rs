//! TypeScript types of what the engine hands out, from the same schema: members in camelCase, as `camel.js` makes them.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::Value;

const HEAD: &str = "\
/**
 * What Holdout reports, as the engine hands it out.
 *
 * This file is generated from the Rust types; `cargo xtask generate` writes it.
 */
";

/// The text of `crates/wasm/js/reports.d.ts`.
pub(super) fn types() -> Result<String> {
    let mut text = HEAD.to_owned();
    for (name, schema) in &super::schema::definitions() {
        definition(&mut text, name, schema).with_context(|| format!("the type {name}"))?;
    }
    Ok(text)
}

fn definition(text: &mut String, name: &str, schema: &Value) -> Result<()> {
    text.push('\n');
    comment(text, "", schema)?;
    let Some(members) = schema["properties"].as_object() else {
        writeln!(text, "export type {name} ={};", spaced(&type_of(schema)?))?;
        return Ok(());
    };
    writeln!(text, "export interface {name} {{")?;
    for (member, of) in members {
        comment(text, "  ", of)?;
        let required = list(&schema["required"]).any(|one| one == member);
        let mark = if required { "" } else { "?" };
        writeln!(text, "  {}{mark}: {};", camel(member), type_of(of).with_context(|| format!("the member {member}"))?)?;
    }
    text.push_str("}\n");
    Ok(())
}

/// The description as a comment, if there is one. `[`NAME`]` is a link in Rust only.
fn comment(text: &mut String, indent: &str, schema: &Value) -> Result<()> {
    let Some(description) = schema["description"].as_str() else {
        return Ok(());
    };
    let description = description.replace("[`", "`").replace("`]", "`").replace("*/", "*\u{2060}/");
    let lines: Vec<_> = description.lines().collect();
    match lines.as_slice() {
        [one] => writeln!(text, "{indent}/** {one} */")?,
        more => {
            writeln!(text, "{indent}/**")?;
            for line in more {
                writeln!(text, "{}", format!("{indent} * {line}").trim_end())?;
            }
            writeln!(text, "{indent} */")?;
        }
    }
    Ok(())
}

fn type_of(schema: &Value) -> Result<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return Ok(reference.trim_start_matches("#/$defs/").to_owned());
    }
    if let Some(constant) = schema.get("const") {
        return Ok(constant.to_string());
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[choice].as_array() {
            return union(&choices.iter().map(type_of).collect::<Result<Vec<_>>>()?);
        }
    }
    match &schema["type"] {
        Value::Array(names) => union(&names.iter().map(|name| named(name, schema)).collect::<Result<Vec<_>>>()?),
        name => named(name, schema),
    }
}

fn union(types: &[String]) -> Result<String> {
    if types.is_empty() {
        bail!("a choice of nothing");
    }
    let long = types.len() > 8;
    Ok(if long { format!("\n  | {}", types.join("\n  | ")) } else { types.join(" | ") })
}

/// What begins on a line of its own needs no space before it.
fn spaced(of: &str) -> String {
    if of.starts_with('\n') { of.to_owned() } else { format!(" {of}") }
}

fn named(name: &Value, schema: &Value) -> Result<String> {
    Ok(match name.as_str() {
        Some("string") => "string".to_owned(),
        Some("boolean") => "boolean".to_owned(),
        Some("integer" | "number") => "number".to_owned(),
        Some("null") => "null".to_owned(),
        Some("array") => match type_of(&schema["items"])? {
            several if several.contains('|') => format!("({several})[]"),
            one => format!("{one}[]"),
        },
        _ => bail!("there is no TypeScript for {schema}"),
    })
}

fn list(names: &Value) -> impl Iterator<Item = &str> {
    names.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The name as JavaScript has it; the rule of `camel.js`.
fn camel(name: &str) -> String {
    let mut letters = name.chars().peekable();
    let mut camel = String::new();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '_' && (next.is_ascii_lowercase() || next.is_ascii_digit()) => {
                camel.push(next.to_ascii_uppercase());
                letters.next();
            }
            _ => camel.push(letter),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_named_as_javascript_names_them() {
        assert_eq!(camel("first_lines"), "firstLines");
        assert_eq!(camel("column_utf16"), "columnUtf16");
        assert_eq!(camel("sha256"), "sha256");
    }

    #[test]
    fn what_may_be_absent_or_one_of_several_says_so() -> Result<()> {
        let schema = serde_json::json!({
            "description": "A thing.",
            "properties": {
                "some_side": { "anyOf": [{ "$ref": "#/$defs/Side" }, { "type": "null" }] },
                "lines": { "type": "array", "items": { "type": ["integer", "null"] } },
            },
            "required": ["lines"],
        });
        let mut text = String::new();
        definition(&mut text, "Thing", &schema)?;
        assert_eq!(
            text,
            "\n/** A thing. */\nexport interface Thing {\n  lines: (number | null)[];\n  someSide?: Side | null;\n}\n"
        );
        Ok(())
    }

    #[test]
    fn what_has_no_type_is_an_error() {
        assert!(type_of(&serde_json::json!({ "type": "object" })).is_err());
    }
}

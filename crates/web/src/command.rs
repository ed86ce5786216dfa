//! The command that makes the same split, to copy.

use crate::settings::{SplitSettings, strategy_name};

/// The `holdout split` call for a manifest of that name with these settings.
pub fn split(name: &str, settings: SplitSettings) -> String {
    format!(
        "holdout split {} --out split --fraction {} --strategy {} --seed {}",
        quoted(name),
        settings.share.fraction(),
        strategy_name(settings.strategy),
        settings.seed,
    )
}

/// `text` as one word of a POSIX shell that is not taken for an option.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let text = if text.starts_with('-') { format!("./{text}") } else { text.to_owned() };
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_setting() {
        assert_eq!(
            split("files.manifest", SplitSettings::default()),
            "holdout split files.manifest --out split --fraction 0.2 --strategy stratified --seed 42"
        );
    }

    #[test]
    fn odd_names_stay_one_word() {
        assert_eq!(quoted("it's mine.manifest"), r"'it'\''s mine.manifest'");
        assert_eq!(quoted("-rf"), "./-rf");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("猫.manifest"), "'猫.manifest'");
    }
}

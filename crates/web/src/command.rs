//! The command that makes the same split, to copy.

use crate::settings::strategy_name;
use crate::wish::Wish;

/// The `holdout split` call for a manifest of that name that makes the same split.
pub fn split(name: &str, wish: &Wish) -> String {
    let Wish { settings, keep, moves, .. } = wish;
    let mut command = format!(
        "holdout split {} --out split --fraction {} --strategy {} --seed {}",
        quoted(name),
        settings.share.fraction(),
        strategy_name(settings.strategy),
        settings.seed,
    );
    let mut option = |name: &str, value: &str| command.extend([" --", name, " ", value]);
    if let Some(rule) = &settings.group_by {
        option("group-by", &quoted(rule));
    }
    if let Some(keep) = keep {
        option("keep", &quoted(&keep.name));
    }
    if !moves.is_empty() {
        let moves: Vec<_> = moves.iter().map(|one| format!("{}:{}", one.line, one.side.as_str())).collect();
        option("move", &moves.join(","));
    }
    command
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
    use holdout_core::split::{Move, Side};

    use super::*;
    use crate::settings::SplitSettings;

    #[test]
    fn names_every_setting() {
        assert_eq!(
            split("files.manifest", &Wish::default()),
            "holdout split files.manifest --out split --fraction 0.2 --strategy stratified --seed 42"
        );
        let settings = SplitSettings { group_by: Some(r"scene-(\d+)".into()), ..SplitSettings::default() };
        let moves = [Move { line: 7, side: Side::Test }, Move { line: 8, side: Side::Train }].into();
        let command = split("a", &Wish { settings, moves, ..Wish::default() });
        assert!(command.ends_with(r" --seed 42 --group-by 'scene-(\d+)' --move 7:test,8:train"), "{command}");
    }

    #[test]
    fn odd_names_stay_one_word() {
        assert_eq!(quoted("it's mine.manifest"), r"'it'\''s mine.manifest'");
        assert_eq!(quoted("-rf"), "./-rf");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("猫.manifest"), "'猫.manifest'");
    }
}

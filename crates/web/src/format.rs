//! Numbers, sizes and times as a person reads them.

/// A count with its thousands grouped: `154,087`.
pub use holdout_core::report::grouped as count;

/// A count with its noun, in the singular where there is one: `1 line`, `18 lines`.
pub fn counted(value: u64, one: &str, many: &str) -> String {
    let noun = if value == 1 { one } else { many };
    format!("{} {noun}", count(value))
}

/// A size in decimal units, as file managers and the service count: `100 MB`.
pub fn bytes(value: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (unit, name) in UNITS {
        if value >= unit {
            return format!("{} {name}", significant(ratio(value, unit)));
        }
    }
    counted(value, "byte", "bytes")
}

/// A rate in bytes a second: `640 MB/s`.
pub fn rate(bytes_per_second: f64) -> String {
    format!("{} MB/s", significant(bytes_per_second / 1e6))
}

/// What is left of a wait, coarse on purpose: `3 s`, `2 min 10 s`.
pub fn duration(millis: f64) -> String {
    let secs = whole((millis / 1000.0).ceil().max(0.0));
    if secs < 60 {
        return format!("{secs} s");
    }
    format!("{} min {} s", secs / 60, secs % 60)
}

/// A share as a percentage with no more decimals than it needs: `20%`, `33.3%`.
pub fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// How far a count is from its target, with a sign: `+0.6`, `−1.4`, `0`.
pub fn deviation(value: f64) -> String {
    let text = format!("{:.1}", value.abs());
    if text == "0.0" {
        return "0".to_owned();
    }
    let sign = if value < 0.0 { '−' } else { '+' };
    format!("{sign}{}", text.strip_suffix(".0").unwrap_or(&text))
}

/// The first characters of a digest, enough to compare by eye.
pub fn digest(hex: &str) -> String {
    hex.chars().take(8).chain(std::iter::once('…')).collect()
}

/// Words that came as part of a sentence, as one of their own.
pub fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    let end = if words.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    format!("{}{}{end}", first.collect::<String>(), rest.as_str())
}

/// Part of a whole, `0.0` where there is no whole.
#[expect(clippy::cast_precision_loss, reason = "counts of lines and bytes stay far below 2^53")]
pub fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

/// A number that JavaScript hands over, as a count; what is no count is 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and not-a-number becomes 0"
)]
pub fn whole(value: f64) -> u64 {
    value as u64
}

/// Three significant digits at most, so that a running number does not flicker.
fn significant(value: f64) -> String {
    if value >= 99.95 {
        return count(whole(value.round()));
    }
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_threes() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (154_087, "154,087"), (1_234_567, "1,234,567")];
        for (value, text) in cases {
            assert_eq!(count(value), text);
        }
        assert_eq!(counted(1, "line", "lines"), "1 line");
        assert_eq!(counted(2_000, "line", "lines"), "2,000 lines");
    }

    #[test]
    fn sizes_use_decimal_units() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_500, "1.5 kB"),
            (100_000_000, "100 MB"),
            (2_340_000_000, "2.3 GB"),
        ];
        for (value, text) in cases {
            assert_eq!(bytes(value), text);
        }
        assert_eq!(rate(640_400_000.0), "640 MB/s");
    }

    #[test]
    fn waits_are_rounded_up_to_seconds() {
        assert_eq!(duration(-5.0), "0 s");
        assert_eq!(duration(2_100.0), "3 s");
        assert_eq!(duration(130_000.0), "2 min 10 s");
        assert_eq!(duration(f64::NAN), "0 s");
    }

    #[test]
    fn shares_and_deviations_drop_empty_decimals() {
        assert_eq!(percent(0.2), "20%");
        assert_eq!(percent(1.0 / 3.0), "33.3%");
        assert_eq!(deviation(0.6), "+0.6");
        assert_eq!(deviation(-1.44), "−1.4");
        assert_eq!(deviation(-0.01), "0");
        assert_eq!(deviation(2.0), "+2");
    }

    #[test]
    fn part_of_a_sentence_becomes_one() {
        assert_eq!(sentence("its images are in 2 buckets"), "Its images are in 2 buckets.");
        assert_eq!(sentence("\"a\" has 1 image."), "\"a\" has 1 image.");
        assert_eq!(sentence(""), ".");
    }

    #[test]
    fn a_ratio_of_nothing_is_nothing() {
        assert!(ratio(3, 0).abs() < f64::EPSILON);
        assert!((ratio(1, 4) - 0.25).abs() < f64::EPSILON);
    }
}

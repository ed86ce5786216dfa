//! What the person has set, and its form in the address: `#fraction=0.25&strategy=hash&seed=7&theme=dark`.
//! The address never holds anything of the data.

use std::rc::Rc;

use holdout_core::split::Strategy;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The largest seed that JavaScript can hand over unharmed.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Everything that is kept from one manifest to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How lines are divided.
    pub split: SplitSettings,
    /// The colours of the page.
    pub theme: Theme,
}

/// How lines are divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitSettings {
    /// Share of the usable lines for the test side.
    pub share: Share,
    /// How sides are chosen.
    pub strategy: Strategy,
    /// The seed.
    pub seed: u64,
    /// The rule by which lines stay together, as the engine takes it.
    pub group_by: Option<Rc<str>>,
}

impl Default for SplitSettings {
    fn default() -> Self {
        Self { share: Share::default(), strategy: Strategy::Stratified, seed: 42, group_by: None }
    }
}

/// A test share in tenths of a percent, so that equal shares are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u16);

impl Share {
    /// The smallest share that can be set, in percent.
    pub const MIN_PERCENT: f64 = 1.0;
    /// The largest share that can be set, in percent.
    pub const MAX_PERCENT: f64 = 90.0;

    /// The share nearest to `percent`, or `None` where that is no number.
    pub fn from_percent(percent: f64) -> Option<Self> {
        if !percent.is_finite() {
            return None;
        }
        let tenths = (percent.clamp(Self::MIN_PERCENT, Self::MAX_PERCENT) * 10.0).round();
        u16::try_from(crate::format::whole(tenths)).ok().map(Self)
    }

    /// In percent, as the controls show it.
    pub fn percent(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// Between 0 and 1, as the engine takes it.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Default for Share {
    fn default() -> Self {
        Self(200)
    }
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The one that the toggle goes to from here.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }

    /// Its name in the address and in the page's markup.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// The strategies in the order in which they are offered, each with its name for the engine and what it does.
pub const STRATEGIES: [(Strategy, &str, &str); 3] = [
    (Strategy::Stratified, "stratified", "Every label is divided in the same proportion."),
    (Strategy::Random, "random", "A shuffle; the same seed gives the same split."),
    (Strategy::Hash, "hash", "By the image’s address: a line keeps its side when more are added."),
];

/// The strategy's name for the engine, the command and the address.
pub fn strategy_name(strategy: Strategy) -> &'static str {
    STRATEGIES.iter().find(|entry| entry.0 == strategy).map_or("stratified", |entry| entry.1)
}

/// What the strategy does, in a sentence.
pub fn strategy_words(strategy: Strategy) -> &'static str {
    STRATEGIES.iter().find(|entry| entry.0 == strategy).map_or("", |entry| entry.2)
}

/// The strategy of that name.
pub fn strategy_from_name(name: &str) -> Option<Strategy> {
    STRATEGIES.iter().find(|entry| entry.1 == name).map(|entry| entry.0)
}

/// A seed as typed, or `None` where it is no whole number that every part of Holdout can hold.
pub fn seed_from_text(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|seed| *seed <= MAX_SEED)
}

impl Settings {
    /// Reads a fragment, with or without its `#`. What is unknown or malformed in it is passed over.
    pub fn from_fragment(fragment: &str) -> Self {
        let mut settings = Self::default();
        for pair in fragment.trim_start_matches('#').split('&') {
            let Some((name, value)) = pair.split_once('=') else { continue };
            if let Ok(value) = percent_decode_str(value).decode_utf8() {
                settings.take(name, &value);
            }
        }
        settings
    }

    /// Takes the setting of that name. An unknown name or a value that makes no sense changes nothing.
    pub fn take(&mut self, name: &str, value: &str) {
        match name {
            "fraction" => {
                let share = value.parse().ok().and_then(|fraction: f64| Share::from_percent(fraction * 100.0));
                self.split.share = share.unwrap_or(self.split.share);
            }
            "strategy" => self.split.strategy = strategy_from_name(value).unwrap_or(self.split.strategy),
            "seed" => self.split.seed = seed_from_text(value).unwrap_or(self.split.seed),
            "group-by" => self.split.group_by = Some(value).filter(|rule| !rule.is_empty()).map(Rc::from),
            "theme" => self.theme = Theme::from_name(value).unwrap_or(self.theme),
            _ => {}
        }
    }

    /// The fragment without `#`; only what differs from the defaults, so it is empty at first.
    pub fn to_fragment(&self) -> String {
        // What stands for itself in an address: figures, words.
        const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-');
        let pair = |(name, value): &(&str, String)| format!("{name}={}", utf8_percent_encode(value, PLAIN));
        let pairs: Vec<String> = self.to_pairs().iter().map(pair).collect();
        pairs.join("&")
    }

    /// Names and values of what differs from the defaults, as [`Settings::take`] takes them.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let default = Self::default();
        let mut pairs = Vec::new();
        if self.split.share != default.split.share {
            pairs.push(("fraction", self.split.share.fraction().to_string()));
        }
        if self.split.strategy != default.split.strategy {
            pairs.push(("strategy", strategy_name(self.split.strategy).to_owned()));
        }
        if self.split.seed != default.split.seed {
            pairs.push(("seed", self.split.seed.to_string()));
        }
        if let Some(rule) = &self.split.group_by {
            pairs.push(("group-by", rule.to_string()));
        }
        if self.theme != default.theme {
            pairs.push(("theme", self.theme.name().to_owned()));
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(percent: f64) -> Share {
        Share::from_percent(percent).unwrap_or_default()
    }

    #[test]
    fn defaults_leave_the_address_alone() {
        assert_eq!(Settings::default().to_fragment(), "");
        assert_eq!(Settings::from_fragment(""), Settings::default());
    }

    #[test]
    fn what_is_written_is_read_back() {
        for percent in [1.0, 7.5, 20.0, 33.3, 90.0] {
            for (strategy, _, _) in STRATEGIES {
                for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
                    for rule in [None, Some("folder"), Some(r"^(.*/scene-\d+)_&=%20#é[^/]*$")] {
                        let group_by = rule.map(Rc::from);
                        let split = SplitSettings { share: share(percent), strategy, seed: MAX_SEED, group_by };
                        let settings = Settings { split, theme };
                        assert_eq!(Settings::from_fragment(&format!("#{}", settings.to_fragment())), settings);
                    }
                }
            }
        }
    }

    #[test]
    fn nonsense_in_the_address_changes_nothing() {
        let nonsense = "#fraction=many&strategy=best&seed=-1&theme=pink&manifest=secret&group-by=&group-by=%FF&&=";
        assert_eq!(Settings::from_fragment(nonsense), Settings::default());
    }

    #[test]
    fn shares_are_kept_within_bounds() {
        assert_eq!(Share::from_percent(f64::NAN), None);
        assert!((share(0.0).percent() - 1.0).abs() < 1e-9);
        assert!((share(120.0).fraction() - 0.9).abs() < 1e-9);
    }

    #[test]
    fn a_seed_is_a_whole_number_that_javascript_can_hold() {
        assert_eq!(seed_from_text(" 7 "), Some(7));
        assert_eq!(seed_from_text("9007199254740992"), None);
        assert_eq!(seed_from_text("1e3"), None);
    }
}

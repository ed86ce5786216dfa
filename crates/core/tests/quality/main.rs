//! How good splits are, held to what no split can better: a change that makes them worse fails here. `docs/split.md` says
//! what is measured and how it compares with other splitters.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test may panic, on numbers that fit"
)]

#[path = "../support/mod.rs"]
mod support;

mod score;
mod shapes;

use std::sync::Arc;

use holdout_core::catalog::Manifest;
use holdout_core::split::{Given, GroupBy, GroupReader, Groups, Plan, Side, SplitOptions, Strategy};
use score::{Counts, Score};
use shapes::Shape;

/// Shares of the test side.
const FRACTIONS: [f64; 4] = [0.2, 0.1, 0.3, 0.5];

/// A split, as far as it is scored.
fn divided(shape: &Shape, manifest: &Manifest, options: SplitOptions, groups: Option<&Arc<Groups>>) -> Counts {
    let fraction = options.fraction;
    let given = Given { groups: groups.cloned(), ..Given::default() };
    let plan = Plan::with(manifest, options, given).unwrap();
    Counts::new(shape, fraction, |image| plan.side(image.try_into().unwrap()) == Side::Test)
}

/// What is asked of single lines: of boxes so many times the limit, of pairs so many times what chance makes.
struct Goals {
    boxes: f64,
    pairs: f64,
}

fn median(scores: &[Score], of: fn(&Score) -> f64) -> f64 {
    let mut values: Vec<f64> = scores.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Divides a shape with three seeds and at each fraction. Every split meets its size, misses no label, and has every label at
/// its share rounded down or up; the median meets the goals.
fn hold(name: &str, shape: &Shape, goals: &Goals) {
    let manifest = support::manifest(shape.text().as_bytes());
    assert_eq!(manifest.usable_rows().count(), shape.images.len(), "{name}: all lines are good");
    for fraction in FRACTIONS {
        let split = |strategy, seed| {
            divided(shape, &manifest, SplitOptions { fraction, strategy, seed, ..SplitOptions::default() }, None)
        };
        let splits: Vec<Counts> = (1..=3).map(|seed| split(Strategy::Stratified, seed)).collect();
        let scores: Vec<Score> = splits.iter().map(Counts::score).collect();
        let chance: Vec<Score> = (1..=3).map(|seed| split(Strategy::Random, seed).score()).collect();
        let limit = splits[0].limit();
        let what = format!("{name}, fraction {fraction}: {scores:#?}\nlimit {limit:#?}\nchance {chance:#?}");
        assert!(scores.iter().all(|score| (score.size, score.missing, score.off) == (0, 0, 0)), "{what}");
        let within = |times, of: fn(&Score) -> f64| median(&scores, of) <= of(&limit) * times + 1e-12;
        assert!(within(1.02, |score| score.chi2), "chi2: {what}");
        assert!(within(1.02, |score| score.rld), "rLD: {what}");
        assert!(within(1.1, |score| score.ld), "LD: {what}");
        assert!(within(1.1, |score| score.wdev10), "wdev10: {what}");
        assert!(!shape.has_boxes || within(goals.boxes, |score| score.boxw), "boxes: {what}");
        assert!(
            median(&scores, |score| score.lpd) <= goals.pairs * median(&chance, |score| score.lpd),
            "pairs: {what}"
        );
    }
}

#[test]
fn detection_like_coco() {
    hold("COCO", &shapes::like_coco(1), &Goals { boxes: 4.0, pairs: 0.65 });
    hold("COCO, other numbers", &shapes::like_coco(2), &Goals { boxes: 4.0, pairs: 0.65 });
}

#[test]
fn detection_with_many_rare_labels() {
    // A share of a tenth leaves many pairs a fraction of an image, where nothing is better than chance.
    hold("LVIS", &shapes::like_lvis(1), &Goals { boxes: 9.0, pairs: 0.7 });
    hold("LVIS, other numbers", &shapes::like_lvis(2), &Goals { boxes: 9.0, pairs: 0.7 });
}

#[test]
fn more_lines_than_are_all_chosen_among() {
    hold("many lines", &shapes::of_many_lines(1), &Goals { boxes: 1.0, pairs: 0.65 });
}

/// Where each image has one label, the best division is known: it is reached, or nearly, also where there is no room for all
/// labels at their share rounded up.
#[test]
fn one_label_an_image() {
    let shape = shapes::of_one_label_each(1);
    let manifest = support::manifest(shape.text().as_bytes());
    for fraction in FRACTIONS {
        for seed in 1..=3 {
            let options = SplitOptions { fraction, seed, ..SplitOptions::default() };
            let counts = divided(&shape, &manifest, options, None);
            let (score, least) = (counts.score(), counts.least_chi2_of_one_label_each());
            assert_eq!((score.size, score.missing), (0, 0), "fraction {fraction}, seed {seed}: {score:#?}");
            assert!(score.chi2 <= least * 1.02, "fraction {fraction}, seed {seed}: {score:#?}, {least} would do");
        }
    }
}

#[test]
fn scenes_that_stay_whole() {
    let shape = shapes::of_scenes(1);
    let text = shape.text();
    let manifest = support::manifest(text.as_bytes());
    let rule = GroupBy::parse(r"scene-(\d+)").unwrap();
    let mut reader = GroupReader::new(&rule, 0);
    reader.push(text.as_bytes());
    let groups = Arc::new(Groups::new(&manifest, &rule, &reader.finish()).unwrap());
    let split = |seed| {
        let options = SplitOptions { seed, group_by: Some(rule.text().to_owned()), ..SplitOptions::default() };
        divided(&shape, &manifest, options, Some(&groups))
    };
    let splits: Vec<Counts> = (1..=5).map(split).collect();
    let limit = splits[0].limit();
    let scores: Vec<Score> = splits.iter().map(Counts::score).collect();
    let what = format!("{scores:#?}\nlimit {limit:#?}");
    assert!(scores.iter().all(|score| (score.size, score.missing) == (0, 0)), "{what}");
    let within = |times, of: fn(&Score) -> f64| median(&scores, of) <= of(&limit) * times;
    assert!(within(1.075, |score| score.chi2), "chi2: {what}");
    assert!(within(1.5, |score| score.wdev10), "wdev10: {what}");
    assert!(median(&scores, |score| score.boxw) <= 0.007, "boxes: {what}");
}

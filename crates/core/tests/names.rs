//! Rules read off names: what they offer, what they leave alone, and what they count.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::report::{InputFacts, LookAlikes};
use holdout_core::split::{
    Given, GroupBy, GroupReader, Groups, NameSample, Plan, Side, SplitOptions, Suggestion, suggest, watched,
};
use support::manifest;

/// A manifest of images of those names and labels, and its bytes.
fn of(names: impl Iterator<Item = (String, usize)>) -> (Manifest, Vec<u8>) {
    let line = |(name, label): (String, usize)| {
        format!(
            r#"{{"source-ref":"s3://bucket/{name}","kind":{label},"kind-metadata":{{"confidence":1,"class-name":"label {label}","human-annotated":"yes","creation-date":"2024-01-01T00:00:00","type":"groundtruth/image-classification"}}}}"#
        ) + "\n"
    };
    let bytes = names.map(line).collect::<String>().into_bytes();
    (manifest(&bytes), bytes)
}

fn suggested((manifest, bytes): &(Manifest, Vec<u8>)) -> Vec<Suggestion> {
    let mut sample = NameSample::default();
    for span in NameSample::spans(bytes.len() as u64) {
        let within = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
        sample.read(manifest, &span, &bytes[within]);
    }
    suggest(manifest, &sample)
}

fn titles(names: impl Iterator<Item = (String, usize)>) -> Vec<String> {
    suggested(&of(names)).into_iter().map(|suggestion| suggestion.title).collect()
}

#[test]
fn scenes_and_their_cameras_are_offered_the_scenes_first() {
    let names = (0..400).map(|i| (format!("frames/scene-{:04}_cam-{}_{:06}.jpg", i / 20, i % 2, i), i % 7));
    let suggestions = suggested(&of(names));
    assert_eq!(suggestions.iter().map(|one| &*one.title).collect::<Vec<_>>(), ["scene-####", "scene-####_cam-#"]);
    let scenes = &suggestions[0];
    assert_eq!((scenes.lines, scenes.groups, scenes.largest), (400, 20, 20));
    let rule = GroupBy::parse(&scenes.by).unwrap();
    assert_eq!(rule.group_of("s3://bucket/frames/scene-0007_cam-1_000123.jpg").as_deref(), Some("scene-0007"));
    assert_eq!(rule.group_of("s3://bucket/frames/other.jpg"), None);
    assert_eq!(scenes.examples[0].name, "scene-0000");
    assert_eq!(watched(&suggestions).unwrap().title, "scene-####_cam-#");
}

#[test]
fn folders_are_offered_and_folders_above_them() {
    let names = (0..300).map(|i| (format!("patient-{}/left/{i}.png", i / 10), i % 3));
    assert_eq!(titles(names), ["folder"]);
    let names = (0..300).map(|i| (format!("patient-{}/{}/{i}.png", i / 10, ["left", "right"][i % 2]), i % 3));
    assert_eq!(titles(names), ["folder above", "folder"]);
}

#[test]
fn folders_of_many_images_are_offered_but_are_no_look_alikes_and_long_films_are() {
    let sharded = (0..4000).map(|i| (format!("{:02}/{i}.png", i * 7919 % 30), i % 3));
    let sorted = (0..4000).map(|i| (format!("{:02}/{i}.png", i / 134), i % 3));
    for suggestions in [suggested(&of(sharded)), suggested(&of(sorted))] {
        assert_eq!(suggestions.iter().map(|one| &*one.title).collect::<Vec<_>>(), ["folder"]);
        assert_eq!(watched(&suggestions), None);
    }
    let films = suggested(&of((0..4000).map(|i| (format!("film{:02}-{i:05}.png", i / 134), i % 3))));
    assert_eq!(watched(&films).map(|one| &*one.title), Some("film##"));
}

#[test]
fn augmented_copies_belong_to_their_original() {
    let names = (0..300)
        .map(|i| (format!("IMG_{:04}_jpg.rf.{:032x}.jpg", i / 3, 0xabcd_1234_u128 << 80 | i), (i % 5) as usize));
    let suggestions = suggested(&of(names));
    assert_eq!(suggestions.iter().map(|one| &*one.title).collect::<Vec<_>>(), ["IMG_####"]);
    assert_eq!(suggestions[0].groups, 100);
}

#[test]
fn the_same_number_names_a_pair() {
    let names = (0..200).map(|i| (format!("{}_{:05}.png", ["left", "right"][i % 2], i / 2), i / 2 % 3));
    let suggestions = suggested(&of(names));
    assert_eq!(suggestions.iter().map(|one| &*one.title).collect::<Vec<_>>(), ["…#####"]);
    assert_eq!(suggestions[0].groups, 100);
}

#[test]
fn names_that_say_no_more_than_the_labels_or_nothing_at_all_offer_nothing() {
    let birds = ["Bobolink", "Cardinal", "American_Goldfinch", "Boat_tailed_Grackle"];
    assert_eq!(
        titles((0..400).map(|i| (format!("{}_{:04}_{}.jpg", birds[i % 4], i / 4, i * 7919 % 10007), i % 4))),
        [""; 0]
    );
    assert_eq!(titles((0..400).map(|i| (format!("{}/{i}.jpg", birds[i % 4]), i % 4))), [""; 0]);
    assert_eq!(titles((0..400).map(|i| (format!("images/IMG_{i:04}.JPG"), i % 4))), [""; 0]);
    assert_eq!(
        titles((0..400).map(|i| (format!("{:032x}.jpg", i as u128 * 0x9e37_79b9_7f4a_7c15_f39c), i % 4))),
        [""; 0]
    );
    assert_eq!(titles((0..1).map(|i| (format!("{i}.jpg"), i))), [""; 0]);
    assert_eq!(titles((0..0).map(|i| (format!("{i}.jpg"), i))), [""; 0]);
}

#[test]
fn every_rule_that_is_offered_is_one_to_group_by_and_matches_what_it_was_read_off() {
    let odd = ["a (1)", "ä-ü+1", "x.y.z", "$^[]{}|\\", "日本 5", "1", "--", "%20_7", "a b_c-d 9"];
    for one in odd {
        for other in odd {
            let names = (0..120).map(|i| (format!("{}/{one}{}_{other}{i}.jpg", i / 40, i / 6), i % 3));
            // In JSON a backslash is two.
            let input = of(names.map(|(name, label)| (name.replace('\\', "\\\\"), label)));
            for suggestion in suggested(&input) {
                assert!(GroupBy::parse(&suggestion.by).is_ok(), "{suggestion:?}");
                assert!(suggestion.lines * 5 >= suggestion.sampled * 3, "{suggestion:?}");
            }
        }
    }
}

#[test]
fn look_alikes_on_both_sides_are_counted() {
    let (manifest, bytes) = of((0..400).map(|i| (format!("scene-{:04}_{i}.jpg", i / 10), i % 7)));
    let by = GroupBy::parse(r"(scene-\d+)").unwrap();
    let mut reader = GroupReader::new(&by, 0);
    reader.push(&bytes);
    let groups = Arc::new(Groups::new(&manifest, &by, &reader.finish()).unwrap());
    let leak = |options: SplitOptions, given: Given| {
        let plan = Plan::with(&manifest, options, given).unwrap();
        let check = manifest.report(&InputFacts::default(), &CheckOptions::default());
        let leak = plan.report_watching(&manifest, check, Some(&groups)).split.leak.look_alikes.unwrap();
        (plan, leak)
    };
    let (plan, found) = leak(SplitOptions::default(), Given::default());
    // Counted again, scene by scene.
    let scenes: Vec<(usize, usize)> = (0..40)
        .map(|scene| {
            let test = (scene * 10..scene * 10 + 10).filter(|&row| plan.side(row) == Side::Test).count();
            (10 - test, test)
        })
        .filter(|&(train, test)| train > 0 && test > 0)
        .collect();
    let test: usize = scenes.iter().map(|&(_, test)| test).sum();
    let expected =
        LookAlikes { by: r"(scene-\d+)".to_owned(), groups: 40, on_both_sides: scenes.len() as u64, test: test as u64 };
    assert_eq!(found, expected);
    assert!(test > 40, "a split that knows nothing of scenes cuts most of them: {test}");
    let grouped = SplitOptions { group_by: Some(by.text().to_owned()), ..SplitOptions::default() };
    let (_, found) = leak(grouped, Given { groups: Some(Arc::clone(&groups)), ..Given::default() });
    assert_eq!((found.on_both_sides, found.test), (0, 0));
}

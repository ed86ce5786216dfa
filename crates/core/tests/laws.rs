//! The laws of the data path: nothing is lost, and nothing depends on how the input was cut.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use holdout_core::catalog::{Catalog, CheckOptions, Manifest};
use holdout_core::manifest::MAX_KEPT;
use holdout_core::output::Composer;
use holdout_core::report::InputFacts;
use holdout_core::rules::{Judge, Status};
use holdout_core::split::{Plan, Side, SplitOptions, Strategy as By};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use support::{any_manifest, classification, detection, manifest, rows, scan, scan_range};

fn any_options() -> impl Strategy<Value = SplitOptions> {
    let strategies = [By::Stratified, By::Random, By::Hash];
    (0.01..0.99, proptest::sample::select(strategies.to_vec()), any::<u64>())
        .prop_map(|(fraction, strategy, seed)| SplitOptions { fraction, strategy, seed, ..SplitOptions::default() })
}

/// The catalogs of the ranges between `cuts`, each fed in pieces of `piece` bytes.
fn scan_cut(input: &[u8], cuts: &[Index], piece: usize) -> Vec<Catalog> {
    let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(input.len() + 1)).chain([input.len()]).collect();
    ends.sort_unstable();
    let mut start = 0;
    ends.into_iter()
        .map(|end| {
            let catalog = scan_range(input, start as u64..end as u64, piece);
            start = end;
            catalog
        })
        .collect()
}

fn join(catalogs: &[Catalog]) -> Catalog {
    catalogs.iter().fold(Catalog::default(), |mut whole, next| {
        whole.append(next);
        whole
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_cut_gives_the_same_catalog(
        input in any_manifest(),
        cuts in vec(any::<Index>(), 0..6),
        piece in 1..200_usize,
    ) {
        let cut = join(&scan_cut(&input, &cuts, piece));
        prop_assert_eq!(cut.to_bytes(), scan(&input).to_bytes());
    }

    #[test]
    fn a_range_may_reach_beyond_the_input(input in any_manifest(), piece in 1..300_usize) {
        let whole = scan(&input).to_bytes();
        let end = input.len() as u64;
        for end in [end + 1, end + (1 << 20), end << 30, u64::MAX] {
            prop_assert_eq!(&scan_range(&input, 0..end, piece).to_bytes(), &whole, "up to {}", end);
        }
    }

    #[test]
    fn appending_is_associative(input in any_manifest(), cuts in vec(any::<Index>(), 2..5), middle in any::<Index>()) {
        let catalogs = scan_cut(&input, &cuts, 64);
        let (left, right) = catalogs.split_at(middle.index(catalogs.len()));
        let mut halves = join(left);
        halves.append(&join(right));
        prop_assert_eq!(halves.to_bytes(), join(&catalogs).to_bytes());
    }

    #[test]
    fn a_catalog_survives_the_way_to_bytes_and_back(input in any_manifest()) {
        let bytes = scan(&input).to_bytes();
        prop_assert_eq!(Catalog::from_bytes(&bytes).unwrap().to_bytes(), bytes);
    }

    #[test]
    fn a_manifest_survives_the_way_to_bytes_and_back(input in any_manifest()) {
        let manifest = manifest(&input);
        let again = Manifest::new(Catalog::from_bytes(&manifest.to_bytes()).unwrap());
        prop_assert_eq!(again.to_bytes(), manifest.to_bytes());
        prop_assert_eq!(again.counts(), manifest.counts());
        prop_assert!((0..).take(manifest.len()).all(|row| again.first_of(row) == manifest.first_of(row)));
    }

    #[test]
    fn lines_of_a_status_are_found_in_any_window(input in any_manifest(), window in 1..500_u64, some in any::<u8>()) {
        let manifest = manifest(&input);
        let statuses: Vec<_> = Status::ALL.into_iter().filter(|&status| some >> status as u8 & 1 == 1).collect();
        let expected: Vec<u8> = rows(&manifest, &input)
            .into_iter()
            .filter(|&(row, _)| statuses.contains(&manifest.status(row)))
            .flat_map(|(_, line)| line.to_vec())
            .collect();
        let mut found = Vec::new();
        for start in (0..input.len() as u64).step_by(usize::try_from(window).unwrap()) {
            for range in manifest.ranges_of(&statuses, start..start + window) {
                found.extend_from_slice(&input[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]);
            }
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn bytes_that_are_no_catalog_are_refused(input in any_manifest(), at in any::<Index>(), bits in 1..=255_u8) {
        let mut bytes = scan(&input).to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        // Damage may go unnoticed, but what is read can be used.
        if let Ok(catalog) = Catalog::from_bytes(&bytes) {
            let _ = catalog.codes();
        }
        prop_assert!(Catalog::from_bytes(&bytes[..at]).is_err());
    }

    #[test]
    fn every_line_is_found_where_it_is(input in any_manifest()) {
        let manifest = manifest(&input);
        let lines = rows(&manifest, &input);
        prop_assert_eq!(manifest.lines(), lines.len() as u64);
        let mut judge = Judge::default();
        for (row, line) in lines {
            let range = manifest.line_range(row);
            let found = &input[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()];
            if manifest.lines_of(row) > 1 {
                prop_assert!(found.iter().all(|byte| b"\r\n".contains(byte)));
            } else {
                prop_assert_eq!(found, line);
            }
            let verdict = manifest.verdict(&mut judge, row, line);
            prop_assert_eq!(verdict.status, manifest.status(row));
            prop_assert_eq!(verdict.labels.is_empty(), verdict.status != Status::Valid);
            let content = line.len() as u64 + 1;
            prop_assert!(verdict.findings.iter().all(|finding| finding.column >= 1 && finding.column <= content));
            prop_assert!(verdict.findings.is_sorted_by_key(|finding| finding.code));
        }
    }

    #[test]
    fn the_report_counts_what_the_lines_say(input in any_manifest()) {
        let manifest = manifest(&input);
        let report = manifest.report(&InputFacts::default(), &CheckOptions::default());
        let mut judge = Judge::default();
        let mut findings = std::collections::BTreeMap::new();
        let mut labels = std::collections::BTreeMap::new();
        for (row, line) in rows(&manifest, &input) {
            let verdict = manifest.verdict(&mut judge, row, line);
            for finding in verdict.findings {
                *findings.entry(finding.code).or_insert(0_u64) += 1;
            }
            for label in verdict.labels {
                *labels.entry(label).or_insert(0_u64) += 1;
            }
        }
        let counted: Vec<_> = report.codes.iter().map(|code| (code.code, code.count)).collect();
        prop_assert_eq!(counted, findings.into_iter().collect::<Vec<_>>());
        let mut counted: Vec<_> = report.labels.into_iter().map(|label| (label.name, label.images)).collect();
        counted.sort();
        prop_assert_eq!(counted, labels.into_iter().collect::<Vec<_>>());
        let counts = report.counts;
        prop_assert_eq!(counts.valid + counts.invalid + counts.ignored + counts.removed, report.input.lines);
    }

    #[test]
    fn an_image_stays_where_it_is_named_first(input in any_manifest()) {
        let manifest = manifest(&input);
        for row in 0..u32::try_from(manifest.len()).unwrap() {
            if let Some(first) = manifest.first_of(row) {
                prop_assert!(first < row);
                prop_assert_eq!(manifest.first_of(first), None);
                prop_assert_eq!(manifest.status(row), Status::Removed);
                prop_assert_ne!(manifest.status(first), Status::Removed);
            }
        }
    }

    #[test]
    fn nothing_is_lost(input in any_manifest(), options in any_options(), piece in 1..300_usize) {
        let manifest = manifest(&input);
        let plan = Plan::new(&manifest, options).unwrap();
        let mut outputs = [Vec::new(), Vec::new(), Vec::new()];
        let mut composer = Composer::new(&manifest, &plan);
        for piece in input.chunks(piece) {
            composer.push(piece, |side, bytes| outputs[side as usize].extend_from_slice(bytes));
        }
        let mut expected = [Vec::new(), Vec::new(), Vec::new()];
        for (row, line) in rows(&manifest, &input) {
            let side = plan.side(row);
            prop_assert_eq!(side == Side::Rejected, manifest.status(row) != Status::Valid);
            expected[side as usize].extend_from_slice(line);
        }
        for side in Side::ALL {
            let mut sliced = Vec::new();
            for range in plan.ranges(&manifest, side) {
                sliced.extend_from_slice(&input[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]);
            }
            prop_assert_eq!(&sliced, &expected[side as usize]);
        }
        prop_assert_eq!(outputs, expected);
    }

    #[test]
    fn the_quota_is_exact_and_a_seed_gives_one_split(input in any_manifest(), options in any_options()) {
        let manifest = manifest(&input);
        let plan = Plan::new(&manifest, options.clone()).unwrap();
        let usable = manifest.usable_rows().count();
        if options.strategy != By::Hash {
            prop_assert_eq!(plan.count(Side::Test), options.quota(usable) as u64);
        }
        prop_assert_eq!(plan.count(Side::Test) + plan.count(Side::Train), usable as u64);
        let again = Plan::new(&manifest, options).unwrap();
        prop_assert!((0..plan.lines()).all(|row| plan.side(row) == again.side(row)));
    }

    #[test]
    fn a_line_keeps_its_side_by_hash_when_others_come(input in any_manifest(), more in any_manifest(), fraction in 0.01..0.99) {
        let options = SplitOptions { fraction, strategy: By::Hash, seed: 1, ..SplitOptions::default() };
        let few = manifest(&input);
        let both = manifest(&[&input[..], b"\n", &more].concat());
        let (few_plan, both_plan) = (Plan::new(&few, options.clone()).unwrap(), Plan::new(&both, options).unwrap());
        for row in few.usable_rows() {
            prop_assert_eq!(few_plan.side(row), both_plan.side(row));
        }
    }
}

#[test]
fn long_lines_are_the_same_in_one_piece_and_in_many() {
    let around = MAX_KEPT - 2..=MAX_KEPT + 3;
    for length in around {
        for ending in ["", "\n", "\r\n"] {
            for filler in [b'a', b'[', 0xFF] {
                let mut input = classification(1, 1).into_bytes();
                input.push(b'\n');
                input.resize(input.len() + length, filler);
                input.extend_from_slice(ending.as_bytes());
                let whole = scan(&input);
                assert_eq!(whole.len(), 2);
                for piece in [1 << 12, 100_000, MAX_KEPT, MAX_KEPT + 1] {
                    let cut = scan_range(&input, 0..input.len() as u64, piece);
                    assert!(
                        cut.to_bytes() == whole.to_bytes(),
                        "length {length}, ending {ending:?}, pieces of {piece}"
                    );
                }
            }
        }
    }
}

#[test]
fn windows_of_any_size_add_up_to_the_whole() {
    let line = |n: u32| if n % 7 == 6 { "\n".to_owned() } else { classification(n, 1) + "\n" };
    let input: String = (0..50).map(line).collect();
    let manifest = manifest(input.as_bytes());
    let plan = Plan::new(&manifest, SplitOptions::default()).unwrap();
    for side in Side::ALL {
        let whole: Vec<u64> = plan.ranges(&manifest, side).flatten().collect();
        assert!(!whole.is_empty());
        for size in [1, 13, 400, 1 << 20] {
            let windows = (0..input.len() as u64).step_by(size);
            let parts = windows.flat_map(|at| plan.ranges_within(&manifest, side, at..at + size as u64));
            assert_eq!(parts.flatten().collect::<Vec<u64>>(), whole, "{side:?} in windows of {size}");
        }
    }
}

#[test]
fn names_and_order_of_labels_change_nothing() {
    let lines: Vec<_> = (0..60_u32).map(|image| (image, [image % 5, 5 + image % 7, 20 + image / 20])).collect();
    let write = |rename: fn(u32) -> u32| {
        let line = |(image, labels): &(u32, [u32; 3])| detection(*image, &labels.map(rename)) + "\n";
        lines.iter().map(line).collect::<String>()
    };
    let sides = |input: &str| {
        let manifest = manifest(input.as_bytes());
        let plan = Plan::new(&manifest, SplitOptions::default()).unwrap();
        (0..plan.lines()).map(|row| plan.side(row)).collect::<Vec<_>>()
    };
    assert_eq!(sides(&write(|label| label)), sides(&write(|label| 99 - label)));
}

#[test]
fn every_label_with_two_images_is_on_both_sides() {
    let mut input = String::new();
    for image in 0..400 {
        // Thirty labels of two images beside frequent ones.
        let labels = [image % 7, 7 + image % 31, 40 + (image / 2).min(30)];
        input.push_str(&detection(image, &labels));
        input.push('\n');
    }
    let manifest = manifest(input.as_bytes());
    for seed in 0..5 {
        let options = SplitOptions { seed, ..SplitOptions::default() };
        let plan = Plan::new(&manifest, options).unwrap();
        let check = manifest.report(&InputFacts::default(), &CheckOptions::default());
        let report = plan.report(&manifest, check).split;
        assert_eq!(report.test, 80);
        for label in report.labels.iter().filter(|label| label.images >= 2) {
            assert!(label.test > 0 && label.train > 0, "seed {seed}: {label:?}");
        }
    }
}

#[test]
fn splits_do_not_change_unless_the_algorithm_version_does() {
    let input: String = (0..40).map(|image| classification(image, image * image % 5) + "\n").collect();
    let manifest: Manifest = manifest(input.as_bytes());
    let golden = |strategy| {
        let plan = Plan::new(&manifest, SplitOptions { strategy, ..SplitOptions::default() }).unwrap();
        (0..plan.lines()).map(|row| if plan.side(row) == Side::Test { 'T' } else { '.' }).collect::<String>()
    };
    insta::assert_snapshot!(golden(By::Random));
    insta::assert_snapshot!(golden(By::Hash));
    insta::assert_snapshot!(golden(By::Stratified));
}

#[test]
fn nor_do_splits_of_many_lines() {
    let line = |image: u32| detection(image, &[image % 7, 7 + image % 977 * image % 31, 40 + image / 3 % 100]) + "\n";
    let input: String = (0..70_000).map(line).collect();
    let manifest: Manifest = manifest(input.as_bytes());
    let plan = Plan::new(&manifest, SplitOptions::default()).unwrap();
    let sides: Vec<u8> = (0..plan.lines()).map(|row| plan.side(row) as u8).collect();
    insta::assert_snapshot!(format!("{:016x}", xxhash_rust::xxh64::xxh64(&sides, 0)));
}

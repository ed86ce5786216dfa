//! A manifest cut into ranges anywhere and read in pieces of any size is the same catalog as one that is read in one go.

#![no_main]

mod support;

use holdout_core::catalog::{Catalog, Manifest};
use libfuzzer_sys::fuzz_target;
use support::scan_range;

/// Bytes of the input that say how the rest of it is cut.
const HOW: usize = 8;

fuzz_target!(|input: &[u8]| {
    let Some((how, input)) = input.split_at_checked(HOW) else { return };
    let whole = scan_range(input, 0..input.len(), input.len());
    let piece = usize::from(how[0]) + 1;
    let mut cuts: Vec<usize> = how[1..7].iter().map(|&cut| usize::from(cut) * input.len() / 255).collect();
    cuts.push(input.len());
    cuts.sort_unstable();
    let mut start = 0;
    let catalogs: Vec<Catalog> = cuts
        .into_iter()
        .map(|end| {
            let catalog = scan_range(input, start..end, piece);
            start = end;
            // As it goes from a worker to the ledger.
            Catalog::from_bytes(&catalog.to_bytes()).expect("what is written can be read")
        })
        .collect();
    let join = |catalogs: &[Catalog]| {
        catalogs.iter().fold(Catalog::default(), |mut whole, next| {
            whole.append(next);
            whole
        })
    };
    let (left, right) = catalogs.split_at(usize::from(how[7]) % catalogs.len());
    let mut joined = join(left);
    joined.append(&join(right));
    assert_eq!(joined.to_bytes(), whole.to_bytes());
    let (one, other) = (Manifest::new(whole), Manifest::new(joined));
    let first = |manifest: &Manifest| (0..).take(manifest.len()).map(|row| manifest.first_of(row)).collect::<Vec<_>>();
    assert_eq!(first(&one), first(&other), "a repeated image names the same first line");
});

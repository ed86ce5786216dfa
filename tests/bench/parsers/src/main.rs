//! `holdout-bench-parsers MANIFEST ROUNDS BYTES`: milliseconds of each parser in each round, in turns, over the first bytes
//! of the manifest, as JSON.

use std::time::Instant;

use holdout_bench_parsers::{holdout, serde, simd, sonic};

type Parser = fn(&[u8]) -> u32;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |what: &str| arguments.next().unwrap_or_else(|| panic!("{what} is missing"));
    let mut manifest = std::fs::read(argument("a manifest")).expect("the manifest can be read");
    let rounds = argument("a number of rounds").parse().expect("a number of rounds");
    manifest.truncate(argument("a number of bytes").parse().expect("a number of bytes"));
    let parsers: [(&str, Parser); 4] = [("holdout", holdout), ("sonic", sonic), ("simd", simd), ("serde", serde)];
    let mut times = parsers.map(|(name, _)| (name, Vec::new()));
    for _ in 0..rounds {
        for ((_, parse), (_, times)) in parsers.iter().zip(&mut times) {
            let begun = Instant::now();
            assert!(parse(&manifest) > 0);
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let members: Vec<_> = times.iter().map(|(name, times)| format!("{name:?}:{times:?}")).collect();
    println!("{{\"bytes\":{},\"times\":{{{}}}}}", manifest.len(), members.join(","));
}

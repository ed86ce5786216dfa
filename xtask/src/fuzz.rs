//! Fuzzing: bytes that nobody thought of, for some time, led by which code they reach.
//!
//! libFuzzer does the work. The counters that lead it are a pass of LLVM, which the stable compiler runs when it is
//! asked to, so that no other toolchain is needed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

use crate::progress::step;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{apt, cargo, process};

/// A target, as `fuzz/Cargo.toml` has it.
struct Target {
    name: &'static str,
    /// Folder of what it begins with, besides what it found before.
    seeds: &'static str,
    /// Words of what it reads.
    dictionary: &'static str,
}

const TARGETS: [Target; 6] = [
    Target { name: "line", seeds: MANIFESTS, dictionary: WORDS_OF_MANIFESTS },
    Target { name: "manifest", seeds: MANIFESTS, dictionary: WORDS_OF_MANIFESTS },
    Target { name: "range_cut", seeds: MANIFESTS, dictionary: WORDS_OF_MANIFESTS },
    Target { name: "answer", seeds: "fuzz/seeds/answer", dictionary: WORDS_OF_MESSAGES },
    Target { name: "token", seeds: "fuzz/seeds/token", dictionary: WORDS_OF_MESSAGES },
    Target { name: "signature", seeds: "fuzz/seeds/signature", dictionary: WORDS_OF_MESSAGES },
];

const MANIFESTS: &str = "tests/manifests";
const WORDS_OF_MANIFESTS: &str = "fuzz/manifest.dict";
const WORDS_OF_MESSAGES: &str = "fuzz/protocol.dict";

/// How long each target runs, all at the same time, where nobody says otherwise.
const SECONDS: u32 = 60;

/// Overrides that time; 0 builds the targets and runs what is kept in `fuzz/crashers` alone.
const BUDGET: &str = "HOLDOUT_FUZZ_SECONDS";

/// Longest input, in bytes: a few lines.
const LONGEST: u32 = 6000;

/// What the compiler adds for libFuzzer: counters for each edge, and the operands of comparisons.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// The time that a run of all tests has for it.
pub(crate) fn budget() -> u32 {
    env::var(BUDGET).ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(SECONDS)
}

/// Builds the targets and runs each for `seconds`, all at the same time.
pub(crate) fn run(workspace: &Workspace, seconds: u32) -> Result<Tally> {
    let programs = step("building the fuzz targets", "about 2 min the first time", || build(workspace))?;
    let estimate = format!("{seconds} s and some");
    let results = step("fuzzing", &estimate, || Ok(run_all(workspace, &programs, seconds)))?;
    let mut tally = Tally::default();
    for (Target { name, .. }, result) in TARGETS.iter().zip(results) {
        match result {
            Ok(said) => {
                println!("{name}: {}", said.lines().rev().find(|line| line.starts_with("Done ")).unwrap_or("done"));
                tally += Tally::PASS;
            }
            Err(error) => {
                println!("{name} broke; the input is in fuzz/crashers/{name}\n{}", last_words(&format!("{error:#}")));
                tally += Tally::FAIL;
            }
        }
    }
    Ok(tally)
}

fn build(workspace: &Workspace) -> Result<PathBuf> {
    if process::find("c++").is_none() {
        apt::install(&["g++"], "about 1 min")
            .context("libFuzzer is written in C++, and there is no compiler for it")?;
    }
    let host = host()?;
    let folder = workspace.target().join("fuzz");
    let mut command = cargo::native(workspace);
    // With `--target` build scripts are compiled without the counters, for which they have no runtime.
    command
        .args(["build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target", &host])
        .arg("--target-dir")
        .arg(&folder)
        .env("RUSTFLAGS", COVERAGE);
    process::run(command)?;
    Ok(folder.join(host).join("release"))
}

/// The triple of this machine.
fn host() -> Result<String> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV");
    let version = process::answer(rustc)?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say for which machine it is")?.to_owned())
}

fn run_all(workspace: &Workspace, programs: &Path, seconds: u32) -> Vec<Result<String>> {
    thread::scope(|scope| {
        let run = |target| move || run_one(workspace, programs, target, seconds);
        let running: Vec<_> = TARGETS.iter().map(|target| scope.spawn(run(target))).collect();
        let end = |thread: thread::ScopedJoinHandle<'_, Result<String>>| {
            thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("its thread ended unexpectedly")))
        };
        running.into_iter().map(end).collect()
    })
}

fn run_one(workspace: &Workspace, programs: &Path, target: &Target, seconds: u32) -> Result<String> {
    let found = workspace.stamps().join("fuzz").join(target.name);
    let crashers = workspace.path("fuzz/crashers").join(target.name);
    for folder in [&found, &crashers] {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let mut command = Command::new(programs.join(target.name));
    // What is found goes into the first folder; the others are read.
    command.current_dir(workspace.root()).args([&found, &crashers]).arg(target.seeds);
    command.arg(format!("-dict={}", target.dictionary)).arg(format!("-max_len={LONGEST}"));
    command.arg(format!("-artifact_prefix={}/", crashers.display()));
    if seconds == 0 {
        command.arg("-runs=0");
    } else {
        command.arg(format!("-max_total_time={seconds}"));
    }
    process::run(command)
}

/// The end of what a target said: the assertion and the stack.
fn last_words(said: &str) -> String {
    const LINES: usize = 60;
    let lines: Vec<_> = said.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

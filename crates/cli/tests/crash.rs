//! Kills the command, and fails its system calls, at every place where that could leave a mix of two splits.
//!
//! `strace` injects the faults into the real program. Where it cannot be had, the tests say so and pass.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic, and says why it was skipped")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use support::{entries, holdout, names, write};
use tempfile::TempDir;

/// Splits that are killed at a place of chance.
const SEEDS: u64 = 200;

/// The calls that give outputs their names, and those before which a loss of power is thought of.
const CALLS: [&str; 4] = ["rename,renameat,renameat2,link,linkat", "unlink,unlinkat", "fsync,fdatasync", "write"];

/// The files of a folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn files(folder: &Path) -> Files {
    names(folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

/// The files of a folder that are not hidden.
fn visible(folder: &Path) -> Files {
    files(folder).into_iter().filter(|(name, _)| !name.to_string_lossy().starts_with('.')).collect()
}

/// A folder with an old split, and a manifest of which a new one is made.
struct Scene {
    folder: TempDir,
    manifest: PathBuf,
    out: PathBuf,
    old: Files,
    new: Files,
}

impl Scene {
    /// The old split has rejected lines, which the new one has not.
    fn new(seed: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let count = 40 + usize::try_from(seed % 20).unwrap();
        let before = write(&folder, "before.manifest", entries(count) + "not json\n");
        let manifest = write(&folder, "data.manifest", entries(count));
        let out = folder.path().join("out");
        let made = |manifest: &Path, seed: u64| {
            holdout().args(arguments(manifest, &out, seed)).assert().success();
            files(&out)
        };
        let new = made(&manifest, seed);
        let old = made(&before, seed + 1);
        Self { folder, manifest, out, old, new }
    }

    /// Puts the old split back.
    fn reset(&self) {
        fs::remove_dir_all(&self.out).unwrap();
        fs::create_dir(&self.out).unwrap();
        for (name, text) in &self.old {
            fs::write(self.out.join(name), text).unwrap();
        }
    }

    /// Makes the new split with faults.
    fn split(&self, seed: u64, faults: &[String]) -> Output {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null"]);
        for fault in faults {
            strace.arg("-e").arg(format!("inject={fault}"));
        }
        strace.arg(assert_cmd::cargo::cargo_bin!("holdout")).args(arguments(&self.manifest, &self.out, seed));
        strace.env("NO_COLOR", "1").env("TMPDIR", self.folder.path()).stdin(Stdio::null()).output().unwrap()
    }

    /// Whether there is the old split or the new one, whole.
    fn is_whole(&self) -> bool {
        let found = files(&self.out);
        found == self.old || found == self.new
    }

    /// Checks a folder that a killed command left: no mix at once, and the old or the new split after the next command.
    fn judge_killed(&self, what: &str) {
        let found = visible(&self.out);
        let within = |set: &Files| found.iter().all(|(name, text)| set.get(name) == Some(text));
        assert!(within(&self.old) || within(&self.new), "{what}: a mix of two splits: {:?}", found.keys());
        if found.contains_key(Path::new("certificate.json")) {
            assert!(found == self.old || found == self.new, "{what}: a certificate for a part: {:?}", found.keys());
        }
        // It finds an old or a new split, and refuses to replace it; or nothing, and writes one.
        let mut next = holdout();
        next.arg("split").arg(&self.manifest).arg("--out").arg(&self.out);
        assert_eq!(next.output().unwrap().status.code(), Some(2), "{what}");
        assert!(self.is_whole(), "{what}: not restored: {:?}", names(&self.out));
    }
}

fn arguments(manifest: &Path, out: &Path, seed: u64) -> Vec<String> {
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let seed = seed.to_string();
    ["split", &path(manifest), "--out", &path(out), "--seed", &seed, "--threads", "1", "--force"]
        .map(str::to_owned)
        .into()
}

/// Whether faults can be injected here.
fn can_inject() -> bool {
    let works =
        Command::new("strace").args(["-qq", "-o", "/dev/null", "-e", "inject=getppid:retval=7", "true"]).status();
    let works = works.is_ok_and(|status| status.success());
    if !works {
        eprintln!("skipped: strace cannot be run here");
    }
    works
}

#[test]
fn a_kill_at_every_place_leaves_the_old_split_or_the_new_one() {
    if !can_inject() {
        return;
    }
    let scene = Scene::new(7);
    let mut kills = 0;
    for calls in CALLS {
        for number in 1.. {
            scene.reset();
            let output = scene.split(7, &[format!("{calls}:signal=SIGKILL:when={number}")]);
            if output.status.success() {
                assert_eq!(files(&scene.out), scene.new);
                break;
            }
            scene.judge_killed(&format!("{calls} number {number}"));
            kills += 1;
        }
    }
    assert!(kills > 25, "{kills} kills");
}

#[test]
fn many_splits_killed_at_a_place_of_chance_are_never_mixed() {
    if !can_inject() {
        return;
    }
    let mut kills = 0;
    for seed in 0..SEEDS {
        let scene = Scene::new(seed);
        let calls = CALLS[usize::try_from(seed % 3).unwrap()];
        let number = 1 + seed / 3 % 12;
        let output = scene.split(seed, &[format!("{calls}:signal=SIGKILL:when={number}")]);
        if output.status.success() {
            assert_eq!(files(&scene.out), scene.new);
        } else {
            scene.judge_killed(&format!("seed {seed}, {calls} number {number}"));
            kills += 1;
        }
    }
    assert!(kills > SEEDS / 3, "{kills} kills");
}

#[test]
fn a_first_split_that_is_killed_has_no_certificate() {
    if !can_inject() {
        return;
    }
    let scene = Scene::new(3);
    for calls in CALLS {
        for number in 1.. {
            fs::remove_dir_all(&scene.out).unwrap();
            let output = scene.split(3, &[format!("{calls}:signal=SIGKILL:when={number}")]);
            if output.status.success() {
                break;
            }
            let found = files(&scene.out);
            let has_certificate = found.contains_key(Path::new("certificate.json"));
            assert!(!has_certificate || found == scene.new, "{calls} number {number}: {:?}", found.keys());
            holdout().args(arguments(&scene.manifest, &scene.out, 3)).assert().success();
            assert_eq!(files(&scene.out), scene.new, "{calls} number {number}");
        }
    }
}

#[test]
fn every_call_that_fails_ends_in_an_error_that_says_so() {
    if !can_inject() {
        return;
    }
    let scene = Scene::new(11);
    let mut failures = 0;
    for (calls, error) in [
        ("write", "ENOSPC"),
        ("write", "EIO"),
        ("fsync,fdatasync", "EIO"),
        ("rename,renameat,renameat2,link,linkat", "EIO"),
        ("pread64", "EIO"),
        ("openat", "EMFILE"),
        ("flock", "ENOLCK"),
    ] {
        for number in 1..200 {
            scene.reset();
            let output = scene.split(11, &[format!("{calls}:error={error}:when={number}")]);
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            let what = format!("{calls} number {number} fails with {error}: {:?} {message}", output.status);
            // Where the disk fails right after the replacement, the backups stay for the next command to remove.
            let found = visible(&scene.out);
            let (is_old, is_new) = (found == scene.old, found == scene.new);
            // The program loader reads files as well; that is not ours.
            if message.contains("error while loading shared libraries") {
                continue;
            }
            assert!(is_old || is_new, "{what}: {:?}", names(&scene.out));
            if output.status.success() {
                assert!(is_new, "{what}");
                // Every thread counts for itself, so a few numbers more may still hit another one.
                if number > 40 {
                    break;
                }
                continue;
            }
            failures += 1;
            assert_eq!(output.status.code(), Some(2), "{what}");
            // A message that cannot be written is none.
            assert!(message.contains("holdout: ") || calls == "write", "{what}");
        }
    }
    assert!(failures > 20, "{failures} failures");
}

#[test]
fn memory_that_is_refused_ends_in_an_error_and_leaves_no_mix() {
    if !can_inject() {
        return;
    }
    let scene = Scene::new(5);
    let mut failures = 0;
    for number in 1..60 {
        scene.reset();
        let output = scene.split(5, &[format!("mmap,mremap,brk:error=ENOMEM:when={number}+")]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        // The program is not ours before it has been loaded and Rust's runtime has begun.
        let is_early = message.is_empty() || message.contains("initialization or cleanup bug");
        if output.status.code() == Some(127) || (output.status.signal().is_some() && is_early) {
            continue;
        }
        let what = format!("from call {number} on: {:?} {message}", output.status);
        let found = visible(&scene.out);
        assert!(found == scene.old || found == scene.new, "{what}: {:?}", found.keys());
        if output.status.success() {
            assert_eq!(found, scene.new, "{what}");
            continue;
        }
        failures += 1;
        // Rust's allocator ends the program itself, and says so.
        let is_out_of_memory = output.status.signal().is_some() && message.contains("memory allocation of");
        let is_told = output.status.code() == Some(2) && message.contains("holdout: ");
        assert!(is_told || is_out_of_memory, "{what}");
    }
    assert!(failures > 3, "{failures} failures");
}

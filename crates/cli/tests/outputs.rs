//! What the command does to files and pipes: nothing half written, nothing overwritten by mistake, no verdict lost.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Split, entries, holdout, names, stdout, write};
use tempfile::TempDir;

/// The command as a plain process, for what `assert_cmd` cannot do.
fn process() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdout"));
    command.env("NO_COLOR", "1");
    command
}

/// A pipe that nobody reads.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full_disk() -> Stdio {
    File::options().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn a_closed_pipe_keeps_the_verdict() {
    let folder = TempDir::new().unwrap();
    let (good, bad) = (write(&folder, "good.manifest", entries(50)), write(&folder, "bad.manifest", "not json\n"));
    for format in ["text", "json", "jsonl"] {
        for (path, status) in [(&good, 0), (&bad, 1)] {
            let mut check = process();
            check.args(["check", "--format", format]).arg(path).stdout(closed_pipe()).stderr(Stdio::piped());
            let output = check.output().unwrap();
            assert_eq!(output.status.code(), Some(status), "{format} of {}", path.display());
            assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        }
    }
    let split = Split::make(&folder, &good, &[]);
    fs::write(split.out.join("test.manifest"), "changed\n").unwrap();
    let mut verify = process();
    verify.arg("verify").args(split.certified(&good)).stdout(closed_pipe());
    assert_eq!(verify.status().unwrap().code(), Some(1), "a difference is not forgotten");
    assert_eq!(process().args(["explain", "--all"]).stdout(closed_pipe()).status().unwrap().code(), Some(0));
    assert_eq!(process().arg("--help").stdout(closed_pipe()).status().unwrap().code(), Some(0));
}

#[test]
fn a_full_disk_is_a_failure() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "good.manifest", entries(50));
    for arguments in [vec!["check", path.to_str().unwrap()], vec!["explain", "--all"], vec!["--help"]] {
        let output = process().args(&arguments).stdout(full_disk()).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    // A message that cannot be written is no reason to panic, and no reason to report success.
    for arguments in [vec!["check", "/no/such/file"], vec!["explain", "NO_SUCH_CODE"], vec!["no-such-command"]] {
        let status = process().args(&arguments).stderr(full_disk()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let refused = |manifest: &Path, named: &str| {
        let before = fs::read(manifest).unwrap();
        let mut split = holdout();
        split.arg("split").arg(manifest).arg("--out").arg(&out).arg("--force");
        let output = split.output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains("is the same file as the input") && message.contains(named), "{message}");
        assert_eq!(fs::read(manifest).unwrap(), before);
    };
    // Under its own name, including one that the split would not write.
    for name in ["train.manifest", "rejected.manifest", "certificate.json"] {
        let path = out.join(name);
        fs::write(&path, entries(50)).unwrap();
        refused(&path, name);
        fs::remove_file(&path).unwrap();
    }
    // Through links of either kind.
    let path = write(&folder, "data.manifest", entries(50));
    symlink(&path, out.join("test.manifest")).unwrap();
    refused(&path, "test.manifest");
    fs::remove_file(out.join("test.manifest")).unwrap();
    fs::hard_link(&path, out.join("train.manifest")).unwrap();
    refused(&path, "train.manifest");
    // As an earlier split, as standard input, and as a result file.
    let kept = out.join("train.manifest");
    let other = write(&folder, "other.manifest", entries(50));
    let mut keep = holdout();
    keep.arg("split").arg(&other).arg("--out").arg(&out).arg("--force").arg("--keep").arg(&kept);
    keep.assert().code(2);
    let mut piped = process();
    piped.args(["split", "-", "--force", "--out"]).arg(&out).stdin(File::open(&path).unwrap());
    assert_eq!(piped.status().unwrap().code(), Some(2));
    holdout().arg("check").arg(&path).arg("--force").arg("--annotated").arg(&kept).assert().code(2);
    let twice = folder.path().join("twice.json");
    holdout().arg("check").arg(&path).arg("--annotated").arg(&twice).arg("--summary").arg(&twice).assert().code(2);
    assert_eq!(fs::read_to_string(&path).unwrap(), entries(50));
}

#[test]
fn outputs_have_the_permissions_of_new_files() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "data.manifest", entries(50));
    let program = assert_cmd::cargo::cargo_bin!("holdout");
    for (umask, mode) in [("027", 0o640), ("077", 0o600), ("002", 0o664)] {
        let script = format!("umask {umask} && exec {} split \"$0\" --out \"$1\" --force", program.display());
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script).arg(&path).arg(folder.path().join("out")).stdout(Stdio::null());
        assert!(shell.status().unwrap().success());
        for name in ["train.manifest", "certificate.json"] {
            let metadata = fs::metadata(folder.path().join("out").join(name)).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, mode, "{name} under umask {umask}");
        }
    }
}

#[test]
fn a_folder_takes_one_command_at_a_time() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "data.manifest", entries(50));
    let split = Split::make(&folder, &path, &[]);
    let lock = File::open(&split.out).unwrap();
    lock.lock().unwrap();
    let output = holdout().arg("split").arg(&path).arg("--force").arg("--out").arg(&split.out).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another holdout command is writing into"));
    drop(lock);
    holdout().arg("split").arg(&path).arg("--force").arg("--out").arg(&split.out).assert().success();
}

#[test]
fn a_signal_leaves_no_temporary_file() {
    let folder = TempDir::new().unwrap();
    // Long enough for the outputs to be there for a while.
    let path = write(&folder, "data.manifest", entries(200_000));
    for signal in ["-INT", "-TERM", "-HUP"] {
        let out = folder.path().join(format!("out{signal}"));
        let mut split = process();
        split.arg("split").arg(&path).arg("--out").arg(&out).stdout(Stdio::null());
        let mut running = split.spawn().unwrap();
        let started = Instant::now();
        while names(&out).is_empty() && started.elapsed() < Duration::from_mins(1) {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(Command::new("kill").arg(signal).arg(running.id().to_string()).status().unwrap().success());
        assert_eq!(running.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(names(&out), Vec::<PathBuf>::new(), "{signal}");
    }
}

#[test]
fn piped_input_leaves_nothing_and_is_bounded() {
    let folder = TempDir::new().unwrap();
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let run = |limit: &str| {
        let mut check = holdout();
        check.env("TMPDIR", &temporary).args(["check", "-", "--max-piped-bytes", limit]).write_stdin(entries(100));
        check.output().unwrap()
    };
    assert_eq!(run("1000000").status.code(), Some(0));
    let output = run("1000");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("standard input has more than 1,000 bytes"), "{message}");
    // While it reads, the copy has no name: a killed command leaves nothing either.
    let mut check = process();
    check.env("TMPDIR", &temporary).args(["check", "-"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut running = check.spawn().unwrap();
    std::io::Write::write_all(running.stdin.as_mut().unwrap(), entries(20_000).as_bytes()).unwrap();
    assert_eq!(names(&temporary), Vec::<PathBuf>::new());
    running.kill().unwrap();
    running.wait().unwrap();
    assert_eq!(names(&temporary), Vec::<PathBuf>::new());
}

#[test]
fn too_many_lines_end_the_reading() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "data.manifest", entries(1000));
    for threads in ["1", "2"] {
        let mut check = holdout();
        check.args(["check", "--max-lines", "999", "--threads", threads]).arg(&path);
        let output = check.output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains("has more than 999 lines; reading stopped at line 1,000, byte "), "{message}");
        stdout(holdout().args(["check", "--max-lines", "1000", "--threads", threads]).arg(&path), 0);
    }
}

#[test]
fn blank_lines_are_counted_and_kept() {
    let folder = TempDir::new().unwrap();
    let text = format!("{}\n\r\n\n{}\n\n", entries(30), entries(31).lines().last().unwrap());
    let path = write(&folder, "data.manifest", &text);
    let lines = stdout(holdout().args(["check", "--format", "jsonl"]).arg(&path), 0);
    let numbers: Vec<_> = lines.lines().map(|line| line.split(',').next().unwrap().to_owned()).collect();
    assert_eq!(numbers, (1..=35).map(|line| format!("{{\"line\":{line}")).collect::<Vec<_>>());
    assert!(!lines.contains("\"lines\""), "one object for each line");
    let report = stdout(holdout().args(["check", "--format", "json"]).arg(&path), 0);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["input"]["lines"], &report["counts"]["removed"]), (&35.into(), &4.into()));
    assert_eq!(report["codes"][0]["first_lines"], serde_json::json!([31, 32, 33, 35]));
    let (annotated, summary) = (folder.path().join("annotated"), folder.path().join("summary"));
    stdout(holdout().arg("check").arg(&path).arg("--annotated").arg(&annotated).arg("--summary").arg(&summary), 0);
    let annotated = fs::read_to_string(annotated).unwrap();
    let endings: Vec<_> = annotated.split_inclusive('\n').skip(30).map(|line| line.ends_with("\r\n")).collect();
    assert_eq!(endings, [false, true, false, false, false]);
    assert_eq!(annotated.matches("ERROR_INVALID_JSON_LINE").count(), 4);
    let summary: serde_json::Value = serde_json::from_slice(&fs::read(summary).unwrap()).unwrap();
    assert_eq!(summary["statistics"]["training"]["error_json_line_indices"], serde_json::json!([31, 32, 33, 35]));
    let split = Split::make(&folder, &path, &["--move", "34:test", "--group-by", r"/(\d)"]);
    assert_eq!(fs::read_to_string(split.out.join("rejected.manifest")).unwrap(), "\n\r\n\n\n");
    assert!(fs::read_to_string(split.out.join("test.manifest")).unwrap().contains("/30.jpg"));
}

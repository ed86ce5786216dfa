//! What the tests of the command share: the command itself, files for it, and what it prints.

#![allow(dead_code, reason = "each test program uses a part of this")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// The command, without colours.
pub fn holdout() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdout"));
    command.env("NO_COLOR", "1");
    command
}

/// Writes a file into `folder`; gives its path.
pub fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Runs a command that ends with `status`, and gives what it prints.
pub fn stdout(command: &mut Command, status: i32) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A manifest of so many good lines with three labels.
pub fn entries(count: usize) -> String {
    let line = |image: usize| {
        let label = ["cat", "dog", "fox"][image % 3];
        format!(
            "{{\"source-ref\":\"s3://bucket/{image}.jpg\",\"kind\":1,\"kind-metadata\":{{\"class-name\":\"{label}\",\
             \"confidence\":1,\"human-annotated\":\"yes\",\"creation-date\":\"2024-05-31T09:30:00\",\
             \"type\":\"groundtruth/image-classification\"}}}}\n"
        )
    };
    (0..count).map(line).collect()
}

/// The names in a folder, sorted; none where there is no folder.
pub fn names(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().into()).collect();
    names.sort();
    names
}

/// A split that was written to a folder.
pub struct Split {
    pub out: PathBuf,
}

impl Split {
    /// Splits a manifest into the folder `out`.
    pub fn make(folder: &TempDir, manifest: &Path, options: &[&str]) -> Self {
        let out = folder.path().join("out");
        holdout().arg("split").arg(manifest).arg("--out").arg(&out).args(options).assert().success();
        Self { out }
    }

    /// The arguments of `verify`.
    pub fn certified(&self, manifest: &Path) -> Vec<PathBuf> {
        let outputs = ["train.manifest", "test.manifest", "rejected.manifest"].map(|name| self.out.join(name));
        let outputs = outputs.into_iter().filter(|path| path.exists());
        [self.out.join("certificate.json"), manifest.to_owned()].into_iter().chain(outputs).collect()
    }
}

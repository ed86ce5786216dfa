//! What the tests of the command share: the command itself, files for it, and what it prints.

use std::fs;
use std::path::PathBuf;

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

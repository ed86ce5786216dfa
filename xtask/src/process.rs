//! Running other programs so that their output is short when they succeed and whole when they fail.

use std::io::{self, BufReader, PipeReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, iter};

use anyhow::{Context, Result, bail};

/// Runs a command in silence and returns its output; a failure carries everything it printed.
pub(crate) fn run(command: Command) -> Result<String> {
    let shown = describe(&command);
    let (mut child, mut output) = start(command)?;
    let mut text = Vec::new();
    output.read_to_end(&mut text).with_context(|| format!("reading the output of `{shown}`"))?;
    let status = child.wait().with_context(|| format!("waiting for `{shown}`"))?;
    let text = String::from_utf8_lossy(&text).into_owned();
    if !status.success() {
        bail!("`{shown}` failed ({status}). It said:\n{}", text.trim_end());
    }
    Ok(text)
}

/// As [`run`], but ends the command when it takes longer than `limit`.
pub(crate) fn run_within(limit: Duration, mut command: Command) -> Result<()> {
    let shown = describe(&command);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().with_context(|| format!("starting `{shown}`"))?;
    let started = Instant::now();
    loop {
        match child.try_wait().with_context(|| format!("waiting for `{shown}`"))? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => bail!("`{shown}` failed ({status})"),
            None if started.elapsed() > limit => {
                child.kill().and_then(|()| child.wait()).with_context(|| format!("ending `{shown}`"))?;
                bail!("`{shown}` gave no answer within {} s", limit.as_secs());
            }
            None => thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// Starts a command whose two outputs come through one pipe, in the order in which they were written.
pub(crate) fn start(mut command: Command) -> Result<(Child, BufReader<PipeReader>)> {
    let shown = describe(&command);
    let spawn = || -> io::Result<_> {
        let (reader, writer) = io::pipe()?;
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let child = command.spawn()?;
        // The command holds the writing end: kept alive, the reader would never see the end.
        drop(command);
        Ok((child, BufReader::new(reader)))
    };
    spawn().with_context(|| format!("starting `{shown}`"))
}

/// The standard output of a command that answers at once, such as `--version`.
pub(crate) fn answer(mut command: Command) -> Result<String> {
    let shown = describe(&command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("starting `{shown}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({}): {}", output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it, without folders before the program's name.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    iter::once(program.file_name().unwrap_or(program.as_os_str()))
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Puts folders before all others on the path that the command finds its programs by.
pub(crate) fn prepend_path(command: &mut Command, folders: &[&Path]) -> Result<()> {
    let set_before =
        command.get_envs().find_map(|(name, value)| (name == "PATH").then(|| value.map(ToOwned::to_owned)).flatten());
    let path = set_before.or_else(|| env::var_os("PATH")).unwrap_or_default();
    let folders = folders.iter().map(|folder| folder.to_path_buf());
    let joined = env::join_paths(folders.chain(env::split_paths(&path)))
        .context("a folder of the tools has a character in its name that PATH cannot hold")?;
    command.env("PATH", joined);
    Ok(())
}

/// The folder that a program is in.
pub(crate) fn folder_of(program: &Path) -> Result<&Path> {
    program.parent().with_context(|| format!("{} is not a path to a program", program.display()))
}

/// A program on the PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    which::which(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_outputs_arrive_in_the_order_written() -> Result<()> {
        assert_eq!(run(shell("echo a; echo b >&2; echo c"))?, "a\nb\nc\n");
        Ok(())
    }

    #[test]
    fn a_failure_names_the_command_and_carries_its_output() {
        let error = run(shell("echo why; exit 3")).map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.starts_with("`sh -c") && text.ends_with("why")));
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let error = run_within(Duration::from_millis(100), shell("exec sleep 60"));
        assert!(error.is_err_and(|error| error.to_string().contains("no answer within")));
    }
}

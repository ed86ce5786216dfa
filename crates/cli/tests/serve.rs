//! Tests of `holdout serve` as a process: keys, logs and the end.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SECRET: &str = "a-secret-that-nobody-should-read";

fn holdout(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdout"));
    command.args(arguments).env_remove("HOLDOUT_ACCESS_KEY").env_remove("HOLDOUT_SECRET_KEY");
    command
}

/// Runs a command to its end. Returns the exit status and both outputs.
fn run(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

/// Starts a service. Returns it with its address.
fn serve(command: &mut Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_default().to_owned();
    (child, address)
}

/// Ends a service. Returns the time that it took, and the log.
fn end(mut child: Child) -> (Duration, String) {
    let begun = Instant::now();
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut logged = String::new();
    child.stderr.unwrap().read_to_string(&mut logged).unwrap();
    (begun.elapsed(), logged)
}

/// Sends a signed request. Returns the error code.
fn code(address: &str, access: &str, secret: &str) -> String {
    let head = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset";
    let (train, test) = (format!("{head}/train/1"), format!("{head}/test/2"));
    let mut command = holdout(&["submit", "distribute", "--train", &train, "--test", &test, "--endpoint", address]);
    let (_, printed) = run(command.env("AWS_ACCESS_KEY_ID", access).env("AWS_SECRET_ACCESS_KEY", secret));
    let code = printed.split("\"code\":\"").nth(1).and_then(|rest| rest.split('"').next());
    code.unwrap_or(&printed).to_owned()
}

#[test]
fn other_machines_are_let_in_by_keys_of_ones_own_only() {
    for more in [&[][..], &["--no-auth"]] {
        let arguments = [&["serve", "--listen", "0.0.0.0:0"], more].concat();
        let (status, text) = run(&mut holdout(&arguments));
        assert_eq!(status, Some(2), "{text}");
        assert!(text.contains("--allow-insecure"), "{text}");
    }
    let (status, text) = run(holdout(&["serve", "--listen", "127.0.0.1:0"]).env("HOLDOUT_SECRET_KEY", SECRET));
    assert!(status == Some(2) && text.contains("HOLDOUT_ACCESS_KEY") && !text.contains(SECRET), "{text}");
    let (status, text) = run(&mut holdout(&["serve", "--listen", "127.0.0.1:0", "--log", "loud=very"]));
    assert!(status == Some(2) && text.contains("--log loud=very"), "{text}");
}

#[test]
fn secrets_come_by_the_environment_or_a_file_and_are_never_logged() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{SECRET}\n")).unwrap();
    let mut by_variable = holdout(&["serve", "--listen", "127.0.0.1:0", "--log", "trace"]);
    by_variable.env("HOLDOUT_ACCESS_KEY", "AKIDOWN").env("HOLDOUT_SECRET_KEY", SECRET);
    let path = file.path().to_str().unwrap();
    let arguments =
        ["serve", "--listen", "127.0.0.1:0", "--log=trace", "--access-key=AKIDOWN", "--secret-key-file", path];
    for mut command in [by_variable, holdout(&arguments)] {
        let (child, address) = serve(&mut command);
        assert_eq!(code(&address, "AKIDOWN", SECRET), "RESOURCE_NOT_FOUND");
        assert_eq!(code(&address, "AKIDOWN", "another"), "INVALID_SIGNATURE");
        let (_, logged) = end(child);
        assert!(logged.contains("RekognitionService.DescribeDataset"), "{logged}");
        assert!(logged.contains("listening") && !logged.contains(SECRET) && !logged.contains("Signature="), "{logged}");
    }
}

/// This build embeds no page. `tests/dist` tries one that does.
#[test]
fn a_command_without_a_page_says_so_and_serves_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    let path = folder.path().to_str().unwrap();
    for (arguments, has_page) in [(&[][..], false), (&["--page", path], true)] {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut child = holdout(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let printed: Vec<_> =
            BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).take(2).collect();
        end(child);
        assert_eq!(printed[1] == "This build has no page. Serve one with --page DIR.", !has_page, "{printed:?}");
    }
    let (status, text) = run(&mut holdout(&["serve", "--allow-endpoint", "https://vpce-1.example"]));
    assert!(status == Some(2) && text.contains("--page DIR"), "{text}");
}

#[test]
fn a_pipe_in_a_served_folder_does_not_keep_it_from_ending() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe.js")).status().unwrap().success());
    let path = folder.path().to_str().unwrap();
    let (child, address) = serve(&mut holdout(&["serve", "--listen", "127.0.0.1:0", "--page", path]));
    let mut stream = std::net::TcpStream::connect(address.trim_start_matches("http://").trim_end_matches('/')).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(b"GET /pipe.js HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let (took, _) = end(child);
    assert!(took < Duration::from_secs(5), "{took:?}");
}

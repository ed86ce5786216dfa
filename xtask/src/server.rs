//! Serves the finished page and the local service on one address of this machine, with the command `holdout serve`.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::progress::step;
use crate::workspace::Workspace;
use crate::{cargo, process};

/// Fails if the port is taken, at either loopback address: `localhost` may mean either.
pub(crate) fn check_port(port: u16) -> Result<()> {
    for address in [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))] {
        match TcpListener::bind(address) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                return Err(anyhow!(
                    "another program listens on {address}: end it, or choose another port with `cargo xtask serve --port N`"
                ));
            }
            Err(error) if address.is_ipv4() => {
                return Err(anyhow!(
                    "cannot listen on {address} ({error}): choose another port with `cargo xtask serve --port N`"
                ));
            }
            // A machine without IPv6.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

/// Serves until the program is ended.
pub(crate) fn serve(workspace: &Workspace, port: u16) -> Result<()> {
    step("building the command", "about 2 min the first time", || {
        let mut command = cargo::native(workspace);
        command.args(["build", "--package", "holdout-cli"]);
        process::run(command)
    })?;
    let mut holdout = Command::new(workspace.target().join("debug").join("holdout"));
    holdout.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--page"]).arg(workspace.dist());
    become_program(holdout)
}

/// In our place, so that whoever ends us ends it.
#[cfg(unix)]
fn become_program(mut program: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(program.exec()).with_context(|| format!("starting `{}`", process::describe(&program)))
}

#[cfg(not(unix))]
fn become_program(mut program: Command) -> Result<()> {
    let status = program.status().with_context(|| format!("starting `{}`", process::describe(&program)))?;
    if status.success() { Ok(()) } else { Err(anyhow!("`{}` failed ({status})", process::describe(&program))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_an_error_that_says_what_to_do() -> Result<()> {
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let error = check_port(other.local_addr()?.port()).map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.contains("another program") && text.contains("--port")));
        Ok(())
    }
}

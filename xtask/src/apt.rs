//! Packages of Debian and its relatives.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::progress::step;

/// Whether all of these are installed.
pub(crate) fn installed(packages: &[&str]) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${db:Status-Status}\n"]).args(packages);
    process::answer(query).is_ok_and(|states| states.lines().all(|state| state == "installed"))
}

/// Installs packages; does nothing when they are there.
pub(crate) fn install(packages: &[&str], estimate: &str) -> Result<()> {
    if installed(packages) {
        return Ok(());
    }
    let list = packages.join(" ");
    if process::find("apt-get").is_none() {
        bail!("this system has no apt-get to install {list} with");
    }
    step(&format!("installing {list} with apt-get"), estimate, || {
        process::run(apt_get(&["update"])?)?;
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(packages);
        process::run(apt_get(&arguments)?)
    })
    .with_context(|| format!("apt-get could not install {list}"))?;
    Ok(())
}

/// `apt-get` with the rights that it needs.
fn apt_get(arguments: &[&str]) -> Result<Command> {
    let mut id = Command::new("id");
    id.arg("-u");
    let mut command = if process::answer(id)? == "0" {
        Command::new("apt-get")
    } else if process::find("sudo").is_some() {
        // `-n`: a password prompt that nobody sees would hang.
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "apt-get"]);
        sudo
    } else {
        bail!("apt-get needs root, and there is no sudo: as root, run `apt-get {}`", arguments.join(" "));
    };
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

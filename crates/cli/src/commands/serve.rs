//! `holdout serve`

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use holdout_service::{Allowed, Keys, Options, PageSource, PublicKeys, Server, Service, Settings, Shifted};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::keys::KeyPair;
use crate::args::ServeArguments;
use crate::error::{Failure, Outcome};
use crate::service_args::SECRET_KEY;
use crate::{page, stdio};

/// How long the end waits for files that are still being read.
const LAST_READS: Duration = Duration::from_secs(2);

/// Answers until the program is ended.
pub fn run(arguments: &ServeArguments) -> Result<Outcome, Failure> {
    if page(arguments).is_none() && !arguments.allow_endpoint.is_empty() {
        return Err(Failure::Option(
            "--allow-endpoint needs a page, and this build has none: give --page DIR".to_owned(),
        ));
    }
    for folder in [&arguments.s3_root, &arguments.page].into_iter().flatten() {
        if !folder.is_dir() {
            return Err(Failure::Option(format!("{} is not a folder", folder.display())));
        }
    }
    log(&arguments.log)?;
    let keys = (!arguments.no_auth).then(|| KeyPair::of(arguments)).transpose()?;
    let runtime = super::runtime()?;
    let result = runtime.block_on(async {
        let service = Service::open(options(arguments)).map_err(|error| Failure::Option(error.to_string()))?;
        let settings = settings(arguments, keys.as_ref());
        let server = Server::bind(service, settings).map_err(|error| Failure::Option(error.to_string()))?;
        announce(arguments, keys.as_ref(), &server)?;
        server.serve(ended()).await.map_err(|error| Failure::Service(error.to_string()))?;
        Ok(Outcome::Fine)
    });
    runtime.shutdown_timeout(LAST_READS);
    result
}

/// Starts logging to standard error. Fails if `filter` is not valid.
fn log(filter: &str) -> Result<(), Failure> {
    let targets: Targets = filter.parse().map_err(|error| {
        Failure::Option(format!("--log {filter}: {error}; use a level, such as info, or target=level"))
    })?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_filter(targets);
    // This fails only if the process has a subscriber already.
    let _ = tracing_subscriber::registry().with(lines).try_init();
    Ok(())
}

fn options(arguments: &ServeArguments) -> Options {
    Options {
        data: arguments.data.clone(),
        s3_root: arguments.s3_root.clone(),
        latency: Duration::from_millis(arguments.latency),
        seed: arguments.seed,
        world: Arc::new(Shifted { seconds: arguments.clock_offset }),
        ..Options::default()
    }
}

fn settings(arguments: &ServeArguments, keys: Option<&KeyPair>) -> Settings {
    Settings {
        listen: arguments.listen,
        keys: keys.map(|keys| Keys::one(&keys.access, &keys.secret)),
        allowed: Allowed { hosts: arguments.allow_host.clone(), origins: arguments.allow_origin.clone() },
        page: page(arguments),
        allowed_endpoints: arguments.allow_endpoint.clone(),
        public_keys: public_keys(keys),
        session_lifetime: arguments.session_lifetime.map(Duration::from_secs),
        mishaps: arguments.fault.clone(),
        allow_insecure: arguments.allow_insecure,
    }
}

/// Returns the page in the folder that is named, or the embedded one, if there is one.
fn page(arguments: &ServeArguments) -> Option<PageSource> {
    let folder = arguments.page.clone().map(PageSource::Folder);
    folder.or_else(|| (!page::FILES.is_empty()).then_some(PageSource::Embedded(page::FILES)))
}

/// The keys of every local service, where they are the ones: a page from here may offer them.
fn public_keys(keys: Option<&KeyPair>) -> Option<PublicKeys> {
    let keys = keys.filter(|keys| keys.is_public())?;
    Some(PublicKeys { access_key: keys.access.clone(), secret_key: keys.secret.clone() })
}

/// Says where it is, and how clients find it. A secret that somebody chose is not repeated.
fn announce(arguments: &ServeArguments, keys: Option<&KeyPair>, server: &Server) -> Result<(), Failure> {
    let address = server.address().unwrap_or(arguments.listen);
    let secret = if public_keys(keys).is_some() { SECRET_KEY } else { "(the one you chose)" };
    stdio::text(|out| {
        writeln!(out, "Holdout is at http://{address}/ (press Ctrl+C to stop)")?;
        if page(arguments).is_none() {
            writeln!(out, "This build has no page. Serve one with --page DIR.")?;
        }
        writeln!(out, "Configure AWS clients with")?;
        writeln!(out, "  export AWS_ENDPOINT_URL_REKOGNITION=http://{address} AWS_DEFAULT_REGION=us-east-1")?;
        match keys {
            None => writeln!(out, "Requests need not be signed.")?,
            Some(KeyPair { access, .. }) => {
                writeln!(out, "  export AWS_ACCESS_KEY_ID={access} AWS_SECRET_ACCESS_KEY={secret}")?;
            }
        }
        match &arguments.data {
            Some(folder) => writeln!(out, "Projects and datasets are in {}.", folder.display())?,
            None => writeln!(out, "Projects and datasets are in memory only; use --data DIR to keep them.")?,
        }
        Ok(())
    })
}

/// Completes on Ctrl+C, or if the system asks the process to end.
#[cfg(unix)]
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminated) = signal(SignalKind::terminate()) else { return interrupted().await };
    tokio::select! {
        () = interrupted() => {}
        _ = terminated.recv() => {}
    }
}

/// Completes on Ctrl+C or Ctrl+Break, or if the console closes or the machine shuts down.
#[cfg(windows)]
async fn ended() {
    use tokio::signal::windows::{ctrl_break, ctrl_close, ctrl_shutdown};
    let (Ok(mut stopped), Ok(mut closed), Ok(mut shut_down)) = (ctrl_break(), ctrl_close(), ctrl_shutdown()) else {
        return interrupted().await;
    };
    tokio::select! {
        () = interrupted() => {}
        _ = stopped.recv() => {}
        _ = closed.recv() => {}
        _ = shut_down.recv() => {}
    }
}

async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}

//! `holdout serve`

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use holdout_service::{Allowed, Keys, Options, PublicKeys, Server, Service, Settings, Shifted};

use crate::args::ServeArguments;
use crate::error::{Failure, Outcome};
use crate::service_args::{ACCESS_KEY, SECRET_KEY};
use crate::stdio;

/// Answers until the program is ended.
pub fn run(arguments: &ServeArguments) -> Result<Outcome, Failure> {
    for folder in [&arguments.s3_root, &arguments.page].into_iter().flatten() {
        if !folder.is_dir() {
            return Err(Failure::Option(format!("{} is no folder", folder.display())));
        }
    }
    let runtime = super::runtime()?;
    runtime.block_on(async {
        let service = Service::open(options(arguments)).map_err(|error| Failure::Option(error.to_string()))?;
        let server = Server::bind(service, settings(arguments)).map_err(|error| Failure::Option(error.to_string()))?;
        announce(arguments, &server)?;
        server.serve(ended()).await;
        Ok(Outcome::Fine)
    })
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

fn settings(arguments: &ServeArguments) -> Settings {
    Settings {
        listen: arguments.listen,
        keys: (!arguments.no_auth).then(|| Keys::one(&arguments.access_key, &arguments.secret_key)),
        allowed: Allowed { hosts: arguments.allow_host.clone(), origins: arguments.allow_origin.clone() },
        page: arguments.page.clone(),
        allowed_endpoints: arguments.allow_endpoint.clone(),
        public_keys: public_keys(arguments),
        session_lifetime: arguments.session_lifetime.map(Duration::from_secs),
        mishaps: arguments.fault.clone(),
    }
}

/// The keys of every local service, where they are the ones: a page from here may offer them.
fn public_keys(arguments: &ServeArguments) -> Option<PublicKeys> {
    let own = arguments.access_key == ACCESS_KEY && arguments.secret_key == SECRET_KEY;
    own.then(|| PublicKeys { access_key: ACCESS_KEY.to_owned(), secret_key: SECRET_KEY.to_owned() })
}

/// Says where it is, and how clients find it. A secret that somebody chose is not repeated.
fn announce(arguments: &ServeArguments, server: &Server) -> Result<(), Failure> {
    let address = server.address().unwrap_or(arguments.listen);
    let secret = if public_keys(arguments).is_some() { SECRET_KEY } else { "(the one you chose)" };
    stdio::text(|out| {
        writeln!(out, "Holdout is at http://{address}/ (Ctrl+C ends it)")?;
        writeln!(out, "AWS clients find the service with")?;
        writeln!(out, "  export AWS_ENDPOINT_URL_REKOGNITION=http://{address} AWS_DEFAULT_REGION=us-east-1")?;
        if arguments.no_auth {
            writeln!(out, "Requests need not be signed.")?;
        } else {
            let key = &arguments.access_key;
            writeln!(out, "  export AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret}")?;
        }
        match &arguments.data {
            Some(folder) => writeln!(out, "Projects and datasets are kept in {}.", folder.display())?,
            None => writeln!(out, "Projects and datasets are in memory, and gone at the end; --data DIR keeps them.")?,
        }
        Ok(())
    })
}

/// Ctrl+C, or being asked to end.
async fn ended() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

//! `holdout submit`: the envelope on standard output, what happens meanwhile on standard error.

mod dry_run;
mod manifests;
mod state;

use holdout_client::Client;
use holdout_client::environment::Native;
use holdout_client::submit::{Distribution, Envelope, Event, Upload, plan};
use holdout_client::transport::Http;

use self::manifests::Manifests;
use self::state::State;
use crate::args::SubmitArguments;
use crate::aws;
use crate::error::{Failure, Outcome};
use crate::render;
use crate::service_args::{DistributeArguments, SubmitMode, UploadArguments};
use crate::stdio;

/// Submits, and tells how it ended on standard output.
pub fn run(arguments: &SubmitArguments) -> Result<Outcome, Failure> {
    let runtime = super::runtime()?;
    let envelope = runtime.block_on(async {
        match &arguments.mode {
            SubmitMode::Distribute(arguments) => distribute(arguments).await,
            SubmitMode::Upload(arguments) => upload(arguments).await,
        }
    })?;
    let Some(envelope) = envelope else { return Ok(Outcome::Fine) };
    render::json(&envelope)?;
    Ok(if matches!(envelope, Envelope::Success(_)) { Outcome::Fine } else { Outcome::Refused })
}

async fn distribute(arguments: &DistributeArguments) -> Result<Option<Envelope>, Failure> {
    let DistributeArguments { train, test, service } = arguments;
    let (endpoint, config) = aws::endpoint(service, train.dataset().region()).await?;
    if service.dry_run {
        dry_run::print(&plan::distribute(&endpoint, train, test))?;
        return Ok(None);
    }
    let state = State::new(service.state.as_deref());
    let distribution = match state.load()? {
        Some(saved) => Distribution::resume(saved, train, test, &endpoint),
        None => Distribution::new(train.clone(), test.clone(), &endpoint),
    };
    let mut distribution = match distribution {
        Ok(distribution) => distribution,
        Err(trouble) => return Ok(Some(trouble.into())),
    };
    let client = aws::client(endpoint, &config)?;
    loop {
        let event = next(distribution.advance(&client)).await;
        state.save(distribution.state())?;
        if let Some(envelope) = tell(event, &state)? {
            return Ok(Some(envelope));
        }
    }
}

async fn upload(arguments: &UploadArguments) -> Result<Option<Envelope>, Failure> {
    let UploadArguments { project, train, test, service } = arguments;
    let manifests = Manifests::open(train, test)?;
    let (endpoint, config) = aws::endpoint(service, project.region()).await?;
    if service.dry_run {
        let names = [train, test].map(|path| path.display().to_string());
        let names = [names[0].as_str(), names[1].as_str()];
        let plan = plan::upload(&endpoint, project, &manifests, names).await.map_err(Failure::Option)?;
        dry_run::print(&plan)?;
        return Ok(None);
    }
    let state = State::new(service.state.as_deref());
    let upload = match state.load()? {
        Some(saved) => Upload::resume(saved, project, &endpoint),
        None => Upload::new(project.clone(), &endpoint, &manifests, &Native),
    };
    let mut upload = match upload {
        Ok(upload) => upload,
        Err(trouble) => return Ok(Some(trouble.into())),
    };
    let client: Client<Http, Native> = aws::client(endpoint, &config)?;
    loop {
        let event = next(upload.advance(&client, &manifests)).await;
        state.save(upload.state())?;
        if let Some(envelope) = tell(event, &state)? {
            return Ok(Some(envelope));
        }
    }
}

/// The next event. Ctrl+C ends the waiting; what the service has accepted goes on by itself.
async fn next(step: impl Future<Output = Option<Event>>) -> Option<Event> {
    tokio::select! {
        event = step => event,
        _ = tokio::signal::ctrl_c() => Some(Event::Ended { envelope: Envelope::cancelled() }),
    }
}

/// Tells an event to a person; gives the envelope of the last one.
fn tell(event: Option<Event>, state: &State<'_>) -> Result<Option<Envelope>, Failure> {
    let words = match event {
        Some(Event::Ended { envelope }) => {
            if matches!(envelope, Envelope::Success(_)) {
                state.forget()?;
            }
            return Ok(Some(envelope));
        }
        Some(Event::Checked { train_entries, test_entries }) if train_entries + test_entries > 0 => {
            format!("training has {train_entries} entries, test has {test_entries}: ready to distribute")
        }
        Some(Event::Created { dataset }) => format!("created {dataset}"),
        Some(Event::Accepted { dataset: Some(dataset), lines, .. }) => format!("sent {lines} lines to {dataset}"),
        Some(Event::Accepted { .. }) => "the service accepted the request".to_owned(),
        Some(Event::Counted { dataset, entries }) => format!("{entries} entries in {dataset}"),
        Some(Event::Lost { message }) => format!("{message}; checking whether the request was accepted"),
        Some(Event::Waiting { train, test, .. }) => {
            let states: Vec<_> = [train, test].into_iter().flatten().map(|status| status.to_string()).collect();
            format!("waiting: {}", states.join(", "))
        }
        Some(_) => return Ok(None),
        // The state said that it had ended already.
        None => return Err(Failure::Option("this submission has ended; use another --state file".to_owned())),
    };
    // A service may say anything.
    stdio::message(render::harmless(&words));
    Ok(None)
}

//! Bringing the files of a split to the person: into a folder where the browser can, as downloads elsewhere.

use std::rc::Rc;

use holdout_core::report::SplitReport;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;

use crate::browser;
use crate::desk::Desk;
use crate::engine::{OnProgress, Output, Source, Split};
use crate::folder::Folder;
use crate::format::ratio;
use crate::state::{Action, Id, Progress, SavedFile};
use crate::trouble::Fault;

/// Name of the certificate's file.
const CERTIFICATE: &str = "certificate.json";

/// Name of the summary's file, as the service has it.
const SUMMARY: &str = "manifest_summary.json";

/// A file that is wanted, with the number of its lines.
pub type Wanted = (Output, u64);

/// All files of a split; what was set aside only if anything was.
pub fn all(report: &SplitReport) -> Vec<Wanted> {
    let split = &report.split;
    let mut wanted = vec![(Output::Train, split.train), (Output::Test, split.test)];
    if split.rejected > 0 {
        wanted.push((Output::Rejected, split.rejected));
    }
    wanted
}

/// Saves files together: into a folder that the person is asked for, or as downloads.
pub fn save(desk: &Desk, id: Id, wanted: Vec<Wanted>) {
    let desk = desk.clone();
    spawn_local(async move {
        let saved = match Folder::choose().await {
            Ok(folder) => into_folder(&desk, id, &folder, &wanted).await,
            Err(fault) if fault.is_cancelled() => Err(fault),
            // No such picker here, or none allowed: every browser has downloads.
            Err(_) => as_downloads(&desk, id, &wanted).await,
        };
        finish(&desk, id, saved);
    });
}

/// Saves one file as a download.
pub fn download(desk: &Desk, id: Id, wanted: Wanted) {
    let desk = desk.clone();
    spawn_local(async move {
        let saved = as_downloads(&desk, id, &[wanted]).await;
        finish(&desk, id, saved);
    });
}

/// Saves the certificate as a download.
pub fn download_certificate(desk: &Desk, id: Id) {
    let desk = desk.clone();
    spawn_local(async move {
        desk.dispatch(Action::Writing(id, CERTIFICATE.to_owned(), 0.0));
        let saved = certificate(&desk, id).await;
        finish(&desk, id, saved);
    });
}

/// A result file, as the service writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultFile {
    /// A manifest with the findings in its lines, and the name it gets.
    Annotated(Id, String),
    /// The summary of a manifest.
    Summary(Id),
    /// The summary of a pair, by its training and its test manifest.
    PairSummary(Id, Id),
    /// A file that is there already.
    Picked(Source),
}

/// Saves a result file as a download.
pub fn download_result(desk: &Desk, file: ResultFile) {
    let desk = desk.clone();
    spawn_local(async move {
        match result_file(&desk, &file).await {
            Ok(name) => desk.note(format!("Saved {name}.")),
            Err(fault) => desk.dispatch(Action::Failed(fault)),
        }
    });
}

async fn result_file(desk: &Desk, file: &ResultFile) -> Result<String, Fault> {
    let (blob, name) = match file {
        ResultFile::Annotated(id, name) => {
            let session = desk.session(*id)?;
            let annotate = async |signal, on_progress| session.annotated(&signal, on_progress).await;
            (desk.work(&format!("Writing {name}"), annotate).await?, name.as_str())
        }
        ResultFile::Summary(id) => (desk.session(*id)?.summary().await?, SUMMARY),
        ResultFile::PairSummary(train, test) => (desk.pair((*train, *test))?.summary()?, SUMMARY),
        ResultFile::Picked(source) => (source.blob()?, source.name.as_str()),
    };
    browser::download(&blob, name)?;
    Ok(name.to_owned())
}

fn finish(desk: &Desk, id: Id, saved: Result<Vec<SavedFile>, Fault>) {
    desk.dispatch(match saved {
        Ok(files) => Action::Saved(id, files.into()),
        Err(fault) => Action::NotSaved(id, fault),
    });
}

async fn certificate(desk: &Desk, id: Id) -> Result<Vec<SavedFile>, Fault> {
    let text = desk.newest_split(id)?.certificate().await?;
    browser::download(&browser::json_blob(&text)?, CERTIFICATE)?;
    Ok(vec![SavedFile { name: CERTIFICATE.to_owned(), lines: None, folder: None }])
}

async fn as_downloads(desk: &Desk, id: Id, wanted: &[Wanted]) -> Result<Vec<SavedFile>, Fault> {
    let split = desk.newest_split(id)?;
    let signal = desk.begin_saving()?;
    let outputs: Vec<Output> = wanted.iter().map(|(output, _)| *output).collect();
    let names: Vec<&str> = outputs.iter().map(|output| output.file_name()).collect();
    let blobs = split.blobs(&outputs, &signal, progress(desk, id, &names.join(", "))).await?;
    let mut saved = Vec::with_capacity(wanted.len());
    for ((output, lines), blob) in wanted.iter().zip(blobs) {
        let name = output.file_name();
        browser::download(&blob, name)?;
        saved.push(SavedFile { name: name.to_owned(), lines: Some(*lines), folder: None });
    }
    Ok(saved)
}

async fn into_folder(desk: &Desk, id: Id, folder: &Folder, wanted: &[Wanted]) -> Result<Vec<SavedFile>, Fault> {
    let split = desk.newest_split(id)?;
    let signal = desk.begin_saving()?;
    let mut saved: Vec<SavedFile> = Vec::with_capacity(wanted.len());
    for (output, lines) in wanted {
        match write(desk, id, &split, folder, *output, &signal).await {
            Ok(name) => saved.push(SavedFile { name, lines: Some(*lines), folder: Some(folder.name()) }),
            Err(fault) => {
                // Half a split is worse than none.
                for file in &saved {
                    folder.remove(&file.name).await;
                }
                return Err(fault);
            }
        }
    }
    Ok(saved)
}

async fn write(
    desk: &Desk,
    id: Id,
    split: &Rc<Split>,
    folder: &Folder,
    output: Output,
    signal: &AbortSignal,
) -> Result<String, Fault> {
    let file = folder.create(output.file_name()).await?;
    let on_progress = progress(desk, id, &file.name);
    let piped = split.pipe(output, &file.stream, signal, on_progress).await;
    if piped.is_err() {
        folder.remove(&file.name).await;
    }
    piped.map(|()| file.name)
}

fn progress(desk: &Desk, id: Id, name: &str) -> OnProgress {
    let desk = desk.clone();
    let name = name.to_owned();
    desk.dispatch(Action::Writing(id, name.clone(), 0.0));
    Box::new(move |progress: Progress| {
        let share = ratio(progress.bytes, progress.total_bytes);
        desk.dispatch(Action::Writing(id, name.clone(), share));
    })
}

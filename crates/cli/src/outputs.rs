//! The outputs of a split: one thread reads the input and says what goes where; each file has one that writes and one that
//! digests, for either takes half of the time.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use holdout_core::catalog::Manifest;
use holdout_core::certificate::OutputFacts;
use holdout_core::output::Composer;
use holdout_core::split::{Plan, Side};
use sha2::{Digest, Sha256};

use crate::error::Failure;
use crate::files::{Draft, Finished};
use crate::input::{Input, PIECE, hex};
use crate::{render, threads};

/// Pieces of an output that may wait to be written or digested.
const AHEAD: usize = 4;

/// The outputs, whole but for their names: training, test, rejected.
pub type Written = Vec<(Finished, OutputFacts)>;

/// Writes the drafts of all sides.
pub fn write(input: &Input, manifest: &Manifest, plan: &Plan, drafts: Vec<Draft>) -> Result<Written, Failure> {
    let bar = render::progress(input.bytes, "writing");
    let mut composer = Composer::new(manifest, plan);
    thread::scope(|scope| {
        let (mut feeds, mut outputs) = (Vec::new(), Vec::new());
        for draft in drafts {
            let ((to_writer, written), (to_digester, digested)) = (sync_channel(AHEAD), sync_channel(AHEAD));
            let writer = threads::spawn(scope, move || write_all(draft, &written))?;
            outputs.push((writer, threads::spawn(scope, move || digest(&digested))?));
            feeds.push(Feed { takers: [to_writer, to_digester], waiting: Vec::new() });
        }
        input.read(0..input.bytes, |piece| {
            composer.push(piece, |side, bytes| feeds[side as usize].waiting.extend_from_slice(bytes));
            bar.inc(piece.len() as u64);
            feeds.iter_mut().all(|feed| feed.waiting.len() < PIECE || feed.pass_on())
        })?;
        bar.finish_and_clear();
        for feed in &mut feeds {
            feed.pass_on();
        }
        drop(feeds);
        let written = outputs.into_iter().zip(Side::ALL).map(|((writer, digester), side)| {
            let finished = writer.join().map_err(|_| Failure::Worker)??;
            let (bytes, sha256) = digester.join().map_err(|_| Failure::Worker)?;
            Ok((finished, OutputFacts { lines: plan.count(side), bytes, sha256 }))
        });
        written.collect()
    })
}

/// A part of an output.
type Piece = Arc<Vec<u8>>;

/// What an output's threads are handed.
struct Feed {
    takers: [SyncSender<Piece>; 2],
    waiting: Vec<u8>,
}

impl Feed {
    /// Hands over what has gathered. Says whether all still take it.
    fn pass_on(&mut self) -> bool {
        let room = self.waiting.capacity();
        let piece = Arc::new(std::mem::replace(&mut self.waiting, Vec::with_capacity(room)));
        self.takers.iter().all(|taker| taker.send(Arc::clone(&piece)).is_ok())
    }
}

fn write_all(mut draft: Draft, pieces: &Receiver<Piece>) -> Result<Finished, Failure> {
    for piece in pieces {
        draft.write(&piece)?;
    }
    draft.finish()
}

/// The size of an output and its digest.
fn digest(pieces: &Receiver<Piece>) -> (u64, String) {
    let (mut bytes, mut hasher) = (0, Sha256::new());
    for piece in pieces {
        bytes += piece.len() as u64;
        hasher.update(&*piece);
    }
    (bytes, hex(&hasher.finalize()))
}

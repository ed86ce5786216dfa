//! What the page knows, and how it changes. Pure: no browser, no engine; the reducer is tested natively.

use std::rc::Rc;

use holdout_core::report::{PairReport, Report, SplitReport};
use holdout_core::rules::Dataset;
use holdout_core::split::{Side, Suggestion};
use yew::Reducible;

use crate::engine::Source;
use crate::settings::{Settings, SplitSettings, Theme};
use crate::trouble::{Fault, Trouble};
use crate::wish::{Moves, Wish};

/// Names one manifest for as long as the page is open. Later ones are greater.
pub type Id = u32;

/// How often progress is read out to a person who can't see it.
const READ_OUT_EVERY_MS: f64 = 5_000.0;

/// Everything that the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What the person has set; outlives manifests.
    pub settings: Settings,
    /// The manifest that is being read.
    pub reading: Option<Reading>,
    /// The manifest that is looked at.
    pub open: Option<Manifest>,
    /// The manifest that the last one replaced, to go back to.
    pub replaced: Option<Manifest>,
    /// The tab that is in front.
    pub tab: Tab,
    /// What is done beside all that, and takes a while.
    pub work: Option<Work>,
    /// What went wrong last, until it is dismissed.
    pub trouble: Option<Trouble>,
    /// Something worth a word that is no trouble.
    pub note: Option<String>,
}

/// The four states of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing is there yet.
    Empty,
    /// A manifest is being read.
    Reading,
    /// A manifest was checked.
    Checked,
    /// Its split was saved.
    Done,
}

impl Phase {
    /// Its name in the page's markup.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Reading => "reading",
            Self::Checked => "checked",
            Self::Done => "done",
        }
    }
}

/// How far the reading has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Which manifest.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What the engine said last.
    pub progress: Progress,
    /// The part of it that is read out: renewed only every few seconds.
    pub read_out: Progress,
}

/// The engine's account of a piece of work under way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Bytes done.
    pub bytes: u64,
    /// Bytes in all; 0 while unknown.
    pub total_bytes: u64,
    /// Lines read.
    pub lines: u64,
    /// Time since the beginning.
    pub elapsed_ms: f64,
    /// Speed of late.
    pub bytes_per_second: f64,
    /// Time still to go, where it can be told.
    pub eta_ms: Option<f64>,
    /// Codes found so far and how often, most first.
    pub codes: Vec<(String, u64)>,
}

/// Something that takes a while: a result file is written, lines are picked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// Which one. Later ones are greater.
    pub number: u32,
    /// What is done, in words.
    pub what: String,
    /// Share of it that is done.
    pub share: f64,
}

/// What became of the lines of a manifest from which some were dropped. Each file is as it was picked, byte for byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// The lines that are left: the manifest itself.
    pub kept: Source,
    /// What was dropped, by each time that something was.
    pub rejected: Vec<Source>,
}

/// A manifest that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Which one.
    pub id: Id,
    /// What is known of it.
    pub report: Rc<Report>,
    /// Its digest, once it is computed.
    pub sha256: Option<String>,
    /// Its split, as far as it is computed.
    pub split: Split,
    /// Rules to group by that its names suggest, once they have been looked at.
    pub offers: Rc<[Suggestion]>,
    /// An earlier test set that stays in test.
    pub keep: Option<Source>,
    /// What a person moved by hand.
    pub moves: Moves,
    /// How often it was judged by other limits.
    pub judged: u32,
    /// What is being saved, or was.
    pub save: Save,
    /// What it was before some of its lines were dropped.
    pub dropped: Option<Rc<Dropped>>,
    /// The test manifest that it is checked together with, as the one to train with.
    pub pair: Option<Box<Pair>>,
}

/// A test manifest, and what spans it and the training manifest it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The test manifest.
    pub test: Manifest,
    /// What is known of the two.
    pub report: Rc<PairReport>,
    /// Which of the two is looked at.
    pub in_front: Dataset,
}

impl Manifest {
    fn new(id: Id, report: Rc<Report>) -> Self {
        let sha256 = report.input.sha256.clone();
        Self {
            id,
            report,
            sha256,
            split: Split::default(),
            offers: Rc::new([]),
            keep: None,
            moves: Moves::default(),
            judged: 0,
            save: Save::default(),
            dropped: None,
            pair: None,
        }
    }

    /// What its split is to be made of, with these settings.
    pub fn wish(&self, settings: &SplitSettings) -> Wish {
        Wish {
            settings: settings.clone(),
            keep: self.keep.clone(),
            moves: self.moves.made().into(),
            judged: self.judged,
        }
    }

    /// Whether it, or the test manifest of its pair, has that number.
    fn has(&self, id: Id) -> bool {
        self.id == id || self.pair.as_ref().is_some_and(|pair| pair.test.id == id)
    }

    /// The one that is looked at: itself, or the test manifest of its pair.
    pub fn in_front(&self) -> &Self {
        match &self.pair {
            Some(pair) if pair.in_front == Dataset::Test => &pair.test,
            _ => self,
        }
    }
}

/// The preview of a split.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// The newest one that was computed.
    pub report: Option<Rc<SplitReport>>,
    /// What it was computed for; what differs from the settings is old.
    pub made_for: Option<Wish>,
    /// Whether another one is being computed.
    pub busy: bool,
    /// How much of the manifest has been read again for it, while that goes on.
    pub reread: Option<f64>,
    /// Counts the computed ones, so that what depends on them can be fetched again.
    pub revision: u32,
}

/// The files of a split on their way to the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Save {
    /// Nothing was asked for.
    #[default]
    Idle,
    /// A file is being written.
    Writing {
        /// Its name.
        name: String,
        /// Share of its bytes that are written.
        share: f64,
    },
    /// All that was asked for is there.
    Done(Rc<[SavedFile]>),
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFile {
    /// Name it was given.
    pub name: String,
    /// Lines in it; `None` for a file that is no manifest.
    pub lines: Option<u64>,
    /// Folder it was put in, where the browser says.
    pub folder: Option<String>,
}

/// The views of a checked manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// What is wrong, by code.
    #[default]
    Problems,
    /// The labels and how they divide.
    Labels,
    /// All lines.
    Lines,
}

impl Tab {
    /// All of them, from left to right.
    pub const ALL: [Self; 3] = [Self::Problems, Self::Labels, Self::Lines];

    /// Its name in the page's markup.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Problems => "problems",
            Self::Labels => "labels",
            Self::Lines => "lines",
        }
    }

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Problems => "Problems",
            Self::Labels => "Labels",
            Self::Lines => "Lines",
        }
    }
}

/// Something that the page says across its top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// What went wrong.
    Trouble,
    /// What was replaced, and with it the way back.
    Replaced,
    /// This note; a newer one stays.
    Note(String),
}

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The engine began to read a manifest.
    Began {
        /// Its number.
        id: Id,
        /// Its name.
        name: String,
    },
    /// The reading came further.
    Came(Id, Progress),
    /// The manifest is read and checked.
    Opened(Id, Rc<Report>),
    /// A training and a test manifest are read, and checked together.
    Paired {
        /// The number of the training manifest, under which the reading began, and of the test manifest.
        ids: (Id, Id),
        /// What is known of the two.
        report: Rc<PairReport>,
    },
    /// The other manifest of the pair is wanted.
    Look(Dataset),
    /// The manifest is what is left of one when some lines are dropped.
    Dropped(Id, Rc<Dropped>),
    /// Something that takes a while has begun, or come further.
    Working(Work),
    /// The work of that number has ended.
    Rested(u32),
    /// The reading failed, or was cancelled.
    NotOpened(Id, Fault),
    /// The manifest is to be judged by other limits.
    Judge(Id),
    /// It was.
    Judged(Id, Rc<Report>),
    /// The digest is computed.
    Digested(Id, String),
    /// A split is being computed; where the manifest is read again for it, so much of it was.
    Splitting(Id, Option<f64>),
    /// A split was computed; `more` says whether a newer one is already wanted.
    SplitMade {
        /// For which manifest.
        id: Id,
        /// Of what.
        made_for: Wish,
        /// The split.
        report: Rc<SplitReport>,
        /// Whether a newer one is being computed.
        more: bool,
    },
    /// A split could not be computed.
    SplitFailed(Id, Fault),
    /// A file is being written.
    Writing(Id, String, f64),
    /// Files were written.
    Saved(Id, Rc<[SavedFile]>),
    /// The writing failed, or was cancelled.
    NotSaved(Id, Fault),
    /// Something else failed.
    Failed(Fault),
    /// Back from the saved files to the checked manifest.
    LookAgain,
    /// Back to the manifest that was replaced.
    Undo,
    /// Away with the manifest; settings stay.
    StartOver,
    /// The person has read it, or it has been there long enough.
    Dismiss(Word),
    /// Something worth a word.
    Note(String),
    /// Another tab.
    Show(Tab),
    /// Another split is wanted.
    SetSplit(SplitSettings),
    /// The names of a manifest suggest these rules to group by.
    Offered(Id, Rc<[Suggestion]>),
    /// Another earlier test set is to be kept, or none.
    Keep(Id, Option<Source>),
    /// A line, counted from 1, is to go to that side.
    MoveLine(Id, u64, Side),
    /// The last move is to be taken back.
    UndoMove(Id),
    /// The move that was taken back last is to be made again.
    RedoMove(Id),
    /// Other colours are wanted.
    SetTheme(Theme),
    /// The address was edited.
    SetAll(Settings),
}

impl State {
    /// The state of a page that has just been loaded.
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Which of the four states the page is in.
    pub fn phase(&self) -> Phase {
        match (&self.reading, &self.open) {
            (Some(_), _) => Phase::Reading,
            (None, None) => Phase::Empty,
            (None, Some(Manifest { save: Save::Done(_), .. })) => Phase::Done,
            (None, Some(_)) => Phase::Checked,
        }
    }

    /// The manifests whose engine sessions are still of use.
    pub fn live(&self) -> impl Iterator<Item = Id> + '_ {
        let manifests = self.open.iter().chain(&self.replaced);
        manifests.flat_map(|manifest| [Some(manifest.id), manifest.pair.as_ref().map(|pair| pair.test.id)]).flatten()
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Began { id, name } => {
                self.reading = Some(Reading { id, name, ..Reading::default() });
                self.trouble = None;
                self.note = None;
            }
            Action::Came(id, progress) => {
                if let Some(reading) = self.reading.as_mut().filter(|reading| reading.id == id) {
                    if progress.elapsed_ms - reading.read_out.elapsed_ms >= READ_OUT_EVERY_MS {
                        reading.read_out = progress.clone();
                    }
                    reading.progress = progress;
                }
            }
            Action::Opened(id, report) => self.opened(Manifest::new(id, report)),
            Action::Paired { ids, report } => self.paired(ids, report),
            Action::Look(dataset) => self.with_open(|open| {
                if let Some(pair) = &mut open.pair {
                    pair.in_front = dataset;
                }
            }),
            Action::Dropped(id, dropped) => self.with(id, |open| open.dropped = Some(dropped)),
            Action::Working(work) => {
                if self.work.as_ref().is_none_or(|under_way| under_way.number <= work.number) {
                    self.work = Some(work);
                }
            }
            Action::Rested(number) => drop(self.work.take_if(|work| work.number == number)),
            Action::NotOpened(id, fault) => self.not_opened(id, &fault),
            Action::Writing(..) | Action::Saved(..) | Action::NotSaved(..) => self.apply_save(action),
            Action::Digested(..) | Action::Splitting(..) | Action::SplitMade { .. } | Action::SplitFailed(..) => {
                self.apply_split(action);
            }
            Action::Failed(fault) => self.fail(&fault),
            Action::LookAgain => self.with_open(|open| open.save = Save::Idle),
            Action::Undo => self.undo(),
            Action::StartOver => {
                self.replaced = self.open.take();
                self.note = None;
                self.trouble = None;
            }
            Action::Dismiss(Word::Trouble) => self.trouble = None,
            Action::Dismiss(Word::Replaced) => self.replaced = None,
            Action::Dismiss(Word::Note(note)) => {
                self.note.take_if(|shown| *shown == note);
            }
            Action::Note(note) => self.note = Some(note),
            Action::Show(tab) => self.tab = tab,
            Action::SetSplit(split) => self.set_split(split),
            Action::Offered(id, offers) => self.with(id, |open| open.offers = offers),
            Action::Judge(id) => self.rewish(id, |open| open.judged += 1),
            Action::Judged(id, report) => self.with(id, |open| open.report = report),
            Action::Keep(id, keep) => self.rewish(id, |open| open.keep = keep),
            Action::MoveLine(id, line, side) => self.rewish(id, |open| open.moves.make(line, side)),
            Action::UndoMove(id) => self.rewish(id, |open| open.moves.undo()),
            Action::RedoMove(id) => self.rewish(id, |open| open.moves.redo()),
            Action::SetTheme(theme) => self.settings.theme = theme,
            Action::SetAll(settings) => {
                self.set_split(settings.split.clone());
                self.settings = settings;
            }
        }
    }

    fn apply_split(&mut self, action: Action) {
        match action {
            Action::Digested(id, sha256) => self.with(id, |open| open.sha256 = Some(sha256)),
            Action::Splitting(id, reread) => {
                self.with(id, |open| (open.split.busy, open.split.reread) = (true, reread));
            }
            Action::SplitMade { id, made_for, report, more } => self.with(id, |open| {
                let revision = open.split.revision + 1;
                open.split =
                    Split { report: Some(report), made_for: Some(made_for), busy: more, reread: None, revision };
            }),
            Action::SplitFailed(id, fault) => {
                self.with(id, |open| {
                    open.split.busy = false;
                    // An earlier test set that can't be read can't be kept.
                    open.keep.take_if(|_| fault.is_about_file());
                });
                self.fail(&fault);
            }
            _ => {}
        }
    }

    fn apply_save(&mut self, action: Action) {
        match action {
            Action::Writing(id, name, share) => self.with(id, |open| open.save = Save::Writing { name, share }),
            Action::Saved(id, files) => self.with(id, |open| open.save = Save::Done(files)),
            Action::NotSaved(id, fault) => {
                self.with(id, |open| open.save = Save::Idle);
                self.fail(&fault);
            }
            _ => {}
        }
    }

    /// Other settings leave the files behind that were saved with the old ones.
    fn set_split(&mut self, split: SplitSettings) {
        if split != self.settings.split {
            self.settings.split = split;
            self.with_open(|open| open.save = Save::Idle);
        }
    }

    /// Changes what a manifest's split is made of. Files that were saved of another one are left behind.
    fn rewish(&mut self, id: Id, change: impl FnOnce(&mut Manifest)) {
        self.with(id, |open| {
            change(open);
            open.save = Save::Idle;
        });
    }

    fn opened(&mut self, manifest: Manifest) {
        if self.reading.take_if(|reading| manifest.has(reading.id)).is_none() {
            return;
        }
        let report = &manifest.in_front().report;
        self.tab = if report.codes.is_empty() && report.findings.is_empty() { Tab::Labels } else { Tab::Problems };
        if let Some(before) = self.open.replace(manifest) {
            self.replaced = Some(before);
        }
    }

    fn paired(&mut self, (train, test): (Id, Id), report: Rc<PairReport>) {
        let before = self.open.as_ref().and_then(|open| Some((open, open.pair.as_deref()?)));
        // One of the two may have been there already, with its past.
        let part = |id, report: &Report| {
            let known = before.and_then(|(train, pair)| [train, &pair.test].into_iter().find(|known| known.id == id));
            let dropped = known.and_then(|known| known.dropped.clone());
            Manifest { dropped, ..Manifest::new(id, Rc::new(report.clone())) }
        };
        let by_verdict = if report.train.accepted && !report.test.accepted { Dataset::Test } else { Dataset::Training };
        let stayed = before.filter(|(open, pair)| open.id == train || pair.test.id == test);
        let in_front = stayed.map_or(by_verdict, |(_, pair)| pair.in_front);
        let mut manifest = part(train, &report.train);
        let pair = Pair { test: part(test, &report.test), report, in_front };
        manifest.pair = Some(Box::new(pair));
        // The same two, judged by other limits or in each other's place: there is nothing to go back to.
        let before = self.open.as_ref().and_then(|open| Some((open.id, open.pair.as_ref()?.test.id)));
        if before == Some((train, test)) || before == Some((test, train)) {
            self.open = Some(manifest);
        } else {
            self.opened(manifest);
        }
    }

    fn not_opened(&mut self, id: Id, fault: &Fault) {
        let Some(reading) = self.reading.take_if(|reading| reading.id == id) else { return };
        if !fault.is_cancelled() {
            self.trouble = Some(Trouble::of(fault, &reading.name));
        }
    }

    fn undo(&mut self) {
        let Some(before) = self.replaced.take() else { return };
        self.replaced = self.open.replace(before);
        self.note = None;
        self.trouble = None;
    }

    fn fail(&mut self, fault: &Fault) {
        if fault.is_cancelled() {
            return;
        }
        let name = self.open.as_ref().map_or("the file", |open| open.report.input.name.as_str());
        self.trouble = Some(Trouble::of(fault, name));
    }

    /// Changes the manifest of that number, wherever it stands.
    fn with(&mut self, id: Id, change: impl FnOnce(&mut Manifest)) {
        for manifest in self.open.iter_mut().chain(&mut self.replaced) {
            if manifest.id == id {
                return change(manifest);
            }
            if let Some(pair) = manifest.pair.as_mut().filter(|pair| pair.test.id == id) {
                return change(&mut pair.test);
            }
        }
    }

    fn with_open(&mut self, change: impl FnOnce(&mut Manifest)) {
        if let Some(open) = &mut self.open {
            change(open);
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        next.apply(action);
        Rc::new(next)
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;

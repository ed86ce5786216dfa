//! What the application can do: open, split, save. Holds the engine's sessions and tells the state what becomes of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use holdout_core::report::LineDetail;
use holdout_core::rules::{Dataset, Status};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};
use yew::prelude::*;

use crate::browser;
use crate::engine::{OnProgress, Page, Pair, Query, Session, Source, Split, fault};
use crate::format::{count, ratio};
use crate::host::HostRef;
use crate::state::{Action, Dropped, Id, Progress, State, Word, Work};
use crate::trouble::Fault;
use crate::wish::Wish;

/// How long a note stays.
const NOTE_STAYS: Duration = Duration::from_secs(8);

/// How long a split under way is still waited for when another one is wanted: what takes no longer is shown on the way.
const SPLIT_WAITS: Duration = Duration::from_millis(200);

/// The verbs of the page. Cheap to clone; every clone is the same desk.
#[derive(Clone)]
pub struct Desk {
    inner: Rc<Inner>,
}

struct Inner {
    host: HostRef,
    dispatch: UseReducerDispatcher<State>,
    book: RefCell<Book>,
}

/// What stands behind the state: the engine's objects, by manifest.
#[derive(Default)]
struct Book {
    last_id: Id,
    sessions: BTreeMap<Id, Rc<Session>>,
    splits: BTreeMap<Id, Rc<Split>>,
    /// By the training and the test manifest.
    pairs: BTreeMap<(Id, Id), Rc<Pair>>,
    reading: Option<(Id, AbortController)>,
    saving: Option<AbortController>,
    work: Option<AbortController>,
    wanted: Option<(Id, Wish)>,
    splitting: bool,
    /// Calls off the split under way.
    planning: Option<AbortController>,
}

/// Lines of a manifest that are to be dropped.
#[derive(Clone, Debug)]
pub struct Dropping {
    /// Of which manifest.
    pub id: Id,
    /// The statuses of the lines that are kept.
    pub kept: &'static [Status],
    /// What the manifest that is left is called.
    pub kept_name: String,
    /// What the file of the dropped lines is called.
    pub rejected_name: String,
    /// What was dropped before.
    pub before: Option<Rc<Dropped>>,
    /// What the manifest is for, and the other manifest of its pair, if it has one.
    pub partner: Option<(Dataset, Id)>,
}

impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Desk {
    /// A desk with nothing on it.
    pub fn new(host: HostRef, dispatch: UseReducerDispatcher<State>) -> Self {
        Self { inner: Rc::new(Inner { host, dispatch, book: RefCell::default() }) }
    }

    /// What the application stands in.
    pub fn host(&self) -> &HostRef {
        &self.inner.host
    }

    /// Tells the host and the state.
    pub fn dispatch(&self, action: Action) {
        self.inner.host.hear(&action);
        self.inner.dispatch.dispatch(action);
    }

    /// Reads a manifest; one that is being read is left.
    pub fn open(&self, source: Source) {
        let Some((id, signal)) = self.begin_reading(source.name.clone()) else { return };
        let desk = self.clone();
        spawn_local(async move {
            if let Err(fault) = desk.read(id, &source, &signal, None).await {
                desk.dispatch(Action::NotOpened(id, fault));
            }
        });
    }

    /// Reads two manifests that are used together.
    pub fn open_pair(&self, train: Source, test: Source) {
        let Some((id, signal)) = self.begin_reading(format!("{} and {}", train.name, test.name)) else { return };
        let desk = self.clone();
        spawn_local(async move {
            if let Err(fault) = desk.read_pair(id, &train, &test, &signal).await {
                desk.dispatch(Action::NotOpened(id, fault));
            }
        });
    }

    fn begin_reading(&self, name: String) -> Option<(Id, AbortSignal)> {
        self.abort_reading();
        let controller = match AbortController::new() {
            Ok(controller) => controller,
            Err(thrown) => {
                self.dispatch(Action::Failed(fault(&thrown)));
                return None;
            }
        };
        let signal = controller.signal();
        let id = self.new_id();
        self.inner.book.borrow_mut().reading = Some((id, controller));
        self.dispatch(Action::Began { id, name });
        Some((id, signal))
    }

    fn new_id(&self) -> Id {
        let mut book = self.inner.book.borrow_mut();
        book.last_id += 1;
        book.last_id
    }

    async fn session_of(&self, id: Id, source: &Source, signal: &AbortSignal) -> Result<Rc<Session>, Fault> {
        let desk = self.clone();
        let on_progress = Box::new(move |progress| desk.dispatch(Action::Came(id, progress)));
        let host = &self.inner.host;
        let region = host.region();
        let session = Rc::new(Session::open(source, region.as_deref(), signal, on_progress).await?);
        if host.region() != region {
            session.judge(host.region().as_deref()).await?;
        }
        Ok(session)
    }

    async fn read_pair(&self, id: Id, train: &Source, test: &Source, signal: &AbortSignal) -> Result<(), Fault> {
        let train = self.session_of(id, train, signal).await?;
        let test = self.session_of(id, test, signal).await?;
        let pair = Rc::new(train.pair(&test).await?);
        let report = Rc::new(pair.report()?);
        let test_id = self.new_id();
        {
            let mut book = self.inner.book.borrow_mut();
            if book.reading.take_if(|reading| reading.0 == id).is_none() {
                return Err(Fault::new("CANCELLED", ""));
            }
            book.sessions.insert(id, train);
            book.sessions.insert(test_id, test);
            book.pairs.insert((id, test_id), pair);
        }
        self.dispatch(Action::Paired { ids: (id, test_id), report });
        Ok(())
    }

    /// Takes the test manifest of a pair to train with, and the training manifest to test with.
    pub fn swap(&self, (train, test): (Id, Id)) {
        self.pair_again((test, train));
    }

    /// Checks two manifests together that have been before.
    pub fn pair_again(&self, (train, test): (Id, Id)) {
        let desk = self.clone();
        spawn_local(async move {
            let paired = async {
                let pair = Rc::new(desk.session(train)?.pair(&*desk.session(test)?).await?);
                let report = Rc::new(pair.report()?);
                desk.inner.book.borrow_mut().pairs.insert((train, test), pair);
                Ok(Action::Paired { ids: (train, test), report })
            };
            let action = paired.await.unwrap_or_else(Action::Failed);
            desk.dispatch(action);
        });
    }

    /// Judges every manifest by the limits of the region that holds now, without reading it again.
    pub fn judge_again(&self) {
        let region = self.inner.host.region();
        let sessions = self.inner.book.borrow().sessions.clone();
        for (id, session) in sessions {
            let judging = session.judge(region.as_deref());
            self.dispatch(Action::Judge(id));
            let desk = self.clone();
            spawn_local(async move {
                let judged = judging.await.and_then(|()| session.report());
                let action = judged.map_or_else(Action::Failed, |report| Action::Judged(id, Rc::new(report)));
                desk.dispatch(action);
            });
        }
    }

    /// Goes on with what is left of a manifest when some of its lines are dropped; a pair stays one. What is dropped is a
    /// file of its own.
    pub fn go_on_without(&self, dropping: Dropping) {
        let desk = self.clone();
        spawn_local(async move {
            let dropped = match desk.pick(&dropping).await {
                Ok(dropped) => Rc::new(dropped),
                Err(fault) => return desk.dispatch(Action::Failed(fault)),
            };
            let Some((id, signal)) = desk.begin_reading(dropped.kept.name.clone()) else { return };
            let read = match dropping.partner {
                None => desk.read(id, &dropped.kept, &signal, Some(Rc::clone(&dropped))).await,
                Some(partner) => desk.read_beside(id, partner, &signal, dropped).await,
            };
            if let Err(fault) = read {
                desk.dispatch(Action::NotOpened(id, fault));
            }
        });
    }

    async fn pick(&self, dropping: &Dropping) -> Result<Dropped, Fault> {
        let session = self.session(dropping.id)?;
        let (kept, others): (Vec<_>, Vec<_>) =
            Status::ALL.into_iter().partition(|status| dropping.kept.contains(status));
        let select = async |what: &str, statuses: Vec<Status>, name: &str| {
            let select = async |signal, on_progress| session.select(&statuses, &signal, on_progress).await;
            let value = self.work(what, select).await?.into();
            Ok(Source { value, name: name.to_owned() })
        };
        let rejected = select("Setting lines aside", others, &dropping.rejected_name).await?;
        let kept = select("Picking what is left", kept, &dropping.kept_name).await?;
        let before = dropping.before.iter().flat_map(|before| before.rejected.iter().cloned());
        Ok(Dropped { kept, rejected: before.chain([rejected]).collect() })
    }

    /// Reads what is left of one manifest of a pair, and checks it together with the other, which is as it was.
    async fn read_beside(
        &self,
        id: Id,
        (dataset, partner): (Dataset, Id),
        signal: &AbortSignal,
        dropped: Rc<Dropped>,
    ) -> Result<(), Fault> {
        let session = self.session_of(id, &dropped.kept, signal).await?;
        let other = self.session(partner)?;
        let (ids, train, test) = match dataset {
            Dataset::Training => ((id, partner), &session, &other),
            Dataset::Test => ((partner, id), &other, &session),
        };
        let pair = Rc::new(train.pair(test).await?);
        let report = Rc::new(pair.report()?);
        {
            let mut book = self.inner.book.borrow_mut();
            if book.reading.take_if(|reading| reading.0 == id).is_none() {
                return Err(Fault::new("CANCELLED", ""));
            }
            book.sessions.insert(id, session);
            book.pairs.insert(ids, pair);
        }
        self.dispatch(Action::Paired { ids, report });
        self.dispatch(Action::Dropped(id, dropped));
        Ok(())
    }

    /// Does something that takes a while: how far it has come is shown, and it can be left. What is under way already is.
    pub async fn work<T>(
        &self,
        what: &str,
        job: impl AsyncFnOnce(AbortSignal, OnProgress) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let controller = AbortController::new().map_err(|thrown| fault(&thrown))?;
        let signal = controller.signal();
        self.cancel_work();
        self.inner.book.borrow_mut().work = Some(controller);
        let number = self.new_id();
        let begun = Work { number, what: what.to_owned(), share: 0.0 };
        self.dispatch(Action::Working(begun.clone()));
        let desk = self.clone();
        let on_progress = move |progress: Progress| {
            let share = ratio(progress.bytes, progress.total_bytes);
            desk.dispatch(Action::Working(Work { share, ..begun.clone() }));
        };
        let done = job(signal, Box::new(on_progress)).await;
        self.dispatch(Action::Rested(number));
        done
    }

    /// Leaves what takes a while.
    pub fn cancel_work(&self) {
        if let Some(controller) = self.inner.book.borrow_mut().work.take() {
            controller.abort();
        }
    }

    async fn read(
        &self,
        id: Id,
        source: &Source,
        signal: &AbortSignal,
        dropped: Option<Rc<Dropped>>,
    ) -> Result<(), Fault> {
        let session = self.session_of(id, source, signal).await?;
        let report = Rc::new(session.report()?);
        {
            let mut book = self.inner.book.borrow_mut();
            if book.reading.take_if(|reading| reading.0 == id).is_none() {
                return Err(Fault::new("CANCELLED", ""));
            }
            book.sessions.insert(id, Rc::clone(&session));
        }
        self.dispatch(Action::Opened(id, report));
        if let Some(dropped) = dropped {
            self.dispatch(Action::Dropped(id, dropped));
        }
        // In one breath with the manifest, so that no split is computed without it.
        if let Some(keep) = self.inner.host.former_test() {
            self.dispatch(Action::Keep(id, Some(keep)));
        }
        if let Ok(offers) = session.groupings().await {
            // They are an offer: without them everything else works.
            self.dispatch(Action::Offered(id, offers.into()));
        }
        if let Ok(sha256) = session.digest().await {
            // A digest that can't be had is told when a certificate is asked for; till then nothing hangs on it.
            self.dispatch(Action::Digested(id, sha256));
        }
        Ok(())
    }

    /// Opens a file of the page's own.
    pub fn open_sample(&self, name: &'static str) {
        let desk = self.clone();
        spawn_local(async move {
            match browser::fetch(&format!("samples/{name}")).await {
                Ok(blob) => desk.open(Source { value: blob.into(), name: name.to_owned() }),
                Err(fault) => {
                    let fault = Fault { hint: None, ..fault };
                    desk.dispatch(Action::Failed(fault));
                }
            }
        });
    }

    /// Leaves the manifest that is being read.
    pub fn cancel_reading(&self) {
        if let Some(id) = self.abort_reading() {
            self.dispatch(Action::NotOpened(id, Fault::new("CANCELLED", "")));
        }
    }

    fn abort_reading(&self) -> Option<Id> {
        let (id, controller) = self.inner.book.borrow_mut().reading.take()?;
        controller.abort();
        Some(id)
    }

    /// Lines of a manifest.
    pub async fn page(&self, id: Id, query: Query, offset: u64, limit: u32) -> Result<Page, Fault> {
        self.session(id)?.page(query, offset, limit).await
    }

    /// Divides a manifest. While one split is computed only the newest wish waits, and not for long: earlier ones are
    /// dropped, and what is under way is soon called off.
    pub fn split(&self, id: Id, wish: Wish) {
        let mut book = self.inner.book.borrow_mut();
        book.wanted = Some((id, wish));
        if std::mem::replace(&mut book.splitting, true) {
            if let Some(planning) = book.planning.clone() {
                // Without a timer it is waited for.
                let _ = browser::after(SPLIT_WAITS, move || planning.abort());
            }
            return;
        }
        drop(book);
        let desk = self.clone();
        spawn_local(async move {
            while let Some((id, wish)) = desk.next_split() {
                let Err(fault) = desk.make_split(id, wish).await else { continue };
                let makes_way = fault.is_cancelled() && desk.inner.book.borrow().wanted.is_some();
                if !makes_way {
                    desk.dispatch(Action::SplitFailed(id, fault));
                }
            }
        });
    }

    fn next_split(&self) -> Option<(Id, Wish)> {
        let mut book = self.inner.book.borrow_mut();
        let next = book.wanted.take();
        book.splitting = next.is_some();
        next
    }

    async fn make_split(&self, id: Id, wish: Wish) -> Result<(), Fault> {
        self.dispatch(Action::Splitting(id, None));
        let controller = AbortController::new().map_err(|thrown| fault(&thrown))?;
        let signal = controller.signal();
        self.inner.book.borrow_mut().planning = Some(controller);
        let desk = self.clone();
        let on_progress = Box::new(move |Progress { bytes, total_bytes, .. }| {
            let reread = (bytes < total_bytes).then(|| ratio(bytes, total_bytes));
            desk.dispatch(Action::Splitting(id, reread));
        });
        let split = self.session(id)?.split(&wish, &signal, on_progress).await?;
        let report = Rc::new(split.report()?);
        let more = {
            let mut book = self.inner.book.borrow_mut();
            book.splits.insert(id, Rc::new(split));
            book.wanted.as_ref().is_some_and(|wanted| wanted.0 == id)
        };
        self.dispatch(Action::SplitMade { id, made_for: wish, report, more });
        Ok(())
    }

    /// Lets go of the engine's sessions for all manifests but these.
    pub fn keep_only(&self, live: &[Id]) {
        let mut book = self.inner.book.borrow_mut();
        book.sessions.retain(|id, session| {
            let is_live = live.contains(id);
            if !is_live {
                // Whoever still waits for an answer of it holds on to it, and would otherwise keep its workers busy.
                session.close();
            }
            is_live
        });
        book.splits.retain(|id, _| live.contains(id));
        book.pairs.retain(|(train, test), _| live.contains(train) && live.contains(test));
    }

    /// Ends all work, and lets go of everything.
    pub fn close(&self) {
        self.cancel_reading();
        self.cancel_saving();
        self.cancel_work();
        self.inner.book.borrow_mut().wanted = None;
        self.keep_only(&[]);
    }

    /// The pair of a training and a test manifest.
    pub fn pair(&self, ids: (Id, Id)) -> Result<Rc<Pair>, Fault> {
        let book = self.inner.book.borrow();
        book.pairs.get(&ids).cloned().ok_or_else(|| Fault::new("CANCELLED", ""))
    }

    /// The session of a manifest.
    pub fn session(&self, id: Id) -> Result<Rc<Session>, Fault> {
        let book = self.inner.book.borrow();
        book.sessions.get(&id).cloned().ok_or_else(|| Fault::new("CANCELLED", ""))
    }

    /// The newest split of a manifest.
    pub fn newest_split(&self, id: Id) -> Result<Rc<Split>, Fault> {
        let book = self.inner.book.borrow();
        book.splits.get(&id).cloned().ok_or_else(|| Fault::new("CANCELLED", ""))
    }

    /// Begins to write files; what is being written already is left.
    pub fn begin_saving(&self) -> Result<AbortSignal, Fault> {
        let controller = AbortController::new().map_err(|thrown| fault(&thrown))?;
        let signal = controller.signal();
        self.cancel_saving();
        self.inner.book.borrow_mut().saving = Some(controller);
        Ok(signal)
    }

    /// Leaves the files that are being written.
    pub fn cancel_saving(&self) {
        if let Some(controller) = self.inner.book.borrow_mut().saving.take() {
            controller.abort();
        }
    }

    /// Says something that is not worth staying for long.
    pub fn note(&self, note: String) {
        self.dispatch(Action::Note(note.clone()));
        let desk = self.clone();
        // Without a timer it stays until it is dismissed.
        let _ = browser::after(NOTE_STAYS, move || desk.dispatch(Action::Dismiss(Word::Note(note))));
    }

    /// Puts text on the clipboard and says so.
    pub fn copy(&self, text: String, what: &'static str) {
        let desk = self.clone();
        spawn_local(async move {
            match browser::copy(&text).await {
                Ok(()) => desk.note(format!("{what} copied.")),
                Err(fault) => desk.dispatch(Action::Failed(fault)),
            }
        });
    }

    /// Puts a whole line on the clipboard, also where less of it is shown.
    pub fn copy_line(&self, id: Id, line: Rc<LineDetail>) {
        let desk = self.clone();
        spawn_local(async move {
            let copied = async {
                let text = if line.truncated { desk.session(id)?.line_text(&line).await? } else { line.text.clone() };
                browser::copy(&text).await
            };
            match copied.await {
                Ok(()) => desk.note(format!("Line {} copied.", count(line.verdict.line))),
                Err(fault) => desk.dispatch(Action::Failed(fault)),
            }
        });
    }

    /// Reads a manifest from the clipboard.
    pub fn paste(&self) {
        let desk = self.clone();
        spawn_local(async move {
            match browser::pasted().await {
                Ok(text) => desk.open_text(&text),
                Err(fault) => desk.dispatch(Action::Failed(fault)),
            }
        });
    }

    /// Reads a manifest from text that was pasted.
    pub fn open_text(&self, text: &str) {
        self.open(Source { value: text.into(), name: "pasted.manifest".to_owned() });
    }
}

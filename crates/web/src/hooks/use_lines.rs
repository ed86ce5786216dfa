//! Fetches the lines that a virtual list shows, a page at a time, and remembers the nearest.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

use holdout_core::report::LineDetail;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::desk::Desk;
use crate::engine::{Page, Query};
use crate::state::{Action, Id};
use crate::window::Slice;

/// Lines fetched at once.
const PAGE: u32 = 100;
/// Pages remembered.
const KEPT: usize = 12;

/// What a list shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The manifest.
    pub id: Id,
    /// Which of its lines.
    pub query: Query,
    /// Changes when the lines are to be fetched again.
    pub revision: u32,
}

impl Wanted {
    fn is_of_same_lines(&self, other: &Self) -> bool {
        self.id == other.id && self.query == other.query
    }
}

/// The lines as far as they are fetched.
#[derive(Clone)]
pub struct Lines {
    shelf: Rc<RefCell<Shelf>>,
}

impl Lines {
    /// The line in that row, if it is there.
    pub fn get(&self, row: u64) -> Option<Rc<LineDetail>> {
        let fetched = self.shelf.borrow();
        let page = fetched.pages.get(&(row / u64::from(PAGE)))?;
        let index = usize::try_from(row % u64::from(PAGE)).ok()?;
        page.lines.get(index).cloned()
    }

    /// Whether they could not be read.
    pub fn have_failed(&self) -> bool {
        self.shelf.borrow().failed
    }

    /// How many there are in all, once the engine has said so.
    pub fn total(&self) -> Option<u64> {
        self.shelf.borrow().total
    }
}

#[derive(Default)]
struct Shelf {
    wanted: Option<Wanted>,
    in_view: Option<RangeInclusive<u64>>,
    fetching: bool,
    failed: bool,
    total: Option<u64>,
    pages: BTreeMap<u64, Fetched>,
}

struct Fetched {
    revision: u32,
    lines: Vec<Rc<LineDetail>>,
}

impl Shelf {
    /// Turns to other lines. What was fetched of the same ones earlier stays until it is fetched again.
    fn turn_to(&mut self, wanted: Wanted) {
        let same = self.wanted.as_ref().is_some_and(|old| old.is_of_same_lines(&wanted));
        if !same {
            self.pages.clear();
            self.total = None;
        }
        self.wanted = Some(wanted);
    }

    /// The first page in view that has to be fetched.
    fn next(&self) -> Option<(Wanted, u64)> {
        let wanted = self.wanted.clone()?;
        let is_missing = |page: &u64| self.pages.get(page).is_none_or(|fetched| fetched.revision != wanted.revision);
        let page = self.in_view.clone()?.find(is_missing)?;
        Some((wanted, page))
    }

    fn put(&mut self, asked: &Wanted, number: u64, page: Page) {
        if self.wanted.as_ref().is_none_or(|wanted| !wanted.is_of_same_lines(asked)) {
            return;
        }
        self.failed = false;
        self.total = Some(page.total);
        let lines = page.lines.into_iter().map(Rc::new).collect();
        self.pages.insert(number, Fetched { revision: asked.revision, lines });
        while self.pages.len() > KEPT {
            let farthest = self.pages.keys().copied().max_by_key(|other| other.abs_diff(number));
            farthest.map(|page| self.pages.remove(&page));
        }
    }
}

/// The lines of a list that shows `slice` of them now.
///
/// One page is fetched at a time, and always one that is in view then: a list that is scrolled past a hundred thousand
/// lines fetches a few pages on the way, not all.
#[hook]
pub fn use_lines(desk: &Desk, wanted: Wanted, slice: Slice) -> Lines {
    let shelf = use_mut_ref(Shelf::default);
    let redraw = use_force_update();
    let page = u64::from(PAGE);
    let in_view = (slice.first / page, (slice.first + slice.count.saturating_sub(1)) / page);
    {
        let desk = desk.clone();
        let shelf = Rc::clone(&shelf);
        use_effect_with((wanted, in_view), move |(wanted, in_view)| {
            {
                let mut shelf = shelf.borrow_mut();
                shelf.turn_to(wanted.clone());
                shelf.in_view = Some(in_view.0..=in_view.1);
            }
            let begins = !std::mem::replace(&mut shelf.borrow_mut().fetching, true);
            if begins {
                spawn_local(fetch(desk, shelf, move || redraw.force_update()));
            }
        });
    }
    Lines { shelf }
}

async fn fetch(desk: Desk, shelf: Rc<RefCell<Shelf>>, redraw: impl Fn()) {
    loop {
        let next = shelf.borrow().next();
        let Some((wanted, number)) = next else { break };
        match desk.page(wanted.id, wanted.query.clone(), number * u64::from(PAGE), PAGE).await {
            Ok(page) => {
                let is_short = page.lines.is_empty() && number > 0;
                shelf.borrow_mut().put(&wanted, number, page);
                redraw();
                if is_short {
                    break;
                }
            }
            Err(fault) => {
                desk.dispatch(Action::Failed(fault));
                shelf.borrow_mut().failed = true;
                redraw();
                break;
            }
        }
    }
    shelf.borrow_mut().fetching = false;
}

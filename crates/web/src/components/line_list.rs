//! Lines of a manifest, however many: only those in view are fetched and drawn. One of them can be opened.

use std::rc::Rc;

use holdout_core::report::LineDetail;
use yew::prelude::*;

use super::line_detail::{LineDetailView, other_side};
use super::line_row::LineRow;
use crate::desk::Desk;
use crate::engine::Query;
use crate::format::counted;
use crate::hooks::{Lines, Scroller, Wanted, use_lines, use_window};
use crate::state::{Action, Id};
use crate::window::Window;

/// Height of a row in pixels, as `line_row.css` has it.
const ROW: f64 = 48.0;

/// What [`LineList`] takes.
#[derive(PartialEq, Properties)]
pub struct LineListProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// Which of its lines.
    pub query: Query,
    /// Changes when the lines are to be fetched again.
    pub revision: u32,
    /// What the list is called.
    pub label: AttrValue,
    /// For tests.
    pub testid: &'static str,
}

/// A list of lines of any length.
#[component]
pub fn LineList(props: &LineListProps) -> Html {
    let total = use_state_eq(|| 0);
    let cursor = use_state_eq(|| 0_u64);
    let opened = use_state_eq(|| None::<Rc<LineDetail>>);
    let scroller = use_window(*total, ROW);
    let wanted = Wanted { id: props.id, query: props.query.clone(), revision: props.revision };
    let lines = use_lines(&props.desk, wanted, scroller.slice);
    let known = lines.total();
    if let Some(known) = known {
        total.set(known);
    }
    {
        let (cursor, opened) = (cursor.clone(), opened.clone());
        use_effect_with((props.id, props.query.clone()), move |_| {
            cursor.set(0);
            opened.set(None);
        });
    }
    let onopen = {
        let (cursor, opened) = (cursor.clone(), opened.clone());
        Callback::from(move |(row, line): (u64, Rc<LineDetail>)| {
            cursor.set(row);
            opened.set(Some(line));
        })
    };
    let onkeydown = {
        let (scroller, lines, cursor) = (scroller.clone(), lines.clone(), cursor.clone());
        let (onopen, opened) = (onopen.clone(), opened.clone());
        let (desk, id) = (props.desk.clone(), props.id);
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" | " " => {
                event.prevent_default();
                lines.get(*cursor).into_iter().for_each(|line| onopen.emit((*cursor, line)));
            }
            "Escape" => opened.set(None),
            "m" | "M" if !event.ctrl_key() && !event.meta_key() => {
                if let Some(line) = lines.get(*cursor)
                    && let Some(side) = other_side(&line)
                {
                    desk.dispatch(Action::MoveLine(id, line.verdict.line, side));
                }
            }
            "c" | "C" if !event.ctrl_key() && !event.meta_key() => {
                lines.get(*cursor).into_iter().for_each(|line| desk.copy_line(id, line));
            }
            key => {
                if let Some(row) = moved(&scroller.window, *cursor, key) {
                    event.prevent_default();
                    cursor.set(row);
                    scroller.reveal(row);
                }
            }
        })
    };
    let row = |row: u64| {
        let line = lines.get(row);
        let is_open = line.is_some()
            && line.as_ref().map(|line| line.verdict.line) == opened.as_ref().map(|line| line.verdict.line);
        html! {
            <LineRow key={row} list={props.testid} {row} {line} code={props.query.code} is_current={row == *cursor} {is_open}
                onopen={onopen.clone()} />
        }
    };
    let Scroller { outer, inner, rows, onscroll, slice, .. } = scroller;
    let in_view = (slice.first..slice.first + slice.count).contains(&*cursor);
    let onclose = Callback::from({
        let opened = opened.clone();
        move |()| opened.set(None)
    });
    html! {
        <div class="line-list">
            <p class="line-list-total" aria-live="polite">
                { words(&lines) }
                <span class="line-list-keys">{ "↑ ↓ Page Home End to move, Enter to open, C to copy, M to move" }</span>
            </p>
            <div class="line-list-box" ref={outer} tabindex="0" role="grid" aria-label={props.label.clone()} data-testid={props.testid}
                aria-rowcount={total.to_string()} aria-colcount="2"
                aria-activedescendant={(in_view && *total > 0).then(|| format!("{}-{}", props.testid, *cursor))}
                {onscroll} {onkeydown}>
                <div class="line-list-all" ref={inner} role="presentation">
                    <div class="line-list-rows" ref={rows} role="presentation">
                        { for (slice.first..slice.first + slice.count).map(row) }
                    </div>
                </div>
            </div>
            if let Some(line) = opened.as_ref().map(|line| newest(&lines, *cursor, line)) {
                <LineDetailView desk={props.desk.clone()} id={props.id} {line} code={props.query.code} {onclose} />
            }
        </div>
    }
}

/// The line as it was fetched last: it may have changed sides since it was opened.
fn newest(lines: &Lines, row: u64, line: &Rc<LineDetail>) -> Rc<LineDetail> {
    let is_same = |other: &Rc<LineDetail>| other.verdict.line == line.verdict.line;
    lines.get(row).filter(is_same).unwrap_or_else(|| Rc::clone(line))
}

/// How many lines there are, as far as it is known.
fn words(lines: &Lines) -> String {
    match lines.total() {
        _ if lines.have_failed() => "The lines can’t be read any more.".to_owned(),
        Some(total) => counted(total, "line", "lines"),
        None => "Looking…".to_owned(),
    }
}

/// The row that a key goes to from here.
fn moved(window: &Window, cursor: u64, key: &str) -> Option<u64> {
    let last = window.total.checked_sub(1)?;
    let row = match key {
        "ArrowDown" => cursor + 1,
        "ArrowUp" => cursor.saturating_sub(1),
        "PageDown" => cursor + window.page(),
        "PageUp" => cursor.saturating_sub(window.page()),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(row.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stop_at_both_ends() {
        let window = Window { total: 100, row: ROW, viewport: 480.0 };
        let cases = [
            ("ArrowUp", 0, 0),
            ("ArrowDown", 99, 99),
            ("PageDown", 95, 99),
            ("PageDown", 0, 10),
            ("PageUp", 4, 0),
            ("End", 3, 99),
            ("Home", 3, 0),
        ];
        for (key, from, to) in cases {
            assert_eq!(moved(&window, from, key), Some(to), "{key} from {from}");
        }
        assert_eq!(moved(&window, 3, "a"), None);
        assert_eq!(moved(&Window { total: 0, ..window }, 0, "End"), None);
    }
}

//! The keys, in a dialog that `?` opens.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Keys and what they do.
const KEYS: [(&str, &str); 12] = [
    ("O", "open files"),
    ("Ctrl V", "paste lines of a manifest"),
    ("1  2  3", "problems, labels, lines"),
    ("↑  ↓", "one line up or down, in a list"),
    ("Page ↑  Page ↓", "one view up or down, in a list"),
    ("Home  End", "the first or last line, in a list"),
    ("Enter", "open the line; Esc closes it"),
    ("C", "copy the line"),
    ("M", "move the line to the other subset"),
    ("Ctrl Z  Ctrl Y", "undo or redo a move"),
    ("Esc", "cancel reading"),
    ("?", "show these shortcuts"),
];

/// What [`CheatSheet`] takes.
#[derive(PartialEq, Properties)]
pub struct CheatSheetProps {
    /// Whether the settings are in the page's address.
    pub has_address: bool,
    /// Whether it is shown.
    pub is_open: bool,
    /// It was closed.
    pub onclose: Callback<()>,
}

/// The sheet of keys.
#[component]
pub fn CheatSheet(props: &CheatSheetProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.is_open, move |is_open| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                match (*is_open, dialog.open()) {
                    // A dialog that can't be shown as a modal one is shown as it can.
                    (true, false) if dialog.show_modal().is_err() => dialog.show(),
                    (false, true) => dialog.close(),
                    _ => {}
                }
            }
        });
    }
    html! {
        <dialog class="cheat-sheet" ref={dialog} aria-labelledby="cheat-title" onclose={props.onclose.reform(|_| ())}>
            <h2 id="cheat-title">{ "Keys" }</h2>
            <dl>
                { for KEYS.iter().map(|(keys, what)| html! {
                    <div><dt>{ for keys.split("  ").map(|key| html! { <kbd>{ key }</kbd> }) }</dt><dd>{ *what }</dd></div>
                }) }
            </dl>
            if props.has_address {
                <p>{ "The settings of the split are in the page’s address; the data never is." }</p>
                <p><a href="notices.txt">{ "Licences of the software in this page" }</a></p>
            }
            <button type="button" class="button" onclick={props.onclose.reform(|_| ())}>{ "Close" }</button>
        </dialog>
    }
}

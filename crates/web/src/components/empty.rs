//! The page before there is a manifest: a place to drop one, and the other ways to bring one.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::bar::Ruler;
use super::icon::Icon;
use super::main_part::MainPart;
use crate::hooks::FILE_INPUT;
use crate::settings::Share;

/// What [`Empty`] takes.
#[derive(PartialEq, Properties)]
pub struct EmptyProps {
    /// Whether the page around it is somebody else's.
    pub is_guest: bool,
    /// The test share that is set: the drawing shows it.
    pub share: Share,
    /// Files were chosen.
    pub onfiles: Callback<web_sys::FileList>,
    /// The clipboard's text is wanted.
    pub onpaste: Callback<()>,
    /// A sample is wanted.
    pub onsample: Callback<&'static str>,
}

/// The empty page.
#[component]
pub fn Empty(props: &EmptyProps) -> Html {
    let onchange = props.onfiles.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(files) = input.files().filter(|files| files.length() > 0) {
            onchange.emit(files);
        }
        // Choosing the same file again is a change too.
        input.set_value("");
    });
    html! {
        <MainPart is_guest={props.is_guest} class="empty" testid="drop-zone">
            <div class="empty-frame" part="drop-zone">
                <h2 class="empty-title">{ "Check and split your Rekognition dataset" }</h2>
                <p class="empty-lead">
                    { "See which lines of a manifest Custom Labels would reject or silently drop, then get a balanced train/test
                       split. Open two manifests to check a training and a test set together." }
                </p>
                <div class="empty-ways">
                    <label class="button is-primary empty-file" part="button">
                        { Icon::File.draw() }{ "Open files…" }
                        <input type="file" class="visually-hidden" id={FILE_INPUT} data-testid="file-input"
                            accept=".manifest,.jsonl,.json,.ndjson,.txt" multiple={true} {onchange} />
                    </label>
                    <button type="button" class="button" data-testid="paste" onclick={props.onpaste.reform(|_| ())}>
                        { Icon::Paste.draw() }{ "Paste lines" }
                    </button>
                </div>
                if !props.is_guest {
                    <p class="empty-samples">
                        { "Try a sample: " }
                        { sample(props, "sample-detection", "street-scenes.manifest", "Street scenes (boxes)") }
                        { " · " }
                        { sample(props, "sample-classification", "leaf-health.manifest", "Leaf health (classes)") }
                    </p>
                }
                <Ruler share={props.share} />
                <p class="empty-privacy">{ "Nothing is uploaded. Your files are read here, in your browser." }</p>
            </div>
        </MainPart>
    }
}

fn sample(props: &EmptyProps, id: &'static str, file: &'static str, what: &'static str) -> Html {
    html! {
        <button type="button" class="link" data-testid={id} onclick={props.onsample.reform(move |_| file)}>{ what }</button>
    }
}

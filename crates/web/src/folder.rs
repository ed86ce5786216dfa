//! A folder of the person's, where the browser lets a page write into one.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemWritableFileStream,
};

use crate::browser::window_function;
use crate::engine::fault;
use crate::trouble::Fault;

/// How many numbered names are tried before the page gives up on a folder.
const MAX_NUMBER: u32 = 1_000;

/// A folder that the person chose.
#[derive(Debug)]
pub struct Folder {
    handle: FileSystemDirectoryHandle,
}

/// A file that is being written into a folder. Until it is finished nothing of it counts.
#[derive(Debug)]
pub struct NewFile {
    /// The name it has got.
    pub name: String,
    /// Where its bytes go; whoever pipes into it closes it.
    pub stream: FileSystemWritableFileStream,
}

impl Folder {
    /// Asks the person for a folder. Fails where the browser has no picker; a person who closes it has cancelled.
    pub async fn choose() -> Result<Self, Fault> {
        let picker = window_function("showDirectoryPicker")
            .ok_or_else(|| Fault::new("NOT_SAVED", "this browser can't write into a folder."))?;
        let options = Object::new();
        for (name, value) in [("id", "holdout"), ("mode", "readwrite"), ("startIn", "downloads")] {
            // Setting a member of a fresh plain object can't fail.
            let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        let asked = picker.call1(&JsValue::UNDEFINED, &options).map_err(|thrown| fault(&thrown))?;
        let chosen: JsValue = JsFuture::from(asked.unchecked_into::<Promise>()).await.map_err(|t| fault(&t))?;
        Ok(Self { handle: chosen.unchecked_into() })
    }

    /// What the folder is called.
    pub fn name(&self) -> String {
        self.handle.name()
    }

    /// Begins a file of that name, or of the next free one: what is in the folder stays.
    pub async fn create(&self, name: &str) -> Result<NewFile, Fault> {
        let name = self.free_name(name).await?;
        let create = FileSystemGetFileOptions::new();
        create.set_create(true);
        let handle: JsValue =
            JsFuture::from(self.handle.get_file_handle_with_options(&name, &create)).await.map_err(not_saved)?;
        let handle: FileSystemFileHandle = handle.unchecked_into();
        let stream: JsValue = JsFuture::from(handle.create_writable()).await.map_err(not_saved)?;
        Ok(NewFile { name, stream: stream.unchecked_into() })
    }

    /// Takes away what is left of a file that could not be finished.
    pub async fn remove(&self, name: &str) {
        // The failure that led here is the one to tell.
        let _ = JsFuture::from(self.handle.remove_entry(name)).await;
    }

    async fn free_name(&self, name: &str) -> Result<String, Fault> {
        for number in 1..=MAX_NUMBER {
            let candidate = numbered(name, number);
            if JsFuture::from(self.handle.get_file_handle(&candidate)).await.is_err() {
                return Ok(candidate);
            }
        }
        Err(Fault::new("NOT_SAVED", format!("the folder is full of files called {name}.")))
    }
}

/// `train.manifest`, `train-2.manifest`, `train-3.manifest`…
fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{number}.{extension}")
}

fn not_saved(thrown: impl Into<JsValue>) -> Fault {
    let fault = fault(&thrown.into());
    if fault.is_cancelled() { fault } else { Fault::new("NOT_SAVED", fault.message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_a_number() {
        assert_eq!(numbered("train.manifest", 1), "train.manifest");
        assert_eq!(numbered("train.manifest", 2), "train-2.manifest");
    }
}

//! Things that went wrong, as calm sentences with what to do about them.

/// An error that the engine or the browser reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// Stable name: the engine's `code`, or one of ours.
    pub code: String,
    /// What happened, as reported.
    pub message: String,
    /// What to do, where the reporter knows.
    pub hint: Option<String>,
    /// Bytes of the input that were being worked on.
    pub range: Option<(u64, u64)>,
}

impl Fault {
    /// A fault of the page itself.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), ..Self::default() }
    }

    /// Whether the person asked for it: nothing to be told about.
    pub fn is_cancelled(&self) -> bool {
        self.code == "CANCELLED"
    }

    /// Whether a file could not be read at all.
    pub fn is_about_file(&self) -> bool {
        ["NOT_READABLE", "NOT_A_FILE"].contains(&self.code.as_str())
    }
}

/// What the page says about a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, and to what.
    pub sentence: String,
    /// What to do.
    pub advice: String,
    /// The code, for a search or a report.
    pub code: String,
}

impl Trouble {
    /// The words for a fault that befell the manifest of that name.
    pub fn of(fault: &Fault, name: &str) -> Self {
        let (sentence, advice) = words(fault, name);
        let advice = fault.hint.clone().unwrap_or(advice);
        Self { sentence, advice, code: fault.code.clone() }
    }
}

fn words(fault: &Fault, name: &str) -> (String, String) {
    let (sentence, advice) = match fault.code.as_str() {
        "NOT_READABLE" => (
            format!("{name} can no longer be read: it was changed, moved or deleted since it was chosen."),
            "Choose the file again.",
        ),
        "NOT_A_FILE" => (format!("{name} is a folder, not a file."), "Open the folder and choose the manifest in it."),
        "WORKER_TRAPPED" => (
            format!("The engine stopped while it worked on {name}{}.", at(fault.range)),
            "This is a fault of the page, not of your file. Try again; if it happens again, please report these bytes.",
        ),
        "WASM_UNAVAILABLE" => (
            "The engine could not be started in this browser.".to_owned(),
            "Use a current Firefox, Chrome, Edge or Safari, or the command holdout.",
        ),
        "OUT_OF_MEMORY" => (
            format!("The browser has no memory left for {name}."),
            "Close other tabs and try again, or use the command holdout.",
        ),
        "TOO_MANY_LINES" => {
            (format!("{name} has {}.", fault.message), "Split the file into several, or use the command holdout.")
        }
        "NOT_SAVED" => (
            format!("The files could not be written: {}", fault.message),
            "Choose another folder, or download the files one by one.",
        ),
        "NO_CLIPBOARD" => (
            "The browser blocked clipboard access.".to_owned(),
            "Press Ctrl+V (on a Mac, Cmd+V) anywhere on the page to paste, or select the text to copy it.",
        ),
        "NOT_FETCHED" => (format!("{name} could not be loaded."), "Check the connection and try again."),
        _ => (sentence_of(&fault.message, name), "Try again. The page still works."),
    };
    (sentence, advice.to_owned())
}

fn sentence_of(message: &str, name: &str) -> String {
    if message.is_empty() { format!("Something went wrong with {name}.") } else { message.to_owned() }
}

fn at(range: Option<(u64, u64)>) -> String {
    let show = |(start, end)| format!(" (bytes {} to {})", crate::format::count(start), crate::format::count(end));
    range.map(show).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_becomes_a_sentence_that_names_the_file() {
        let trouble = Trouble::of(&Fault::new("NOT_READABLE", "gone"), "files.manifest");
        assert!(trouble.sentence.starts_with("files.manifest can no longer be read"));
        assert_eq!(trouble.advice, "Choose the file again.");
        assert_eq!(trouble.code, "NOT_READABLE");
    }

    #[test]
    fn a_trap_says_over_which_bytes() {
        let fault = Fault { range: Some((1_000, 2_000)), ..Fault::new("WORKER_TRAPPED", "unreachable") };
        assert!(Trouble::of(&fault, "a").sentence.contains("(bytes 1,000 to 2,000)"));
    }

    #[test]
    fn the_engines_own_hint_goes_before_ours() {
        let fault = Fault { hint: Some("Do this.".to_owned()), ..Fault::new("NOT_READABLE", "") };
        assert_eq!(Trouble::of(&fault, "a").advice, "Do this.");
    }

    #[test]
    fn an_unknown_code_still_says_something() {
        assert_eq!(Trouble::of(&Fault::new("X", "It broke."), "a").sentence, "It broke.");
        assert_eq!(Trouble::of(&Fault::default(), "a").sentence, "Something went wrong with a.");
    }
}

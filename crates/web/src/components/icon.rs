//! The page's few icons, drawn inline so that they take the colour of their text.

use yew::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// All is well.
    Check,
    /// Something is refused or lost.
    Cross,
    /// Something is worth knowing.
    Warning,
    /// Something can be opened.
    Chevron,
    /// A file.
    File,
    /// The clipboard.
    Paste,
    /// Two sheets: to copy.
    Copy,
    /// An arrow into a tray.
    Download,
    /// Half dark: colours as the system has them.
    Auto,
    /// A sun.
    Light,
    /// A moon.
    Dark,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5l3.2 3.2L13 4.8",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Warning => "M8 2.2L14.4 13.6H1.6zM8 6.4v3.4M8 11.6v.2",
            Self::Chevron => "M6 3.5L10.5 8L6 12.5",
            Self::File => "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3",
            Self::Paste => "M5.5 3H3.5v11h9V3h-2M5.5 1.8h5v2.6h-5z",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Download => "M8 2v7.6M4.8 6.6L8 9.8l3.2-3.2M2.5 11.5v2h11v-2",
            Self::Auto => "M8 2a6 6 0 1 0 0 12a6 6 0 0 0 0-12",
            Self::Light => {
                "M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13"
            }
            Self::Dark => "M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7z",
        }
    }

    /// The icon. It says nothing to a screen reader: words stand beside it.
    pub fn draw(self) -> Html {
        html! {
            <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
                <path d={self.path()} />
                if self == Self::Auto {
                    <path class="icon-fill" d="M8 2a6 6 0 0 1 0 12z" />
                }
            </svg>
        }
    }
}

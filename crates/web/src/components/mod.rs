//! The parts of the page, one file each, with a style file of the same name in `www/styles`.

mod bar;
mod cheat_sheet;
mod controls;
mod empty;
mod header;
mod help;
mod icon;
mod labels;
mod line_detail;
mod line_list;
mod line_row;
mod lines;
mod notice;
mod outcome;
mod problem;
mod problems;
mod reading;
mod save;
mod split_panel;
mod tabs;
mod verdict;

pub use bar::Hatch;
pub use cheat_sheet::CheatSheet;
pub use empty::Empty;
pub use header::Header;
pub use labels::Labels;
pub use lines::Lines;
pub use notice::Notice;
pub use problems::Problems;
pub use reading::ReadingView;
pub use split_panel::SplitPanel;
pub use tabs::Tabs;
pub use verdict::Verdict;

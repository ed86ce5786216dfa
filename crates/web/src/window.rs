//! Which rows of a long list are in view: the arithmetic of a virtual list, without the browser.

/// The tallest element that every browser lays out exactly; longer lists are scaled into it.
const MAX_HEIGHT: f64 = 15_000_000.0;

/// Rows drawn beyond each edge, so that a fast scroll does not show a gap.
const OVERSCAN: u64 = 6;

/// A list of equally tall rows in a box that scrolls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Number of rows.
    pub total: u64,
    /// Height of one, in pixels.
    pub row: f64,
    /// Height of the box.
    pub viewport: f64,
}

/// The rows to draw, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    /// The first row.
    pub first: u64,
    /// How many.
    pub count: u64,
    /// Distance of the first from the top of the list, in pixels.
    pub top: f64,
}

impl Window {
    /// Height of the whole list as laid out.
    pub fn height(&self) -> f64 {
        self.true_height().min(MAX_HEIGHT)
    }

    /// Rows that fit into the box whole, at least one: how far a page key goes.
    pub fn page(&self) -> u64 {
        crate::format::whole(self.viewport / self.row).max(1)
    }

    /// The rows to draw at a scroll position.
    pub fn slice(&self, scroll_top: f64) -> Slice {
        let top = self.true_top(scroll_top);
        let in_view = crate::format::whole(top / self.row).min(self.total.saturating_sub(1));
        let first = in_view.saturating_sub(OVERSCAN);
        let count = (self.page() + 2 + 2 * OVERSCAN).min(self.total - first.min(self.total));
        // Scaled lists move by whole pixels of the box, whatever a row is worth there.
        let top = scroll_top - top + self.row * float(first);
        Slice { first, count, top: if self.is_scaled() { top } else { self.row * float(first) } }
    }

    /// Where to scroll so that a row is wholly in view, or `None` where it is already.
    pub fn reveal(&self, row: u64, scroll_top: f64) -> Option<f64> {
        let top = self.true_top(scroll_top);
        let start = self.row * float(row);
        if start < top {
            Some(self.scroll_for(start))
        } else if start + self.row > top + self.viewport {
            Some(self.scroll_for(start + self.row - self.viewport))
        } else {
            None
        }
    }

    fn is_scaled(&self) -> bool {
        self.true_height() > MAX_HEIGHT
    }

    fn true_height(&self) -> f64 {
        self.row * float(self.total)
    }

    /// Pixels of an unscaled list above the box.
    fn true_top(&self, scroll_top: f64) -> f64 {
        let scroll_top = scroll_top.max(0.0);
        if !self.is_scaled() {
            return scroll_top;
        }
        let reach = MAX_HEIGHT - self.viewport;
        (scroll_top / reach).min(1.0) * (self.true_height() - self.viewport)
    }

    /// The scroll position that has `true_top` pixels of an unscaled list above the box.
    fn scroll_for(&self, true_top: f64) -> f64 {
        if !self.is_scaled() {
            return true_top;
        }
        true_top / (self.true_height() - self.viewport) * (MAX_HEIGHT - self.viewport)
    }
}

/// A row number as a factor.
#[expect(clippy::cast_precision_loss, reason = "row numbers stay far below 2^53")]
fn float(row: u64) -> f64 {
    row as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Window = Window { total: 1_000, row: 32.0, viewport: 320.0 };
    const LONG: Window = Window { total: 2_000_000, row: 32.0, viewport: 320.0 };

    #[test]
    fn a_short_list_is_laid_out_as_it_is() {
        assert!((SHORT.height() - 32_000.0).abs() < 1e-9);
        assert_eq!(SHORT.slice(0.0), Slice { first: 0, count: 24, top: 0.0 });
        assert_eq!(SHORT.slice(3_200.0).first, 94);
        let end = SHORT.slice(32_000.0 - 320.0);
        assert_eq!(end.first + end.count, 1_000);
    }

    #[test]
    fn an_empty_list_has_nothing_to_draw() {
        let empty = Window { total: 0, ..SHORT };
        assert_eq!(empty.slice(0.0).count, 0);
        assert_eq!(empty.slice(99.0).count, 0);
    }

    #[test]
    fn a_long_list_is_scaled_and_still_reaches_both_ends() {
        assert!((LONG.height() - MAX_HEIGHT).abs() < 1e-9);
        assert_eq!(LONG.slice(0.0).first, 0);
        let end = LONG.slice(MAX_HEIGHT - 320.0);
        assert_eq!(end.first + end.count, 2_000_000);
        assert!(end.top + LONG.row * float(end.count) <= MAX_HEIGHT + 1e-3);
    }

    #[test]
    fn revealing_a_row_brings_it_into_view_and_no_further() {
        for list in [SHORT, LONG] {
            for row in [0, 1, 9, 500, list.total - 1] {
                let scroll = list.reveal(row, 0.0).unwrap_or(0.0);
                let slice = list.slice(scroll);
                assert!((slice.first..slice.first + slice.count).contains(&row), "{row} of {list:?}");
            }
        }
        assert_eq!(SHORT.reveal(3, 0.0), None);
        assert_eq!(SHORT.reveal(10, 0.0), Some(32.0));
        assert_eq!(SHORT.reveal(2, 320.0), Some(64.0));
    }
}

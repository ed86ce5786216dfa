//! The labels in the order and number in which the table shows them.

use std::cmp::Ordering;

use holdout_core::order;
use holdout_core::report::{LabelBalance, LabelCount};

/// One label as the table draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Label name, as written.
    pub name: String,
    /// Images that carry it.
    pub images: u64,
    /// How a split divides it, once there is one.
    pub balance: Option<Balance>,
}

/// How a split divides a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// Images on the training side.
    pub train: u64,
    /// Images on the test side.
    pub test: u64,
    /// Images wanted on the test side.
    pub target: f64,
    /// `test - target`.
    pub deviation: f64,
}

impl Balance {
    /// Whether one side has no image of the label.
    pub fn is_one_sided(&self) -> bool {
        self.train == 0 || self.test == 0
    }
}

impl From<&LabelCount> for Row {
    fn from(label: &LabelCount) -> Self {
        Self { name: label.name.clone(), images: label.images, balance: None }
    }
}

impl From<&LabelBalance> for Row {
    fn from(label: &LabelBalance) -> Self {
        let LabelBalance { train, test, target, deviation, .. } = *label;
        let balance = Some(Balance { train, test, target, deviation });
        Self { name: label.name.clone(), images: label.images, balance }
    }
}

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Key {
    /// What most likely spoils an evaluation: labels missing on a side, then those furthest off in proportion.
    #[default]
    Risk,
    /// The name.
    Name,
    /// Images in all.
    Images,
    /// Images on the training side.
    Train,
    /// Images on the test side.
    Test,
    /// Distance from the target, in images.
    OffBy,
}

/// A key and a direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What the rows are sorted by.
    pub key: Key,
    /// Whether the direction natural to the key is turned round.
    pub reversed: bool,
}

impl Order {
    /// The order after a click on the heading of `key`: that key, or the other direction of it.
    pub fn clicked(self, key: Key) -> Self {
        Self { key, reversed: self.key == key && !self.reversed }
    }
}

/// The rows whose name contains `filter`, whatever its case, in `order`.
pub fn arrange(rows: impl Iterator<Item = Row>, filter: &str, order: Order) -> Vec<Row> {
    let wanted = filter.trim().to_lowercase();
    let mut rows: Vec<Row> = rows.filter(|row| row.name.to_lowercase().contains(&wanted)).collect();
    order::sort_by(&mut rows, |a, b| {
        let natural = compare(a, b, order.key);
        let directed = if order.reversed { natural.reverse() } else { natural };
        directed.then_with(|| a.name.cmp(&b.name))
    });
    rows
}

fn compare(a: &Row, b: &Row, key: Key) -> Ordering {
    let most = |value: fn(&Row) -> u64| value(b).cmp(&value(a));
    match key {
        Key::Risk => risk(b).partial_cmp(&risk(a)).unwrap_or(Ordering::Equal),
        Key::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        Key::Images => most(|row| row.images),
        Key::Train => most(|row| row.balance.map_or(0, |balance| balance.train)),
        Key::Test => most(|row| row.balance.map_or(0, |balance| balance.test)),
        Key::OffBy => off_by(b).total_cmp(&off_by(a)),
    }
}

fn off_by(row: &Row) -> f64 {
    row.balance.map_or(0.0, |balance| balance.deviation.abs())
}

/// Greater is worse: one-sided labels first, then the deviation in proportion, then the rarer label.
fn risk(row: &Row) -> (bool, f64, f64) {
    let share_off = off_by(row) / crate::format::ratio(row.images.max(1), 1);
    let one_sided = row.balance.is_some_and(|balance| balance.is_one_sided());
    (one_sided, share_off, -crate::format::ratio(row.images, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, train: u64, test: u64, deviation: f64) -> Row {
        let target = crate::format::ratio(test, 1) - deviation;
        let balance = Some(Balance { train, test, target, deviation });
        Row { name: name.to_owned(), images: train + test, balance }
    }

    fn names(filter: &str, order: Order) -> Vec<String> {
        let rows = [row("cat", 80, 20, 0.0), row("tram", 1, 0, -0.2), row("Dog", 9, 1, -1.0), row("bus", 40, 10, 0.0)];
        arrange(rows.into_iter(), filter, order).into_iter().map(|row| row.name).collect()
    }

    #[test]
    fn risk_puts_missing_labels_first_and_then_the_furthest_off() {
        assert_eq!(names("", Order::default()), ["tram", "Dog", "bus", "cat"]);
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let by_name = Order::default().clicked(Key::Name);
        assert_eq!(names("", by_name), ["bus", "cat", "Dog", "tram"]);
        assert_eq!(names("", by_name.clicked(Key::Name)), ["tram", "Dog", "cat", "bus"]);
        assert_eq!(names("", by_name.clicked(Key::Images))[0], "cat");
    }

    #[test]
    fn the_filter_ignores_case_and_blanks_around_it() {
        assert_eq!(names(" DO", Order::default()), ["Dog"]);
        assert!(names("zebra", Order::default()).is_empty());
    }
}

//! Entries in the database: put in by their image, found by filters, moved from one dataset to another.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Statement, ToSql, params};

use super::labels::label_number;
use crate::entry::Entry;
use crate::error::Fault;

/// A line and its number.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) line: String,
}

/// Which entries are wanted: those that pass all that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// One of these labels.
    pub(crate) labels: Vec<String>,
    pub(crate) labeled: Option<bool>,
    pub(crate) source_ref_contains: Option<String>,
    pub(crate) with_errors: bool,
}

impl Row {
    /// Entries behind `after` that pass, at most `limit`.
    pub(crate) fn list(
        database: &Connection,
        dataset: i64,
        after: i64,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Self>, Fault> {
        let mut sql =
            "SELECT id, line FROM entries INDEXED BY entries_in_order WHERE dataset = ? AND id > ?".to_owned();
        let mut values: Vec<&dyn ToSql> = vec![&dataset, &after];
        if let Some(labeled) = &filter.labeled {
            sql.push_str(" AND labeled = ?");
            values.push(labeled);
        }
        if filter.with_errors {
            sql.push_str(" AND errors = 1");
        }
        if let Some(text) = &filter.source_ref_contains {
            sql.push_str(" AND instr(source_ref, ?) > 0");
            values.push(text);
        }
        let numbers = if filter.labels.is_empty() { Vec::new() } else { numbers(database, &filter.labels)? };
        if !filter.labels.is_empty() {
            let marks = vec!["?"; numbers.len()].join(", ");
            sql.push_str(" AND EXISTS (SELECT 1 FROM entry_labels AS l WHERE l.dataset = ? AND l.label IN (");
            sql.push_str(&marks);
            sql.push_str(") AND l.entry = entries.id)");
            values.push(&dataset);
            values.extend(numbers.iter().map(|number| number as &dyn ToSql));
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        sql.push_str(" ORDER BY id LIMIT ?");
        values.push(&limit);
        let mut statement = database.prepare_cached(&sql)?;
        let rows = statement.query_map(values.as_slice(), |row| Ok(Self { id: row.get(0)?, line: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Moves an entry to another dataset; its place among the others stays.
    pub(crate) fn shift(database: &Connection, id: i64, to: i64) -> Result<(), Fault> {
        database.prepare_cached("UPDATE entries SET dataset = ?2 WHERE id = ?1")?.execute(params![id, to])?;
        database.prepare_cached("UPDATE entry_labels SET dataset = ?2 WHERE entry = ?1")?.execute(params![id, to])?;
        Ok(())
    }

    /// Copies all entries of one dataset to another, which is empty.
    pub(crate) fn copy(database: &Connection, from: i64, to: i64) -> Result<(), Fault> {
        database.execute(
            "INSERT INTO entries (dataset, source_ref, line, labeled, errors)
             SELECT ?2, source_ref, line, labeled, errors FROM entries WHERE dataset = ?1 ORDER BY id",
            params![from, to],
        )?;
        database.execute(
            "INSERT INTO entry_labels (dataset, label, entry, place, boxes)
             SELECT ?2, l.label, new.id, l.place, l.boxes
             FROM entry_labels AS l
             JOIN entries AS old ON old.id = l.entry
             JOIN entries AS new ON new.dataset = ?2 AND new.source_ref = old.source_ref
             WHERE l.dataset = ?1",
            params![from, to],
        )?;
        Ok(())
    }
}

/// Puts entries into a dataset, one after the other: what it asks of the database is made ready once, and labels are looked
/// for once.
pub(crate) struct Writer<'d> {
    database: &'d Connection,
    dataset: i64,
    add: Statement<'d>,
    find: Statement<'d>,
    replace: Statement<'d>,
    strip: Statement<'d>,
    label: Statement<'d>,
    labels: HashMap<String, i64>,
}

impl<'d> Writer<'d> {
    pub(crate) fn new(database: &'d Connection, dataset: i64) -> Result<Self, Fault> {
        Ok(Self {
            database,
            dataset,
            add: database.prepare(
                "INSERT INTO entries (dataset, source_ref, line, labeled, errors) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (dataset, source_ref) DO NOTHING",
            )?,
            find: database.prepare("SELECT id FROM entries WHERE dataset = ?1 AND source_ref = ?2")?,
            replace: database.prepare("UPDATE entries SET line = ?2, labeled = ?3, errors = ?4 WHERE id = ?1")?,
            strip: database.prepare("DELETE FROM entry_labels WHERE entry = ?1")?,
            label: database.prepare(
                "INSERT INTO entry_labels (dataset, label, entry, place, boxes) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            labels: HashMap::new(),
        })
    }

    /// Adds an entry, or puts it in the place of the one of the same image.
    pub(crate) fn put(&mut self, entry: &Entry) -> Result<(), Fault> {
        let Entry { source_ref, line, labeled, errors, labels } = entry;
        let added = self.add.execute(params![self.dataset, source_ref, line, labeled, errors])? > 0;
        let id = if added {
            self.database.last_insert_rowid()
        } else {
            let id: i64 = self.find.query_row(params![self.dataset, source_ref], |row| row.get(0))?;
            self.replace.execute(params![id, line, labeled, errors])?;
            self.strip.execute([id])?;
            id
        };
        for (place, (name, boxes)) in labels.iter().enumerate() {
            let label = self.number(name)?;
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            self.label.execute(params![self.dataset, label, id, place, boxes])?;
        }
        Ok(())
    }

    fn number(&mut self, name: &str) -> Result<i64, Fault> {
        if let Some(&number) = self.labels.get(name) {
            return Ok(number);
        }
        let number = label_number(self.database, name)?;
        self.labels.insert(name.to_owned(), number);
        Ok(number)
    }
}

/// The numbers of labels; zero, which no label has, for those that no entry carries.
fn numbers(database: &Connection, names: &[String]) -> Result<Vec<i64>, Fault> {
    let mut statement = database.prepare_cached("SELECT id FROM labels WHERE name = ?1")?;
    names.iter().map(|name| Ok(statement.query_row([name], |row| row.get(0)).optional()?.unwrap_or(0))).collect()
}

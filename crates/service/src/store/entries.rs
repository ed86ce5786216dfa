//! Entries in the database: put in by their image, found by filters, moved from one dataset to another.

use rusqlite::{Connection, OptionalExtension, ToSql, params};

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

    /// Adds an entry, or puts it in the place of the one of the same image.
    pub(crate) fn put(database: &Connection, dataset: i64, entry: &Entry) -> Result<(), Fault> {
        let known: Option<i64> = database
            .prepare_cached("SELECT id FROM entries WHERE dataset = ?1 AND source_ref = ?2")?
            .query_row(params![dataset, entry.source_ref], |row| row.get(0))
            .optional()?;
        let id = if let Some(id) = known {
            database
                .prepare_cached("UPDATE entries SET line = ?2, labeled = ?3, errors = ?4 WHERE id = ?1")?
                .execute(params![id, entry.line, entry.labeled, entry.errors])?;
            database.prepare_cached("DELETE FROM entry_labels WHERE entry = ?1")?.execute([id])?;
            id
        } else {
            database
                .prepare_cached(
                    "INSERT INTO entries (dataset, source_ref, line, labeled, errors) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![dataset, entry.source_ref, entry.line, entry.labeled, entry.errors])?;
            database.last_insert_rowid()
        };
        for (place, (name, boxes)) in entry.labels.iter().enumerate() {
            let label = label_number(database, name)?;
            database
                .prepare_cached(
                    "INSERT INTO entry_labels (dataset, label, entry, place, boxes) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![dataset, label, id, i64::try_from(place).unwrap_or(i64::MAX), boxes])?;
        }
        Ok(())
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

/// The numbers of labels; zero, which no label has, for those that no entry carries.
fn numbers(database: &Connection, names: &[String]) -> Result<Vec<i64>, Fault> {
    let mut statement = database.prepare_cached("SELECT id FROM labels WHERE name = ?1")?;
    names.iter().map(|name| Ok(statement.query_row([name], |row| row.get(0)).optional()?.unwrap_or(0))).collect()
}

//! Labels in the database.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Fault;

/// A label of a dataset, and how often it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LabelCount {
    pub(crate) name: String,
    pub(crate) entries: i64,
    pub(crate) boxes: i64,
}

impl LabelCount {
    /// Labels of a dataset in order of first appearance, from the number `skip` on.
    pub(crate) fn list(database: &Connection, dataset: i64, skip: i64, limit: usize) -> Result<Vec<Self>, Fault> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        // Of the columns beside `min(entry)`, SQLite takes those of the row that has the minimum: `place` is the right one.
        let mut statement = database.prepare_cached(
            "SELECT labels.name, used.entries, used.boxes FROM
                 (SELECT label, count(*) AS entries, sum(boxes) AS boxes, min(entry) AS first, place
                  FROM entry_labels WHERE dataset = ?1 GROUP BY label) AS used
             JOIN labels ON labels.id = used.label
             ORDER BY used.first, used.place LIMIT ?3 OFFSET ?2",
        )?;
        let rows = statement.query_map(params![dataset, skip, limit], |row| {
            Ok(Self { name: row.get(0)?, entries: row.get(1)?, boxes: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The number of a label, a new one if need be.
pub(super) fn label_number(database: &Connection, name: &str) -> Result<i64, Fault> {
    let known = database
        .prepare_cached("SELECT id FROM labels WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    database.prepare_cached("INSERT INTO labels (name) VALUES (?1)")?.execute([name])?;
    Ok(database.last_insert_rowid())
}

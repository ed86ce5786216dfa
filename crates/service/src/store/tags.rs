//! Tags in the database.

use holdout_client::types::TagMap;
use rusqlite::{Connection, params};

use super::Store;
use crate::error::Fault;

impl Store {
    /// The tags of a resource.
    pub(crate) fn tags(database: &Connection, arn: &str) -> Result<TagMap, Fault> {
        let mut statement = database.prepare_cached("SELECT key, value FROM tags WHERE arn = ?1")?;
        let rows = statement.query_map([arn], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Adds tags, and replaces those of the same key.
    pub(crate) fn tag(database: &Connection, arn: &str, tags: &TagMap) -> Result<(), Fault> {
        let mut statement = database.prepare_cached("INSERT OR REPLACE INTO tags VALUES (?1, ?2, ?3)")?;
        tags.iter().try_for_each(|(key, value)| statement.execute(params![arn, key, value]).map(drop))?;
        Ok(())
    }

    /// Takes tags away.
    pub(crate) fn untag(database: &Connection, arn: &str, keys: &[String]) -> Result<(), Fault> {
        let mut statement = database.prepare_cached("DELETE FROM tags WHERE arn = ?1 AND key = ?2")?;
        keys.iter().try_for_each(|key| statement.execute(params![arn, key]).map(drop))?;
        Ok(())
    }

    /// Whether there is a project or a dataset of this name.
    pub(crate) fn has_resource(database: &Connection, arn: &str) -> Result<bool, Fault> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM projects WHERE arn = ?1) OR EXISTS (SELECT 1 FROM datasets WHERE arn = ?1)";
        Ok(database.prepare_cached(sql)?.query_row([arn], |row| row.get(0))?)
    }
}

//! Opens the database. It must be an intact database of holdout, of a known version. Only its owner can read the file.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

/// Grows when the tables change.
const VERSION: i64 = 2;

/// `application_id` of our databases: `Hold`.
const APPLICATION: i64 = 0x486f_6c64;

/// The file in its folder.
const NAME: &str = "holdout.sqlite";

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or read.
    #[error("cannot use the folder {0}: {1}")]
    Folder(PathBuf, io::Error),
    /// Another process has it.
    #[error("another process uses the folder {0}: end it, or choose another folder with --data")]
    InUse(PathBuf),
    /// The database is of another version.
    #[error("the database in {0} was written by another version of holdout: choose another folder with --data")]
    Version(PathBuf),
    /// Another program's database, or no regular file.
    #[error("{0} is not a database of holdout: choose another folder with --data")]
    Foreign(PathBuf),
    /// The database is damaged.
    #[error(
        "the database {0} is damaged ({1}): restore a copy of it, or move it away together with its -wal and -shm files \
         and start again with an empty one"
    )]
    Damaged(PathBuf, String),
    /// `SQLite` says no.
    #[error("cannot open the database in {0}: {1}")]
    Database(PathBuf, rusqlite::Error),
}

/// Opens the database in a folder, or a new one in memory. Returns the lock of the folder as well.
pub(super) fn open(folder: Option<&Path>, secret: [u8; 16]) -> Result<(Connection, Option<File>), OpenError> {
    let Some(folder) = folder else {
        let refused = |error| OpenError::Database(PathBuf::from(":memory:"), error);
        let connection = Connection::open_in_memory().map_err(refused)?;
        prepare(&connection).and_then(|()| create(&connection, secret)).map_err(refused)?;
        return Ok((connection, None));
    };
    let lock = lock(folder)?;
    let path = folder.join(NAME);
    file(&path)?;
    let refused = |error| refusal(&path, error);
    let connection = Connection::open(&path).map_err(refused)?;
    // Look before changing anything: the database of another program stays as it is.
    match kind(&connection).map_err(refused)? {
        Kind::New => {
            prepare(&connection).and_then(|()| create(&connection, secret)).map_err(refused)?;
            return Ok((connection, Some(lock)));
        }
        Kind::Foreign => return Err(OpenError::Foreign(path)),
        Kind::Other => return Err(OpenError::Version(folder.to_owned())),
        Kind::Ours(version) => {
            // The settings must apply before the check reads the write-ahead log.
            prepare(&connection).map_err(refused)?;
            let state = check(&connection).map_err(refused)?;
            if state != "ok" {
                return Err(OpenError::Damaged(path, state));
            }
            if version < VERSION {
                migrate(&connection).map_err(refused)?;
            }
        }
    }
    Ok((connection, Some(lock)))
}

/// Returns `ok` if the database is intact. Memory mapping reduces the time for 250,000 entries from 0.45 s to 0.2 s.
fn check(connection: &Connection) -> rusqlite::Result<String> {
    connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    let state = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    // A read error in a mapped file would end the process. So only the check uses mapping.
    connection.pragma_update(None, "mmap_size", 0)?;
    state
}

fn refusal(path: &Path, error: rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::Foreign(path.to_owned()),
        Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged(path.to_owned(), error.to_string()),
        _ => OpenError::Database(path.to_owned(), error),
    }
}

/// The origin of a database.
enum Kind {
    /// An empty file.
    New,
    /// A database of holdout, of a known version.
    Ours(i64),
    /// A database of holdout, of another version.
    Other,
    /// A database of another program.
    Foreign,
}

fn kind(connection: &Connection) -> rusqlite::Result<Kind> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    // The first version set no `application_id`.
    let own =
        number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('meta', 'entries', 'jobs')")?;
    Ok(match (application, version) {
        (0, 0) if tables == 0 => Kind::New,
        (APPLICATION, VERSION) => Kind::Ours(VERSION),
        (APPLICATION, _) => Kind::Other,
        (0, 1) if own == 3 => Kind::Ours(1),
        _ => Kind::Foreign,
    })
}

/// Creates the file with mode 0600, before `SQLite` creates it readable for all. `SQLite` gives its log the same mode.
fn file(path: &Path) -> Result<(), OpenError> {
    let refused = |error| OpenError::Folder(path.to_owned(), error);
    match path.metadata() {
        Ok(found) if !found.is_file() => return Err(OpenError::Foreign(path.to_owned())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            private().create_new(true).open(path).map_err(refused)?;
        }
        Err(error) => return Err(refused(error)),
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for name in [path.to_owned(), with_ending(path, "-wal"), with_ending(path, "-shm")] {
            // An earlier version created the file readable for all. Only the owner can change the mode.
            if name.exists()
                && let Err(error) = std::fs::set_permissions(&name, std::fs::Permissions::from_mode(0o600))
            {
                tracing::warn!(%error, "the mode of the database cannot be set to 0600");
            }
        }
    }
    Ok(())
}

#[cfg(unix)]
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Returns options for files that only their owner can read.
fn private() -> std::fs::OpenOptions {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Takes the folder for this process, for as long as the file is open.
fn lock(folder: &Path) -> Result<File, OpenError> {
    let refused = |error| OpenError::Folder(folder.to_owned(), error);
    std::fs::create_dir_all(folder).map_err(refused)?;
    let path = folder.join("lock");
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return Err(OpenError::Foreign(path));
    }
    let file = private().create(true).truncate(false).open(path).map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(refused(error)),
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // In memory this answers `memory`, and that is right.
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn create(connection: &Connection, secret: [u8; 16]) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.execute_batch(include_str!("schema.sql"))?;
    connection.execute("INSERT INTO meta VALUES ('secret', ?1)", [secret.as_slice()])?;
    mark(connection)?;
    connection.execute_batch("COMMIT")
}

/// Updates a database of the first version.
fn migrate(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE; ALTER TABLE jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;")?;
    mark(connection)?;
    connection.execute_batch("COMMIT")
}

fn mark(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(folder: &Path) -> String {
        open(Some(folder), [0; 16]).unwrap_err().to_string()
    }

    #[test]
    fn a_damaged_or_foreign_database_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let text =
            b"this is no database, and it is longer than the header of one would be: it goes on for a while yet ....";
        std::fs::write(&path, text).unwrap();
        assert!(refused(folder.path()).contains("not a database of holdout"), "{}", refused(folder.path()));
        assert_eq!(std::fs::read(&path).unwrap(), text);

        std::fs::remove_file(&path).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE theirs (a); PRAGMA user_version = 1;").unwrap();
        drop(other);
        let before = std::fs::read(&path).unwrap();
        assert!(refused(folder.path()).contains("choose another folder"), "{}", refused(folder.path()));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_database_with_a_broken_page_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        drop(open(Some(folder.path()), [0; 16]).unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        assert!(bytes.len() > 8192, "the log was not written back");
        for byte in &mut bytes[4096..8192] {
            *byte = 0x5a;
        }
        std::fs::write(&path, bytes).unwrap();
        let error = refused(folder.path());
        assert!(error.contains("is damaged") && error.contains("restore a copy"), "{error}");
    }

    #[test]
    fn a_database_of_the_first_version_is_taken_on_and_one_of_a_later_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (connection, lock) = open(Some(folder.path()), [0; 16]).unwrap();
        let first = "ALTER TABLE jobs DROP COLUMN attempts; PRAGMA application_id = 0; PRAGMA user_version = 1;";
        connection.execute_batch(first).unwrap();
        drop((connection, lock));
        let (connection, lock) = open(Some(folder.path()), [0; 16]).unwrap();
        connection.execute("INSERT INTO jobs (due, kind) VALUES (0, 'x')", []).unwrap();
        connection.execute_batch("PRAGMA user_version = 99").unwrap();
        drop((connection, lock));
        assert!(refused(folder.path()).contains("another version"));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (connection, _lock) = open(Some(folder.path()), [0; 16]).unwrap();
        connection.execute("INSERT INTO jobs (due, kind) VALUES (0, 'x')", []).unwrap();
        for name in [NAME, "holdout.sqlite-wal", "holdout.sqlite-shm", "lock"] {
            let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

-- One row a thing. Entries keep their number for life, and the order of numbers is the order of entries.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    arn TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    status TEXT NOT NULL,
    feature TEXT NOT NULL,
    auto_update TEXT
);

CREATE TABLE datasets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL,
    arn TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    status TEXT NOT NULL,
    message TEXT NOT NULL,
    code TEXT NOT NULL,
    -- Counted when a job ends: nothing else changes entries.
    total INTEGER NOT NULL DEFAULT 0,
    labeled INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0,
    labels INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project, kind)
);

CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    source_ref TEXT NOT NULL,
    line TEXT NOT NULL,
    labeled INTEGER NOT NULL,
    errors INTEGER NOT NULL
);
CREATE INDEX entries_in_order ON entries (dataset);
CREATE UNIQUE INDEX entries_by_image ON entries (dataset, source_ref);
CREATE INDEX entries_by_state ON entries (dataset, labeled, errors);

CREATE TABLE labels (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- `place` is the label's place among those of its entry.
CREATE TABLE entry_labels (
    dataset INTEGER NOT NULL REFERENCES datasets (id),
    label INTEGER NOT NULL REFERENCES labels (id),
    entry INTEGER NOT NULL REFERENCES entries (id),
    place INTEGER NOT NULL,
    boxes INTEGER NOT NULL,
    PRIMARY KEY (dataset, label, entry)
) WITHOUT ROWID;
CREATE INDEX entry_labels_by_entry ON entry_labels (entry);

-- What has been accepted and is still to be done.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    due INTEGER NOT NULL,
    kind TEXT NOT NULL,
    project INTEGER REFERENCES projects (id),
    dataset INTEGER REFERENCES datasets (id),
    other INTEGER REFERENCES datasets (id),
    payload BLOB,
    -- How often it was begun.
    attempts INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE tags (
    arn TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (arn, key)
) WITHOUT ROWID;

"""The tables of a project file, and the steps from each older version to the next."""

APPLICATION_ID = 0x52544B31
"""``RTK1``: how a project is told from any other SQLite file."""

_FIRST = """
CREATE TABLE clip (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    frames INTEGER NOT NULL,
    segment_start INTEGER NOT NULL,
    segment_end INTEGER NOT NULL,
    draft TEXT NOT NULL,
    chosen_take INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE take (
    id INTEGER PRIMARY KEY,
    clip_id INTEGER NOT NULL REFERENCES clip (id),
    number INTEGER NOT NULL,
    task_uuid TEXT NOT NULL,
    video_uuid TEXT NOT NULL,
    facts TEXT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (clip_id, number),
    UNIQUE (task_uuid, video_uuid)
);
CREATE TABLE job (
    task_uuid TEXT PRIMARY KEY,
    clip_id INTEGER NOT NULL REFERENCES clip (id),
    state TEXT NOT NULL,
    created TEXT NOT NULL,
    facts TEXT NOT NULL,
    delivery TEXT NOT NULL DEFAULT '{}',
    owner TEXT NOT NULL DEFAULT ''
);
CREATE INDEX job_state ON job (state);
CREATE TABLE prompt (
    text TEXT PRIMARY KEY,
    used TEXT NOT NULL
);
"""

_QUEUE = """
ALTER TABLE job ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
UPDATE job SET position = rowid;
CREATE TABLE note (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE news (
    id INTEGER PRIMARY KEY,
    task_uuid TEXT NOT NULL,
    body TEXT NOT NULL
);
"""
"""The order of the queue, and what a webhook told about a job before anybody took it in."""

MIGRATIONS = (_FIRST, _QUEUE)
"""Entry n leads from version n to version n + 1."""

LEDGER_ID = 0x52544B4C
"""``RTKL``: the ledger, which belongs to the machine and not to a project."""

_LEDGER = """
CREATE TABLE spent (
    task_uuid TEXT NOT NULL,
    result TEXT NOT NULL,
    engine TEXT NOT NULL,
    moment TEXT NOT NULL,
    dollars TEXT NOT NULL,
    estimated INTEGER NOT NULL,
    PRIMARY KEY (task_uuid, result)
);
CREATE INDEX spent_moment ON spent (moment);
CREATE TABLE duration (
    task_uuid TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    sent REAL NOT NULL,
    took REAL NOT NULL
);
CREATE TABLE upload (
    content TEXT NOT NULL,
    place TEXT NOT NULL,
    media_uuid TEXT NOT NULL,
    moment TEXT NOT NULL,
    PRIMARY KEY (content, place)
);
"""

LEDGER_MIGRATIONS = (_LEDGER,)

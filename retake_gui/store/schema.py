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

MIGRATIONS = (_FIRST,)
"""Entry n leads from version n to version n + 1."""

VERSION = len(MIGRATIONS)

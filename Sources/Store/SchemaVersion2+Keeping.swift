/// The tables of what people say of sweeps and results afterwards: notes, removals, results that were set
/// aside for another training, and purges.
let keepingTables = #"""
  CREATE TABLE sweep_notes (
    -- What somebody wrote about a sweep.
    id INTEGER PRIMARY KEY,
    sweep INTEGER NOT NULL REFERENCES sweeps,
    text TEXT NOT NULL,
    written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT;

  CREATE TABLE removals (
    -- What is shown no more, and why: a sweep, or one of its configurations. All of it is still there.
    id INTEGER PRIMARY KEY,
    sweep INTEGER NOT NULL REFERENCES sweeps,
    configuration INTEGER,             -- NULL: the whole sweep
    reason TEXT NOT NULL,
    removed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (sweep, configuration)
  ) STRICT;

  CREATE TABLE purges (
    -- Trials whose attempts and results were deleted, as no sweep that is shown asked for them.
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    reason TEXT NOT NULL,
    purged TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE earlier_results (
    -- Results that were set aside, to have their trial trained again. Their measurements stay.
    trial INTEGER NOT NULL REFERENCES trials,
    attempt INTEGER NOT NULL,
    status TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    seconds REAL,
    epochs INTEGER NOT NULL,
    recorded TEXT NOT NULL,
    attachments TEXT NOT NULL,         -- JSON: the contents by their names
    reason TEXT NOT NULL,
    aside TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (trial, attempt)
  ) STRICT, WITHOUT ROWID;

  -- A result goes only to these places: aside, or away with its trial.

  DROP TRIGGER results_never_go;
  CREATE TRIGGER results_never_go BEFORE DELETE ON results
  WHEN NOT EXISTS (SELECT 1 FROM earlier_results WHERE trial = OLD.trial AND attempt = OLD.attempt)
    AND NOT EXISTS (SELECT 1 FROM purges p JOIN trials t USING (hash) WHERE t.id = OLD.trial)
  BEGIN SELECT RAISE(ABORT, 'results are never deleted'); END;

  DROP TRIGGER attachments_never_go;
  CREATE TRIGGER attachments_never_go BEFORE DELETE ON attachments
  WHEN NOT EXISTS (SELECT 1 FROM earlier_results e JOIN results r USING (trial, attempt)
      WHERE e.trial = OLD.trial)
    AND NOT EXISTS (SELECT 1 FROM purges p JOIN trials t USING (hash) WHERE t.id = OLD.trial)
  BEGIN SELECT RAISE(ABORT, 'attachments are never deleted'); END;

  DROP TRIGGER measurements_of_results_never_go;
  CREATE TRIGGER measurements_of_results_never_go BEFORE DELETE ON measurements
  WHEN EXISTS (SELECT 1 FROM results WHERE trial = OLD.trial AND attempt = OLD.attempt)
    AND NOT EXISTS (SELECT 1 FROM purges p JOIN trials t USING (hash) WHERE t.id = OLD.trial)
  BEGIN SELECT RAISE(ABORT, 'the measurements of a result are never deleted'); END;
  """#

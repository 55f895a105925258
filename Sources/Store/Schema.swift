/// The tables of a results file, as the scripts that made them, one a version.
///
/// A script that has been released is never edited: what changes is a script of its own after it.
package struct Schema: Sendable {
  /// Script i makes a file of version i + 1 from one of version i; version 0 is an empty file.
  package let migrations: [String]

  package init(migrations: [String]) { self.migrations = migrations }

  /// What this program reads and writes.
  package static let current = Schema(migrations: [version1, remarks])

  /// The version of a file after all migrations: its `user_version`.
  var version: Int { migrations.count }

  /// "swep": a results file's `application_id`, by which it is told from other SQLite files.
  static let applicationID = 0x7377_6570
}

private let version1 = #"""
  -- Whole numbers named `id` join the tables of one file; hashes (BLAKE2b-256, 32 bytes, shown by
  -- hex()) mean the same in every file. Times are UTC and for people: nothing is decided by them.
  -- Configurations, replicates, folds and rows of data count from 0; attempts and epochs from 1.

  -------------------------------------------------------------------------------- what was asked

  CREATE TABLE data_sets (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    rows INTEGER NOT NULL,
    test_rows INTEGER NOT NULL,        -- the set's own test part: that many rows at its end
    classes INTEGER                    -- NULL where the targets are no classes
  ) STRICT;

  CREATE TABLE sweeps (
    id INTEGER PRIMARY KEY,
    identity BLOB NOT NULL UNIQUE CHECK (length(identity) = 32),  -- of the spec and of its trials
    name TEXT NOT NULL,                -- an edited spec is another sweep of the same name
    used INTEGER NOT NULL UNIQUE,      -- the sweep that was run last has the greatest
    spec TEXT NOT NULL,
    spec_hash BLOB NOT NULL CHECK (length(spec_hash) = 32),       -- b2sum -l 256 of the file
    data TEXT NOT NULL,                -- as the spec calls it
    data_set INTEGER NOT NULL REFERENCES data_sets,
    semantics TEXT NOT NULL,           -- what the engine promises about its numbers
    metric TEXT NOT NULL,
    goal TEXT NOT NULL CHECK (goal IN ('maximize', 'minimize')),
    moment TEXT NOT NULL CHECK (moment IN ('last', 'best', 'epoch')),
    moment_epoch INTEGER CHECK ((moment = 'epoch') = (moment_epoch IS NOT NULL)),
    scheme TEXT NOT NULL CHECK (scheme IN ('test', 'own', 'holdout', 'kfold', 'stratified',
      'grouped', 'stratified_grouped', 'ordered')),
    holdout REAL CHECK ((scheme = 'holdout') = (holdout IS NOT NULL)),  -- the share held out
    folds INTEGER CHECK ((scheme IN ('test', 'own', 'holdout')) = (folds IS NULL)),   -- a repeat
    repeats INTEGER CHECK ((folds IS NULL) = (repeats IS NULL)),
    replicates INTEGER NOT NULL,
    seed TEXT NOT NULL,                -- decimal: all 64 bits count, and SQLite has 63
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT;

  CREATE TABLE programs (
    -- Of a sweep whose trainer is a program: what its code was.
    sweep INTEGER PRIMARY KEY REFERENCES sweeps,
    hash BLOB CHECK (length(hash) = 32),  -- of the files that count as code; NULL without any
    revision TEXT,                     -- git's, where the code is in a repository
    changed INTEGER CHECK (changed IN (0, 1))  -- whether it differed from that revision
  ) STRICT;

  CREATE INDEX sweeps_by_name ON sweeps (name, used);

  CREATE TABLE parameters (
    sweep INTEGER NOT NULL REFERENCES sweeps,
    position INTEGER NOT NULL,         -- in the order of the spec, from 0
    name TEXT NOT NULL,
    PRIMARY KEY (sweep, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE configurations (
    sweep INTEGER NOT NULL REFERENCES sweeps,
    number INTEGER NOT NULL,
    label TEXT NOT NULL,               -- 'l2=0.001, dropout=0.5'
    recipe TEXT NOT NULL,              -- JSON: how to train it
    PRIMARY KEY (sweep, number)
  ) STRICT;

  CREATE TABLE parameter_values (
    sweep INTEGER NOT NULL,
    configuration INTEGER NOT NULL,
    parameter INTEGER NOT NULL,
    label TEXT NOT NULL,               -- as tables show it
    value ANY,                         -- a number or a text as such; a block, such as layers, as JSON
    PRIMARY KEY (sweep, configuration, parameter),
    FOREIGN KEY (sweep, configuration) REFERENCES configurations (sweep, number),
    FOREIGN KEY (sweep, parameter) REFERENCES parameters (sweep, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE splits (
    -- Sets of rows, bit i of byte j for row 8 j + i: in NumPy
    -- flatnonzero(unpackbits(frombuffer(blob, uint8), bitorder='little')).
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    training BLOB NOT NULL,
    validation BLOB NOT NULL
  ) STRICT;

  CREATE TABLE sweep_splits (
    sweep INTEGER NOT NULL REFERENCES sweeps,
    fold INTEGER NOT NULL,
    split INTEGER NOT NULL REFERENCES splits,
    PRIMARY KEY (sweep, fold)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE trials (
    -- A trial belongs to no sweep: those that ask for the same training share it and its result.
    -- It is finished when it has a result, running when an attempt has not ended, else open.
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),  -- of all that its result depends on
    failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),  -- given up, without a result
    forgiven INTEGER NOT NULL DEFAULT 0  -- failures of attempts up to this number do not count
  ) STRICT;

  CREATE TABLE sweep_trials (
    sweep INTEGER NOT NULL,
    replicate INTEGER NOT NULL,
    fold INTEGER NOT NULL,
    configuration INTEGER NOT NULL,
    trial INTEGER NOT NULL REFERENCES trials,
    PRIMARY KEY (sweep, replicate, fold, configuration),  -- the order in which they are run
    FOREIGN KEY (sweep, configuration) REFERENCES configurations (sweep, number),
    FOREIGN KEY (sweep, fold) REFERENCES sweep_splits (sweep, fold)
  ) STRICT, WITHOUT ROWID;

  ----------------------------------------------------------------------------------- what was done

  CREATE TABLE coordinators (
    -- Every start of a coordinator.
    epoch INTEGER PRIMARY KEY,         -- grows by one; what says a lower one is out of date
    sweep INTEGER NOT NULL REFERENCES sweeps,
    started TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT;

  CREATE TABLE workers (
    -- Every worker process, once for each time it joined.
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    slots INTEGER NOT NULL,
    semantics TEXT NOT NULL,
    kernel TEXT NOT NULL,              -- its class: the same class gives the same bits
    key TEXT,                          -- the name of the one it came in with, if any was asked for
    joined TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    departed TEXT,                     -- NULL also for one that nobody saw go
    quarantined TEXT                   -- gets no more work: failed what others completed
  ) STRICT;

  CREATE TABLE attempts (
    trial INTEGER NOT NULL REFERENCES trials,
    number INTEGER NOT NULL,
    epoch INTEGER NOT NULL REFERENCES coordinators,
    worker INTEGER NOT NULL REFERENCES workers,
    started TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    ended TEXT,
    ending TEXT CHECK (ending IN ('finished', 'failed', 'lost', 'returned')),
    cause TEXT CHECK (ending IS NOT 'failed' OR cause IS NOT NULL),
    message TEXT,                      -- why it failed, in one sentence
    output TEXT,                       -- the last that a failed training said
    PRIMARY KEY (trial, number),
    CHECK ((ended IS NULL) = (ending IS NULL))
  ) STRICT, WITHOUT ROWID;

  -- Nobody trains what another trains already.
  CREATE UNIQUE INDEX attempts_running ON attempts (trial) WHERE ended IS NULL;

  -- Who did how much, and what failed, without reading all attempts.
  CREATE INDEX attempts_of_workers ON attempts (worker, ending);

  CREATE TABLE metrics (
    -- Names are kept once: a large sweep has tens of millions of measurements, of 27 bytes each.
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE measurements (
    trial INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    metric INTEGER NOT NULL REFERENCES metrics,
    epoch INTEGER NOT NULL,
    value REAL,                        -- NULL is NaN, which SQLite has not; infinities are Inf, -Inf
    PRIMARY KEY (trial, attempt, metric, epoch),
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE results (
    -- One a trial, for ever.
    trial INTEGER PRIMARY KEY REFERENCES trials,
    attempt INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('completed', 'diverged')),
    digest BLOB NOT NULL CHECK (length(digest) = 32),  -- of status, measurements and attachments
    seconds REAL,                      -- of training, by the worker's clock
    epochs INTEGER NOT NULL,           -- the last that was measured; 0 when none was
    recorded TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, number)
  ) STRICT;

  CREATE TABLE attachments (
    -- What is too long for a measurement, such as a confusion matrix.
    trial INTEGER NOT NULL REFERENCES results,
    name TEXT NOT NULL,
    content TEXT NOT NULL,             -- JSON, with JSON5's NaN and Infinity
    PRIMARY KEY (trial, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE weights (
    -- The networks that were kept: files in the folder FILE.weights beside the results file FILE, each
    -- named after its trial: lower(hex(hash of the trial)).safetensors.
    trial INTEGER PRIMARY KEY REFERENCES results,
    epoch INTEGER NOT NULL,            -- after which the network was like this
    hash BLOB NOT NULL CHECK (length(hash) = 32)       -- b2sum -l 256 of the file
  ) STRICT;

  CREATE TABLE notes (
    -- How an attempt of a program came to its result.
    trial INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    program TEXT NOT NULL,             -- the path of what ran
    output TEXT NOT NULL,              -- the last that it printed
    resumed_after INTEGER,             -- the last epoch before the checkpoint that it went on from
    PRIMARY KEY (trial, attempt),
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE conflicts (
    -- Outcomes that differ from the result that their trial had already: somebody should look.
    id INTEGER PRIMARY KEY,
    trial INTEGER NOT NULL REFERENCES results,
    attempt INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    outcome BLOB NOT NULL,             -- all of it, in CBOR
    seconds REAL,
    recorded TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, number)
  ) STRICT;

  --------------------------------------------------------- what was recorded once stays as it was

  -- OR REPLACE would delete without asking the trigger on deletion.
  CREATE TRIGGER results_are_final BEFORE INSERT ON results
  WHEN EXISTS (SELECT 1 FROM results WHERE trial = NEW.trial)
  BEGIN SELECT RAISE(ABORT, 'the trial has a result already'); END;

  CREATE TRIGGER results_never_change BEFORE UPDATE ON results
  BEGIN SELECT RAISE(ABORT, 'results are never changed'); END;

  CREATE TRIGGER results_never_go BEFORE DELETE ON results
  BEGIN SELECT RAISE(ABORT, 'results are never deleted'); END;

  CREATE TRIGGER measurements_never_change BEFORE UPDATE ON measurements
  BEGIN SELECT RAISE(ABORT, 'measurements are never changed'); END;

  CREATE TRIGGER measurements_of_results_never_go BEFORE DELETE ON measurements
  WHEN EXISTS (SELECT 1 FROM results WHERE trial = OLD.trial AND attempt = OLD.attempt)
  BEGIN SELECT RAISE(ABORT, 'the measurements of a result are never deleted'); END;

  CREATE TRIGGER attachments_never_change BEFORE UPDATE ON attachments
  BEGIN SELECT RAISE(ABORT, 'attachments are never changed'); END;

  CREATE TRIGGER attachments_never_go BEFORE DELETE ON attachments
  BEGIN SELECT RAISE(ABORT, 'attachments are never deleted'); END;

  CREATE TRIGGER weights_never_change BEFORE UPDATE ON weights
  BEGIN SELECT RAISE(ABORT, 'weights are never changed'); END;

  ---------------------------------------------------------------------- views for sqlite3 and pandas

  -- All of them show the sweep that was run last of each name. Comments inside a statement stay in
  -- the file, and `.schema` shows them.

  CREATE VIEW trial_results AS
  -- One row a trial. `epoch` and `value` are the metric's, at the epoch that the spec asks for; a
  -- value is NULL when it is NaN, was not measured, or the trial diverged.
  SELECT
    s.name AS sweep, c.number AS configuration, c.label AS parameters, p.replicate, p.fold,
    CASE
      WHEN r.trial IS NOT NULL THEN r.status
      WHEN t.failed THEN 'failed'
      WHEN EXISTS (SELECT 1 FROM attempts a WHERE a.trial = t.id AND a.ended IS NULL) THEN 'running'
      ELSE 'open'
    END AS status,
    s.metric, m.epoch, m.value, r.seconds,
    (SELECT count(*) FROM attempts a WHERE a.trial = t.id) AS attempts,
    lower(hex(t.hash)) AS trial
  FROM sweeps s
  JOIN configurations c ON c.sweep = s.id
  JOIN sweep_trials p ON p.sweep = c.sweep AND p.configuration = c.number
  JOIN trials t ON t.id = p.trial
  LEFT JOIN results r ON r.trial = t.id
  LEFT JOIN metrics n ON n.name = s.metric
  LEFT JOIN measurements m
    ON r.status = 'completed'
    AND m.trial = r.trial AND m.attempt = r.attempt AND m.metric = n.id
    AND m.epoch =
      CASE s.moment
        WHEN 'last' THEN (
          SELECT max(b.epoch) FROM measurements b
          WHERE b.trial = r.trial AND b.attempt = r.attempt AND b.metric = n.id)
        WHEN 'epoch' THEN s.moment_epoch
        ELSE (
          SELECT epoch FROM (
            SELECT b.epoch, iif(s.goal = 'maximize', b.value, -b.value) AS merit
            FROM measurements b
            WHERE b.trial = r.trial AND b.attempt = r.attempt AND b.metric = n.id)
          ORDER BY merit DESC NULLS LAST, epoch LIMIT 1)
      END
  WHERE s.used = (SELECT max(l.used) FROM sweeps l WHERE l.name = s.name)
  ORDER BY s.name, c.number, p.replicate, p.fold;

  CREATE VIEW summary AS
  -- One row a configuration: the metric over its trials with finite values, n of them. `std` is the
  -- sample's, with n - 1: every trial's distance from the mean, which the window gives it, squared.
  WITH finite AS (
    SELECT sweep, configuration, parameters, metric, iif(abs(value) < 9e999, value, NULL) AS value
    FROM trial_results
  ),
  centred AS (
    SELECT *, avg(value) OVER (PARTITION BY sweep, configuration) AS mean FROM finite
  )
  SELECT
    sweep, configuration, parameters, metric, count(value) AS n, mean,
    iif(count(value) > 1,
      sqrt(sum((value - mean) * (value - mean)) / (count(value) - 1)), NULL) AS std,
    min(value) AS min, max(value) AS max, count(*) AS trials
  FROM centred
  GROUP BY sweep, configuration, parameters, metric, mean
  ORDER BY sweep, configuration;

  CREATE VIEW curves AS
  -- One row for every metric at every epoch of every trial with a result.
  SELECT
    s.name AS sweep, c.number AS configuration, c.label AS parameters, p.replicate, p.fold,
    n.name AS metric, m.epoch, m.value
  FROM sweeps s
  JOIN configurations c ON c.sweep = s.id
  JOIN sweep_trials p ON p.sweep = c.sweep AND p.configuration = c.number
  JOIN results r ON r.trial = p.trial
  JOIN measurements m ON m.trial = r.trial AND m.attempt = r.attempt
  JOIN metrics n ON n.id = m.metric
  WHERE s.used = (SELECT max(l.used) FROM sweeps l WHERE l.name = s.name)
  ORDER BY s.name, c.number, p.replicate, p.fold, n.name, m.epoch;
  """#

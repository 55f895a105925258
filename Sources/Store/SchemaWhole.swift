/// Today's tables as a new file gets them: all at once, as the scripts of the versions leave them.
///
/// The scripts take four times as long, as SQLite reads all tables anew wherever one of them changes. Whoever adds
/// a version writes here what comes of it, in SQLite's own words (`SELECT sql FROM sqlite_schema`); a test says
/// what differs.
let wholeSchema = #"""
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
  , design TEXT, baselines TEXT) STRICT;
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
  CREATE TABLE coordinators (
    -- Every start of a coordinator.
    epoch INTEGER PRIMARY KEY,         -- grows by one; what says a lower one is out of date
    sweep INTEGER NOT NULL REFERENCES sweeps,
    started TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  , first_worker INTEGER NOT NULL DEFAULT 0, paused TEXT) STRICT;
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
  , finished INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, drained TEXT) STRICT;
  CREATE TABLE metrics (
    -- Names are kept once: a large sweep has tens of millions of measurements, of 27 bytes each.
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
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
  CREATE TRIGGER attachments_never_change BEFORE UPDATE ON attachments
  BEGIN SELECT RAISE(ABORT, 'attachments are never changed'); END;
  CREATE TRIGGER weights_never_change BEFORE UPDATE ON weights
  BEGIN SELECT RAISE(ABORT, 'weights are never changed'); END;
  CREATE TABLE decisions (
    -- Which configurations a sweep's strategy has asked for, and when: recorded before any of their
    -- trials is leased.
    sweep INTEGER NOT NULL REFERENCES sweeps,
    number INTEGER NOT NULL,           -- from 0
    kind TEXT NOT NULL,                -- 'grid', 'random', 'sobol': all at once; 'tpe', 'gp': one each
    evidence BLOB NOT NULL CHECK (length(evidence) = 32),  -- of the results that it was made from
    first INTEGER NOT NULL,            -- of the configurations that it asks for
    configurations INTEGER NOT NULL,   -- how many
    proposals BLOB,                    -- what they are, as CBOR; NULL where the spec lists them
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (sweep, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE "sweep_trials" (
    sweep INTEGER NOT NULL,
    stage INTEGER NOT NULL DEFAULT 0,  -- 0: the sweep itself
    until INTEGER NOT NULL DEFAULT 0,  -- the epoch after which a partial trial ends; 0: a whole one
    replicate INTEGER NOT NULL,
    fold INTEGER NOT NULL,
    configuration INTEGER NOT NULL,
    trial INTEGER NOT NULL REFERENCES trials,
    PRIMARY KEY (sweep, stage, until, replicate, fold, configuration),  -- the order they are run in
    FOREIGN KEY (sweep, configuration) REFERENCES configurations (sweep, number),
    FOREIGN KEY (sweep, fold) REFERENCES sweep_splits (sweep, fold)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX trials_failed ON trials (id) WHERE failed;
  CREATE TABLE leases (
    -- The attempts that go on, one a trial: nobody trains what another trains already.
    trial INTEGER PRIMARY KEY,         -- of trials
    number INTEGER NOT NULL,           -- of the attempt, from 1
    epoch INTEGER NOT NULL,            -- of coordinators
    worker INTEGER NOT NULL,           -- of workers
    started TEXT NOT NULL
  , place INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE "attempts" (
    -- The attempts that have ended.
    trial INTEGER NOT NULL,            -- of trials
    number INTEGER NOT NULL,           -- from 1
    epoch INTEGER NOT NULL,            -- of coordinators
    worker INTEGER NOT NULL,           -- of workers
    started TEXT NOT NULL,
    ended TEXT NOT NULL,
    ending TEXT NOT NULL CHECK (ending IN ('finished', 'failed', 'lost', 'returned')),
    cause TEXT CHECK (ending IS NOT 'failed' OR cause IS NOT NULL),
    message TEXT,                      -- why it failed, in one sentence
    output TEXT,                       -- the last that a failed training said
    PRIMARY KEY (trial, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE "measurements" (
    trial INTEGER NOT NULL,            -- of trials
    attempt INTEGER NOT NULL,          -- of attempts or leases
    metric INTEGER NOT NULL,           -- of metrics
    epoch INTEGER NOT NULL,
    value REAL,                        -- NULL is NaN, which SQLite has not; infinities are Inf, -Inf
    PRIMARY KEY (trial, attempt, metric, epoch)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE "results" (
    -- One a trial, for ever.
    trial INTEGER PRIMARY KEY,         -- of trials
    attempt INTEGER NOT NULL,          -- of attempts
    status TEXT NOT NULL CHECK (status IN ('completed', 'diverged')),
    digest BLOB NOT NULL CHECK (length(digest) = 32),  -- of status, measurements and attachments
    seconds REAL,                      -- of training, by the worker's clock
    epochs INTEGER NOT NULL,           -- the last that was measured; 0 when none was
    recorded TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT;
  CREATE INDEX attempts_failed ON attempts (trial, number) WHERE ending = 'failed';
  CREATE TRIGGER results_are_final BEFORE INSERT ON results
  WHEN EXISTS (SELECT 1 FROM results WHERE trial = NEW.trial)
  BEGIN SELECT RAISE(ABORT, 'the trial has a result already'); END;
  CREATE TRIGGER results_never_change BEFORE UPDATE ON results
  BEGIN SELECT RAISE(ABORT, 'results are never changed'); END;
  CREATE TRIGGER measurements_never_change BEFORE UPDATE ON measurements
  BEGIN SELECT RAISE(ABORT, 'measurements are never changed'); END;
  CREATE VIEW all_attempts AS
  -- Attempts that have ended and those that go on, which have no `ended` and no `ending`.
  SELECT trial, number, epoch, worker, started, ended, ending, cause, message, output FROM attempts
  UNION ALL
  SELECT trial, number, epoch, worker, started, NULL, NULL, NULL, NULL, NULL FROM leases;
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
  CREATE TABLE sweep_notes (
    -- What somebody wrote about a sweep.
    id INTEGER PRIMARY KEY,
    sweep INTEGER NOT NULL REFERENCES sweeps,
    text TEXT NOT NULL,
    written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  , configuration INTEGER) STRICT;
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
  CREATE TRIGGER results_never_go BEFORE DELETE ON results
  WHEN NOT EXISTS (SELECT 1 FROM earlier_results WHERE trial = OLD.trial AND attempt = OLD.attempt)
    AND NOT EXISTS (SELECT 1 FROM purges p JOIN trials t USING (hash) WHERE t.id = OLD.trial)
  BEGIN SELECT RAISE(ABORT, 'results are never deleted'); END;
  CREATE TRIGGER attachments_never_go BEFORE DELETE ON attachments
  WHEN NOT EXISTS (SELECT 1 FROM earlier_results e JOIN results r USING (trial, attempt)
      WHERE e.trial = OLD.trial)
    AND NOT EXISTS (SELECT 1 FROM purges p JOIN trials t USING (hash) WHERE t.id = OLD.trial)
  BEGIN SELECT RAISE(ABORT, 'attachments are never deleted'); END;
  CREATE TRIGGER measurements_of_results_never_go BEFORE DELETE ON measurements
  WHEN EXISTS (SELECT 1 FROM results WHERE trial = OLD.trial AND attempt = OLD.attempt)
    AND NOT EXISTS (SELECT 1 FROM purges p JOIN trials t USING (hash) WHERE t.id = OLD.trial)
  BEGIN SELECT RAISE(ABORT, 'the measurements of a result are never deleted'); END;
  CREATE TABLE remarks (
    -- How the numbers of a program's attempt were read: where from, and what was chosen among several
    -- sources, renumbered or left out.
    trial INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    position INTEGER NOT NULL,
    notable INTEGER NOT NULL CHECK (notable IN (0, 1)),  -- 1: shown below tables; 0: of one trial only
    metric TEXT,                       -- NULL for all of them
    text TEXT NOT NULL,
    PRIMARY KEY (trial, attempt, position),
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE correct_rows (
    -- Beside a result, and no part of its digest.
    trial INTEGER PRIMARY KEY,         -- of results
    epoch INTEGER NOT NULL,            -- after which the network was like this
    rows INTEGER NOT NULL CHECK (rows > 1),
    part BLOB NOT NULL CHECK (length(part) = 32),      -- of the rows' numbers: equal for equal rows
    bits BLOB NOT NULL CHECK (length(bits) = (rows + 7) / 8),  -- 1: right; row 0 in the lowest bit
    hash BLOB NOT NULL CHECK (length(hash) = 32)       -- of epoch, rows, part and bits
  ) STRICT;
  CREATE TRIGGER correct_rows_never_change BEFORE UPDATE ON correct_rows
  BEGIN SELECT RAISE(ABORT, 'correct rows are never changed'); END;
  CREATE VIEW trial_results AS
  -- One row a whole trial of what is shown. `epoch` and `value` are the metric's, at the epoch that the
  -- spec asks for; a value is NULL when it is NaN, was not measured, or the trial diverged.
  SELECT
    s.name AS sweep, c.number AS configuration, c.label AS parameters, p.replicate, p.fold,
    CASE
      WHEN r.trial IS NOT NULL THEN r.status
      WHEN t.failed THEN 'failed'
      WHEN EXISTS (SELECT 1 FROM leases l WHERE l.trial = t.id) THEN 'running'
      ELSE 'open'
    END AS status,
    s.metric, m.epoch, m.value, r.seconds,
    (SELECT count(*) FROM all_attempts a WHERE a.trial = t.id) AS attempts,
    lower(hex(t.hash)) AS trial
  FROM sweeps s
  JOIN configurations c ON c.sweep = s.id
  JOIN sweep_trials p
    ON p.sweep = c.sweep AND p.configuration = c.number AND p.stage = 0 AND p.until = 0
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
    AND NOT EXISTS (
      SELECT 1 FROM removals h
      WHERE h.sweep = s.id AND (h.configuration IS NULL OR h.configuration = c.number))
  ORDER BY s.name, c.number, p.replicate, p.fold;
  CREATE VIEW curves AS
  -- One row for every metric at every epoch of every trial with a result, of what is shown.
  SELECT
    s.name AS sweep, c.number AS configuration, c.label AS parameters, p.replicate, p.fold,
    n.name AS metric, m.epoch, m.value
  FROM sweeps s
  JOIN configurations c ON c.sweep = s.id
  JOIN sweep_trials p
    ON p.sweep = c.sweep AND p.configuration = c.number AND p.stage = 0 AND p.until = 0
  JOIN results r ON r.trial = p.trial
  JOIN measurements m ON m.trial = r.trial AND m.attempt = r.attempt
  JOIN metrics n ON n.id = m.metric
  WHERE s.used = (SELECT max(l.used) FROM sweeps l WHERE l.name = s.name)
    AND NOT EXISTS (
      SELECT 1 FROM removals h
      WHERE h.sweep = s.id AND (h.configuration IS NULL OR h.configuration = c.number))
  ORDER BY s.name, c.number, p.replicate, p.fold, n.name, m.epoch;
  CREATE TABLE verdicts (
    -- What a race decided after each block, recorded before any lease that follows from it. Which trials it
    -- asks for is in sweep_trials, block by block.
    sweep INTEGER NOT NULL REFERENCES sweeps,
    block INTEGER NOT NULL,            -- from 1, in the race's own order of replicates and folds
    evidence BLOB NOT NULL CHECK (length(evidence) = 32),  -- of the results that it was made from
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (sweep, block)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE departures (
    -- The configurations that get no further block.
    sweep INTEGER NOT NULL,
    block INTEGER NOT NULL,            -- after which they left
    configuration INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('diverged', 'behind')),
    leader INTEGER CHECK (reason = 'diverged' OR leader IS NOT NULL),  -- who led
    blocks INTEGER,                    -- in which both have a result
    difference REAL,                   -- by how much the leader was better on average
    error REAL,                        -- the standard error of that
    critical REAL,                     -- difference / error above which a configuration leaves
    level REAL,                        -- the share of the race's level that was spent
    PRIMARY KEY (sweep, configuration),
    FOREIGN KEY (sweep, block) REFERENCES verdicts (sweep, block),
    FOREIGN KEY (sweep, configuration) REFERENCES configurations (sweep, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE returns (
    -- The configurations that somebody brought back for good.
    sweep INTEGER NOT NULL,
    configuration INTEGER NOT NULL,
    block INTEGER NOT NULL,            -- of the last verdict then; 0 for none
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (sweep, configuration),
    FOREIGN KEY (sweep, configuration) REFERENCES configurations (sweep, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE standings (
    -- How a sweep stands, so that nobody has to count a million rows: all of it follows from the other
    -- tables. Written by the coordinator in the commit that changes it; a sweep without a row is counted.
    sweep INTEGER PRIMARY KEY REFERENCES sweeps,
    completed INTEGER NOT NULL,
    diverged INTEGER NOT NULL,
    failed INTEGER NOT NULL,           -- trials that were given up
    open INTEGER NOT NULL,             -- in training or waiting
    failed_attempts INTEGER NOT NULL,
    timed INTEGER NOT NULL,            -- results that say how long they took
    mean_seconds REAL NOT NULL,
    std_seconds REAL,                  -- NULL of fewer than two
    best INTEGER,                      -- the configuration with the best mean; NULL while there is none
    best_n INTEGER,
    best_mean REAL,
    best_std REAL
  ) STRICT;
  CREATE TRIGGER standings_of_others AFTER INSERT ON coordinators
  BEGIN
    -- Only sweeps of the same data and seed can have trials in common.
    DELETE FROM standings WHERE sweep IN (
      SELECT o.id FROM sweeps o JOIN sweeps s ON s.id = NEW.sweep
      WHERE o.id <> s.id AND o.data_set = s.data_set AND o.seed = s.seed);
  END;
  CREATE TRIGGER standings_of_former_forms AFTER UPDATE OF sweep ON coordinators
  BEGIN
    DELETE FROM standings WHERE sweep IN (
      SELECT o.id FROM sweeps o JOIN sweeps s ON s.id = NEW.sweep
      WHERE o.id <> s.id AND o.data_set = s.data_set AND o.seed = s.seed);
  END;
  CREATE TRIGGER standings_of_trials AFTER UPDATE OF failed ON trials WHEN OLD.failed <> NEW.failed
  BEGIN DELETE FROM standings; END;
  CREATE TRIGGER standings_of_earlier_results AFTER INSERT ON earlier_results
  BEGIN DELETE FROM standings; END;
  CREATE TRIGGER standings_of_purges AFTER INSERT ON purges
  BEGIN DELETE FROM standings; END;
  CREATE TRIGGER standings_of_removals AFTER INSERT ON removals WHEN NEW.configuration IS NOT NULL
  BEGIN DELETE FROM standings WHERE sweep = NEW.sweep; END;
  CREATE TRIGGER standings_of_restored AFTER DELETE ON removals WHEN OLD.configuration IS NOT NULL
  BEGIN DELETE FROM standings WHERE sweep = OLD.sweep; END;
  CREATE TRIGGER standings_of_returns AFTER INSERT ON returns
  BEGIN DELETE FROM standings WHERE sweep = NEW.sweep; END;
  CREATE TABLE tags (
    -- Words by which sweeps and configurations are found again.
    id INTEGER PRIMARY KEY,
    sweep INTEGER NOT NULL REFERENCES sweeps,
    configuration INTEGER,             -- NULL: the whole sweep
    tag TEXT NOT NULL,
    tagged TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT;
  CREATE UNIQUE INDEX tags_once ON tags (sweep, ifnull(configuration, -1), tag);
  CREATE VIEW annotations AS
  -- One row a note and a tag. A configuration has its number in the form of the sweep that was run last, which
  -- is NULL where that form lacks it; both columns are NULL where all of the sweep is meant.
  SELECT
    s.name AS sweep,
    (SELECT l.number FROM configurations l JOIN sweeps f ON f.id = l.sweep
      WHERE f.used = (SELECT max(m.used) FROM sweeps m WHERE m.name = s.name) AND l.label = c.label
      LIMIT 1) AS configuration,
    c.label AS parameters, a.kind, a.text, a.written
  FROM (
    SELECT sweep, configuration, 'note' AS kind, text, written FROM sweep_notes
    UNION ALL SELECT sweep, configuration, 'tag', tag, tagged FROM tags) a
  JOIN sweeps s ON s.id = a.sweep
  LEFT JOIN configurations c ON c.sweep = a.sweep AND c.number = a.configuration
  ORDER BY s.name, a.written;
  """#

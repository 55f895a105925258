/// The plan is open, and what is written for every trial is written once: decisions are on record;
/// attempts that go on are apart from those that have ended.
let openPlanTables = #"""
  DROP VIEW curves;
  DROP VIEW summary;
  DROP VIEW trial_results;

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
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (sweep, number)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO decisions (sweep, number, kind, evidence, first, configurations, made)
  SELECT id, 0, 'grid', x'0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8', 0,
    (SELECT count(*) FROM configurations c WHERE c.sweep = s.id), created
  FROM sweeps s;

  CREATE TABLE new_sweep_trials (
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

  INSERT INTO new_sweep_trials (sweep, replicate, fold, configuration, trial)
  SELECT sweep, replicate, fold, configuration, trial FROM sweep_trials
  ORDER BY sweep, replicate, fold, configuration;
  DROP TABLE sweep_trials;
  ALTER TABLE new_sweep_trials RENAME TO sweep_trials;

  CREATE INDEX trials_failed ON trials (id) WHERE failed;

  -- Rows of the tables below are written for every trial, so what they refer to is looked up by
  -- `sweep doctor`, and not again by SQLite for each.

  CREATE TABLE leases (
    -- The attempts that go on, one a trial: nobody trains what another trains already.
    trial INTEGER PRIMARY KEY,         -- of trials
    number INTEGER NOT NULL,           -- of the attempt, from 1
    epoch INTEGER NOT NULL,            -- of coordinators
    worker INTEGER NOT NULL,           -- of workers
    started TEXT NOT NULL
  ) STRICT;

  INSERT INTO leases (trial, number, epoch, worker, started)
  SELECT trial, number, epoch, worker, started FROM attempts WHERE ended IS NULL;

  CREATE TABLE new_attempts (
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

  INSERT INTO new_attempts
  SELECT trial, number, epoch, worker, started, ended, ending, cause, message, output
  FROM attempts WHERE ended IS NOT NULL ORDER BY trial, number;

  ALTER TABLE workers ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;  -- attempts with a result
  ALTER TABLE workers ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;    -- attempts that failed

  UPDATE workers SET
    finished = (SELECT count(*) FROM attempts a WHERE a.worker = workers.id AND a.ending = 'finished'),
    failed = (SELECT count(*) FROM attempts a WHERE a.worker = workers.id AND a.ending = 'failed');

  CREATE TABLE new_measurements (
    trial INTEGER NOT NULL,            -- of trials
    attempt INTEGER NOT NULL,          -- of attempts or leases
    metric INTEGER NOT NULL,           -- of metrics
    epoch INTEGER NOT NULL,
    value REAL,                        -- NULL is NaN, which SQLite has not; infinities are Inf, -Inf
    PRIMARY KEY (trial, attempt, metric, epoch)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO new_measurements SELECT trial, attempt, metric, epoch, value FROM measurements
  ORDER BY trial, attempt, metric, epoch;

  CREATE TABLE new_results (
    -- One a trial, for ever.
    trial INTEGER PRIMARY KEY,         -- of trials
    attempt INTEGER NOT NULL,          -- of attempts
    status TEXT NOT NULL CHECK (status IN ('completed', 'diverged')),
    digest BLOB NOT NULL CHECK (length(digest) = 32),  -- of status, measurements and attachments
    seconds REAL,                      -- of training, by the worker's clock
    epochs INTEGER NOT NULL,           -- the last that was measured; 0 when none was
    recorded TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT;

  INSERT INTO new_results SELECT trial, attempt, status, digest, seconds, epochs, recorded
  FROM results ORDER BY trial;

  -- Triggers that keep results as they are would keep their table, too.
  DROP TRIGGER results_are_final;
  DROP TRIGGER results_never_change;
  DROP TRIGGER results_never_go;
  DROP TRIGGER measurements_never_change;
  DROP TRIGGER measurements_of_results_never_go;
  DROP TABLE measurements;
  ALTER TABLE new_measurements RENAME TO measurements;
  DROP TABLE results;
  ALTER TABLE new_results RENAME TO results;
  DROP TABLE attempts;
  ALTER TABLE new_attempts RENAME TO attempts;

  CREATE INDEX attempts_failed ON attempts (trial, number) WHERE ending = 'failed';

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

  CREATE VIEW all_attempts AS
  -- Attempts that have ended and those that go on, which have no `ended` and no `ending`.
  SELECT trial, number, epoch, worker, started, ended, ending, cause, message, output FROM attempts
  UNION ALL
  SELECT trial, number, epoch, worker, started, NULL, NULL, NULL, NULL, NULL FROM leases;

  CREATE VIEW trial_results AS
  -- One row a whole trial. `epoch` and `value` are the metric's, at the epoch that the spec asks for; a
  -- value is NULL when it is NaN, was not measured, or the trial diverged.
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
  JOIN sweep_trials p
    ON p.sweep = c.sweep AND p.configuration = c.number AND p.stage = 0 AND p.until = 0
  JOIN results r ON r.trial = p.trial
  JOIN measurements m ON m.trial = r.trial AND m.attempt = r.attempt
  JOIN metrics n ON n.id = m.metric
  WHERE s.used = (SELECT max(l.used) FROM sweeps l WHERE l.name = s.name)
  ORDER BY s.name, c.number, p.replicate, p.fold, n.name, m.epoch;
  """#

-- A results file of version 1, as `sqlite3 FILE .dump` prints it: two configurations on two folds,
-- with a result, an attempt that runs, a trial given up, a conflict. Never to be edited.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE data_sets (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  rows INTEGER NOT NULL,
  test_rows INTEGER NOT NULL,        -- the set's own test part: that many rows at its end
  classes INTEGER                    -- NULL where the targets are no classes
) STRICT;
INSERT INTO data_sets VALUES(1,X'ee155ace9c40292074cb6aff8c9ccdd273c81648ff1149ef36bcea6ebb8a3e25',8,2,2);
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
INSERT INTO sweeps VALUES(1,X'98bd33d1099e163d3f17e944a3d19b892d0eee82acc9902dd1d04ac86e58f657','small',2,replace('# why\nsweep: small\n','\n',char(10)),X'75a0859ec94de126c80f74c838a8ff989b1355986b2f86d517435dbe5bb8fb00','toy',1,'engine 1','val_accuracy','maximize','last',NULL,'stratified',NULL,2,1,1,'18446744073709551615','2026-11-21T12:33:08.321Z');
CREATE TABLE programs (
  -- Of a sweep whose trainer is a program: what its code was.
  sweep INTEGER PRIMARY KEY REFERENCES sweeps,
  hash BLOB CHECK (length(hash) = 32),  -- of the files that count as code; NULL without any
  revision TEXT,                     -- git's, where the code is in a repository
  changed INTEGER CHECK (changed IN (0, 1))  -- whether it differed from that revision
) STRICT;
CREATE TABLE parameters (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  position INTEGER NOT NULL,         -- in the order of the spec, from 0
  name TEXT NOT NULL,
  PRIMARY KEY (sweep, position)
) STRICT, WITHOUT ROWID;
INSERT INTO parameters VALUES(1,0,'l2');
INSERT INTO parameters VALUES(1,1,'layers');
CREATE TABLE configurations (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  number INTEGER NOT NULL,
  label TEXT NOT NULL,               -- 'l2=0.001, dropout=0.5'
  recipe TEXT NOT NULL,              -- JSON: how to train it
  PRIMARY KEY (sweep, number)
) STRICT;
INSERT INTO configurations VALUES(1,0,'l2=0.001, layers=small','{"l2": 0.001, "layers": [{"units": 4}]}');
INSERT INTO configurations VALUES(1,1,'l2=0.001, layers=wide','{"l2": 0.001, "layers": [{"units": 64}]}');
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
INSERT INTO parameter_values VALUES(1,0,0,'0.001',0.0010000000000000000208);
INSERT INTO parameter_values VALUES(1,0,1,'small','{"units": 4}');
INSERT INTO parameter_values VALUES(1,1,0,'0.001',0.0010000000000000000208);
INSERT INTO parameter_values VALUES(1,1,1,'wide','{"units": 64}');
CREATE TABLE splits (
  -- Sets of rows, bit i of byte j for row 8 j + i: in NumPy
  -- flatnonzero(unpackbits(frombuffer(blob, uint8), bitorder='little')).
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  training BLOB NOT NULL,
  validation BLOB NOT NULL
) STRICT;
INSERT INTO splits VALUES(1,X'cef6129e42b256cb51823d6ecd4a73a7eddcb90838949411520463c49ed650ed',X'd8',X'27');
INSERT INTO splits VALUES(2,X'5d76e0ac3463acac904266a5f145db8358da55f8e3f002afd43e82ee2062cedb',X'27',X'd8');
CREATE TABLE sweep_splits (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  fold INTEGER NOT NULL,
  split INTEGER NOT NULL REFERENCES splits,
  PRIMARY KEY (sweep, fold)
) STRICT, WITHOUT ROWID;
INSERT INTO sweep_splits VALUES(1,0,1);
INSERT INTO sweep_splits VALUES(1,1,2);
CREATE TABLE trials (
  -- A trial belongs to no sweep: those that ask for the same training share it and its result.
  -- It is finished when it has a result, running when an attempt has not ended, else open.
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),  -- of all that its result depends on
  failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),  -- given up, without a result
  forgiven INTEGER NOT NULL DEFAULT 0  -- failures of attempts up to this number do not count
) STRICT;
INSERT INTO trials VALUES(1,X'12f9c90d594024ccca6ebdeb847d4d719e412b1c839b97438f7e80da9e2a0fe7',0,0);
INSERT INTO trials VALUES(2,X'b6922e7fbdb2ad1bdc277a776ef0c2ebf57547c2cc515946e5628c17a214bf14',0,0);
INSERT INTO trials VALUES(3,X'77e01b2b7586328b1562ee3e5a9b59f2f26092efbee540ff084d5805d9e9d474',1,0);
INSERT INTO trials VALUES(4,X'3ad75e8f9e2a3364219f7a648d869576951a65f4b2a0fada591210d2d61413d4',0,0);
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
INSERT INTO sweep_trials VALUES(1,0,0,0,1);
INSERT INTO sweep_trials VALUES(1,0,0,1,2);
INSERT INTO sweep_trials VALUES(1,0,1,0,3);
INSERT INTO sweep_trials VALUES(1,0,1,1,4);
CREATE TABLE coordinators (
  -- Every start of a coordinator.
  epoch INTEGER PRIMARY KEY,         -- grows by one; what says a lower one is out of date
  sweep INTEGER NOT NULL REFERENCES sweeps,
  started TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
INSERT INTO coordinators VALUES(1,1,'2026-11-21T12:33:08.322Z');
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
INSERT INTO workers VALUES(1,'ada',12,2,'engine 1','SkylakeX',NULL,'2026-11-21T12:33:08.322Z',NULL,NULL);
INSERT INTO workers VALUES(2,'ada',12,2,'engine 1','SkylakeX',NULL,'2026-11-21T12:33:08.322Z','2026-11-21T12:33:08.323Z',NULL);
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
INSERT INTO attempts VALUES(1,1,1,1,'2026-11-21T12:33:08.322Z','2026-11-21T12:33:08.322Z','finished',NULL,NULL,NULL);
INSERT INTO attempts VALUES(1,2,1,2,'2026-11-21T12:33:08.322Z','2026-11-21T12:33:08.322Z','finished',NULL,NULL,NULL);
INSERT INTO attempts VALUES(2,1,1,2,'2026-11-21T12:33:08.322Z','2026-11-21T12:33:08.322Z','failed','crashed','signal 9','Killed');
INSERT INTO attempts VALUES(2,2,1,2,'2026-11-21T12:33:08.322Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO attempts VALUES(3,1,1,2,'2026-11-21T12:33:08.322Z','2026-11-21T12:33:08.322Z','failed','invalid','no','');
CREATE TABLE metrics (
  -- Names are kept once: a large sweep has tens of millions of measurements, of 27 bytes each.
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO metrics VALUES(1,'loss');
INSERT INTO metrics VALUES(2,'val_accuracy');
CREATE TABLE measurements (
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  metric INTEGER NOT NULL REFERENCES metrics,
  epoch INTEGER NOT NULL,
  value REAL,                        -- NULL is NaN, which SQLite has not; infinities are Inf, -Inf
  PRIMARY KEY (trial, attempt, metric, epoch),
  FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, number)
) STRICT, WITHOUT ROWID;
INSERT INTO measurements VALUES(1,1,1,1,0.5);
INSERT INTO measurements VALUES(1,1,1,2,0.25);
INSERT INTO measurements VALUES(1,1,1,3,NULL);
INSERT INTO measurements VALUES(1,1,2,1,0.5);
INSERT INTO measurements VALUES(1,1,2,2,0.75);
INSERT INTO measurements VALUES(1,1,2,3,0.69999999999999995559);
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
INSERT INTO results VALUES(1,1,'completed',X'3e517dffb3888a1cebf404878df16301cf005efb43914c14607096203cb92c62',0.5,3,'2026-11-21T12:33:08.322Z');
CREATE TABLE attachments (
  -- What is too long for a measurement, such as a confusion matrix.
  trial INTEGER NOT NULL REFERENCES results,
  name TEXT NOT NULL,
  content TEXT NOT NULL,             -- JSON, with JSON5's NaN and Infinity
  PRIMARY KEY (trial, name)
) STRICT, WITHOUT ROWID;
INSERT INTO attachments VALUES(1,'confusion','[[2, 0.5]]');
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
INSERT INTO conflicts VALUES(1,1,2,X'5baa8253515f3c14acc0900d35ee778442ede4019580d3d04ff83a245faf69b6',X'8369636f6d706c65746564818201a2646c6f7373fb3fe80000000000006c76616c5f6163637572616379fb3fd0000000000000a0',0.25,'2026-11-21T12:33:08.323Z');
CREATE INDEX sweeps_by_name ON sweeps (name, used);
CREATE UNIQUE INDEX attempts_running ON attempts (trial) WHERE ended IS NULL;
CREATE INDEX attempts_of_workers ON attempts (worker, ending);
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
ORDER BY s.name, c.number, p.replicate, p.fold
;
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
ORDER BY sweep, configuration
;
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
ORDER BY s.name, c.number, p.replicate, p.fold, n.name, m.epoch
;
COMMIT;
PRAGMA application_id = 0x73776570;
PRAGMA user_version = 1;

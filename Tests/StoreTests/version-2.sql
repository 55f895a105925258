-- A results file of version 2: three configurations of a program, two replicates each, of which one was
-- given up and one configuration is hidden. Never to be edited.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE attachments (
  -- What is too long for a measurement, such as a confusion matrix.
  trial INTEGER NOT NULL REFERENCES results,
  name TEXT NOT NULL,
  content TEXT NOT NULL,             -- JSON, with JSON5's NaN and Infinity
  PRIMARY KEY (trial, name)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "attempts" VALUES(1,1,1,1,'2026-11-29T06:24:51.357Z','2026-11-29T06:24:51.551Z','finished',NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(2,1,1,1,'2026-11-29T06:24:51.357Z','2026-11-29T06:24:51.563Z','finished',NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(3,1,1,1,'2026-11-29T06:24:51.357Z','2026-11-29T06:24:51.739Z','finished',NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(4,1,1,1,'2026-11-29T06:24:51.357Z','2026-11-29T06:24:51.743Z','finished',NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(5,1,1,1,'2026-11-29T06:24:51.551Z','2026-11-29T06:24:51.911Z','finished',NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(6,1,1,1,'2026-11-29T06:24:51.551Z','2026-11-29T06:24:51.926Z','failed','exit code','the program ended with exit code 1: no','no
');
INSERT INTO "attempts" VALUES(6,2,1,1,'2026-11-29T06:24:51.926Z','2026-11-29T06:24:52.108Z','failed','exit code','the program ended with exit code 1: no','no
');
INSERT INTO "attempts" VALUES(6,3,1,1,'2026-11-29T06:24:52.108Z','2026-11-29T06:24:52.287Z','failed','exit code','the program ended with exit code 1: no','no
');
CREATE TABLE configurations (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  number INTEGER NOT NULL,
  label TEXT NOT NULL,               -- 'l2=0.001, dropout=0.5'
  recipe TEXT NOT NULL,              -- JSON: how to train it
  PRIMARY KEY (sweep, number)
) STRICT;
INSERT INTO "configurations" VALUES(1,0,'lr=0.1','{"command": ["python3", {"file": "a.py"}, 0.1, {"variable": "SWEEP_REPLICATE"}], "parameters": {"lr": 0.1}, "code": {"files": ["a.py"], "hash": "c5b1a1b757e51f74128e61ad2f25f64cada6fc6197f1372e281c023c482c014a"}}');
INSERT INTO "configurations" VALUES(1,1,'lr=0.2','{"command": ["python3", {"file": "a.py"}, 0.2, {"variable": "SWEEP_REPLICATE"}], "parameters": {"lr": 0.2}, "code": {"files": ["a.py"], "hash": "c5b1a1b757e51f74128e61ad2f25f64cada6fc6197f1372e281c023c482c014a"}}');
INSERT INTO "configurations" VALUES(1,2,'lr=0.3','{"command": ["python3", {"file": "a.py"}, 0.3, {"variable": "SWEEP_REPLICATE"}], "parameters": {"lr": 0.3}, "code": {"files": ["a.py"], "hash": "c5b1a1b757e51f74128e61ad2f25f64cada6fc6197f1372e281c023c482c014a"}}');
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
CREATE TABLE coordinators (
  -- Every start of a coordinator.
  epoch INTEGER PRIMARY KEY,         -- grows by one; what says a lower one is out of date
  sweep INTEGER NOT NULL REFERENCES sweeps,
  started TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
INSERT INTO "coordinators" VALUES(1,1,'2026-11-29T06:24:51.295Z');
CREATE TABLE correct_rows (
  -- Beside a result, and no part of its digest.
  trial INTEGER PRIMARY KEY,         -- of results
  epoch INTEGER NOT NULL,            -- after which the network was like this
  rows INTEGER NOT NULL CHECK (rows > 1),
  part BLOB NOT NULL CHECK (length(part) = 32),      -- of the rows' numbers: equal for equal rows
  bits BLOB NOT NULL CHECK (length(bits) = (rows + 7) / 8),  -- 1: right; row 0 in the lowest bit
  hash BLOB NOT NULL CHECK (length(hash) = 32)       -- of epoch, rows, part and bits
) STRICT;
CREATE TABLE data_sets (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  rows INTEGER NOT NULL,
  test_rows INTEGER NOT NULL,        -- the set's own test part: that many rows at its end
  classes INTEGER                    -- NULL where the targets are no classes
) STRICT;
INSERT INTO "data_sets" VALUES(1,X'4C1B6798B856B50F88DD6E80CE5BB6EA2D2500A7B5C561911B66F60C2AF9D006',0,0,NULL);
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
INSERT INTO "decisions" VALUES(1,0,'grid',X'0E5751C026E543B2E8AB2EB06099DAA1D1E5DF47778F7787FAAB45CDF12FE3A8',0,3,NULL,'2026-11-29T06:24:51.267Z');
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
CREATE TABLE leases (
  -- The attempts that go on, one a trial: nobody trains what another trains already.
  trial INTEGER PRIMARY KEY,         -- of trials
  number INTEGER NOT NULL,           -- of the attempt, from 1
  epoch INTEGER NOT NULL,            -- of coordinators
  worker INTEGER NOT NULL,           -- of workers
  started TEXT NOT NULL
) STRICT;
CREATE TABLE "measurements" (
  trial INTEGER NOT NULL,            -- of trials
  attempt INTEGER NOT NULL,          -- of attempts or leases
  metric INTEGER NOT NULL,           -- of metrics
  epoch INTEGER NOT NULL,
  value REAL,                        -- NULL is NaN, which SQLite has not; infinities are Inf, -Inf
  PRIMARY KEY (trial, attempt, metric, epoch)
) STRICT, WITHOUT ROWID;
INSERT INTO "measurements" VALUES(1,1,1,1,0.81);
INSERT INTO "measurements" VALUES(1,1,1,2,0.82);
INSERT INTO "measurements" VALUES(2,1,1,1,0.71);
INSERT INTO "measurements" VALUES(2,1,1,2,0.72);
INSERT INTO "measurements" VALUES(3,1,1,1,0.61);
INSERT INTO "measurements" VALUES(3,1,1,2,0.62);
INSERT INTO "measurements" VALUES(4,1,1,1,0.8111);
INSERT INTO "measurements" VALUES(4,1,1,2,0.8211);
INSERT INTO "measurements" VALUES(5,1,1,1,0.7112);
INSERT INTO "measurements" VALUES(5,1,1,2,0.7212);
CREATE TABLE metrics (
  -- Names are kept once: a large sweep has tens of millions of measurements, of 27 bytes each.
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "metrics" VALUES(1,'val_accuracy');
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
INSERT INTO "notes" VALUES(1,1,'/usr/bin/python3','epoch=1 val_accuracy=0.8100
epoch=2 val_accuracy=0.8200
',NULL);
INSERT INTO "notes" VALUES(2,1,'/usr/bin/python3','epoch=1 val_accuracy=0.7100
epoch=2 val_accuracy=0.7200
',NULL);
INSERT INTO "notes" VALUES(3,1,'/usr/bin/python3','epoch=1 val_accuracy=0.6100
epoch=2 val_accuracy=0.6200
',NULL);
INSERT INTO "notes" VALUES(4,1,'/usr/bin/python3','epoch=1 val_accuracy=0.8111
epoch=2 val_accuracy=0.8211
',NULL);
INSERT INTO "notes" VALUES(5,1,'/usr/bin/python3','epoch=1 val_accuracy=0.7112
epoch=2 val_accuracy=0.7212
',NULL);
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
INSERT INTO "parameter_values" VALUES(1,0,0,'0.1',0.1);
INSERT INTO "parameter_values" VALUES(1,1,0,'0.2',0.2);
INSERT INTO "parameter_values" VALUES(1,2,0,'0.3',0.3);
CREATE TABLE parameters (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  position INTEGER NOT NULL,         -- in the order of the spec, from 0
  name TEXT NOT NULL,
  PRIMARY KEY (sweep, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "parameters" VALUES(1,0,'lr');
CREATE TABLE programs (
  -- Of a sweep whose trainer is a program: what its code was.
  sweep INTEGER PRIMARY KEY REFERENCES sweeps,
  hash BLOB CHECK (length(hash) = 32),  -- of the files that count as code; NULL without any
  revision TEXT,                     -- git's, where the code is in a repository
  changed INTEGER CHECK (changed IN (0, 1))  -- whether it differed from that revision
) STRICT;
INSERT INTO "programs" VALUES(1,X'C5B1A1B757E51F74128E61AD2F25F64CADA6FC6197F1372E281C023C482C014A',NULL,NULL);
CREATE TABLE purges (
  -- Trials whose attempts and results were deleted, as no sweep that is shown asked for them.
  hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
  reason TEXT NOT NULL,
  purged TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;
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
INSERT INTO "remarks" VALUES(1,1,0,0,'val_accuracy','from standard output, by epoch');
INSERT INTO "remarks" VALUES(2,1,0,0,'val_accuracy','from standard output, by epoch');
INSERT INTO "remarks" VALUES(3,1,0,0,'val_accuracy','from standard output, by epoch');
INSERT INTO "remarks" VALUES(4,1,0,0,'val_accuracy','from standard output, by epoch');
INSERT INTO "remarks" VALUES(5,1,0,0,'val_accuracy','from standard output, by epoch');
CREATE TABLE removals (
  -- What is shown no more, and why: a sweep, or one of its configurations. All of it is still there.
  id INTEGER PRIMARY KEY,
  sweep INTEGER NOT NULL REFERENCES sweeps,
  configuration INTEGER,             -- NULL: the whole sweep
  reason TEXT NOT NULL,
  removed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  UNIQUE (sweep, configuration)
) STRICT;
INSERT INTO "removals" VALUES(1,1,0,'a slip','2026-11-29T06:24:52.376Z');
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
INSERT INTO "results" VALUES(1,1,'completed',X'934F7588E2FAC31BD017C9F7B850881F180A447194FB98F5095771B35D190FA8',0.185912186,2,'2026-11-29T06:24:51.551Z');
INSERT INTO "results" VALUES(2,1,'completed',X'16E974F81BF8E51981EBFFFF2A3E94EE7DE027E881CF99CD544F8620395FE55D',0.202151057,2,'2026-11-29T06:24:51.563Z');
INSERT INTO "results" VALUES(3,1,'completed',X'C96906F7DF33E647204103CF6C7D2384CEEFC14CE3F2E617C324DD57AAB52931',0.189845214,2,'2026-11-29T06:24:51.739Z');
INSERT INTO "results" VALUES(4,1,'completed',X'4913B4928325D3316F8C48296170440BC92FB09D2208BE8AB0B35BAEEE3A92C9',0.180020984,2,'2026-11-29T06:24:51.743Z');
INSERT INTO "results" VALUES(5,1,'completed',X'C77E8225257939DEECB29F249007EC5FDFD314421F3BF5EC9844A7E6BB144A8E',0.1751839,2,'2026-11-29T06:24:51.911Z');
CREATE TABLE splits (
  -- Sets of rows, bit i of byte j for row 8 j + i: in NumPy
  -- flatnonzero(unpackbits(frombuffer(blob, uint8), bitorder='little')).
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  training BLOB NOT NULL,
  validation BLOB NOT NULL
) STRICT;
INSERT INTO "splits" VALUES(1,X'10E33DAADA0EA8A29A2323892F10FB6F1E3C1DB56AF56D8A92149BC9DFC3378B',X'',X'');
CREATE TABLE sweep_notes (
  -- What somebody wrote about a sweep.
  id INTEGER PRIMARY KEY,
  sweep INTEGER NOT NULL REFERENCES sweeps,
  text TEXT NOT NULL,
  written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE TABLE sweep_splits (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  fold INTEGER NOT NULL,
  split INTEGER NOT NULL REFERENCES splits,
  PRIMARY KEY (sweep, fold)
) STRICT, WITHOUT ROWID;
INSERT INTO "sweep_splits" VALUES(1,0,1);
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
INSERT INTO "sweep_trials" VALUES(1,0,0,0,0,0,1);
INSERT INTO "sweep_trials" VALUES(1,0,0,0,0,1,2);
INSERT INTO "sweep_trials" VALUES(1,0,0,0,0,2,3);
INSERT INTO "sweep_trials" VALUES(1,0,0,1,0,0,4);
INSERT INTO "sweep_trials" VALUES(1,0,0,1,0,1,5);
INSERT INTO "sweep_trials" VALUES(1,0,0,1,0,2,6);
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
INSERT INTO "sweeps" VALUES(1,X'E88430EBDA322F913ACC14E8229D196C74CF7DD09478B7A950CABC6A79D7AF97','a',2,'sweep: a
# $name or ${name} stands for a parameter; ${args} for --name=value of all; $sweep.seed,
# $sweep.fold and others for what each trial is told. No shell is asked.
command: [python3, a.py, "${lr}", "${sweep.replicate}"]
# What is hashed: changed code is another training. Without it, the files that command names.
# code: [train.py, models/]
# What other hosts are brought, for --host: this folder.
# sync: .
# Whose rows are dealt to folds; the program finds theirs in SWEEP_TRAIN_INDEX, SWEEP_VALID_INDEX.
# data: { rows: 1000 }    # or { csv: FILE, target: COLUMN, group: COLUMN }
parameters:
  lr: [0.1, 0.2, 0.3]
evaluate: { replicates: 2, seed: 0 }
# Measured by lines such as {"epoch": 1, "val_accuracy": 0.9} or val_accuracy=0.9; goal is maximize
# or minimize, at is last, best or ''epoch N''. ''sweep help command'' has all ways to measure.
metric: { name: val_accuracy }
# limits: { trial: 1h, memory: 4G }
# needs: { slots: 1, gpus: 1 }
',X'2E830C733084C0F5C176364EBEA87E9EA331627BB7DC56A6B4A9A437C746AE5E','null',1,'program 2','val_accuracy','maximize','last',NULL,'own',NULL,NULL,NULL,2,'0','2026-11-29T06:24:51.266Z');
CREATE TABLE trials (
  -- A trial belongs to no sweep: those that ask for the same training share it and its result.
  -- It is finished when it has a result, running when an attempt has not ended, else open.
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),  -- of all that its result depends on
  failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),  -- given up, without a result
  forgiven INTEGER NOT NULL DEFAULT 0  -- failures of attempts up to this number do not count
) STRICT;
INSERT INTO "trials" VALUES(1,X'D2886879B764D87AF94C33F935EB8B14BB5DC0B1C422E79AB2D87DB5F5489A52',0,0);
INSERT INTO "trials" VALUES(2,X'88242388CDC37C8ECA8FBEFC0F7383F8E619EEB96A4F04A95F9EF74C2292194E',0,0);
INSERT INTO "trials" VALUES(3,X'89CFF2AFF79123E3DE2A188ED63DB3BD29D57237820C3F6B503E5AC50097D77F',0,0);
INSERT INTO "trials" VALUES(4,X'ECC22A2486DD8AE0BA94149934A9846C6F14CFE017B11F508F191D78F25F6023',0,0);
INSERT INTO "trials" VALUES(5,X'2F8AD5C00262581EB74572D21C73D4FC7F9E58F69538B8E800D91A734FCAE118',0,0);
INSERT INTO "trials" VALUES(6,X'7F341E560B0731EE110F196D4FF3681294E25AAAA1CA21685875E5EF4923DB51',1,0);
CREATE TABLE weights (
  -- The networks that were kept: files in the folder FILE.weights beside the results file FILE, each
  -- named after its trial: lower(hex(hash of the trial)).safetensors.
  trial INTEGER PRIMARY KEY REFERENCES results,
  epoch INTEGER NOT NULL,            -- after which the network was like this
  hash BLOB NOT NULL CHECK (length(hash) = 32)       -- b2sum -l 256 of the file
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
, finished INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "workers" VALUES(1,'ada',20812,2,'program 2','x86-64-v3',NULL,'2026-11-29T06:24:51.357Z','2026-11-29T06:24:52.289Z',NULL,5,3);
CREATE INDEX sweeps_by_name ON sweeps (name, used);
CREATE TRIGGER attachments_never_change BEFORE UPDATE ON attachments
BEGIN SELECT RAISE(ABORT, 'attachments are never changed'); END;
CREATE TRIGGER weights_never_change BEFORE UPDATE ON weights
BEGIN SELECT RAISE(ABORT, 'weights are never changed'); END;
CREATE INDEX trials_failed ON trials (id) WHERE failed;
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
CREATE TRIGGER correct_rows_never_change BEFORE UPDATE ON correct_rows
BEGIN SELECT RAISE(ABORT, 'correct rows are never changed'); END;
COMMIT;
PRAGMA application_id = 0x73776570;
PRAGMA user_version = 2;

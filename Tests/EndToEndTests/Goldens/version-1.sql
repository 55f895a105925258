-- A results file of version 1, as `sqlite3 FILE .dump` prints it. A sweep of a network, 'engine': three
-- trials with results, one of them with a second that differs, one that runs, one given up, one that
-- waits. A sweep of a program, 'program': two with results, two given up, one that runs, one lost.
-- Never to be edited.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE data_sets (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  rows INTEGER NOT NULL,
  test_rows INTEGER NOT NULL,        -- the set's own test part: that many rows at its end
  classes INTEGER                    -- NULL where the targets are no classes
) STRICT;
INSERT INTO data_sets VALUES(1,X'4c1b6798b856b50f88dd6e80ce5bb6ea2d2500a7b5c561911b66f60c2af9d006',0,0,NULL);
INSERT INTO data_sets VALUES(2,X'3222827990bd6b8504369d337b93cad3fed10fe00d52c2560e6d81714d876959',1797,355,10);
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
INSERT INTO sweeps VALUES(1,X'4f2f1b4c0599c6a8e6dbd61d72d4b612fd79921d65408a3acc399cc58043b2ff','program',2,replace('sweep: program\ncommand: [sh, train.sh, $lr]\nparameters: { lr: [0.1, 0.2, 0.3] }\nevaluate: { replicates: 2, seed: 3 }\nmetric: { name: loss, goal: minimize, at: last }\nretry: { max: 1 }\n','\n',char(10)),X'241bfdbbe993ef79c949b6f2a4dae634b53cb14b69aecbf58db5617369dd0d37','null',1,'program 1','loss','minimize','last',NULL,'own',NULL,NULL,NULL,2,'3','2026-11-28T19:38:40.350Z');
INSERT INTO sweeps VALUES(2,X'68e88ae9db52be947ed4eb3ed52075811528d2434d3bab9d8d1cd98390e4be04','engine',4,replace('sweep: engine\ndata: digits\nnetwork:\n  - dense: { units: 32, activation: relu, l2: $l2 }\n  - dense: { units: 10, activation: softmax }\ntraining:\n  loss: categorical_crossentropy\n  optimizer: { sgd: { learning_rate: 0.1 } }\n  batch_size: 32\n  epochs: 2\nparameters:\n  l2: linspace(1e-5, 1e-3, 3)\nevaluate: { on: test, replicates: 2, seed: 7 }\n','\n',char(10)),X'406499b5dd046c737f49d49e46b8b2e49d954d285538083f4027a53fb3423eed','digits',2,'engine 3','val_accuracy','maximize','last',NULL,'test',NULL,NULL,NULL,2,'7','2026-11-28T19:38:42.356Z');
CREATE TABLE programs (
  -- Of a sweep whose trainer is a program: what its code was.
  sweep INTEGER PRIMARY KEY REFERENCES sweeps,
  hash BLOB CHECK (length(hash) = 32),  -- of the files that count as code; NULL without any
  revision TEXT,                     -- git's, where the code is in a repository
  changed INTEGER CHECK (changed IN (0, 1))  -- whether it differed from that revision
) STRICT;
INSERT INTO programs VALUES(1,X'c6bdef396985410e56c4d29a8d3c66331a37e978941025023aaee685bfa9a3df',NULL,NULL);
CREATE TABLE parameters (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  position INTEGER NOT NULL,         -- in the order of the spec, from 0
  name TEXT NOT NULL,
  PRIMARY KEY (sweep, position)
) STRICT, WITHOUT ROWID;
INSERT INTO parameters VALUES(1,0,'lr');
INSERT INTO parameters VALUES(2,0,'l2');
CREATE TABLE configurations (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  number INTEGER NOT NULL,
  label TEXT NOT NULL,               -- 'l2=0.001, dropout=0.5'
  recipe TEXT NOT NULL,              -- JSON: how to train it
  PRIMARY KEY (sweep, number)
) STRICT;
INSERT INTO configurations VALUES(1,0,'lr=0.1','{"command": ["sh", {"file": "train.sh"}, 0.1], "parameters": {"lr": 0.1}, "code": {"files": ["train.sh"], "hash": "c6bdef396985410e56c4d29a8d3c66331a37e978941025023aaee685bfa9a3df"}}');
INSERT INTO configurations VALUES(1,1,'lr=0.2','{"command": ["sh", {"file": "train.sh"}, 0.2], "parameters": {"lr": 0.2}, "code": {"files": ["train.sh"], "hash": "c6bdef396985410e56c4d29a8d3c66331a37e978941025023aaee685bfa9a3df"}}');
INSERT INTO configurations VALUES(1,2,'lr=0.3','{"command": ["sh", {"file": "train.sh"}, 0.3], "parameters": {"lr": 0.3}, "code": {"files": ["train.sh"], "hash": "c6bdef396985410e56c4d29a8d3c66331a37e978941025023aaee685bfa9a3df"}}');
INSERT INTO configurations VALUES(2,0,'l2=1e-05','{"network": [{"dense": {"units": 32, "activation": "relu", "l2": 1e-05}}, {"dense": {"units": 10, "activation": "softmax"}}], "training": {"loss": "categorical_crossentropy", "optimizer": {"sgd": {"learning_rate": 0.1}}, "batch_size": 32, "epochs": 2}}');
INSERT INTO configurations VALUES(2,1,'l2=0.000505','{"network": [{"dense": {"units": 32, "activation": "relu", "l2": 0.000505}}, {"dense": {"units": 10, "activation": "softmax"}}], "training": {"loss": "categorical_crossentropy", "optimizer": {"sgd": {"learning_rate": 0.1}}, "batch_size": 32, "epochs": 2}}');
INSERT INTO configurations VALUES(2,2,'l2=0.001','{"network": [{"dense": {"units": 32, "activation": "relu", "l2": 0.001}}, {"dense": {"units": 10, "activation": "softmax"}}], "training": {"loss": "categorical_crossentropy", "optimizer": {"sgd": {"learning_rate": 0.1}}, "batch_size": 32, "epochs": 2}}');
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
INSERT INTO parameter_values VALUES(1,0,0,'0.1',0.10000000000000000555);
INSERT INTO parameter_values VALUES(1,1,0,'0.2',0.2000000000000000111);
INSERT INTO parameter_values VALUES(1,2,0,'0.3',0.29999999999999998889);
INSERT INTO parameter_values VALUES(2,0,0,'1e-05',1.0000000000000000817e-05);
INSERT INTO parameter_values VALUES(2,1,0,'0.000505',0.00050500000000000002352);
INSERT INTO parameter_values VALUES(2,2,0,'0.001',0.0010000000000000000208);
CREATE TABLE splits (
  -- Sets of rows, bit i of byte j for row 8 j + i: in NumPy
  -- flatnonzero(unpackbits(frombuffer(blob, uint8), bitorder='little')).
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  training BLOB NOT NULL,
  validation BLOB NOT NULL
) STRICT;
INSERT INTO splits VALUES(1,X'10e33daada0ea8a29a2323892f10fb6f1e3c1db56af56d8a92149bc9dfc3378b',X'',X'');
INSERT INTO splits VALUES(2,X'4cacc90ae00dad75b31def03c47573944e42a8861a357416d0733b999a31905a',X'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff03',X'000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000fcffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1f');
CREATE TABLE sweep_splits (
  sweep INTEGER NOT NULL REFERENCES sweeps,
  fold INTEGER NOT NULL,
  split INTEGER NOT NULL REFERENCES splits,
  PRIMARY KEY (sweep, fold)
) STRICT, WITHOUT ROWID;
INSERT INTO sweep_splits VALUES(1,0,1);
INSERT INTO sweep_splits VALUES(2,0,2);
CREATE TABLE trials (
  -- A trial belongs to no sweep: those that ask for the same training share it and its result.
  -- It is finished when it has a result, running when an attempt has not ended, else open.
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),  -- of all that its result depends on
  failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),  -- given up, without a result
  forgiven INTEGER NOT NULL DEFAULT 0  -- failures of attempts up to this number do not count
) STRICT;
INSERT INTO trials VALUES(1,X'9b403727ee2230ce7ebf10e8e92228eddec2f3f5f3c913da5c72a71754e63e46',0,0);
INSERT INTO trials VALUES(2,X'edb71032413c49055e3919addc96cc2333be8fbb799cddaf52cc0eb9468f7c5d',0,0);
INSERT INTO trials VALUES(3,X'7864ec7a072a37616b66a1ab33bc9946ec097bdfb73ec4a12e445bcc905168d0',1,0);
INSERT INTO trials VALUES(4,X'a9154df1696a9085117b55751f0ac195474cb56ab83f302806c585fb5ce82c25',0,0);
INSERT INTO trials VALUES(5,X'6d997bc2a9b8b5a8d553814d7ccce83b13e292f7530d06d5f4c4e7a0a7c5c59d',0,0);
INSERT INTO trials VALUES(6,X'5e354764e13bacdf72005dd97945235298d0c53c562e31e0fc333555d12cd88a',1,0);
INSERT INTO trials VALUES(7,X'cebb7087b697bd1885af353adefa3551660072cae076b8729f3ea670bd51af73',0,0);
INSERT INTO trials VALUES(8,X'e6234ab5899672b0ae5a2d55c560c5c94d3f6a55293329cc964d6c05136a874a',0,0);
INSERT INTO trials VALUES(9,X'f21fd2d518b3df11c6c2d97e2f64d83ca385e7699aeee514b6938c42bb5e086f',0,0);
INSERT INTO trials VALUES(10,X'f56593cc2cb849cca47334c52037b790d052edadc4dbae0113c169abd9fcb15d',0,0);
INSERT INTO trials VALUES(11,X'217cde1b0dd953df0a2c80d337976a5b212366e74b3d2b435bd1c272d83d4820',1,0);
INSERT INTO trials VALUES(12,X'479436c19484e119b72564c1648695f9f45ade676b0d41de63c22369bd638890',0,0);
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
INSERT INTO sweep_trials VALUES(1,0,0,2,3);
INSERT INTO sweep_trials VALUES(1,1,0,0,4);
INSERT INTO sweep_trials VALUES(1,1,0,1,5);
INSERT INTO sweep_trials VALUES(1,1,0,2,6);
INSERT INTO sweep_trials VALUES(2,0,0,0,7);
INSERT INTO sweep_trials VALUES(2,0,0,1,8);
INSERT INTO sweep_trials VALUES(2,0,0,2,9);
INSERT INTO sweep_trials VALUES(2,1,0,0,10);
INSERT INTO sweep_trials VALUES(2,1,0,1,11);
INSERT INTO sweep_trials VALUES(2,1,0,2,12);
CREATE TABLE coordinators (
  -- Every start of a coordinator.
  epoch INTEGER PRIMARY KEY,         -- grows by one; what says a lower one is out of date
  sweep INTEGER NOT NULL REFERENCES sweeps,
  started TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
INSERT INTO coordinators VALUES(1,1,'2026-11-28T19:38:40.477Z');
INSERT INTO coordinators VALUES(2,2,'2026-11-28T19:38:42.480Z');
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
INSERT INTO workers VALUES(1,'ada',11953,2,'engine 3','x86-64-v3',NULL,'2026-11-28T19:38:40.860Z','2026-11-28T19:38:41.034Z',NULL);
INSERT INTO workers VALUES(2,'ada',11970,2,'engine 3','x86-64-v3',NULL,'2026-11-28T19:38:42.931Z','2026-11-28T19:38:43.278Z',NULL);
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
INSERT INTO attempts VALUES(1,1,1,1,'2026-11-28T19:38:40.860Z','2026-11-28T19:38:40.926Z','finished',NULL,NULL,NULL);
INSERT INTO attempts VALUES(2,1,1,1,'2026-11-28T19:38:40.860Z','2026-11-28T19:38:40.926Z','finished',NULL,NULL,NULL);
INSERT INTO attempts VALUES(3,1,1,1,'2026-11-28T19:38:40.860Z','2026-11-28T19:38:40.959Z','failed','exit code','the program ended with exit code 7: no such rate',replace('no such rate\n','\n',char(10)));
INSERT INTO attempts VALUES(3,2,1,1,'2026-11-28T19:38:40.959Z','2026-11-28T19:38:41.023Z','failed','exit code','the program ended with exit code 7: no such rate',replace('no such rate\n','\n',char(10)));
INSERT INTO attempts VALUES(4,1,1,1,'2026-11-28T19:38:40.860Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO attempts VALUES(5,1,1,1,'2026-11-28T19:38:40.926Z','2026-11-28T19:38:40.955Z','lost',NULL,NULL,NULL);
INSERT INTO attempts VALUES(6,1,1,1,'2026-11-28T19:38:40.926Z','2026-11-28T19:38:40.961Z','failed','exit code','the program ended with exit code 7: no such rate',replace('no such rate\n','\n',char(10)));
INSERT INTO attempts VALUES(6,2,1,1,'2026-11-28T19:38:40.961Z','2026-11-28T19:38:40.992Z','failed','exit code','the program ended with exit code 7: no such rate',replace('no such rate\n','\n',char(10)));
INSERT INTO attempts VALUES(7,1,2,2,'2026-11-28T19:38:42.931Z','2026-11-28T19:38:42.950Z','finished',NULL,NULL,NULL);
INSERT INTO attempts VALUES(8,1,2,2,'2026-11-28T19:38:42.931Z','2026-11-28T19:38:42.967Z','finished',NULL,NULL,NULL);
INSERT INTO attempts VALUES(9,1,2,2,'2026-11-28T19:38:42.931Z','2026-11-28T19:38:42.967Z','lost',NULL,NULL,NULL);
INSERT INTO attempts VALUES(9,2,2,2,'2026-11-28T19:38:42.931Z','2026-11-28T19:38:42.967Z','finished',NULL,NULL,NULL);
INSERT INTO attempts VALUES(10,1,2,2,'2026-11-28T19:38:42.931Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO attempts VALUES(11,1,2,2,'2026-11-28T19:38:42.950Z','2026-11-28T19:38:43.113Z','failed','crashed','the training ended by signal 11','');
CREATE TABLE metrics (
  -- Names are kept once: a large sweep has tens of millions of measurements, of 27 bytes each.
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO metrics VALUES(1,'acc');
INSERT INTO metrics VALUES(2,'loss');
INSERT INTO metrics VALUES(3,'accuracy');
INSERT INTO metrics VALUES(4,'val_accuracy');
INSERT INTO metrics VALUES(5,'val_accuracy_class_0');
INSERT INTO metrics VALUES(6,'val_accuracy_class_1');
INSERT INTO metrics VALUES(7,'val_accuracy_class_2');
INSERT INTO metrics VALUES(8,'val_accuracy_class_3');
INSERT INTO metrics VALUES(9,'val_accuracy_class_4');
INSERT INTO metrics VALUES(10,'val_accuracy_class_5');
INSERT INTO metrics VALUES(11,'val_accuracy_class_6');
INSERT INTO metrics VALUES(12,'val_accuracy_class_7');
INSERT INTO metrics VALUES(13,'val_accuracy_class_8');
INSERT INTO metrics VALUES(14,'val_accuracy_class_9');
INSERT INTO metrics VALUES(15,'val_f1');
INSERT INTO metrics VALUES(16,'val_loss');
INSERT INTO metrics VALUES(17,'val_precision');
INSERT INTO metrics VALUES(18,'val_recall');
CREATE TABLE measurements (
  trial INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  metric INTEGER NOT NULL REFERENCES metrics,
  epoch INTEGER NOT NULL,
  value REAL,                        -- NULL is NaN, which SQLite has not; infinities are Inf, -Inf
  PRIMARY KEY (trial, attempt, metric, epoch),
  FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, number)
) STRICT, WITHOUT ROWID;
INSERT INTO measurements VALUES(1,1,1,2,0.25);
INSERT INTO measurements VALUES(1,1,2,1,0.5);
INSERT INTO measurements VALUES(1,1,2,2,0.10000000000000000555);
INSERT INTO measurements VALUES(2,1,1,2,0.25);
INSERT INTO measurements VALUES(2,1,2,1,0.5);
INSERT INTO measurements VALUES(2,1,2,2,0.2000000000000000111);
INSERT INTO measurements VALUES(7,1,2,1,2.0183190712087566431);
INSERT INTO measurements VALUES(7,1,2,2,1.3447885780617272466);
INSERT INTO measurements VALUES(7,1,3,1,0.36338418862690707866);
INSERT INTO measurements VALUES(7,1,3,2,0.73439667128987518029);
INSERT INTO measurements VALUES(7,1,4,1,0.38028169014084506338);
INSERT INTO measurements VALUES(7,1,4,2,0.76619718309859152771);
INSERT INTO measurements VALUES(7,1,5,1,0.14285714285714284921);
INSERT INTO measurements VALUES(7,1,5,2,1.0);
INSERT INTO measurements VALUES(7,1,6,1,0.0);
INSERT INTO measurements VALUES(7,1,6,2,0.80555555555555558022);
INSERT INTO measurements VALUES(7,1,7,1,0.0);
INSERT INTO measurements VALUES(7,1,7,2,0.68571428571428572062);
INSERT INTO measurements VALUES(7,1,8,1,0.0);
INSERT INTO measurements VALUES(7,1,8,2,0.97222222222222220988);
INSERT INTO measurements VALUES(7,1,9,1,0.66666666666666662965);
INSERT INTO measurements VALUES(7,1,9,2,0.94444444444444441977);
INSERT INTO measurements VALUES(7,1,10,1,0.27777777777777779011);
INSERT INTO measurements VALUES(7,1,10,2,0.66666666666666662965);
INSERT INTO measurements VALUES(7,1,11,1,0.83333333333333337034);
INSERT INTO measurements VALUES(7,1,11,2,1.0);
INSERT INTO measurements VALUES(7,1,12,1,0.11428571428571428214);
INSERT INTO measurements VALUES(7,1,12,2,1.0);
INSERT INTO measurements VALUES(7,1,13,1,0.76470588235294112422);
INSERT INTO measurements VALUES(7,1,13,2,0.17647058823529412907);
INSERT INTO measurements VALUES(7,1,14,1,1.0);
INSERT INTO measurements VALUES(7,1,14,2,0.38888888888888889505);
INSERT INTO measurements VALUES(7,1,15,1,0.32707295841413497328);
INSERT INTO measurements VALUES(7,1,15,2,0.75315933548560676236);
INSERT INTO measurements VALUES(7,1,16,1,1.7591263315491283414);
INSERT INTO measurements VALUES(7,1,16,2,1.0359200700169239883);
INSERT INTO measurements VALUES(7,1,17,1,0.51959951548186844583);
INSERT INTO measurements VALUES(7,1,17,2,0.87121012615974624537);
INSERT INTO measurements VALUES(7,1,18,1,0.37996265172735765869);
INSERT INTO measurements VALUES(7,1,18,2,0.76399626517273588888);
INSERT INTO measurements VALUES(8,1,2,1,2.0402147122857470229);
INSERT INTO measurements VALUES(8,1,2,2,1.3707031145692809559);
INSERT INTO measurements VALUES(8,1,3,1,0.36338418862690707866);
INSERT INTO measurements VALUES(8,1,3,2,0.73231622746185853767);
INSERT INTO measurements VALUES(8,1,4,1,0.38028169014084506338);
INSERT INTO measurements VALUES(8,1,4,2,0.76338028169014082724);
INSERT INTO measurements VALUES(8,1,5,1,0.14285714285714284921);
INSERT INTO measurements VALUES(8,1,5,2,1.0);
INSERT INTO measurements VALUES(8,1,6,1,0.0);
INSERT INTO measurements VALUES(8,1,6,2,0.80555555555555558022);
INSERT INTO measurements VALUES(8,1,7,1,0.0);
INSERT INTO measurements VALUES(8,1,7,2,0.68571428571428572062);
INSERT INTO measurements VALUES(8,1,8,1,0.0);
INSERT INTO measurements VALUES(8,1,8,2,0.94444444444444441977);
INSERT INTO measurements VALUES(8,1,9,1,0.66666666666666662965);
INSERT INTO measurements VALUES(8,1,9,2,0.94444444444444441977);
INSERT INTO measurements VALUES(8,1,10,1,0.27777777777777779011);
INSERT INTO measurements VALUES(8,1,10,2,0.66666666666666662965);
INSERT INTO measurements VALUES(8,1,11,1,0.83333333333333337034);
INSERT INTO measurements VALUES(8,1,11,2,1.0);
INSERT INTO measurements VALUES(8,1,12,1,0.11428571428571428214);
INSERT INTO measurements VALUES(8,1,12,2,1.0);
INSERT INTO measurements VALUES(8,1,13,1,0.76470588235294112422);
INSERT INTO measurements VALUES(8,1,13,2,0.17647058823529412907);
INSERT INTO measurements VALUES(8,1,14,1,1.0);
INSERT INTO measurements VALUES(8,1,14,2,0.38888888888888889505);
INSERT INTO measurements VALUES(8,1,15,1,0.32707295841413497328);
INSERT INTO measurements VALUES(8,1,15,2,0.75120524149390122126);
INSERT INTO measurements VALUES(8,1,16,1,1.7830655710940905844);
INSERT INTO measurements VALUES(8,1,16,2,1.0643532179238404111);
INSERT INTO measurements VALUES(8,1,17,1,0.51959951548186844583);
INSERT INTO measurements VALUES(8,1,17,2,0.86957707169535136682);
INSERT INTO measurements VALUES(8,1,18,1,0.37996265172735765869);
INSERT INTO measurements VALUES(8,1,18,2,0.76121848739495812097);
INSERT INTO measurements VALUES(9,2,2,1,2.0618530022240459942);
INSERT INTO measurements VALUES(9,2,2,2,1.3959261377839777829);
INSERT INTO measurements VALUES(9,2,3,1,0.36338418862690707866);
INSERT INTO measurements VALUES(9,2,3,2,0.73231622746185853767);
INSERT INTO measurements VALUES(9,2,4,1,0.38028169014084506338);
INSERT INTO measurements VALUES(9,2,4,2,0.76056338028169012677);
INSERT INTO measurements VALUES(9,2,5,1,0.14285714285714284921);
INSERT INTO measurements VALUES(9,2,5,2,1.0);
INSERT INTO measurements VALUES(9,2,6,1,0.0);
INSERT INTO measurements VALUES(9,2,6,2,0.80555555555555558022);
INSERT INTO measurements VALUES(9,2,7,1,0.0);
INSERT INTO measurements VALUES(9,2,7,2,0.68571428571428572062);
INSERT INTO measurements VALUES(9,2,8,1,0.0);
INSERT INTO measurements VALUES(9,2,8,2,0.94444444444444441977);
INSERT INTO measurements VALUES(9,2,9,1,0.66666666666666662965);
INSERT INTO measurements VALUES(9,2,9,2,0.94444444444444441977);
INSERT INTO measurements VALUES(9,2,10,1,0.27777777777777779011);
INSERT INTO measurements VALUES(9,2,10,2,0.66666666666666662965);
INSERT INTO measurements VALUES(9,2,11,1,0.83333333333333337034);
INSERT INTO measurements VALUES(9,2,11,2,1.0);
INSERT INTO measurements VALUES(9,2,12,1,0.11428571428571428214);
INSERT INTO measurements VALUES(9,2,12,2,1.0);
INSERT INTO measurements VALUES(9,2,13,1,0.76470588235294112422);
INSERT INTO measurements VALUES(9,2,13,2,0.1470588235294117696);
INSERT INTO measurements VALUES(9,2,14,1,1.0);
INSERT INTO measurements VALUES(9,2,14,2,0.38888888888888889505);
INSERT INTO measurements VALUES(9,2,15,1,0.32707295841413497328);
INSERT INTO measurements VALUES(9,2,15,2,0.74635372765933660765);
INSERT INTO measurements VALUES(9,2,16,1,1.8060984470860408368);
INSERT INTO measurements VALUES(9,2,16,2,1.0919879980611819636);
INSERT INTO measurements VALUES(9,2,17,1,0.51959951548186844583);
INSERT INTO measurements VALUES(9,2,17,2,0.86906517768752233887);
INSERT INTO measurements VALUES(9,2,18,1,0.37996265172735765869);
INSERT INTO measurements VALUES(9,2,18,2,0.75827731092436989612);
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
INSERT INTO results VALUES(1,1,'completed',X'74520f3cfef4c20e204e81b8b97e5ed5e8d5e0ee0325e1420cb7db15e18240a0',0.044350275000000001501,2,'2026-11-28T19:38:40.926Z');
INSERT INTO results VALUES(2,1,'completed',X'14a6eee3937b79220ea530d4c1c091d0bf46c9a598da1b89771aa962bcd87be2',0.042365342000000000277,2,'2026-11-28T19:38:40.926Z');
INSERT INTO results VALUES(7,1,'completed',X'0588f1c30940dd5f86b2ba13b7c25607ebb87bffeaf99c63692ffb5f9a79aa06',0.010069499000000000851,2,'2026-11-28T19:38:42.950Z');
INSERT INTO results VALUES(8,1,'completed',X'1c467be2a0ba98983899b11f4e8b90e9cad9f243e58336d0d3cc65a8af0aed5d',0.018682996000000000325,2,'2026-11-28T19:38:42.967Z');
INSERT INTO results VALUES(9,2,'completed',X'941bac62e01652d9e951ffbae8c3618281bab005f4fd10589394b70e957eff31',0.011026014000000000647,2,'2026-11-28T19:38:42.967Z');
CREATE TABLE attachments (
  -- What is too long for a measurement, such as a confusion matrix.
  trial INTEGER NOT NULL REFERENCES results,
  name TEXT NOT NULL,
  content TEXT NOT NULL,             -- JSON, with JSON5's NaN and Infinity
  PRIMARY KEY (trial, name)
) STRICT, WITHOUT ROWID;
INSERT INTO attachments VALUES(7,'confusion','{"counts": [[35, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 29, 1, 4, 0, 0, 0, 1, 0, 0], [0, 1, 24, 9, 0, 0, 0, 1, 0, 0], [0, 0, 0, 35, 0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 34, 0, 0, 2, 0, 0], [0, 0, 0, 4, 0, 24, 0, 8, 0, 0], [0, 0, 0, 0, 0, 0, 36, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 35, 0, 0], [1, 6, 0, 14, 0, 0, 0, 7, 6, 0], [0, 0, 0, 16, 0, 0, 0, 6, 0, 14]], "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]}');
INSERT INTO attachments VALUES(8,'confusion','{"counts": [[35, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 29, 1, 4, 0, 0, 0, 1, 0, 0], [0, 1, 24, 9, 0, 0, 0, 1, 0, 0], [0, 0, 0, 34, 0, 0, 0, 2, 0, 0], [0, 0, 0, 0, 34, 0, 0, 2, 0, 0], [0, 0, 0, 4, 0, 24, 0, 8, 0, 0], [0, 0, 0, 0, 0, 0, 36, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 35, 0, 0], [1, 6, 0, 14, 0, 0, 0, 7, 6, 0], [0, 0, 0, 16, 0, 0, 0, 6, 0, 14]], "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]}');
INSERT INTO attachments VALUES(9,'confusion','{"counts": [[35, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 29, 1, 4, 0, 0, 0, 1, 0, 0], [0, 1, 24, 9, 0, 0, 0, 1, 0, 0], [0, 0, 0, 34, 0, 0, 0, 2, 0, 0], [0, 0, 0, 0, 34, 0, 0, 2, 0, 0], [0, 0, 0, 4, 0, 24, 0, 8, 0, 0], [0, 0, 0, 0, 0, 0, 36, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 35, 0, 0], [1, 6, 0, 15, 0, 0, 0, 7, 5, 0], [0, 0, 0, 16, 0, 0, 0, 6, 0, 14]], "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]}');
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
INSERT INTO notes VALUES(1,1,'/usr/bin/sh',replace('loss=0.5\nloss=0.1\nacc=0.25\n','\n',char(10)),NULL);
INSERT INTO notes VALUES(2,1,'/usr/bin/sh',replace('loss=0.5\nloss=0.2\nacc=0.25\n','\n',char(10)),NULL);
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
INSERT INTO conflicts VALUES(1,9,1,X'5baa8253515f3c14acc0900d35ee778442ede4019580d3d04ff83a245faf69b6',X'8369636f6d706c65746564818201a2646c6f7373fb3fe80000000000006c76616c5f6163637572616379fb3fd0000000000000a0',0.25,'2026-11-28T19:38:44.000Z');
CREATE INDEX sweeps_by_name ON sweeps (name, used);
CREATE UNIQUE INDEX attempts_running ON attempts (trial) WHERE ended IS NULL;
CREATE INDEX attempts_of_workers ON attempts (worker, ending);
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
COMMIT;
PRAGMA application_id = 0x73776570;
PRAGMA user_version = 1;

/// Races: which configurations left, after which block and why, and which were brought back.
let raceTables = #"""
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
  """#

/// How sweeps stand, kept with what it follows from; and the order in which things happened that may fall into
/// one millisecond.
let standingTables = """
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

  -- What changes a sweep beside its own coordinator has it counted again.
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

  -- The order in which a coordinator handed them out.
  ALTER TABLE leases ADD COLUMN place INTEGER NOT NULL DEFAULT 0;

  -- The workers of a coordinator, from this one on.
  ALTER TABLE coordinators ADD COLUMN first_worker INTEGER NOT NULL DEFAULT 0;
  """

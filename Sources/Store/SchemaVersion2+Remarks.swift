/// Where the numbers of programs were read, and what became of them.
let remarkTables = #"""
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
  """#

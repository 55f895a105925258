/// On which rows of a test part or a holdout trained networks are right.
let rowTables = #"""
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
  """#

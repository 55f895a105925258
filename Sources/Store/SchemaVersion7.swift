/// The tables of notes on configurations, of tags, and of workers that were told to finish and go.
let annotationTables = """
  -- NULL: the note is about the whole sweep.
  ALTER TABLE sweep_notes ADD COLUMN configuration INTEGER;

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

  -- When it was told to finish what it trains and go, as somebody drained its host.
  ALTER TABLE workers ADD COLUMN drained TEXT;
  """

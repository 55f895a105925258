/// A coordinator that was told to begin no training.
let pauseColumn = """
  -- Since when no training begins; NULL while trainings do.
  ALTER TABLE coordinators ADD COLUMN paused TEXT;
  """

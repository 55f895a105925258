/// Halving: which configurations went on to which rung.
let halvingColumns = """
  -- Of a decision of the kind 'promotion', the epoch until which its configuration is trained from then on;
  -- 0 of all others. Trials that end before their end are in sweep_trials, under their own `until`.
  ALTER TABLE decisions ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
  """

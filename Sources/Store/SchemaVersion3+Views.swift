/// The views of version 2, without what 'sweep remove' has hidden.
let shownViews = #"""
  DROP VIEW trial_results;

  CREATE VIEW trial_results AS
  -- One row a whole trial of what is shown. `epoch` and `value` are the metric's, at the epoch that the
  -- spec asks for; a value is NULL when it is NaN, was not measured, or the trial diverged.
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
    AND NOT EXISTS (
      SELECT 1 FROM removals h
      WHERE h.sweep = s.id AND (h.configuration IS NULL OR h.configuration = c.number))
  ORDER BY s.name, c.number, p.replicate, p.fold;

  DROP VIEW curves;

  CREATE VIEW curves AS
  -- One row for every metric at every epoch of every trial with a result, of what is shown.
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
    AND NOT EXISTS (
      SELECT 1 FROM removals h
      WHERE h.sweep = s.id AND (h.configuration IS NULL OR h.configuration = c.number))
  ORDER BY s.name, c.number, p.replicate, p.fold, n.name, m.epoch;
  """#

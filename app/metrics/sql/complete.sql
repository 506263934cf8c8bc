-- How complete the alerts of the period are: those without a whole timeline (flag 32) that have none at all, and whose timeline
-- lacks the trigger or the last resolve (flag 512); whose work has no end yet (flag 256); that moved to unknown assignees (flag
-- 1024); and those that came to an end whose first-line completion is unknown (definitions section 4).
SELECT
  count(CASE WHEN mod(CAST(floor(flags / 32.0) AS bigint), 2) = 1 AND mod(CAST(floor(flags / 512.0) AS bigint), 2) = 0 THEN 1 END) AS without_timeline,
  count(CASE WHEN mod(CAST(floor(flags / 512.0) AS bigint), 2) = 1 THEN 1 END) AS incomplete_timelines,
  count(CASE WHEN mod(CAST(floor(flags / 256.0) AS bigint), 2) = 1 THEN 1 END) AS still_working,
  count(CASE WHEN mod(CAST(floor(flags / 1024.0) AS bigint), 2) = 1 THEN 1 END) AS unknown_assignees,
  count(CASE WHEN to_completion_s IS NULL AND completion NOT IN ('open', 'timed_out', 'straight_to_l2') THEN 1 END) AS unknown_completion
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day

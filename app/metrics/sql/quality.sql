-- What is not as it should be among the alerts of the period: those whose hand-off nobody tells (flag 32), open ones, instants before the trigger that were dropped,
-- priorities that are missing or came from a rule.
SELECT CAST(coalesce(sum(mod(CAST(floor(flags / 32.0) AS bigint), 2)), 0) AS bigint) AS without_hand_off_time,
  CAST(coalesce(sum(CASE WHEN to_resolve_s IS NULL THEN 1 ELSE 0 END), 0) AS bigint) AS open,
  CAST(coalesce(sum(impossible), 0) AS bigint) AS impossible,
  CAST(coalesce(sum(CASE WHEN priority = '' THEN 1 ELSE 0 END), 0) AS bigint) AS priorities_missing,
  CAST(coalesce(sum(by_rule), 0) AS bigint) AS priorities_by_rule
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day

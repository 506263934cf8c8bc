-- Alerts of each unit and month, and of all units together ('*'), up to that of the period's end, each whole. Alerts belong to the month in
-- which they were triggered, local time. manned: a person acted on it; auto-recovered: resolved, not manned, not merged;
-- untouched open: neither. Sums leave unknown out. MTTR leaves merged out; night is 22:00 to 05:00 local.
-- people only, automation only, both: who acted on it, persons and automation users. timelines: alerts
-- of which log entries tell the course (flag 32), as only they tell of hand-offs.
SELECT CASE WHEN grouping(unit) = 1 THEN '*' ELSE unit END AS unit, month,
  count(*) AS count,
  CAST(sum(manned) AS bigint) AS manned,
  CAST(sum(CASE WHEN manned = 0 AND merged = 0 AND to_resolve_s IS NOT NULL THEN 1 ELSE 0 END) AS bigint) AS auto_recovered,
  CAST(sum(CASE WHEN manned = 0 AND merged = 0 AND to_resolve_s IS NULL THEN 1 ELSE 0 END) AS bigint) AS untouched_open,
  CAST(sum(merged) AS bigint) AS merged,
  CAST(sum(CASE WHEN merged = 1 AND manned = 0 THEN 1 ELSE 0 END) AS bigint) AS merged_unmanned,
  CAST(sum(CASE WHEN hand_off_by = 'hand' THEN 1 ELSE 0 END) AS bigint) AS handed_off,
  CAST(sum(CASE WHEN hand_off_by = 'automation' THEN 1 ELSE 0 END) AS bigint) AS handed_off_by_automation,
  CAST(sum(CASE WHEN hand_off_by = 'timeout' THEN 1 ELSE 0 END) AS bigint) AS timed_out,
  CAST(sum(straight_to_l2) AS bigint) AS straight_to_l2,
  CAST(sum(CASE WHEN to_resolve_s IS NULL THEN 1 ELSE 0 END) AS bigint) AS open,
  CAST(coalesce(sum(handling_s), 0) AS bigint) AS handling_s,
  count(CASE WHEN handling_s IS NULL THEN 1 END) AS handling_unknown,
  CAST(coalesce(sum(CASE WHEN manned = 1 THEN handling_s END), 0) AS bigint) AS handling_manned_s,
  count(CASE WHEN manned = 1 THEN handling_s END) AS handling_manned_n,
  CAST(coalesce(sum(to_acknowledge_s), 0) AS bigint) AS ack_sum_s,
  count(to_acknowledge_s) AS ack_n,
  CAST(coalesce(sum(CASE WHEN merged = 0 THEN to_resolve_s END), 0) AS bigint) AS resolve_sum_s,
  count(CASE WHEN merged = 0 THEN to_resolve_s END) AS resolve_n,
  CAST(coalesce(sum(CASE WHEN merged = 0 AND manned = 1 THEN to_resolve_s END), 0) AS bigint) AS resolve_manned_sum_s,
  count(CASE WHEN merged = 0 AND manned = 1 THEN to_resolve_s END) AS resolve_manned_n,
  CAST(sum(CASE WHEN hour >= 22 OR hour < 5 THEN 1 ELSE 0 END) AS bigint) AS night_count,
  count(CASE WHEN manned = 1 AND automation_acted = 0 THEN 1 END) AS people_only,
  count(CASE WHEN manned = 0 AND automation_acted = 1 THEN 1 END) AS automation_only,
  count(CASE WHEN manned = 1 AND automation_acted = 1 THEN 1 END) AS both_acted,
  CAST(sum(CASE WHEN mod(CAST(floor(flags / 32.0) AS bigint), 2) = 0 THEN 1 ELSE 0 END) AS bigint) AS timelines
FROM alert CROSS JOIN q
WHERE month <= q.to_month
GROUP BY GROUPING SETS ((unit, month), (month))
ORDER BY 1, 2

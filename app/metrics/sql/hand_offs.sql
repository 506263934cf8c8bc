-- Hand-offs of the period's alerts to the second line (definitions section 3), and who handled them. timelines: alerts of which
-- log entries tell the course; of the others nobody knows whether they were handed over (flag 32). To hand-off: of those handed
-- over by hand or by automation, from the trigger. Automation: an automation user acted on it; people: a person did;
-- untold: no source says who acted (flag 16), so that "nobody" would be a guess.
SELECT CAST(coalesce(sum(CASE WHEN mod(CAST(floor(flags / 32.0) AS bigint), 2) = 0 THEN 1 ELSE 0 END), 0) AS bigint) AS timelines,
  count(CASE WHEN hand_off_by = 'hand' THEN 1 END) AS by_hand,
  count(CASE WHEN hand_off_by = 'automation' THEN 1 END) AS by_automation,
  count(CASE WHEN hand_off_by = 'timeout' THEN 1 END) AS timed_out,
  CAST(coalesce(sum(straight_to_l2), 0) AS bigint) AS straight_to_l2,
  CAST(coalesce(sum(CASE WHEN hand_off_by IN ('hand', 'automation') THEN to_hand_off_s END), 0) AS bigint) AS to_hand_off_sum_s,
  count(CASE WHEN hand_off_by IN ('hand', 'automation') THEN to_hand_off_s END) AS to_hand_off_n,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN hand_off_by IN ('hand', 'automation') THEN to_hand_off_s END) AS to_hand_off_p50,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY CASE WHEN hand_off_by IN ('hand', 'automation') THEN to_hand_off_s END) AS to_hand_off_p90,
  count(CASE WHEN manned = 1 AND automation_acted = 0 THEN 1 END) AS people_only,
  count(CASE WHEN manned = 0 AND automation_acted = 1 THEN 1 END) AS automation_only,
  count(CASE WHEN manned = 1 AND automation_acted = 1 THEN 1 END) AS both_acted,
  count(CASE WHEN manned = 0 AND automation_acted = 0 AND mod(CAST(floor(flags / 16.0) AS bigint), 2) = 0 THEN 1 END) AS nobody,
  count(CASE WHEN manned = 0 AND automation_acted = 0 AND mod(CAST(floor(flags / 16.0) AS bigint), 2) = 1 THEN 1 END) AS untold
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day

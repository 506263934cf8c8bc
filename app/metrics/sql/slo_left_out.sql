-- Alerts of the period that the SLO leaves out, by reason; and those that no person acted on and that took longer than
-- their limit.
SELECT slo AS reason, count(*) AS count,
  CAST(sum(CASE WHEN slo = 'without_person' AND to_completion_s > limit_s THEN 1 ELSE 0 END) AS bigint) AS after_limit
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day AND slo NOT IN ('met', 'missed')
GROUP BY slo
ORDER BY slo

-- What each user did on each incident that has the trigger in its timeline (key: of the incident in the table event). Instants
-- are seconds since 1970. moved_at: the first move after the second of the trigger: an escalate or delegate, or an assign or
-- reassign by a person, automation or integration (PagerDuty's own assigns are the beginning, or follow an acknowledge).
-- delegated: it was moved to another policy. acts are
-- all but notes, whose channel says nothing; api_acts came by the API.
SELECT e.key, e.agent_id, max(e.agent_name) AS agent_name, c.triggered_at, m.moved_at, coalesce(m.delegated, 0) AS delegated,
  min(e."at") AS acted_at,
  min(CASE WHEN e.type = 'acknowledge' THEN e."at" END) AS acknowledged_at,
  count(CASE WHEN e.type = 'annotate' THEN 1 END) AS notes,
  count(CASE WHEN e.type <> 'annotate' THEN 1 END) AS acts,
  count(CASE WHEN e.type <> 'annotate' AND e.channel = 'api' THEN 1 END) AS api_acts
FROM event e
JOIN (SELECT key, min("at") AS triggered_at FROM event WHERE type = 'trigger' GROUP BY key) c ON c.key = e.key
LEFT JOIN (
  SELECT v.key, min(v."at") AS moved_at, max(CASE WHEN v.type = 'delegate' THEN 1 ELSE 0 END) AS delegated
  FROM event v JOIN (SELECT key, min("at") AS triggered_at FROM event WHERE type = 'trigger' GROUP BY key) b ON b.key = v.key
  WHERE v."at" > b.triggered_at + 1
    AND (v.type IN ('escalate', 'delegate') OR v.type IN ('assign', 'reassign') AND v.agent_type IN ('user', 'bot_user', 'integration'))
  GROUP BY v.key
) m ON m.key = e.key
WHERE e.agent_type = 'user' AND (e.agent_id <> '' OR e.agent_name <> '')
  AND e.type IN ('acknowledge', 'unacknowledge', 'assign', 'reassign', 'escalate', 'delegate', 'snooze', 'annotate', 'resolve')
GROUP BY e.key, e.agent_id, CASE WHEN e.agent_id = '' THEN e.agent_name ELSE '' END, c.triggered_at, m.moved_at, m.delegated
ORDER BY e.key, 7, e.agent_id, 3

-- The incidents of all units and clients for an Overview, packed into three whole numbers each: place (unit and client, by
-- overview_place) · local day · kind; handling seconds (−1 unknown); and the small truths: priority (by overview_priority),
-- whether log entries tell its course, what the SLO makes of it (1 met, 2 missed, 0 left out), manned, merged, resolved.
SELECT (p.place * 65536 + a.day) AS place_day, a.kind_id, coalesce(a.handling_s, -1) AS handling_s,
  coalesce(r.priority_n, 0) * 64 + (1 - mod(CAST(floor(a.flags / 32.0) AS bigint), 2)) * 32 + CASE a.slo WHEN 'met' THEN 8 WHEN 'missed' THEN 16 ELSE 0 END
    + a.manned * 4 + a.merged * 2 + CASE WHEN a.to_resolve_s IS NULL THEN 0 ELSE 1 END AS truths
FROM (%s) a
JOIN overview_place p ON p.unit = a.unit AND p.client = a.client
LEFT JOIN overview_priority r ON r.priority = a.priority

-- Who made the first human acknowledge: place in the list "", l1, other.
ALTER TABLE incident ADD COLUMN acknowledged_by BIGINT DEFAULT 0;

CREATE OR REPLACE VIEW facts AS SELECT
  CASE WHEN service_id <> '' THEN service_id ELSE service END AS service_key,
  "account",
  "id",
  "title",
  "given_priority",
  "service_id",
  "service",
  "team",
  "number",
  "triggered_at",
  "acknowledged_at",
  "resolved_at",
  "updated_at",
  "engaged_s",
  "told",
  "impossible",
  "import",
  "row",
  "ordered_at",
  "priority",
  CASE priority_by WHEN 0 THEN 'none' WHEN 1 THEN 'pagerduty' WHEN 2 THEN 'rule' ELSE '' END AS priority_by,
  CASE completion WHEN 1 THEN 'resolved_by_l1' WHEN 2 THEN 'handed_to_l2' WHEN 3 THEN 'handed_to_l2_by_automation' WHEN 4 THEN 'resolved_by_other' WHEN 5 THEN 'resolved_without_person' WHEN 6 THEN 'merged' WHEN 7 THEN 'timed_out' WHEN 8 THEN 'straight_to_l2' WHEN 9 THEN 'open' ELSE '' END AS completion,
  CASE acknowledged_by WHEN 1 THEN 'l1' WHEN 2 THEN 'other' ELSE '' END AS acknowledged_by,
  CASE resolved_by WHEN 1 THEN 'l1' WHEN 2 THEN 'other_person' WHEN 3 THEN 'automation' WHEN 4 THEN 'integration' WHEN 5 THEN 'timeout' WHEN 6 THEN 'merge' WHEN 7 THEN 'unknown' ELSE '' END AS resolved_by,
  CASE hand_off_by WHEN 1 THEN 'hand' WHEN 2 THEN 'automation' WHEN 3 THEN 'timeout' ELSE '' END AS hand_off_by,
  "kind_id",
  "day",
  "month",
  "weekday",
  "hour",
  "manned",
  "merged",
  "straight_to_l2",
  "automation_acted",
  "to_acknowledge_s",
  "to_resolve_s",
  "to_completion_s",
  "to_hand_off_s",
  "human_act",
  "reopened",
  "reopened_in_60",
  "l1_s",
  "l1_basis",
  "l1_shared_s",
  "l1_shared_basis",
  "pagerduty_s",
  "pagerduty_basis",
  "effort_s",
  "effort_basis",
  "ack_to_resolve_s",
  "ack_to_resolve_basis",
  "flags"
FROM incident WHERE gone = 0;

-- The stretches that people of the first line worked on incidents (definitions section 5), as derived from the table event.
-- Instants are seconds since 1970 UTC; '' = not known.
CREATE TABLE interval (
    account VARCHAR NOT NULL,
    id VARCHAR NOT NULL,            -- of the incident
    person_id VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT,                   -- NULL: it has no end yet
    implicit BIGINT NOT NULL,       -- 1: it began with another act than an acknowledge
    ran_on BIGINT NOT NULL,         -- 1: it ran on past the timeout of an acknowledge
    ended_by BIGINT NOT NULL,       -- place in the list "", hand_off, resolve, unacknowledge, timeout, snooze, move
    "key" BIGINT NOT NULL           -- of the incident, as in the table incident
);

-- Windows of time that were pulled from the API whole, and the import that brought the last of each.
CREATE TABLE pull_window (
    account VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,          -- the first instant that is no longer in it
    done_at BIGINT NOT NULL,
    "import" BIGINT NOT NULL
);

-- Who is in which team, each list whole as an import brought it; the newest of an account holds.
CREATE TABLE team_member (
    account VARCHAR NOT NULL,
    team_id VARCHAR NOT NULL,
    team VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    "import" BIGINT NOT NULL
);

-- What was derived without timelines is derived again.
DELETE FROM setting WHERE name = 'rules';

-- One row an incident: what PagerDuty said of it, merged by field (definitions section 10), then what follows from it by
-- the rules. Instants are seconds since 1970 UTC, spans whole seconds; '' and NULL mean unknown; truths are 0 and 1. No
-- key: an import asserts that (account, id) is unique. gone = 1: merged into another row by the import that brought it;
-- such rows count for nothing and are deleted after the import.
CREATE TABLE incident (
    "account" VARCHAR NOT NULL,
    "id" VARCHAR NOT NULL,
    "title" VARCHAR NOT NULL,
    "given_priority" VARCHAR NOT NULL,
    "service_id" VARCHAR NOT NULL,
    "service" VARCHAR NOT NULL,
    "team" VARCHAR NOT NULL,
    "more" VARCHAR NOT NULL,
    "number" BIGINT,
    "triggered_at" BIGINT NOT NULL,
    "acknowledged_at" BIGINT,
    "resolved_at" BIGINT,
    "updated_at" BIGINT,
    "engaged_s" BIGINT,
    "told" BIGINT NOT NULL,
    "impossible" BIGINT NOT NULL,
    "import" BIGINT NOT NULL,
    "row" BIGINT NOT NULL,
    "ordered_at" BIGINT NOT NULL,
    "content" BIGINT NOT NULL,
    "key" BIGINT NOT NULL,
    "gone" BIGINT NOT NULL,
    "priority" VARCHAR NOT NULL,
    "priority_by" BIGINT,
    "completion" BIGINT,
    "resolved_by" BIGINT,
    "hand_off_by" BIGINT,
    "kind_id" BIGINT,
    "day" BIGINT,
    "month" BIGINT,
    "weekday" BIGINT,
    "hour" BIGINT,
    "manned" BIGINT,
    "merged" BIGINT,
    "straight_to_l2" BIGINT,
    "automation_acted" BIGINT,
    "to_acknowledge_s" BIGINT,
    "to_resolve_s" BIGINT,
    "to_completion_s" BIGINT,
    "to_hand_off_s" BIGINT,
    "human_act" BIGINT,
    "reopened" BIGINT,
    "reopened_in_60" BIGINT,
    "l1_s" BIGINT,
    "l1_basis" BIGINT,
    "l1_shared_s" BIGINT,
    "l1_shared_basis" BIGINT,
    "pagerduty_s" BIGINT,
    "pagerduty_basis" BIGINT,
    "effort_s" BIGINT,
    "effort_basis" BIGINT,
    "ack_to_resolve_s" BIGINT,
    "ack_to_resolve_basis" BIGINT,
    "flags" BIGINT
);

-- Every reading of the incidents that were read more than once with different content; an incident with one reading has
-- it in the table incident alone.
CREATE TABLE reading (
    "account" VARCHAR NOT NULL,
    "id" VARCHAR NOT NULL,
    "title" VARCHAR NOT NULL,
    "given_priority" VARCHAR NOT NULL,
    "service_id" VARCHAR NOT NULL,
    "service" VARCHAR NOT NULL,
    "team" VARCHAR NOT NULL,
    "more" VARCHAR NOT NULL,
    "number" BIGINT,
    "triggered_at" BIGINT NOT NULL,
    "acknowledged_at" BIGINT,
    "resolved_at" BIGINT,
    "updated_at" BIGINT,
    "engaged_s" BIGINT,
    "told" BIGINT NOT NULL,
    "impossible" BIGINT NOT NULL,
    "import" BIGINT NOT NULL,
    "row" BIGINT NOT NULL,
    "ordered_at" BIGINT NOT NULL,
    "content" BIGINT NOT NULL,
    "key" BIGINT NOT NULL
);

-- What metrics count: one row an incident, with words for the places that its columns keep.
CREATE VIEW facts AS SELECT
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

-- One row a file that went in.
CREATE TABLE import (
    "import" BIGINT PRIMARY KEY,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    account VARCHAR NOT NULL,
    read_at BIGINT NOT NULL,
    newest BIGINT NOT NULL,      -- the newest instant in it, never later than read_at
    "rows" BIGINT NOT NULL,      -- data rows, refused ones included
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    impossible BIGINT NOT NULL
);

-- What people wrote: service or pattern -> project, client, unit, in their order. Days since 1970, NULL = open.
CREATE TABLE map_entry (
    "position" BIGINT NOT NULL,
    service_id VARCHAR NOT NULL,
    service VARCHAR NOT NULL,    -- name, or a pattern with *
    project VARCHAR NOT NULL,
    client VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    from_day BIGINT,
    until_day BIGINT
);

-- The map applied to the services that were met: one row a service_key.
CREATE TABLE service (
    service_key VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    project VARCHAR NOT NULL,
    client VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,       -- '' = the incident's team
    mapped BIGINT NOT NULL,
    from_day BIGINT,
    until_day BIGINT
);

CREATE TABLE setting (name VARCHAR NOT NULL, value VARCHAR NOT NULL);

-- The text of every alert kind that was met.
CREATE TABLE kind (kind_id BIGINT NOT NULL, kind VARCHAR NOT NULL);

-- One row an incident: what PagerDuty said of it, merged by field (definitions section 10), then what follows from it by
-- the rules. Instants are seconds since 1970 UTC, spans whole seconds; '' and NULL mean unknown. No key: an import
-- asserts that (account, id) is unique. The view facts is what metrics count.
CREATE TABLE incident (
    "account" VARCHAR NOT NULL,
    "id" VARCHAR NOT NULL,
    "title" VARCHAR NOT NULL,
    "status" VARCHAR NOT NULL,
    "urgency" VARCHAR NOT NULL,
    "given_priority" VARCHAR NOT NULL,
    "service_id" VARCHAR NOT NULL,
    "service" VARCHAR NOT NULL,
    "team" VARCHAR NOT NULL,
    "policy_id" VARCHAR NOT NULL,
    "policy" VARCHAR NOT NULL,
    "incident_type" VARCHAR NOT NULL,
    "incident_key" VARCHAR NOT NULL,
    "assigned_via" VARCHAR NOT NULL,
    "merged_into" VARCHAR NOT NULL,
    "acknowledgers" VARCHAR NOT NULL,
    "assignees" VARCHAR NOT NULL,
    "resolver_id" VARCHAR NOT NULL,
    "resolver" VARCHAR NOT NULL,
    "number" BIGINT,
    "triggered_at" BIGINT NOT NULL,
    "acknowledged_at" BIGINT,
    "resolved_at" BIGINT,
    "updated_at" BIGINT,
    "acknowledge_count" BIGINT,
    "escalation_count" BIGINT,
    "alert_count" BIGINT,
    "engaged_s" BIGINT,
    "engaged_users" BIGINT,
    "effort_s" BIGINT,
    "snoozed_s" BIGINT,
    "told" BIGINT NOT NULL,
    "impossible" BIGINT NOT NULL,
    "import" BIGINT NOT NULL,
    "row" BIGINT NOT NULL,
    "ordered_at" BIGINT NOT NULL,
    "content" BIGINT NOT NULL,
    "service_key" VARCHAR NOT NULL,
    "priority" VARCHAR NOT NULL,
    "priority_by" VARCHAR NOT NULL,
    "kind" VARCHAR NOT NULL,
    "completion" VARCHAR NOT NULL,
    "resolved_by" VARCHAR NOT NULL,
    "hand_off_by" VARCHAR NOT NULL,
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
    "effort_by_definition_s" BIGINT,
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
    "status" VARCHAR NOT NULL,
    "urgency" VARCHAR NOT NULL,
    "given_priority" VARCHAR NOT NULL,
    "service_id" VARCHAR NOT NULL,
    "service" VARCHAR NOT NULL,
    "team" VARCHAR NOT NULL,
    "policy_id" VARCHAR NOT NULL,
    "policy" VARCHAR NOT NULL,
    "incident_type" VARCHAR NOT NULL,
    "incident_key" VARCHAR NOT NULL,
    "assigned_via" VARCHAR NOT NULL,
    "merged_into" VARCHAR NOT NULL,
    "acknowledgers" VARCHAR NOT NULL,
    "assignees" VARCHAR NOT NULL,
    "resolver_id" VARCHAR NOT NULL,
    "resolver" VARCHAR NOT NULL,
    "number" BIGINT,
    "triggered_at" BIGINT NOT NULL,
    "acknowledged_at" BIGINT,
    "resolved_at" BIGINT,
    "updated_at" BIGINT,
    "acknowledge_count" BIGINT,
    "escalation_count" BIGINT,
    "alert_count" BIGINT,
    "engaged_s" BIGINT,
    "engaged_users" BIGINT,
    "effort_s" BIGINT,
    "snoozed_s" BIGINT,
    "told" BIGINT NOT NULL,
    "impossible" BIGINT NOT NULL,
    "import" BIGINT NOT NULL,
    "row" BIGINT NOT NULL,
    "ordered_at" BIGINT NOT NULL,
    "content" BIGINT NOT NULL
);

CREATE VIEW facts AS SELECT * FROM incident;

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

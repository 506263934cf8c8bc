-- What people agreed out of the SLO (definitions section 7), in their order: one incident by its id or number, or the
-- incidents of services in a window. Instants are seconds since 1970 UTC, NULL = open; '' = not said.
CREATE TABLE exclusion (
    "position" BIGINT NOT NULL,
    incident_id VARCHAR NOT NULL,
    "number" BIGINT,
    service VARCHAR NOT NULL,    -- id, name, or a pattern with *
    client VARCHAR NOT NULL,     -- of today's map; '' = all
    from_at BIGINT,
    until_at BIGINT,             -- the first instant that is no longer in it
    reason VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    written_at BIGINT NOT NULL,
    version BIGINT NOT NULL      -- of the list that brought this entry, from 1
);

-- The exclusions applied to the incidents that were met: one row an incident, with the first entry that holds for it.
CREATE TABLE excluded (
    account VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    "position" BIGINT NOT NULL,
    reason VARCHAR NOT NULL
);

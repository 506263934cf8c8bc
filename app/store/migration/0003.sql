-- What sort of file an import was ('' = from before this migration), and how many entries of timelines it brought.
ALTER TABLE import ADD COLUMN kind VARCHAR DEFAULT '';
ALTER TABLE import ADD COLUMN events BIGINT DEFAULT 0;

-- The import that first met a kind, so that it can go with it; 0 = a derivation by changed rules, or before this migration.
ALTER TABLE kind ADD COLUMN "import" BIGINT DEFAULT 0;

-- One row an entry of a timeline, as the first source that named it said it; it may come before its incident. Identity is
-- account, incident_id and id. Instants are seconds since 1970 UTC; '' and NULL mean unknown.
CREATE TABLE event (
    account VARCHAR NOT NULL,
    incident_id VARCHAR NOT NULL,   -- '#123' where only the number 123 is known
    id VARCHAR NOT NULL,
    "at" BIGINT NOT NULL,
    type VARCHAR NOT NULL,
    agent_type VARCHAR NOT NULL,
    agent_id VARCHAR NOT NULL,
    agent_name VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    assignees VARCHAR NOT NULL,     -- id, tab, name; one a line
    "old" VARCHAR NOT NULL,
    "new" VARCHAR NOT NULL,
    until_at BIGINT,
    "import" BIGINT NOT NULL,
    "key" BIGINT NOT NULL,          -- of the incident, as in the table incident
    hash BIGINT NOT NULL            -- of account and id: the same key and hash are the same entry
);

-- What was known by its number alone until the import "by" brought the id: the readings (by their import and row), and the
-- entries of timelines (by their key and hash as they are now). Taking the import back gives them their number again.
CREATE TABLE joined (
    "by" BIGINT NOT NULL,
    "import" BIGINT NOT NULL,
    "row" BIGINT NOT NULL,
    was VARCHAR NOT NULL,           -- '#123'
    was_key BIGINT NOT NULL
);
CREATE TABLE joined_event (
    "by" BIGINT NOT NULL,
    "key" BIGINT NOT NULL,
    hash BIGINT NOT NULL,
    was VARCHAR NOT NULL,
    was_key BIGINT NOT NULL
);

-- What people said that the columns of a file mean, by the set of its headers; body is app's own.
CREATE TABLE header_mapping (
    "key" VARCHAR PRIMARY KEY,
    body VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    written_at BIGINT NOT NULL,
    version BIGINT NOT NULL         -- of this entry, from 1
);

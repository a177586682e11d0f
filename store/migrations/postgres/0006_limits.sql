-- How often may somebody be asked, and may somebody try: what the limits are decided from.

-- Whose prompt a statement is, so that the prompts of a relying party to a person are found without the sessions that never
-- became one. Columns of the session, written with the statement; NULL in statements from before this migration.
ALTER TABLE statements ADD COLUMN person BYTEA REFERENCES persons (id);
ALTER TABLE statements ADD COLUMN relying_party TEXT REFERENCES relying_parties (id);
CREATE INDEX statements_of_pair ON statements (person, relying_party, created_at) WHERE person IS NOT NULL;

-- From when on the relying party may ask the person again; NULL where the end of the session says nothing about it.
ALTER TABLE outcomes ADD COLUMN retry_at BIGINT;

-- How long a relying party leaves a person alone, as the worker decided last; doors read it.
CREATE TABLE prompt_pauses (
  person        BYTEA  NOT NULL REFERENCES persons (id),
  relying_party TEXT   NOT NULL REFERENCES relying_parties (id),
  paused_until  BIGINT NOT NULL,                        -- mutable
  PRIMARY KEY (person, relying_party)
);
CREATE INDEX prompt_pauses_by_end ON prompt_pauses (paused_until);

-- Enrolments that could be opened and did not prove the activation's secret; the last one that is allowed ends it.
ALTER TABLE activations ADD COLUMN failures BIGINT NOT NULL DEFAULT 0 CHECK (failures >= 0);  -- mutable, never goes down
ALTER TABLE activations ADD COLUMN ended_at BIGINT;    -- NULL unless ended by failures; set once

-- What came for an activation lately.
DROP INDEX enrolment_requests_of_activation;
CREATE INDEX enrolment_requests_of_activation ON enrolment_requests (activation, created_at);

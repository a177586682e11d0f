-- A person is not bombed by many relying parties either, and who is often reported is slowed down.

-- The prompts of a person, whoever asked.
DROP INDEX statements_of_pair;
CREATE INDEX statements_of_person ON statements (person, created_at) WHERE person IS NOT NULL;

-- How long everybody leaves a person alone, as the worker decided last; doors read it.
CREATE TABLE person_pauses (
  person       BLOB    NOT NULL PRIMARY KEY REFERENCES persons (id),
  paused_until INTEGER NOT NULL,                            -- mutable
  decided_at   INTEGER NOT NULL                             -- mutable
) STRICT;
CREATE INDEX person_pauses_by_end ON person_pauses (paused_until);

-- Who said lately that they did not start what a relying party asked: once a person. Deleted after thirty days.
CREATE TABLE reports (
  relying_party TEXT    NOT NULL REFERENCES relying_parties (id),
  person        BLOB    NOT NULL REFERENCES persons (id),
  reported_at   INTEGER NOT NULL,                           -- mutable
  PRIMARY KEY (relying_party, person)
) STRICT;
CREATE INDEX reports_of_party ON reports (relying_party, reported_at);
CREATE INDEX reports_by_time ON reports (reported_at);

-- How long a relying party that is often reported waits before it asks anybody, as the worker decided last; doors read it.
CREATE TABLE report_pauses (
  relying_party TEXT    NOT NULL PRIMARY KEY REFERENCES relying_parties (id),
  paused_until  INTEGER NOT NULL,                           -- mutable
  decided_at    INTEGER NOT NULL                            -- mutable
) STRICT;

-- What a person was asked, and the proof that it stands in the log.

-- The hashes of the log's tiles (C2SP tlog-tiles), from which doors make proofs: at level 0 of leaves, at level n of full tiles of
-- level n - 1. Written with the checkpoint that covers them, in runs of which none goes beyond its tile. Insert only.
CREATE TABLE log_hashes (
  level  BIGINT NOT NULL CHECK (level >= 0),
  first  BIGINT NOT NULL CHECK (first >= 0),            -- the number of the first hash of the run in its level
  hashes BYTEA  NOT NULL CHECK (length(hashes) > 0 AND length(hashes) % 32 = 0),  -- 32 octets each
  PRIMARY KEY (level, first)
);

-- The leaves of sessions, and of the lists of keys that they were stated under, by their digests.
CREATE INDEX leaves_of_sessions ON leaves (sha256) WHERE kind IN ('key-list', 'outcome', 'statement');

CREATE TRIGGER log_hashes_are_insert_only BEFORE UPDATE ON log_hashes FOR EACH ROW
  EXECUTE FUNCTION refuse_change('log hashes are insert only');
CREATE TRIGGER log_hashes_stay BEFORE DELETE ON log_hashes FOR EACH ROW
  EXECUTE FUNCTION refuse_change('log hashes are kept');
CREATE TRIGGER log_hashes_stay_whole BEFORE TRUNCATE ON log_hashes FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('log hashes are kept');

-- What a person was asked, and the proof that it stands in the log.

-- The hashes of the log's tiles (C2SP tlog-tiles), from which doors make proofs: at level 0 of leaves, at level n of full tiles of
-- level n - 1. Written with the checkpoint that covers them, in runs of which none goes beyond its tile. Insert only.
CREATE TABLE log_hashes (
  level  INTEGER NOT NULL CHECK (level >= 0),
  first  INTEGER NOT NULL CHECK (first >= 0),           -- the number of the first hash of the run in its level
  hashes BLOB    NOT NULL CHECK (length(hashes) > 0 AND length(hashes) % 32 = 0),  -- 32 octets each
  PRIMARY KEY (level, first)
) STRICT;

-- The leaves of sessions, and of the lists of keys that they were stated under, by their digests.
CREATE INDEX leaves_of_sessions ON leaves (sha256) WHERE kind IN ('key-list', 'outcome', 'statement');

CREATE TRIGGER log_hashes_are_insert_only BEFORE UPDATE ON log_hashes BEGIN SELECT RAISE(ABORT, 'log hashes are insert only'); END;
CREATE TRIGGER log_hashes_stay BEFORE DELETE ON log_hashes BEGIN SELECT RAISE(ABORT, 'log hashes are kept'); END;

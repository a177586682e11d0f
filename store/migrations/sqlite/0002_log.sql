-- The audit log: which leaf stands at which place of the Merkle tree, and what its key last committed to.

-- Leaves that have no place yet. A trigger adds each leaf in the transaction that writes it; the sequencer takes it away.
CREATE TABLE leaf_queue (
  leaf INTEGER NOT NULL PRIMARY KEY REFERENCES leaves (id)
) STRICT;
INSERT INTO leaf_queue (leaf) SELECT id FROM leaves;
CREATE TRIGGER leaves_are_queued AFTER INSERT ON leaves BEGIN INSERT INTO leaf_queue (leaf) VALUES (NEW.id); END;

-- The places, from 0, without a gap. Insert only.
CREATE TABLE log_entries (
  position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 0),
  leaf     INTEGER NOT NULL UNIQUE REFERENCES leaves (id)
) STRICT;

-- The newest checkpoint: one row, which is replaced by a larger one.
CREATE TABLE log_checkpoint (
  one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  size       INTEGER NOT NULL CHECK (size >= 0),        -- entries that it covers
  frontier   BLOB    NOT NULL,                          -- roots of the full subtrees of which the size consists, 32 octets each
  note       TEXT    NOT NULL,                          -- signed note, C2SP tlog-checkpoint
  created_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER log_entries_are_insert_only BEFORE UPDATE ON log_entries BEGIN SELECT RAISE(ABORT, 'log entries are insert only'); END;
CREATE TRIGGER log_entries_stay BEFORE DELETE ON log_entries BEGIN SELECT RAISE(ABORT, 'log entries are kept'); END;
CREATE TRIGGER log_checkpoint_grows BEFORE UPDATE ON log_checkpoint WHEN NEW.size <= OLD.size
  BEGIN SELECT RAISE(ABORT, 'a checkpoint is replaced by a larger one'); END;
CREATE TRIGGER log_checkpoint_stays BEFORE DELETE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'the checkpoint is kept'); END;

-- The audit log: which leaf stands at which place of the Merkle tree, and what its key last committed to.

-- Leaves that have no place yet. A trigger adds each leaf in the transaction that writes it; the sequencer takes it away.
CREATE TABLE leaf_queue (
  leaf BIGINT NOT NULL PRIMARY KEY REFERENCES leaves (id)
);
INSERT INTO leaf_queue (leaf) SELECT id FROM leaves;
CREATE FUNCTION queue_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO leaf_queue (leaf) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER leaves_are_queued AFTER INSERT ON leaves FOR EACH ROW EXECUTE FUNCTION queue_leaf();

-- The places, from 0, without a gap. Insert only.
CREATE TABLE log_entries (
  position BIGINT NOT NULL PRIMARY KEY CHECK (position >= 0),
  leaf     BIGINT NOT NULL UNIQUE REFERENCES leaves (id)
);

-- The newest checkpoint: one row, which is replaced by a larger one.
CREATE TABLE log_checkpoint (
  one        BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  size       BIGINT NOT NULL CHECK (size >= 0),         -- entries that it covers
  frontier   BYTEA  NOT NULL,                           -- roots of the full subtrees of which the size consists, 32 octets each
  note       TEXT   NOT NULL,                           -- signed note, C2SP tlog-checkpoint
  created_at BIGINT NOT NULL
);

CREATE TRIGGER log_entries_are_insert_only BEFORE UPDATE ON log_entries FOR EACH ROW
  EXECUTE FUNCTION refuse_change('log entries are insert only');
CREATE TRIGGER log_entries_stay BEFORE DELETE ON log_entries FOR EACH ROW
  EXECUTE FUNCTION refuse_change('log entries are kept');
CREATE TRIGGER log_entries_stay_whole BEFORE TRUNCATE ON log_entries FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('log entries are kept');
CREATE TRIGGER log_checkpoint_grows BEFORE UPDATE ON log_checkpoint FOR EACH ROW WHEN (NEW.size <= OLD.size)
  EXECUTE FUNCTION refuse_change('a checkpoint is replaced by a larger one');
CREATE TRIGGER log_checkpoint_stays BEFORE DELETE ON log_checkpoint FOR EACH ROW
  EXECUTE FUNCTION refuse_change('the checkpoint is kept');
CREATE TRIGGER log_checkpoint_stays_whole BEFORE TRUNCATE ON log_checkpoint FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('the checkpoint is kept');

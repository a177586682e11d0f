-- What an index of statuses follows: which serials changed, in the order of the commits.

-- A serial whose status changed, noted by the transaction that changed it, under that transaction's own number. These are not in the order of
-- the commits, but the server knows below which of them nothing is under way: whoever reads from there on misses none.
CREATE TABLE status_changes (
  number BIGINT NOT NULL,
  issuer BIGINT NOT NULL,
  serial BYTEA  NOT NULL CHECK (length(serial) = 16),
  PRIMARY KEY (number, issuer, serial)
);
CREATE FUNCTION note_status_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO status_changes (number, issuer, serial)
    VALUES (pg_current_xact_id()::text::bigint, NEW.issuer, NEW.serial) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER intents_end_in_order AFTER UPDATE OF finalised_at, burnt_at ON intents FOR EACH ROW
  EXECUTE FUNCTION note_status_change();
CREATE TRIGGER intents_come_in_order AFTER INSERT ON intents FOR EACH ROW
  WHEN (NEW.finalised_at IS NOT NULL OR NEW.burnt_at IS NOT NULL) EXECUTE FUNCTION note_status_change();
CREATE TRIGGER revocations_come_in_order AFTER INSERT OR UPDATE ON revocations FOR EACH ROW
  EXECUTE FUNCTION note_status_change();
CREATE TRIGGER holds_come_in_order AFTER INSERT OR UPDATE ON holds FOR EACH ROW
  EXECUTE FUNCTION note_status_change();
CREATE TRIGGER lost_serials_come_in_order AFTER INSERT ON lost_serials FOR EACH ROW
  EXECUTE FUNCTION note_status_change();

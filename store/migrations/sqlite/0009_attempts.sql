-- What was tried in vain lately: limits of all processes together, which outlive each of them.

-- How often somebody has tried something within a while. Whose row it is stands in it only as an HMAC-SHA-256 under the fact
-- `attempts-key` of this store: an address is personal data.
CREATE TABLE attempts (
  kind      TEXT    NOT NULL CHECK (kind IN ('vain-lookup', 'vain-enrolment')),
  subject   BLOB    NOT NULL CHECK (length(subject) = 32),
  begins_at INTEGER NOT NULL,
  ends_at   INTEGER NOT NULL CHECK (ends_at > begins_at),
  count     INTEGER NOT NULL CHECK (count > 0),         -- mutable, only upwards
  PRIMARY KEY (kind, subject, begins_at)
) STRICT;
CREATE TRIGGER attempts_only_grow BEFORE UPDATE ON attempts
  WHEN NEW.count <= OLD.count OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject OR NEW.begins_at <> OLD.begins_at
    OR NEW.ends_at <> OLD.ends_at
  BEGIN SELECT RAISE(ABORT, 'attempts are only counted upwards'); END;

-- Drawn here, because no door may write to this table.
INSERT INTO meta (name, value) VALUES ('attempts-key', lower(hex(randomblob(32))));

-- What was tried in vain lately: limits of all processes together, which outlive each of them.

-- How often somebody has tried something within a while. Whose row it is stands in it only as an HMAC-SHA-256 under the fact
-- `attempts-key` of this store: an address is personal data.
CREATE TABLE attempts (
  kind      TEXT   NOT NULL CHECK (kind IN ('vain-lookup', 'vain-enrolment')),
  subject   BYTEA  NOT NULL CHECK (length(subject) = 32),
  begins_at BIGINT NOT NULL,
  ends_at   BIGINT NOT NULL CHECK (ends_at > begins_at),
  count     BIGINT NOT NULL CHECK (count > 0),          -- mutable, only upwards
  PRIMARY KEY (kind, subject, begins_at)
);
CREATE TRIGGER attempts_only_grow BEFORE UPDATE ON attempts FOR EACH ROW
  WHEN (NEW.count <= OLD.count OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject OR NEW.begins_at <> OLD.begins_at
    OR NEW.ends_at <> OLD.ends_at)
  EXECUTE FUNCTION refuse_change('attempts are only counted upwards');

-- Drawn here, because no door may write to this table: 244 bits of the server's strong randomness, with the marks of two
-- identifiers (RFC 9562) among them.
INSERT INTO meta (name, value)
  VALUES ('attempts-key', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

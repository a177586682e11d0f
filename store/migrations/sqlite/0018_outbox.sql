-- What leaves the country by itself: messages to be delivered, and where phones are woken.

-- The newest subscription of a phone, as the phone signed it; also one that says that it is not to be woken any more, so that an older
-- one does not come back. A newer one takes its place, which a trigger sees to.
CREATE TABLE push_subscriptions (
  device     BLOB    NOT NULL PRIMARY KEY REFERENCES devices (id),
  iat        INTEGER NOT NULL,                          -- as it is signed
  jws        TEXT    NOT NULL,                          -- compact JWS, typ sign-subscription+jwt
  created_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER push_subscriptions_newest BEFORE INSERT ON push_subscriptions
  BEGIN DELETE FROM push_subscriptions WHERE device = NEW.device AND iat <= NEW.iat; END;

-- Messages to be delivered; deleted when they are, or when their time is over.
CREATE TABLE outbox (
  number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  channel    TEXT    NOT NULL CHECK (channel IN ('push')),
  recipient  BLOB    NOT NULL,                          -- of a push: the device
  about      BLOB    NOT NULL,                          -- of a push: the session
  due_at     INTEGER NOT NULL,                          -- mutable: later while it is in somebody's hands, and after each failure
  attempts   INTEGER NOT NULL,                          -- how often it was taken; mutable
  expires_at INTEGER NOT NULL,                          -- from then on nobody needs it
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, number);

-- The keys by which push services know this country (RFC 8292), the newest last. Insert only.
CREATE TABLE push_keys (
  number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  spki       BLOB    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- A phone that was blocked is not woken any more.
CREATE TRIGGER device_blocks_end_pushes AFTER INSERT ON device_blocks
  BEGIN DELETE FROM push_subscriptions WHERE device = NEW.device; END;

-- What else is counted for a while: the program alone says which kinds there are.
CREATE TABLE attempts_of_any_kind (
  kind      TEXT    NOT NULL,
  subject   BLOB    NOT NULL CHECK (length(subject) = 32),
  begins_at INTEGER NOT NULL,
  ends_at   INTEGER NOT NULL CHECK (ends_at > begins_at),
  count     INTEGER NOT NULL CHECK (count > 0),         -- mutable, only upwards
  PRIMARY KEY (kind, subject, begins_at)
) STRICT;
INSERT INTO attempts_of_any_kind (kind, subject, begins_at, ends_at, count)
  SELECT kind, subject, begins_at, ends_at, count FROM attempts;
DROP TABLE attempts;
ALTER TABLE attempts_of_any_kind RENAME TO attempts;
CREATE TRIGGER attempts_only_grow BEFORE UPDATE ON attempts
  WHEN NEW.count <= OLD.count OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject OR NEW.begins_at <> OLD.begins_at
    OR NEW.ends_at <> OLD.ends_at
  BEGIN SELECT RAISE(ABORT, 'attempts are only counted upwards'); END;

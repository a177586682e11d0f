-- Whose unlock was answered last, and wrong PINs that only time forgets.

-- Shares that left: which unlock each one answered, and of which epoch it was. Insert only.
CREATE TABLE shares (
  unlock_sha256 BLOB    NOT NULL PRIMARY KEY REFERENCES unlocks (message),
  session       BLOB    NOT NULL REFERENCES sessions (id),
  epoch         INTEGER NOT NULL CHECK (epoch >= 0),
  told_through  INTEGER,                                -- NULL, or the last of pin_tries that was told with it
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX shares_of_session ON shares (session);

-- PINs that were wrong in the last 30 days, or that nobody has compared yet: at most nine for a purpose. A right PIN
-- deletes its own row and those that were never compared; what was wrong goes with its time alone.
CREATE TABLE pin_tries (
  id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  device        BLOB    NOT NULL REFERENCES devices (id),
  purpose       TEXT    NOT NULL CHECK (purpose IN ('authentication', 'signature')),
  unlock_sha256 BLOB    UNIQUE CHECK (length(unlock_sha256) = 32),  -- NULL: counted by a restore or this migration
  tries         INTEGER NOT NULL CHECK (tries > 0),     -- how many it stands for: 1, or more after a restore
  counted_at    INTEGER NOT NULL,
  compared_at   INTEGER                                 -- NULL: counted, not compared
) STRICT;
CREATE INDEX pin_tries_of_device ON pin_tries (device, id);

-- Marks of unlocks, SHA-256 of their names, 32 octets each: the one that was answered last, then those that its phone
-- had sent before; empty until one is answered. Mutable.
ALTER TABLE device_secrets ADD COLUMN lineage BLOB NOT NULL DEFAULT x'';
ALTER TABLE device_secrets ADD COLUMN told_through INTEGER;  -- NULL, or the last of pin_tries that the person was told of; mutable

-- The counts that there were, a day apart, the last when it was counted: locks last as long as they would have.
INSERT INTO pin_tries (device, purpose, tries, counted_at, compared_at)
  SELECT s.device, s.purpose, 1, s.updated_at - (s.failures - n.k) * 86400, s.updated_at - (s.failures - n.k) * 86400
  FROM device_secrets s
  JOIN (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6
        UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) n ON n.k <= s.failures
  ORDER BY s.device, s.purpose, n.k;

-- Sessions that are unlocked and not yet answered.
INSERT INTO shares (unlock_sha256, session, epoch, created_at)
  SELECT u.message, u.session, d.epoch, r.created_at FROM unlocks u
  JOIN replies r ON r.request_sha256 = u.message AND r.status = 200
  JOIN device_secrets d ON d.device = u.device AND d.purpose = u.purpose
  WHERE NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.session = u.session);

-- Until now a share moved when it was answered: each phone may be ahead, once, as after a restore.
UPDATE device_secrets SET restore_grace_at = updated_at;

ALTER TABLE device_secrets DROP COLUMN failures;
ALTER TABLE device_secrets DROP COLUMN locked_until;
ALTER TABLE device_secrets DROP COLUMN grace_used_at;

CREATE TRIGGER shares_are_insert_only BEFORE UPDATE ON shares BEGIN SELECT RAISE(ABORT, 'shares are insert only'); END;

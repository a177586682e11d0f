-- Requests that name nobody: whoever claims their link with a phone is asked.

-- Insert only, by the relying parties' door; deleted a day after its end. Claimed when there is a session with its identifier.
CREATE TABLE device_links (
  session        BLOB    NOT NULL PRIMARY KEY CHECK (length(session) = 16),
  relying_party  TEXT    NOT NULL REFERENCES relying_parties (id),
  jti            TEXT    NOT NULL,                      -- the relying party's idempotency key
  request_sha256 BLOB    NOT NULL CHECK (length(request_sha256) = 32),
  request        TEXT    NOT NULL,                      -- compact JWS, typ sign-request+jwt
  created_at     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,                      -- when it ends, claimed or not
  UNIQUE (relying_party, jti)
) STRICT;
CREATE INDEX device_links_of_party ON device_links (relying_party, created_at);
CREATE INDEX device_links_over ON device_links (expires_at);

-- What phones sent, exactly as it came. Insert only, by the phones' door; deleted after a day.
CREATE TABLE claims (
  sha256     BLOB    NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  device     BLOB    NOT NULL REFERENCES devices (id),
  session    BLOB    NOT NULL CHECK (length(session) = 16),
  body       TEXT    NOT NULL,                          -- compact JWS, typ sign-claim+jwt
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX claims_of_device ON claims (device, created_at);
CREATE INDEX claims_over ON claims (created_at);

-- A link that nobody has claimed can be taken back too, and has no session yet. The documented way to change a constraint
-- (https://www.sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
    'session    BLOB    NOT NULL PRIMARY KEY REFERENCES sessions (id)', 'session    BLOB    NOT NULL PRIMARY KEY')
  WHERE type = 'table' AND name = 'cancellations';
PRAGMA writable_schema = RESET;

CREATE TRIGGER device_links_are_insert_only BEFORE UPDATE ON device_links BEGIN SELECT RAISE(ABORT, 'device links are insert only'); END;
CREATE TRIGGER claims_are_insert_only BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'claims are insert only'); END;

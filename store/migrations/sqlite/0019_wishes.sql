-- What persons want done about their own keys, from their own phones.

-- What phones sent, exactly as it came. Insert only, by the phones' door.
CREATE TABLE wishes (
  sha256     BLOB    NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  device     BLOB    NOT NULL REFERENCES devices (id),
  body       TEXT    NOT NULL,                          -- compact JWS, typ sign-wish+jwt
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX wishes_of_device ON wishes (device, created_at);

-- A suspension that the person began, or ended. One that an officer asks for as well has act_sha256 too, and is the officer's
-- from then on (mutable, set once).
ALTER TABLE holds ADD COLUMN wish_sha256 BLOB REFERENCES wishes (sha256);
ALTER TABLE holds ADD COLUMN ended_by_wish BLOB REFERENCES wishes (sha256);

-- The name by which the person knows the phone; NULL where none was given. Mutable.
ALTER TABLE devices ADD COLUMN name TEXT;

-- Own: the person asks through their phone, and no relying party does. Its word stands in the place of one, which no relying party
-- can be called. The documented way to change what a column may hold (https://www.sqlite.org/lang_altertable.html, section 7):
-- other tables refer to this one, so it cannot be made anew.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql,
    'CHECK (door IN (''native'', ''mobile_id''))', 'CHECK (door IN (''native'', ''mobile_id'', ''own''))'),
    'relying_party      TEXT    NOT NULL REFERENCES relying_parties (id)', 'relying_party      TEXT    NOT NULL')
  WHERE type = 'table' AND name = 'sessions';
PRAGMA writable_schema = RESET;

CREATE TRIGGER wishes_are_insert_only BEFORE UPDATE ON wishes BEGIN SELECT RAISE(ABORT, 'wishes are insert only'); END;

-- What persons want done about their own keys, from their own phones.

-- What phones sent, exactly as it came. Insert only, by the phones' door.
CREATE TABLE wishes (
  sha256     BYTEA  NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  device     BYTEA  NOT NULL REFERENCES devices (id),
  body       TEXT   NOT NULL,                           -- compact JWS, typ sign-wish+jwt
  created_at BIGINT NOT NULL
);
CREATE INDEX wishes_of_device ON wishes (device, created_at);

-- A suspension that the person began, or ended. One that an officer asks for as well has act_sha256 too, and is the officer's
-- from then on (mutable, set once).
ALTER TABLE holds ADD COLUMN wish_sha256 BYTEA REFERENCES wishes (sha256);
ALTER TABLE holds ADD COLUMN ended_by_wish BYTEA REFERENCES wishes (sha256);

-- The name by which the person knows the phone; NULL where none was given. Mutable.
ALTER TABLE devices ADD COLUMN name TEXT;

-- Own: the person asks through their phone, and no relying party does. Its word stands in the place of one, which no relying party
-- can be called.
ALTER TABLE sessions DROP CONSTRAINT sessions_door_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_door_check CHECK (door IN ('native', 'mobile_id', 'own'));
ALTER TABLE sessions DROP CONSTRAINT sessions_relying_party_fkey;

CREATE TRIGGER wishes_are_insert_only BEFORE UPDATE ON wishes FOR EACH ROW
  EXECUTE FUNCTION refuse_change('wishes are insert only');

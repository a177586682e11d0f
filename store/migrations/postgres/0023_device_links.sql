-- Requests that name nobody: whoever claims their link with a phone is asked.

-- Insert only, by the relying parties' door; deleted a day after its end. Claimed when there is a session with its identifier.
CREATE TABLE device_links (
  session        BYTEA  NOT NULL PRIMARY KEY CHECK (length(session) = 16),
  relying_party  TEXT   NOT NULL REFERENCES relying_parties (id),
  jti            TEXT   NOT NULL,                       -- the relying party's idempotency key
  request_sha256 BYTEA  NOT NULL CHECK (length(request_sha256) = 32),
  request        TEXT   NOT NULL,                       -- compact JWS, typ sign-request+jwt
  created_at     BIGINT NOT NULL,
  expires_at     BIGINT NOT NULL,                       -- when it ends, claimed or not
  UNIQUE (relying_party, jti)
);
CREATE INDEX device_links_of_party ON device_links (relying_party, created_at);
CREATE INDEX device_links_over ON device_links (expires_at);

-- What phones sent, exactly as it came. Insert only, by the phones' door; deleted after a day.
CREATE TABLE claims (
  sha256     BYTEA  NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  device     BYTEA  NOT NULL REFERENCES devices (id),
  session    BYTEA  NOT NULL CHECK (length(session) = 16),
  body       TEXT   NOT NULL,                           -- compact JWS, typ sign-claim+jwt
  created_at BIGINT NOT NULL
);
CREATE INDEX claims_of_device ON claims (device, created_at);
CREATE INDEX claims_over ON claims (created_at);

-- A link that nobody has claimed can be taken back too, and has no session yet.
ALTER TABLE cancellations DROP CONSTRAINT cancellations_session_fkey;

CREATE TRIGGER device_links_are_insert_only BEFORE UPDATE ON device_links FOR EACH ROW
  EXECUTE FUNCTION refuse_change('device links are insert only');
CREATE TRIGGER claims_are_insert_only BEFORE UPDATE ON claims FOR EACH ROW
  EXECUTE FUNCTION refuse_change('claims are insert only');

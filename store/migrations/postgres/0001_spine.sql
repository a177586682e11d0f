-- The first schema: everything from an officer's act to an auditor's leaf. The same tables as in SQLite's.
--
-- Conventions of every table:
--   * instants are BIGINT, whole seconds since 1970-01-01T00:00:00Z;
--   * identifiers of persons, devices, sessions and activations are BYTEA, 16 octets, drawn at random;
--   * `*_sha256` is BYTEA, 32 octets: the SHA-256 of the named bytes; serials are BYTEA, 16 octets;
--   * there are no booleans: a nullable `*_at` says more;
--   * "insert only" means that no statement of this program ever updates or deletes the row; triggers at the end of
--     this file refuse it too.

-- Facts about this store itself.
CREATE TABLE meta (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL                                   -- mutable
);

-- The authorities whose certificates and status this store keeps. Insert only.
CREATE TABLE issuers (
  id          BIGINT  NOT NULL PRIMARY KEY,
  name        TEXT    NOT NULL UNIQUE,                  -- root, citizens, services
  certificate BYTEA   NOT NULL,                         -- DER
  crl_shards  BIGINT  NOT NULL CHECK (crl_shards > 0),  -- how many CRLs share the serials, by range
  created_at  BIGINT  NOT NULL
);

-- Signed lists of the service's public keys, as phones pin them. Insert only.
CREATE TABLE key_lists (
  number     BIGINT  NOT NULL PRIMARY KEY,              -- never goes down
  jws        TEXT    NOT NULL,                          -- compact JWS, typ sign-key-list+jwt
  created_at BIGINT  NOT NULL
);

-- What an officer signed, exactly as it came. Insert only, by the registration door.
CREATE TABLE acts (
  sha256     BYTEA   NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  body       TEXT    NOT NULL,                          -- compact JWS, typ sign-act+jwt
  created_at BIGINT  NOT NULL
);

-- The answer to whatever a door inserted, written in the transaction that has the effects. Insert only.
CREATE TABLE replies (
  request_sha256 BYTEA   NOT NULL PRIMARY KEY CHECK (length(request_sha256) = 32),
  status         BIGINT  NOT NULL CHECK (status BETWEEN 200 AND 599),  -- an HTTP status
  body           TEXT    NOT NULL,                      -- JSON
  created_at     BIGINT  NOT NULL
);

-- People who may hold certificates. Insert only.
CREATE TABLE persons (
  id         BYTEA   NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  country    TEXT    NOT NULL CHECK (length(country) = 2),  -- ISO 3166-1 alpha-2
  code       TEXT    NOT NULL,                          -- personal code: personal data
  given_name TEXT    NOT NULL,                          -- personal data
  surname    TEXT    NOT NULL,                          -- personal data
  act_sha256 BYTEA   NOT NULL REFERENCES acts (sha256),
  created_at BIGINT  NOT NULL,
  UNIQUE (country, code)
);

-- People who may sign acts.
CREATE TABLE officers (
  id                 TEXT    NOT NULL PRIMARY KEY,
  name               TEXT    NOT NULL,
  certificate_sha256 BYTEA   NOT NULL UNIQUE CHECK (length(certificate_sha256) = 32),  -- mutable: the current one
  created_at         BIGINT  NOT NULL,
  ended_at           BIGINT                             -- NULL while in office; set once
);

-- Organisations that may ask for signatures.
CREATE TABLE relying_parties (
  id                 TEXT    COLLATE "C" NOT NULL PRIMARY KEY,  -- a slug
  name               TEXT    NOT NULL,                  -- shown to people
  domain             TEXT    NOT NULL,
  country            TEXT    NOT NULL CHECK (length(country) = 2),
  certificate_sha256 BYTEA   NOT NULL UNIQUE CHECK (length(certificate_sha256) = 32),  -- mutable: the current one
  act_sha256         BYTEA REFERENCES acts (sha256),    -- NULL: registered by the ceremony
  created_at         BIGINT  NOT NULL,
  ended_at           BIGINT                             -- NULL while active; set once
);

-- Permissions to enrol one device, given by officers.
CREATE TABLE activations (
  id          BYTEA   NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  person      BYTEA   NOT NULL REFERENCES persons (id),
  device_kind TEXT    NOT NULL CHECK (device_kind IN ('app', 'qscd')),
  expires_at  BIGINT  NOT NULL,                         -- the last second in which it may be used
  act_sha256  BYTEA   NOT NULL REFERENCES acts (sha256),
  used_by     BYTEA CHECK (length(used_by) = 32),       -- NULL until used; hash of the enrolment; set once
  created_at  BIGINT  NOT NULL
);
CREATE INDEX activations_of_person ON activations (person);

-- What only the officer's client, the phone and the inner zone know of an activation. Doors cannot read it. Insert only.
CREATE TABLE activation_secrets (
  activation BYTEA NOT NULL PRIMARY KEY REFERENCES activations (id),
  ciphertext BYTEA NOT NULL                             -- encrypted by the protector of the inner zone
);

-- What a phone sent to enrol, exactly as it came. Insert only, by the phones' door; the activation is only claimed.
CREATE TABLE enrolment_requests (
  sha256     BYTEA   NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  activation BYTEA   NOT NULL CHECK (length(activation) = 16),
  body       TEXT    NOT NULL,                          -- compact JWS, typ sign-enrolment+jwt
  created_at BIGINT  NOT NULL
);
CREATE INDEX enrolment_requests_of_activation ON enrolment_requests (activation);

-- Requests of status, time and api processes for certificates of keys that they made. Insert only, by those processes.
CREATE TABLE signer_requests (
  sha256     BYTEA   NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  kind       TEXT    NOT NULL,                          -- ocsp-signer, tsu, tls-server
  body       TEXT    NOT NULL,                          -- compact JWS, typ sign-signer-request+jwt
  created_at BIGINT  NOT NULL
);

-- Phones and cards that hold keys. Insert only.
CREATE TABLE devices (
  id               BYTEA   NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  person           BYTEA   NOT NULL REFERENCES persons (id),
  kind             TEXT    NOT NULL CHECK (kind IN ('app', 'qscd')),
  key_spki         BYTEA   NOT NULL,                    -- SubjectPublicKeyInfo of the key that signs its messages
  enrolment_sha256 BYTEA   NOT NULL UNIQUE REFERENCES enrolment_requests (sha256),
  created_at       BIGINT  NOT NULL
);
CREATE INDEX devices_of_person ON devices (person);

-- What the inner zone keeps per device and purpose. Doors cannot read it.
CREATE TABLE device_secrets (
  device           BYTEA   NOT NULL REFERENCES devices (id),
  purpose          TEXT    NOT NULL CHECK (purpose IN ('authentication', 'signature')),
  ciphertext       BYTEA   NOT NULL,                    -- encrypted by the protector, device and purpose as associated data
  failures         BIGINT  NOT NULL CHECK (failures >= 0),  -- unlocks counted since the last right one; mutable
  locked_until     BIGINT,                              -- NULL: not locked; mutable
  epoch            BIGINT  NOT NULL CHECK (epoch >= 0),  -- number of the current share; mutable, never goes down
  restore_grace_at BIGINT,                              -- NULL, or when a restore allowed one forward step; mutable
  updated_at       BIGINT  NOT NULL,
  PRIMARY KEY (device, purpose)
);

-- Devices whose secrets answer nothing for now: blocked at once, before suspension or revocation is issued.
CREATE TABLE device_blocks (
  device BYTEA   NOT NULL PRIMARY KEY REFERENCES devices (id),
  reason TEXT    NOT NULL,
  at     BIGINT  NOT NULL
);

-- Certificates that were decided and written down before they were signed.
CREATE TABLE intents (
  issuer         BIGINT  NOT NULL,                      -- no reference: a root is written down before its own row
  serial         BYTEA   NOT NULL CHECK (length(serial) = 16),
  request_sha256 BYTEA   NOT NULL CHECK (length(request_sha256) = 32),  -- act, enrolment, signer request or ceremony item
  profile        TEXT    COLLATE "C" NOT NULL,
  tbs            BYTEA   NOT NULL,                      -- the exact to-be-signed bytes
  spki_sha256    BYTEA   NOT NULL CHECK (length(spki_sha256) = 32),
  key_once       BYTEA   CHECK (length(key_once) = 32),  -- spki_sha256 where the key may be certified once; NULL where it may repeat
  profile_digest BYTEA   NOT NULL CHECK (length(profile_digest) = 32),
  finalised_at   BIGINT,                                -- NULL until the certificate is stored; set once
  burnt_at       BIGINT,                                -- NULL unless given up; set once
  created_at     BIGINT  NOT NULL,
  PRIMARY KEY (issuer, serial),
  CHECK (finalised_at IS NULL OR burnt_at IS NULL)
);
-- One certificate per request and profile.
CREATE UNIQUE INDEX intents_one_live ON intents (request_sha256, profile) WHERE burnt_at IS NULL;
-- One certificate per end-entity key; a CA's key may repeat (cross-certificates).
CREATE UNIQUE INDEX intents_key_once ON intents (key_once) WHERE burnt_at IS NULL AND key_once IS NOT NULL;
CREATE INDEX intents_open ON intents (created_at) WHERE finalised_at IS NULL AND burnt_at IS NULL;
CREATE INDEX intents_burnt ON intents (issuer, serial) WHERE burnt_at IS NOT NULL;

-- Certificates that were signed, verified and made final. Insert only.
CREATE TABLE certificates (
  issuer             BIGINT  NOT NULL,
  serial             BYTEA   NOT NULL CHECK (length(serial) = 16),
  sha256             BYTEA   NOT NULL UNIQUE CHECK (length(sha256) = 32),  -- of the DER; the certificate_id of the APIs
  der                BYTEA   NOT NULL,
  profile            TEXT    COLLATE "C" NOT NULL,
  person             BYTEA REFERENCES persons (id),     -- NULL unless a citizen's
  device             BYTEA REFERENCES devices (id),     -- NULL unless a citizen's
  relying_party      TEXT,                              -- NULL unless a relying party's
  subject_key_sha256 BYTEA   NOT NULL CHECK (length(subject_key_sha256) = 32),  -- of the SubjectPublicKeyInfo
  not_before         BIGINT  NOT NULL,
  not_after          BIGINT  NOT NULL,
  created_at         BIGINT  NOT NULL,
  PRIMARY KEY (issuer, serial),
  FOREIGN KEY (issuer, serial) REFERENCES intents (issuer, serial)
);
CREATE INDEX certificates_of_person ON certificates (person) WHERE person IS NOT NULL;
CREATE INDEX certificates_of_device ON certificates (device) WHERE device IS NOT NULL;
CREATE INDEX certificates_of_relying_party ON certificates (relying_party) WHERE relying_party IS NOT NULL;
CREATE INDEX certificates_of_key ON certificates (subject_key_sha256);

-- Certificates that ended for good. The reason alone may be raised to keyCompromise; nothing else changes.
CREATE TABLE revocations (
  issuer     BIGINT  NOT NULL,
  serial     BYTEA   NOT NULL,
  revoked_at BIGINT  NOT NULL,                          -- what CRL and OCSP say
  reason     BIGINT  NOT NULL,                          -- CRLReason, RFC 5280 5.3.1
  act_sha256 BYTEA REFERENCES acts (sha256),            -- NULL: the service itself (PIN ladder)
  created_at BIGINT  NOT NULL,                          -- when it was recorded
  PRIMARY KEY (issuer, serial),
  FOREIGN KEY (issuer, serial) REFERENCES certificates (issuer, serial)
);

-- Suspensions, each with a beginning and an end.
CREATE TABLE holds (
  id         BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  issuer     BIGINT  NOT NULL,
  serial     BYTEA   NOT NULL,
  began_at   BIGINT  NOT NULL,
  ended_at   BIGINT,                                    -- NULL while held; set once
  act_sha256 BYTEA REFERENCES acts (sha256),            -- who began it; NULL: the service itself (copied phone)
  ended_by   BYTEA REFERENCES acts (sha256),            -- who ended it; set once, with ended_at
  FOREIGN KEY (issuer, serial) REFERENCES certificates (issuer, serial)
);
CREATE UNIQUE INDEX holds_open ON holds (issuer, serial) WHERE ended_at IS NULL;
CREATE INDEX holds_of_certificate ON holds (issuer, serial);

-- Published revocation lists. Insert only.
CREATE TABLE crls (
  issuer      BIGINT  NOT NULL REFERENCES issuers (id),
  shard       BIGINT  NOT NULL CHECK (shard >= 0),
  number      BIGINT  NOT NULL CHECK (number > 0),      -- cRLNumber, RFC 5280 5.2.3
  der         BYTEA   NOT NULL,
  this_update BIGINT  NOT NULL,
  next_update BIGINT  NOT NULL,
  PRIMARY KEY (issuer, shard, number)
);

-- Requests to sign. Insert only, by the relying parties' doors; the state of a session is its furthest row.
CREATE TABLE sessions (
  id                 BYTEA   NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  relying_party      TEXT    NOT NULL REFERENCES relying_parties (id),
  jti                TEXT    NOT NULL,                  -- the relying party's idempotency key
  request_sha256     BYTEA   NOT NULL CHECK (length(request_sha256) = 32),
  request            TEXT    NOT NULL,                  -- compact JWS, typ sign-request+jwt
  purpose            TEXT    NOT NULL CHECK (purpose IN ('authentication', 'signature')),
  certificate_sha256 BYTEA   NOT NULL REFERENCES certificates (sha256),
  person             BYTEA   NOT NULL REFERENCES persons (id),
  device             BYTEA   NOT NULL REFERENCES devices (id),
  code_mode          TEXT    NOT NULL CHECK (code_mode IN ('compare', 'none')),
  created_at         BIGINT  NOT NULL,
  expires_at         BIGINT  NOT NULL,                  -- when the session ends if nobody answers
  request_expires_at BIGINT  NOT NULL,                  -- `exp` of the request
  UNIQUE (relying_party, jti)
);
CREATE INDEX sessions_of_device ON sessions (device, expires_at);
CREATE INDEX sessions_of_person ON sessions (person, expires_at);

-- A relying party's wish to end its session. Insert only, by the relying parties' doors.
CREATE TABLE cancellations (
  session    BYTEA   NOT NULL PRIMARY KEY REFERENCES sessions (id),
  created_at BIGINT  NOT NULL
);

-- What the inner zone signed for the phone. Insert only.
CREATE TABLE statements (
  session    BYTEA   NOT NULL PRIMARY KEY REFERENCES sessions (id),
  jws        TEXT    NOT NULL,                          -- compact JWS, typ sign-statement+jwt
  sha256     BYTEA   NOT NULL UNIQUE CHECK (length(sha256) = 32),
  code       TEXT,                                      -- NULL where code_mode is none
  expires_at BIGINT  NOT NULL,
  created_at BIGINT  NOT NULL
);

-- What a phone sent about a session, exactly as it came. Insert only, by the phones' door.
CREATE TABLE messages (
  sha256     BYTEA   NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  session    BYTEA   NOT NULL REFERENCES sessions (id),
  kind       TEXT    NOT NULL CHECK (kind IN ('shown', 'unlock', 'answer', 'refusal')),
  body       TEXT    NOT NULL,                          -- compact JWS
  created_at BIGINT  NOT NULL
);
CREATE INDEX messages_of_session ON messages (session);

-- Unlocks that were counted, before the proof was looked at: a repeated message counts nothing.
CREATE TABLE unlocks (
  message    BYTEA   NOT NULL PRIMARY KEY REFERENCES messages (sha256),
  session    BYTEA   NOT NULL REFERENCES sessions (id),
  device     BYTEA   NOT NULL REFERENCES devices (id),
  purpose    TEXT    NOT NULL CHECK (purpose IN ('authentication', 'signature')),
  counted_at BIGINT  NOT NULL
);
CREATE INDEX unlocks_of_session ON unlocks (session);

-- How each session ended: the first terminal state wins. Insert only.
CREATE TABLE outcomes (
  session    BYTEA   NOT NULL PRIMARY KEY REFERENCES sessions (id),
  state      TEXT    NOT NULL CHECK (state IN ('completed', 'refused', 'expired', 'cancelled', 'failed')),
  problem    TEXT,                                      -- slug of what went wrong; NULL if nothing
  signature  BYTEA,                                     -- ECDSA as DER; NULL unless completed
  algorithm  TEXT,                                      -- NULL unless completed
  receipt    TEXT,                                      -- compact JWS, typ sign-receipt+jwt; NULL unless completed
  created_at BIGINT  NOT NULL,
  CHECK ((state = 'completed') = (signature IS NOT NULL))
);

-- The audit log's entries. Their numbers are given before the commits, so they are not in the order of these. Insert only.
CREATE TABLE leaves (
  id         BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       TEXT    NOT NULL,
  bytes      BYTEA   NOT NULL,                          -- canonical, without personal data
  sha256     BYTEA   NOT NULL CHECK (length(sha256) = 32),
  created_at BIGINT  NOT NULL
);

-- Work for the worker. A finished job is deleted; one that cannot be done is parked with its problem.
CREATE TABLE jobs (
  id         BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       TEXT    NOT NULL,                          -- see JobKind
  subject    BYTEA   NOT NULL,                          -- what it is about: a hash, an identifier, a CRL shard
  due_at     BIGINT  NOT NULL,                          -- mutable: later after each failure
  attempts   BIGINT  NOT NULL,                          -- failures so far; mutable
  parked_at  BIGINT,                                    -- NULL while it is to be tried; mutable
  problem    TEXT,                                      -- the last failure; mutable
  created_at BIGINT  NOT NULL
);
CREATE INDEX jobs_due ON jobs (due_at, id) WHERE parked_at IS NULL;

-- The database itself refuses to rewrite history.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER issuers_are_insert_only BEFORE UPDATE ON issuers FOR EACH ROW
  EXECUTE FUNCTION refuse_change('issuers are insert only');
CREATE TRIGGER acts_are_insert_only BEFORE UPDATE ON acts FOR EACH ROW
  EXECUTE FUNCTION refuse_change('acts are insert only');
CREATE TRIGGER replies_are_insert_only BEFORE UPDATE ON replies FOR EACH ROW
  EXECUTE FUNCTION refuse_change('replies are insert only');
CREATE TRIGGER enrolments_are_insert_only BEFORE UPDATE ON enrolment_requests FOR EACH ROW
  EXECUTE FUNCTION refuse_change('enrolment requests are insert only');
CREATE TRIGGER signer_requests_are_insert_only BEFORE UPDATE ON signer_requests FOR EACH ROW
  EXECUTE FUNCTION refuse_change('signer requests are insert only');
CREATE TRIGGER certificates_are_insert_only BEFORE UPDATE ON certificates FOR EACH ROW
  EXECUTE FUNCTION refuse_change('certificates are insert only');
CREATE TRIGGER certificates_stay BEFORE DELETE ON certificates FOR EACH ROW
  EXECUTE FUNCTION refuse_change('certificates are kept');
CREATE TRIGGER intents_stay BEFORE DELETE ON intents FOR EACH ROW
  EXECUTE FUNCTION refuse_change('intents are kept');
CREATE TRIGGER intents_end_once BEFORE UPDATE ON intents FOR EACH ROW
  WHEN (OLD.finalised_at IS NOT NULL OR OLD.burnt_at IS NOT NULL OR OLD.tbs <> NEW.tbs)
  EXECUTE FUNCTION refuse_change('an intent ends once');
CREATE TRIGGER revocations_are_terminal BEFORE UPDATE ON revocations FOR EACH ROW
  WHEN (NEW.reason <> 1 OR OLD.revoked_at <> NEW.revoked_at)
  EXECUTE FUNCTION refuse_change('only the reason of a revocation may be raised, to keyCompromise');
CREATE TRIGGER revocations_stay BEFORE DELETE ON revocations FOR EACH ROW
  EXECUTE FUNCTION refuse_change('revocations are kept');
CREATE TRIGGER holds_end_once BEFORE UPDATE ON holds FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL OR OLD.began_at <> NEW.began_at)
  EXECUTE FUNCTION refuse_change('a hold ends once');
CREATE TRIGGER holds_stay BEFORE DELETE ON holds FOR EACH ROW
  EXECUTE FUNCTION refuse_change('holds are kept');
CREATE TRIGGER sessions_are_insert_only BEFORE UPDATE ON sessions FOR EACH ROW
  EXECUTE FUNCTION refuse_change('sessions are insert only');
CREATE TRIGGER statements_are_insert_only BEFORE UPDATE ON statements FOR EACH ROW
  EXECUTE FUNCTION refuse_change('statements are insert only');
CREATE TRIGGER messages_are_insert_only BEFORE UPDATE ON messages FOR EACH ROW
  EXECUTE FUNCTION refuse_change('messages are insert only');
CREATE TRIGGER outcomes_are_insert_only BEFORE UPDATE ON outcomes FOR EACH ROW
  EXECUTE FUNCTION refuse_change('outcomes are insert only');
CREATE TRIGGER leaves_are_insert_only BEFORE UPDATE ON leaves FOR EACH ROW
  EXECUTE FUNCTION refuse_change('leaves are insert only');
CREATE TRIGGER leaves_stay BEFORE DELETE ON leaves FOR EACH ROW
  EXECUTE FUNCTION refuse_change('leaves are kept');
-- TRUNCATE deletes without asking the rows.
CREATE TRIGGER certificates_stay_whole BEFORE TRUNCATE ON certificates FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('certificates are kept');
CREATE TRIGGER holds_stay_whole BEFORE TRUNCATE ON holds FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('holds are kept');
CREATE TRIGGER intents_stay_whole BEFORE TRUNCATE ON intents FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('intents are kept');
CREATE TRIGGER leaves_stay_whole BEFORE TRUNCATE ON leaves FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('leaves are kept');
CREATE TRIGGER revocations_stay_whole BEFORE TRUNCATE ON revocations FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('revocations are kept');

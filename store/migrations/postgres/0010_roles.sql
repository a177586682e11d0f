-- What officers may be trusted with, and acts that one officer may not do alone.

-- Words with a blank between them: registration, revocation, security, auditor. An officer from before this migration could
-- do everything that there was.
ALTER TABLE officers ADD COLUMN roles TEXT NOT NULL DEFAULT 'registration revocation security';

-- Acts that were checked and wait for other officers. The act itself is what its officer signed; what it needs is decided anew
-- when it is confirmed.
CREATE TABLE pending_acts (
  act_sha256    BYTEA  NOT NULL PRIMARY KEY REFERENCES acts (sha256),
  officer       TEXT   NOT NULL REFERENCES officers (id),  -- who asks
  confirmations BIGINT NOT NULL CHECK (confirmations > 0), -- how many others must confirm
  role          TEXT   NOT NULL,                           -- in which role
  expires_at    BIGINT NOT NULL,                           -- the last second in which they may
  outcome       TEXT   CHECK (outcome IN ('performed', 'refused', 'withdrawn', 'expired', 'lapsed')),  -- NULL while it waits; set once
  ended_at      BIGINT,                                    -- set once, with outcome
  created_at    BIGINT NOT NULL,
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
);
CREATE INDEX pending_acts_open ON pending_acts (expires_at) WHERE outcome IS NULL;

-- Who confirmed: an officer once. Insert only.
CREATE TABLE act_confirmations (
  act_sha256          BYTEA  NOT NULL REFERENCES pending_acts (act_sha256),
  officer             TEXT   NOT NULL REFERENCES officers (id),
  confirmation_sha256 BYTEA  NOT NULL UNIQUE REFERENCES acts (sha256),  -- the signed act that confirms
  created_at          BIGINT NOT NULL,
  PRIMARY KEY (act_sha256, officer)
);

CREATE TRIGGER pending_acts_end_once BEFORE UPDATE ON pending_acts FOR EACH ROW
  WHEN (OLD.outcome IS NOT NULL OR OLD.officer <> NEW.officer OR OLD.expires_at <> NEW.expires_at)
  EXECUTE FUNCTION refuse_change('an act that waits ends once');
CREATE TRIGGER pending_acts_stay BEFORE DELETE ON pending_acts FOR EACH ROW
  EXECUTE FUNCTION refuse_change('acts that waited are kept');
CREATE TRIGGER act_confirmations_are_insert_only BEFORE UPDATE ON act_confirmations FOR EACH ROW
  EXECUTE FUNCTION refuse_change('confirmations are insert only');
CREATE TRIGGER act_confirmations_stay BEFORE DELETE ON act_confirmations FOR EACH ROW
  EXECUTE FUNCTION refuse_change('confirmations are kept');
CREATE TRIGGER pending_acts_stay_whole BEFORE TRUNCATE ON pending_acts FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('acts that waited are kept');
CREATE TRIGGER act_confirmations_stay_whole BEFORE TRUNCATE ON act_confirmations FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('confirmations are kept');

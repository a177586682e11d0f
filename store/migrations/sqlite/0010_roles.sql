-- What officers may be trusted with, and acts that one officer may not do alone.

-- Words with a blank between them: registration, revocation, security, auditor. An officer from before this migration could
-- do everything that there was.
ALTER TABLE officers ADD COLUMN roles TEXT NOT NULL DEFAULT 'registration revocation security';

-- Acts that were checked and wait for other officers. The act itself is what its officer signed; what it needs is decided anew
-- when it is confirmed.
CREATE TABLE pending_acts (
  act_sha256    BLOB    NOT NULL PRIMARY KEY REFERENCES acts (sha256),
  officer       TEXT    NOT NULL REFERENCES officers (id),  -- who asks
  confirmations INTEGER NOT NULL CHECK (confirmations > 0), -- how many others must confirm
  role          TEXT    NOT NULL,                           -- in which role
  expires_at    INTEGER NOT NULL,                           -- the last second in which they may
  outcome       TEXT    CHECK (outcome IN ('performed', 'refused', 'withdrawn', 'expired', 'lapsed')),  -- NULL while it waits; set once
  ended_at      INTEGER,                                    -- set once, with outcome
  created_at    INTEGER NOT NULL,
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE INDEX pending_acts_open ON pending_acts (expires_at) WHERE outcome IS NULL;

-- Who confirmed: an officer once. Insert only.
CREATE TABLE act_confirmations (
  act_sha256          BLOB    NOT NULL REFERENCES pending_acts (act_sha256),
  officer             TEXT    NOT NULL REFERENCES officers (id),
  confirmation_sha256 BLOB    NOT NULL UNIQUE REFERENCES acts (sha256),  -- the signed act that confirms
  created_at          INTEGER NOT NULL,
  PRIMARY KEY (act_sha256, officer)
) STRICT;

CREATE TRIGGER pending_acts_end_once BEFORE UPDATE ON pending_acts
  WHEN OLD.outcome IS NOT NULL OR OLD.officer <> NEW.officer OR OLD.expires_at <> NEW.expires_at
  BEGIN SELECT RAISE(ABORT, 'an act that waits ends once'); END;
CREATE TRIGGER pending_acts_stay BEFORE DELETE ON pending_acts BEGIN SELECT RAISE(ABORT, 'acts that waited are kept'); END;
CREATE TRIGGER act_confirmations_are_insert_only BEFORE UPDATE ON act_confirmations BEGIN SELECT RAISE(ABORT, 'confirmations are insert only'); END;
CREATE TRIGGER act_confirmations_stay BEFORE DELETE ON act_confirmations BEGIN SELECT RAISE(ABORT, 'confirmations are kept'); END;

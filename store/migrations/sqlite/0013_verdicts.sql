-- What was decided, in our own words; and sessions that end by themselves, without a job for each.

-- The jti of every act that had an effect: an officer's wish in other bytes has none. Until now they stood among the replies.
-- Insert only.
CREATE TABLE act_jtis (
  used_sha256 BLOB    NOT NULL PRIMARY KEY CHECK (length(used_sha256) = 32),  -- SHA-256 over the officer's certificate and the jti
  act_sha256  BLOB    NOT NULL CHECK (length(act_sha256) = 32),  -- the act that used it up
  created_at  INTEGER NOT NULL
) STRICT;
INSERT INTO act_jtis (used_sha256, act_sha256, created_at)
  SELECT request_sha256, unhex(json_extract(body, '$.act_sha256')), created_at FROM replies
  WHERE json_extract(body, '$.act_sha256') IS NOT NULL;

-- The answer to whatever a door inserted, written in the transaction that has the effects. Insert only.
CREATE TABLE replies_by_verdict (
  request_sha256 BLOB    NOT NULL PRIMARY KEY CHECK (length(request_sha256) = 32),
  verdict        TEXT    NOT NULL CHECK (verdict IN ('done', 'waits', 'refused')),
  problem        TEXT,                                  -- slug of the kind of problem; NULL unless refused
  body           TEXT    NOT NULL,                      -- JSON; of a refusal, what is said of it beside what its kind says
  created_at     INTEGER NOT NULL,
  CHECK ((verdict = 'refused') = (problem IS NOT NULL))
) STRICT;
INSERT INTO replies_by_verdict (request_sha256, verdict, problem, body, created_at)
  SELECT request_sha256,
    CASE WHEN status >= 400 THEN 'refused' WHEN json_extract(body, '$.waits') IS NOT NULL THEN 'waits' ELSE 'done' END,
    CASE WHEN status >= 400 THEN
      -- To the doors of relying parties the first one means something else.
      replace(substr(json_extract(body, '$.type'), length('/problems/') + 1), 'person-unknown', 'person-not-registered') END,
    CASE WHEN status >= 400 THEN json_remove(body, '$.type', '$.title', '$.status') ELSE body END,
    created_at
  FROM replies WHERE request_sha256 NOT IN (SELECT used_sha256 FROM act_jtis);
DROP TABLE replies;
ALTER TABLE replies_by_verdict RENAME TO replies;

-- Sessions that have not ended, by when time ends them: what the worker looks through, again and again.
CREATE TABLE open_sessions (
  session BLOB    NOT NULL PRIMARY KEY REFERENCES sessions (id),
  ends_at INTEGER NOT NULL                              -- from then on it has expired; mutable: earlier
) STRICT;
CREATE INDEX open_sessions_by_end ON open_sessions (ends_at, session);
INSERT INTO open_sessions (session, ends_at)
  SELECT s.id, min(s.expires_at, coalesce(st.expires_at, s.expires_at)) FROM sessions s
  LEFT JOIN statements st ON st.session = s.id WHERE NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.session = s.id);
DELETE FROM jobs WHERE kind IN ('expire', 'shown');

CREATE TRIGGER sessions_are_open AFTER INSERT ON sessions
  BEGIN INSERT INTO open_sessions (session, ends_at) VALUES (NEW.id, NEW.expires_at); END;
CREATE TRIGGER statements_end_sessions AFTER INSERT ON statements
  BEGIN UPDATE open_sessions SET ends_at = NEW.expires_at WHERE session = NEW.session AND ends_at > NEW.expires_at; END;
CREATE TRIGGER outcomes_close_sessions AFTER INSERT ON outcomes
  BEGIN DELETE FROM open_sessions WHERE session = NEW.session; END;
CREATE TRIGGER replies_are_insert_only BEFORE UPDATE ON replies BEGIN SELECT RAISE(ABORT, 'replies are insert only'); END;
CREATE TRIGGER act_jtis_are_insert_only BEFORE UPDATE ON act_jtis BEGIN SELECT RAISE(ABORT, 'used jtis are insert only'); END;
CREATE TRIGGER act_jtis_stay BEFORE DELETE ON act_jtis BEGIN SELECT RAISE(ABORT, 'used jtis are kept'); END;

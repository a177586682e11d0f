-- What was decided, in our own words; and sessions that end by themselves, without a job for each.

-- The jti of every act that had an effect: an officer's wish in other bytes has none. Until now they stood among the replies.
-- Insert only.
CREATE TABLE act_jtis (
  used_sha256 BYTEA  NOT NULL PRIMARY KEY CHECK (length(used_sha256) = 32),  -- SHA-256 over the officer's certificate and the jti
  act_sha256  BYTEA  NOT NULL CHECK (length(act_sha256) = 32),  -- the act that used it up
  created_at  BIGINT NOT NULL
);
INSERT INTO act_jtis (used_sha256, act_sha256, created_at)
  SELECT request_sha256, decode(body::jsonb ->> 'act_sha256', 'hex'), created_at FROM replies
  WHERE body::jsonb ->> 'act_sha256' IS NOT NULL;
DELETE FROM replies WHERE request_sha256 IN (SELECT used_sha256 FROM act_jtis);

-- The answer to whatever a door inserted: what was decided, and the kind of problem of a refusal, of which the body then says
-- what its kind does not.
DROP TRIGGER replies_are_insert_only ON replies;
ALTER TABLE replies ADD COLUMN verdict TEXT CHECK (verdict IN ('done', 'waits', 'refused'));
ALTER TABLE replies ADD COLUMN problem TEXT;             -- slug of the kind of problem; NULL unless refused
UPDATE replies SET verdict = 'done' WHERE status < 400 AND body::jsonb -> 'waits' IS NULL;
UPDATE replies SET verdict = 'waits' WHERE status < 400 AND body::jsonb -> 'waits' IS NOT NULL;
UPDATE replies SET verdict = 'refused',
  -- To the doors of relying parties the first one means something else.
  problem = replace(substr(body::jsonb ->> 'type', length('/problems/') + 1), 'person-unknown', 'person-not-registered'),
  body = (body::jsonb - 'type' - 'title' - 'status')::text
  WHERE status >= 400;
ALTER TABLE replies DROP COLUMN status;
ALTER TABLE replies ALTER COLUMN verdict SET NOT NULL;
ALTER TABLE replies ADD CHECK ((verdict = 'refused') = (problem IS NOT NULL));
CREATE TRIGGER replies_are_insert_only BEFORE UPDATE ON replies FOR EACH ROW
  EXECUTE FUNCTION refuse_change('replies are insert only');

-- Sessions that have not ended, by when time ends them: what the worker looks through, again and again.
CREATE TABLE open_sessions (
  session BYTEA  NOT NULL PRIMARY KEY REFERENCES sessions (id),
  ends_at BIGINT NOT NULL                               -- from then on it has expired; mutable: earlier
);
CREATE INDEX open_sessions_by_end ON open_sessions (ends_at, session);
INSERT INTO open_sessions (session, ends_at)
  SELECT s.id, least(s.expires_at, st.expires_at) FROM sessions s
  LEFT JOIN statements st ON st.session = s.id WHERE NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.session = s.id);
DELETE FROM jobs WHERE kind IN ('expire', 'shown');

-- With the rights of the owner: a door that inserts a session has it end, and can neither keep it open nor end another one.
CREATE FUNCTION open_session() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO open_sessions (session, ends_at) VALUES (NEW.id, NEW.expires_at);
  RETURN NULL;
END $$;
CREATE FUNCTION bring_end_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE open_sessions SET ends_at = NEW.expires_at WHERE session = NEW.session AND ends_at > NEW.expires_at;
  RETURN NULL;
END $$;
CREATE FUNCTION close_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM open_sessions WHERE session = NEW.session;
  RETURN NULL;
END $$;
CREATE TRIGGER sessions_are_open AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION open_session();
CREATE TRIGGER statements_end_sessions AFTER INSERT ON statements FOR EACH ROW EXECUTE FUNCTION bring_end_forward();
CREATE TRIGGER outcomes_close_sessions AFTER INSERT ON outcomes FOR EACH ROW EXECUTE FUNCTION close_session();
CREATE TRIGGER act_jtis_are_insert_only BEFORE UPDATE ON act_jtis FOR EACH ROW
  EXECUTE FUNCTION refuse_change('used jtis are insert only');
CREATE TRIGGER act_jtis_stay BEFORE DELETE ON act_jtis FOR EACH ROW EXECUTE FUNCTION refuse_change('used jtis are kept');
CREATE TRIGGER act_jtis_stay_whole BEFORE TRUNCATE ON act_jtis FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('used jtis are kept');

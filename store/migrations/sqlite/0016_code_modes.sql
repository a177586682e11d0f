-- The person may have to find the code among three. A check of a column goes with its column; the rows stay as they are.
DROP TRIGGER sessions_are_insert_only;
ALTER TABLE sessions ADD COLUMN mode TEXT NOT NULL DEFAULT 'compare' CHECK (mode IN ('compare', 'choose', 'none'));
UPDATE sessions SET mode = code_mode;
ALTER TABLE sessions DROP COLUMN code_mode;
ALTER TABLE sessions RENAME COLUMN mode TO code_mode;
CREATE TRIGGER sessions_are_insert_only BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'sessions are insert only'); END;

-- The person may have to find the code among three. A check of a column goes with its column.
ALTER TABLE sessions ADD COLUMN mode TEXT NOT NULL DEFAULT 'compare' CHECK (mode IN ('compare', 'choose', 'none'));
UPDATE sessions SET mode = code_mode;
ALTER TABLE sessions DROP COLUMN code_mode;
ALTER TABLE sessions RENAME COLUMN mode TO code_mode;

-- The person may have to find the code among three.
ALTER TABLE sessions DROP CONSTRAINT sessions_code_mode_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_code_mode_check CHECK (code_mode IN ('compare', 'choose', 'none'));

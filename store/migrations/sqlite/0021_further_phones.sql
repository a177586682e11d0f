-- Activations that a person's own phone gives for another one of theirs.

-- Whose permission it is: an officer's act, or the wish of a phone of the same person; one of the two. What a column may hold is changed
-- in the documented way (https://www.sqlite.org/lang_altertable.html, section 7), because other tables refer to this one.
ALTER TABLE activations ADD COLUMN wish_sha256 BLOB REFERENCES wishes (sha256);
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
    'act_sha256  BLOB    NOT NULL REFERENCES acts (sha256)', 'act_sha256  BLOB REFERENCES acts (sha256)')
  WHERE type = 'table' AND name = 'activations';
PRAGMA writable_schema = RESET;
CREATE TRIGGER activations_have_one_giver BEFORE INSERT ON activations
  WHEN (NEW.act_sha256 IS NULL) = (NEW.wish_sha256 IS NULL)
  BEGIN SELECT RAISE(ABORT, 'an activation has an act or a wish'); END;

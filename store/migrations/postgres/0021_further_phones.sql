-- Activations that a person's own phone gives for another one of theirs.

-- Whose permission it is: an officer's act, or the wish of a phone of the same person; one of the two.
ALTER TABLE activations ADD COLUMN wish_sha256 BYTEA REFERENCES wishes (sha256);
ALTER TABLE activations ALTER COLUMN act_sha256 DROP NOT NULL;
ALTER TABLE activations ADD CONSTRAINT activations_have_one_giver CHECK ((act_sha256 IS NULL) <> (wish_sha256 IS NULL));

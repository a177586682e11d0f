-- Issuers can be succeeded: each has a role, by which profiles ask for one, and is one generation of those in that role.
-- Several are alive at once; their names stay what labels of keys, addresses and leaves say.

-- Those from before are the first of their role, which had their name.
ALTER TABLE issuers ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE issuers ADD COLUMN generation BIGINT NOT NULL DEFAULT 1 CHECK (generation > 0);
ALTER TABLE issuers DISABLE TRIGGER issuers_are_insert_only;
UPDATE issuers SET role = name;
ALTER TABLE issuers ENABLE TRIGGER issuers_are_insert_only;
ALTER TABLE issuers ALTER COLUMN role DROP DEFAULT, ALTER COLUMN generation DROP DEFAULT;
CREATE UNIQUE INDEX issuers_of_role ON issuers (role, generation);

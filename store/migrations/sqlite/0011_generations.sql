-- Issuers can be succeeded: each has a role, by which profiles ask for one, and is one generation of those in that role.
-- Several are alive at once; their names stay what labels of keys, addresses and leaves say.

-- Those from before are the first of their role, which had their name.
ALTER TABLE issuers ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE issuers ADD COLUMN generation INTEGER NOT NULL DEFAULT 1 CHECK (generation > 0);
DROP TRIGGER issuers_are_insert_only;
UPDATE issuers SET role = name;
CREATE TRIGGER issuers_are_insert_only BEFORE UPDATE ON issuers BEGIN SELECT RAISE(ABORT, 'issuers are insert only'); END;
CREATE UNIQUE INDEX issuers_of_role ON issuers (role, generation);

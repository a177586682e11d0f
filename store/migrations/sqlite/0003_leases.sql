-- Who works on what: several workers share the jobs, and one of them at a time does what only one may do.

-- A job is taken for a short while; who was stopped for longer can neither finish it nor put it off.
ALTER TABLE jobs ADD COLUMN leased_by BLOB CHECK (length(leased_by) = 16);  -- NULL until it is first taken; mutable
ALTER TABLE jobs ADD COLUMN leased_until INTEGER;                           -- NULL: anybody may take it; mutable
ALTER TABLE jobs ADD COLUMN lease INTEGER NOT NULL DEFAULT 0;               -- how often it was taken; never goes down

-- Who may do what only one may do, until when.
CREATE TABLE leases (
  name         TEXT    NOT NULL PRIMARY KEY,
  holder       BLOB    NOT NULL CHECK (length(holder) = 16),  -- mutable
  epoch        INTEGER NOT NULL,                        -- changes of the holder; never goes down
  leased_until INTEGER NOT NULL                         -- mutable
) STRICT;

-- What active relying parties look like to people: a name or a domain that passes for one of these is refused.

-- The looks of names (UTS #39 skeletons), written and deleted with the admission. Filled by the first registration after
-- this migration, and anew when the program knows more of Unicode (the fact `looks` in meta).
CREATE TABLE relying_party_looks (
  field         TEXT NOT NULL CHECK (field IN ('name', 'domain')),
  look          TEXT NOT NULL,
  relying_party TEXT NOT NULL REFERENCES relying_parties (id),
  PRIMARY KEY (field, look)
);
CREATE INDEX relying_party_looks_of_party ON relying_party_looks (relying_party);

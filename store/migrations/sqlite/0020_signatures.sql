-- Several documents in one session: one row holds what was signed of them all.

-- ECDSA as DER, one behind the other in the order of what was asked; the NULL of DER (05 00) where a document was struck out.
ALTER TABLE outcomes RENAME COLUMN signature TO signatures;

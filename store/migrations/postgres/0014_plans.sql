-- What was found by reading every row: no statement's cost may grow with the number of certificates.

-- The intents of one request, burnt ones too: asked in the writer at every issuance. The unique index of 0001 serves those alone that are not
-- burnt.
CREATE INDEX intents_of_request ON intents (request_sha256);
-- The newest intent of each issuer, as a backup and a restore compare it.
CREATE INDEX intents_by_time ON intents (issuer, created_at, serial);

-- Which process may do what: run by `signet migrate --roles`, again after every migration. The roles have no password
-- here; the server's administrator lets each process prove its own. Whoever owns the database may do everything.
--
--   signet_api     inserts what came from the network, and reads what doors answer with; no secret, nothing that decides
--   signet_status  reads the status of certificates; asks for its own certificate
--   signet_time    reads who it is; asks for its own certificate
--   signet_work    writes what is decided; rewrites no history

DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['signet_api', 'signet_status', 'signet_time', 'signet_work'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I LOGIN', name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;  -- made before, perhaps for another database of this server
    END;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', name);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', name);
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Every process checks the schema, and says by the jobs whether the store answers.
GRANT SELECT ON _sqlx_migrations, meta, issuers, jobs TO signet_api, signet_status, signet_time, signet_work;

-- The api: what doors insert, in columns that they fill.
GRANT INSERT ON sessions, cancellations, messages, acts, enrolment_requests, signer_requests TO signet_api;
GRANT INSERT (kind, subject, due_at, attempts, created_at) ON jobs TO signet_api, signet_status, signet_time;
-- What they read: no secret, no to-be-signed bytes, no audit log.
GRANT SELECT ON key_lists, acts, replies, persons, officers, relying_parties, activations, enrolment_requests,
  signer_requests, devices, device_blocks, certificates, revocations, holds, crls, sessions, cancellations, statements,
  messages, outcomes, lost_serials, prompt_pauses TO signet_api;
GRANT SELECT (issuer, serial, request_sha256, profile, finalised_at, burnt_at, created_at) ON intents
  TO signet_api, signet_status;

-- Status and time: what they answer from, and the request for their own certificates.
GRANT SELECT ON certificates, revocations, holds, crls, lost_serials TO signet_status;
GRANT SELECT ON certificates TO signet_time;
GRANT SELECT, INSERT ON signer_requests TO signet_status, signet_time;
GRANT SELECT ON replies TO signet_status, signet_time;

-- The worker: adds to everything, changes what may change, deletes what is done.
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO signet_work;
REVOKE INSERT ON _sqlx_migrations FROM signet_work;
GRANT UPDATE ON meta, officers, relying_parties, activations, device_secrets, intents, revocations, holds, jobs, leases,
  log_checkpoint, prompt_pauses TO signet_work;
GRANT DELETE ON device_blocks, jobs, leaf_queue, pin_tries, relying_party_looks TO signet_work;

-- A door orders only what is about a row that its sender has signed: the worker reads that again and decides. What the
-- worker orders by itself (to suspend or revoke a device, to publish a list) no door can order.
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS read_jobs ON jobs;
DROP POLICY IF EXISTS api_orders ON jobs;
DROP POLICY IF EXISTS signer_orders ON jobs;
DROP POLICY IF EXISTS worker_works ON jobs;
CREATE POLICY read_jobs ON jobs FOR SELECT TO signet_api, signet_status, signet_time USING (true);
CREATE POLICY api_orders ON jobs FOR INSERT TO signet_api WITH CHECK (kind IN ('act', 'enrolment', 'signer-request',
  'state', 'expire', 'cancel', 'shown', 'unlock', 'answer', 'refusal'));
CREATE POLICY signer_orders ON jobs FOR INSERT TO signet_status, signet_time WITH CHECK (kind = 'signer-request');
CREATE POLICY worker_works ON jobs TO signet_work USING (true) WITH CHECK (true);

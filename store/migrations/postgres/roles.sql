-- Which process may do what: run by `greatseal migrate --roles`, again after every migration. The roles have no password
-- here; the server's administrator lets each process prove its own. Whoever owns the database may do everything.
--
--   greatseal_api     inserts what came from the network, and reads what doors answer with; no secret, nothing that decides
--   greatseal_status  reads the status of certificates, and no certificate of a person; asks for its own certificate
--   greatseal_time    reads who it is, and no certificate of a person; asks for its own certificate
--   greatseal_deliver delivers what stands in the outbox; reads where phones are woken, and of phones their keys alone
--   greatseal_work    writes what is decided; rewrites no history
--   greatseal_backup  reads everything, for `greatseal backup`; writes nothing

DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['greatseal_api', 'greatseal_status', 'greatseal_time', 'greatseal_deliver', 'greatseal_work',
    'greatseal_backup'] LOOP
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

-- Large objects lie in no schema: whoever may call these can fill the disk. They belong to the server's administrator; a
-- server whose database another role owns is told by `greatseal migrate --roles` what the administrator has to run.
DO $$
DECLARE
  call REGPROCEDURE;
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    FOR call IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
      AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import', 'lo_export', 'lo_open', 'lo_put', 'lowrite')
    LOOP
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', call);
    END LOOP;
  END IF;
END $$;

-- Every process checks the schema, and says by the jobs whether the store answers.
GRANT SELECT ON _sqlx_migrations, meta, issuers, jobs TO greatseal_api, greatseal_status, greatseal_time, greatseal_deliver,
  greatseal_work;

-- The api: what doors insert, in columns that they fill.
GRANT INSERT ON push_subscriptions TO greatseal_api;
GRANT INSERT ON sessions, cancellations, messages, wishes, acts, enrolment_requests, signer_requests TO greatseal_api;
GRANT INSERT ON device_links, claims TO greatseal_api;
GRANT INSERT (kind, subject, due_at, attempts, created_at) ON jobs TO greatseal_api, greatseal_status, greatseal_time;
-- It counts what was tried in vain, upwards alone (a trigger of the table).
GRANT SELECT, INSERT, UPDATE (count) ON attempts TO greatseal_api;
-- Every process says what its clock shows, and hears the others.
GRANT SELECT, INSERT (process, at) ON clock_readings TO greatseal_api, greatseal_status, greatseal_time, greatseal_deliver;
-- What they read: no secret, no to-be-signed bytes; of the audit log hashes and places alone, by which they prove what they know.
GRANT SELECT ON log_hashes, log_entries, log_checkpoint TO greatseal_api;
GRANT SELECT (id, kind, sha256) ON leaves TO greatseal_api;
GRANT SELECT ON push_subscriptions, push_keys, device_links, claims TO greatseal_api;
GRANT SELECT ON key_lists, acts, replies, persons, officers, relying_parties, activations, enrolment_requests,
  signer_requests, devices, device_blocks, certificates, revocations, holds, crls, sessions, cancellations, statements,
  messages, wishes, outcomes, lost_serials, prompt_pauses, person_pauses, report_pauses, pending_acts, act_confirmations TO greatseal_api;
GRANT SELECT (issuer, serial, request_sha256, profile, finalised_at, burnt_at, created_at) ON intents
  TO greatseal_api, greatseal_status, greatseal_time;

-- Status and time: what they answer from, and the request for their own certificates.
GRANT SELECT ON certificates, revocations, holds, crls, lost_serials, status_changes TO greatseal_status;
GRANT SELECT ON certificates, revocations, holds, lost_serials TO greatseal_time;
GRANT SELECT, INSERT ON signer_requests TO greatseal_status, greatseal_time;
GRANT SELECT ON replies TO greatseal_status, greatseal_time;

-- Who delivers: takes what is to be delivered and deletes it, forgets where nobody is reached any more, says by which key it is known.
GRANT SELECT, UPDATE (due_at, attempts), DELETE ON outbox TO greatseal_deliver;
GRANT SELECT, DELETE ON push_subscriptions TO greatseal_deliver;
GRANT SELECT (id, key_spki) ON devices TO greatseal_deliver;
GRANT SELECT, INSERT (spki, created_at) ON push_keys TO greatseal_deliver;

-- The worker: adds to everything, changes what may change, deletes what is done.
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO greatseal_work;
REVOKE INSERT ON _sqlx_migrations FROM greatseal_work;
GRANT UPDATE ON meta, officers, relying_parties, activations, device_secrets, intents, revocations, holds, jobs, leases,
  log_checkpoint, prompt_pauses, person_pauses, reports, report_pauses, pin_tries, pending_acts, open_sessions TO greatseal_work;
-- A person's name is corrected by an act, which the row names; who the person is stays.
GRANT UPDATE (given_name, surname, act_sha256) ON persons TO greatseal_work;
GRANT UPDATE (name) ON devices TO greatseal_work;
GRANT DELETE ON attempts, claims, clock_readings, device_blocks, device_links, jobs, leaf_queue, open_sessions, outbox, pin_tries, relying_party_looks,
  reports, status_changes
  TO greatseal_work;

-- Whose certificates a process may read: those of people, officers and relying parties only where they are answered.
-- Status and time read what the service itself answers and signs with, by profile: what is not named here they do not
-- see. A status answer needs serials, which stand in `intents`.
ALTER TABLE certificates ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS read_certificates ON certificates;
DROP POLICY IF EXISTS read_service_certificates ON certificates;
DROP POLICY IF EXISTS worker_issues ON certificates;
CREATE POLICY read_certificates ON certificates FOR SELECT TO greatseal_api USING (true);
CREATE POLICY read_service_certificates ON certificates FOR SELECT TO greatseal_status, greatseal_time
  USING (profile IN ('root', 'issuing-ca', 'issuing-ca-with-ocsp', 'identity', 'ocsp-signer', 'root-ocsp-signer', 'tsu', 'tls-server'));
CREATE POLICY worker_issues ON certificates TO greatseal_work USING (true) WITH CHECK (true);

-- Whose replies: those to requests for signers, where nobody else is answered.
ALTER TABLE replies ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS read_replies ON replies;
DROP POLICY IF EXISTS read_replies_to_signers ON replies;
DROP POLICY IF EXISTS worker_replies ON replies;
CREATE POLICY read_replies ON replies FOR SELECT TO greatseal_api USING (true);
CREATE POLICY read_replies_to_signers ON replies FOR SELECT TO greatseal_status, greatseal_time
  USING (request_sha256 IN (SELECT sha256 FROM signer_requests));
CREATE POLICY worker_replies ON replies TO greatseal_work USING (true) WITH CHECK (true);

-- A door orders only what is about a row that its sender has signed: the worker reads that again and decides. What the
-- worker orders by itself (to suspend or revoke a device, to publish a list) no door can order.
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS read_jobs ON jobs;
DROP POLICY IF EXISTS api_orders ON jobs;
DROP POLICY IF EXISTS signer_orders ON jobs;
DROP POLICY IF EXISTS worker_works ON jobs;
CREATE POLICY read_jobs ON jobs FOR SELECT TO greatseal_api, greatseal_status, greatseal_time, greatseal_deliver USING (true);
CREATE POLICY api_orders ON jobs FOR INSERT TO greatseal_api WITH CHECK (kind IN ('act', 'enrolment', 'signer-request',
  'state', 'cancel', 'unlock', 'answer', 'refusal', 'wish', 'claim'));
CREATE POLICY signer_orders ON jobs FOR INSERT TO greatseal_status, greatseal_time WITH CHECK (kind = 'signer-request');
CREATE POLICY worker_works ON jobs TO greatseal_work USING (true) WITH CHECK (true);

-- The backup: everything that there is, row for row, and where each counter stands. A table whose rows are not for everybody
-- needs its line here: a dump without some rows would look like a whole one.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO greatseal_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO greatseal_backup;
DROP POLICY IF EXISTS backup_reads ON certificates;
DROP POLICY IF EXISTS backup_reads ON replies;
DROP POLICY IF EXISTS backup_reads ON jobs;
CREATE POLICY backup_reads ON certificates FOR SELECT TO greatseal_backup USING (true);
CREATE POLICY backup_reads ON replies FOR SELECT TO greatseal_backup USING (true);
CREATE POLICY backup_reads ON jobs FOR SELECT TO greatseal_backup USING (true);

-- What a restore from a backup has to remember.

-- Serials that the audit log knows and the restored backup did not: revoked for ever, never given again. Insert only.
CREATE TABLE lost_serials (
  issuer             BIGINT NOT NULL,
  serial             BYTEA  NOT NULL CHECK (length(serial) = 16),
  certificate_sha256 BYTEA  UNIQUE CHECK (length(certificate_sha256) = 32),  -- NULL: given up before it was a certificate
  revoked_at         BIGINT NOT NULL,                   -- what CRL and OCSP say
  reason             BIGINT NOT NULL,                   -- CRLReason, RFC 5280 5.3.1
  created_at         BIGINT NOT NULL,                   -- when it was restored
  PRIMARY KEY (issuer, serial)
);

ALTER TABLE device_secrets ADD COLUMN grace_used_at BIGINT;  -- NULL, or when the step of a restore was made; mutable

CREATE TRIGGER lost_serials_are_insert_only BEFORE UPDATE ON lost_serials FOR EACH ROW
  EXECUTE FUNCTION refuse_change('lost serials are insert only');
CREATE TRIGGER lost_serials_stay BEFORE DELETE ON lost_serials FOR EACH ROW
  EXECUTE FUNCTION refuse_change('lost serials are kept');
CREATE TRIGGER lost_serials_stay_whole BEFORE TRUNCATE ON lost_serials FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('lost serials are kept');

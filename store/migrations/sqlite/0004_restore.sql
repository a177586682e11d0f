-- What a restore from a backup has to remember.

-- Serials that the audit log knows and the restored backup did not: revoked for ever, never given again. Insert only.
CREATE TABLE lost_serials (
  issuer             INTEGER NOT NULL,
  serial             BLOB    NOT NULL CHECK (length(serial) = 16),
  certificate_sha256 BLOB    UNIQUE CHECK (length(certificate_sha256) = 32),  -- NULL: given up before it was a certificate
  revoked_at         INTEGER NOT NULL,                  -- what CRL and OCSP say
  reason             INTEGER NOT NULL,                  -- CRLReason, RFC 5280 5.3.1
  created_at         INTEGER NOT NULL,                  -- when it was restored
  PRIMARY KEY (issuer, serial)
) STRICT;

ALTER TABLE device_secrets ADD COLUMN grace_used_at INTEGER;  -- NULL, or when the step of a restore was made; mutable

CREATE TRIGGER lost_serials_are_insert_only BEFORE UPDATE ON lost_serials BEGIN SELECT RAISE(ABORT, 'lost serials are insert only'); END;
CREATE TRIGGER lost_serials_stay BEFORE DELETE ON lost_serials BEGIN SELECT RAISE(ABORT, 'lost serials are kept'); END;

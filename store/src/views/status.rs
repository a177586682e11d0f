//! What a certificate's status is, from one read.

use pki_types::{Reason, Sha256Digest, UnixTime};

use crate::engine::Done;
use crate::engine::sql::{FromRow, Row, sql};
use crate::{Error, IssuerId, Reads};

/// The status of a serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateStatus {
    /// No such serial was ever recorded.
    Never,
    /// Recorded, and not final: OCSP says unknown.
    Intent,
    /// Given up: OCSP and CRL say revoked, because it may have been signed.
    Burnt {
        /// When it was given up.
        at: UnixTime,
    },
    /// Final, and neither held nor revoked: the only one that is good.
    Final,
    /// Suspended.
    Held {
        /// Since when.
        since: UnixTime,
    },
    /// Revoked.
    Revoked {
        /// Since when.
        at: UnixTime,
        /// Why.
        reason: Reason,
    },
}

/// A serial with all that its rows say: what an audit holds against the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedSerial {
    /// Whose.
    pub issuer: IssuerId,
    /// The serial.
    pub serial: Vec<u8>,
    /// Its status.
    pub status: CertificateStatus,
    /// The certificate's digest; none if it never became final.
    pub certificate: Option<Sha256Digest>,
    /// The certificate's DER; none where there is no certificate, or where a restore lost it.
    pub der: Option<Vec<u8>>,
    /// When the newest of its rows was written.
    pub changed_at: UnixTime,
}

impl FromRow for AuditedSerial {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let Found { serial, status } = Found::from_row(row)?;
        Ok(Self {
            issuer: row.column("issuer")?,
            serial,
            status,
            certificate: row.column("sha256")?,
            der: row.column("der")?,
            changed_at: row.column("changed_at")?,
        })
    }
}

pub(crate) struct Found {
    pub(crate) serial: Vec<u8>,
    pub(crate) status: CertificateStatus,
}

impl FromRow for Found {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let revoked_at: Option<UnixTime> = row.column("revoked_at")?;
        let reason: Option<Reason> = row.column("reason")?;
        let held_since: Option<UnixTime> = row.column("held_since")?;
        let burnt_at: Option<UnixTime> = row.column("burnt_at")?;
        let finalised_at: Option<UnixTime> = row.column("finalised_at")?;
        // Revocation is terminal, so it comes first; "good" needs everything else to be absent, so it comes last.
        let status = match (burnt_at, revoked_at.zip(reason), held_since, finalised_at) {
            (Some(at), ..) => CertificateStatus::Burnt { at },
            (None, Some((at, reason)), ..) => CertificateStatus::Revoked { at, reason },
            (None, None, _, None) => CertificateStatus::Intent,
            (None, None, Some(since), Some(_)) => CertificateStatus::Held { since },
            (None, None, None, Some(_)) => CertificateStatus::Final,
        };
        Ok(Self { serial: row.column("serial")?, status })
    }
}

/// What a restore lost comes first: the backup may have held its intent.
const STATUS: &str = "\
    SELECT i.serial, i.finalised_at, i.burnt_at, r.revoked_at, r.reason, h.began_at AS held_since \
    FROM intents i \
    LEFT JOIN revocations r ON r.issuer = i.issuer AND r.serial = i.serial \
    LEFT JOIN holds h ON h.issuer = i.issuer AND h.serial = i.serial AND h.ended_at IS NULL \
    WHERE i.issuer = $1 AND i.serial = $2 \
    AND NOT EXISTS (SELECT 1 FROM lost_serials l WHERE l.issuer = i.issuer AND l.serial = i.serial) \
    UNION ALL \
    SELECT l.serial, NULL, CASE WHEN l.certificate_sha256 IS NULL THEN l.revoked_at END, l.revoked_at, l.reason, NULL \
    FROM lost_serials l WHERE l.issuer = $1 AND l.serial = $2";

/// The same of certificates, by a condition on `certificates c`.
macro_rules! status_where {
    ($which:literal) => {
        concat!(
            "SELECT i.serial, i.finalised_at, i.burnt_at, r.revoked_at, r.reason, h.began_at AS held_since \
             FROM certificates c JOIN intents i ON i.issuer = c.issuer AND i.serial = c.serial \
             LEFT JOIN revocations r ON r.issuer = i.issuer AND r.serial = i.serial \
             LEFT JOIN holds h ON h.issuer = i.issuer AND h.serial = i.serial AND h.ended_at IS NULL WHERE ",
            $which,
            " AND NOT EXISTS (SELECT 1 FROM lost_serials l WHERE l.issuer = i.issuer AND l.serial = i.serial) \
             UNION ALL \
             SELECT l.serial, NULL, CASE WHEN l.certificate_sha256 IS NULL THEN l.revoked_at END, l.revoked_at, \
             l.reason, NULL FROM certificates c \
             JOIN lost_serials l ON l.issuer = c.issuer AND l.serial = c.serial WHERE ",
            $which
        )
    };
}
pub(crate) use status_where;

/// The status of the certificate with a hash.
pub(crate) const STATUS_OF_CERTIFICATE: &str = status_where!("c.sha256 = $1");

/// The status that such a statement gave.
pub(crate) fn status_in(done: &Done) -> Result<CertificateStatus, Error> {
    Ok(done.first::<Found>()?.map_or(CertificateStatus::Never, |found| found.status))
}

/// Serials in one statement; an empty place asks for a serial that no certificate has.
const BATCH: usize = 16;
const STATUS_BATCH: &str = "\
    SELECT i.serial, i.finalised_at, i.burnt_at, r.revoked_at, r.reason, h.began_at AS held_since \
    FROM intents i \
    LEFT JOIN revocations r ON r.issuer = i.issuer AND r.serial = i.serial \
    LEFT JOIN holds h ON h.issuer = i.issuer AND h.serial = i.serial AND h.ended_at IS NULL \
    WHERE i.issuer = $1 \
    AND i.serial IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
    AND NOT EXISTS (SELECT 1 FROM lost_serials l WHERE l.issuer = i.issuer AND l.serial = i.serial) \
    UNION ALL \
    SELECT l.serial, NULL, CASE WHEN l.certificate_sha256 IS NULL THEN l.revoked_at END, l.revoked_at, l.reason, NULL \
    FROM lost_serials l WHERE l.issuer = $1 \
    AND l.serial IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

const AUDIT: &str = "\
    SELECT i.issuer, i.serial, i.finalised_at, i.burnt_at, r.revoked_at, r.reason, h.began_at AS held_since, \
    c.sha256, c.der, \
    (SELECT max(at) FROM (SELECT i.created_at AS at UNION ALL SELECT i.finalised_at UNION ALL SELECT i.burnt_at \
     UNION ALL SELECT r.created_at UNION ALL SELECT h.began_at \
     UNION ALL SELECT max(e.ended_at) FROM holds e WHERE e.issuer = i.issuer AND e.serial = i.serial) AS ats) \
    AS changed_at \
    FROM intents i \
    LEFT JOIN certificates c ON c.issuer = i.issuer AND c.serial = i.serial \
    LEFT JOIN revocations r ON r.issuer = i.issuer AND r.serial = i.serial \
    LEFT JOIN holds h ON h.issuer = i.issuer AND h.serial = i.serial AND h.ended_at IS NULL \
    WHERE (i.issuer > $1 OR (i.issuer = $1 AND i.serial > $2)) \
    AND NOT EXISTS (SELECT 1 FROM lost_serials l WHERE l.issuer = i.issuer AND l.serial = i.serial) \
    UNION ALL \
    SELECT l.issuer, l.serial, NULL, CASE WHEN l.certificate_sha256 IS NULL THEN l.revoked_at END, l.revoked_at, \
    l.reason, NULL, l.certificate_sha256, NULL, l.created_at \
    FROM lost_serials l WHERE (l.issuer > $1 OR (l.issuer = $1 AND l.serial > $2)) \
    ORDER BY 1, 2 LIMIT $3";

impl Reads {
    /// The serials behind this one, by issuer and serial, at most `limit`.
    pub async fn audited_serials(
        &self,
        issuer: IssuerId,
        serial: &[u8],
        limit: u32,
    ) -> Result<Vec<AuditedSerial>, Error> {
        self.all(sql(AUDIT).with(&issuer).with_bytes(serial).with(&limit)).await
    }

    /// The status of this serial, which may be any octets that somebody asked about, from one read that sees every
    /// commit that came before it began.
    pub async fn status(&self, issuer: IssuerId, serial: &[u8]) -> Result<CertificateStatus, Error> {
        let found: Option<Found> = self.optional(sql(STATUS).with(&issuer).with_bytes(serial)).await?;
        Ok(found.map_or(CertificateStatus::Never, |found| found.status))
    }

    /// The status of each of these serials, in their order; each sixteen come from one read.
    pub async fn status_batch(
        &self,
        issuer: IssuerId,
        serials: &[&[u8]],
    ) -> Result<Vec<CertificateStatus>, Error> {
        if let [serial] = serials {
            return Ok(vec![self.status(issuer, serial).await?]);
        }
        let mut statuses = Vec::with_capacity(serials.len());
        for asked in serials.chunks(BATCH) {
            let mut select = sql(STATUS_BATCH).with(&issuer);
            for place in 0..BATCH {
                select = select.with_bytes(asked.get(place).copied().unwrap_or_default());
            }
            let [found] = self.together([select]).await?;
            let found: Vec<Found> = found.every()?;
            statuses.extend(asked.iter().map(|serial| {
                let row = found.iter().find(|row| row.serial == **serial);
                row.map_or(CertificateStatus::Never, |row| row.status)
            }));
        }
        Ok(statuses)
    }
}

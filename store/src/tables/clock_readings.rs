//! What the clocks of the processes show: each writes it now and then, so that the others notice when one is wrong.

use pki_types::UnixTime;
use words::WorkerId;

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// What one process's clock showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockReading {
    /// Its place: what was written later has a higher number.
    pub id: i64,
    /// Whose, drawn anew at each start.
    pub process: WorkerId,
    /// What it showed.
    pub at: UnixTime,
}
row!(ClockReading { id, process, at });

impl Reads {
    /// The readings with a higher number than `known`, newest first, at most `limit`.
    pub async fn clock_readings(&self, known: i64, limit: u32) -> Result<Vec<ClockReading>, Error> {
        let select = sql("SELECT * FROM clock_readings WHERE id > $1 ORDER BY id DESC LIMIT $2");
        self.all(select.with(&known).with(&limit)).await
    }
}

impl Transaction {
    /// Adds what a process's clock shows.
    pub async fn insert_clock_reading(&mut self, process: WorkerId, at: UnixTime) -> Result<(), Error> {
        let insert = sql("INSERT INTO clock_readings (process, at) VALUES ($1, $2)");
        self.execute(insert.with(&process).with(&at)).await.map(|_| ())
    }

    /// Deletes the readings up to this number.
    pub async fn forget_clock_readings(&mut self, through: i64) -> Result<(), Error> {
        self.execute(sql("DELETE FROM clock_readings WHERE id <= $1").with(&through)).await.map(|_| ())
    }
}

//! Many phones at once: enrolled and answering in one process, for stories and benches.
//!
//! PIN keys are derived once per phone, so that what is measured is the service and not PBKDF2.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use phone_protocol::Activation;
use tokio::task::JoinSet;
use words::Purpose;

use crate::{Automatic, Environment, Error, Interaction, MemoryStorage, Phone, Pins};

/// PBKDF2 iterations of load phones: their PINs protect nothing.
const ITERATIONS: u32 = 1_000;
/// How long one poll lasts, in seconds.
const POLL_SECONDS: u8 = 25;

/// Phones that answer everything.
pub struct Fleet {
    tasks: JoinSet<Result<(), Error>>,
    answered: Arc<AtomicU64>,
}

/// Enrols one phone for each activation, all at once, in memory.
///
/// # Errors
/// The first enrolment that fails.
pub async fn enrol(
    activations: Vec<Activation>,
    pins: &Pins,
    environment: &Environment,
) -> Result<Vec<Phone>, Error> {
    let mut tasks = JoinSet::new();
    for (place, activation) in activations.into_iter().enumerate() {
        let (environment, pins) = (environment.clone(), pins.clone());
        tasks.spawn(async move {
            let mut phone = Phone::open(MemoryStorage::default(), environment)?.with_iterations(ITERATIONS);
            phone.enrol(&activation, &pins).await?;
            for purpose in Purpose::ALL {
                phone.remember_pin(purpose, pins.of(purpose))?;
            }
            Ok::<_, Error>((place, phone))
        });
    }
    let mut phones = Vec::with_capacity(tasks.len());
    while let Some(joined) = tasks.join_next().await {
        phones.push(joined.map_err(|error| Error::State(format!("a phone did not finish: {error}")))??);
    }
    phones.sort_by_key(|(place, _)| *place);
    Ok(phones.into_iter().map(|(_, phone)| phone).collect())
}

impl Fleet {
    /// Lets the phones poll and sign everything until the fleet is dropped.
    #[must_use]
    pub fn answer(phones: Vec<Phone>) -> Self {
        let answered = Arc::new(AtomicU64::new(0));
        let interaction: Arc<dyn Interaction> = Arc::new(Automatic { pins: None });
        let mut tasks = JoinSet::new();
        for mut phone in phones {
            let (interaction, answered) = (Arc::clone(&interaction), Arc::clone(&answered));
            tasks.spawn(async move {
                loop {
                    let ended = phone.handle_pending(&interaction, POLL_SECONDS).await?;
                    answered.fetch_add(u64::try_from(ended).unwrap_or(u64::MAX), Ordering::Relaxed);
                }
            });
        }
        Self { tasks, answered }
    }

    /// How many sessions were answered so far.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Ends all phones.
    ///
    /// # Errors
    /// The first phone that had failed for good.
    pub async fn stop(mut self) -> Result<u64, Error> {
        self.tasks.abort_all();
        while let Some(joined) = self.tasks.join_next().await {
            if let Ok(ended) = joined {
                ended?;
            }
        }
        Ok(self.answered())
    }
}

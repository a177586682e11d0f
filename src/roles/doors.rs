//! The api process's doors: routers over the store's door half. None of them holds a key of the inner zone.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use mobile_sig_api::MobileSignature;
use pki_types::{Clock, Random};
use registration_api::Registration;
use store::DoorStore;

use crate::config::Config;

/// What the doors are made of.
pub struct Doors {
    registration: Registration,
    mobile_signature: MobileSignature,
}

impl Doors {
    /// The doors over this store.
    pub fn new(
        config: &Config,
        store: &DoorStore,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> Result<Self> {
        let mobile_signature = MobileSignature::new(
            store.clone(),
            clock.clone(),
            random.clone(),
            &config.status.url,
            &config.sessions,
        )?;
        let registration = Registration::new(store.clone(), clock.clone(), &config.enrolments);
        Ok(Self { registration, mobile_signature })
    }

    /// What phones reach: enrolment, pending sessions, messages.
    pub fn phone(&self) -> Router {
        registration_api::phone_routes(self.registration.clone())
            .merge(mobile_sig_api::phone_routes(self.mobile_signature.clone()))
    }

    /// What relying parties reach.
    pub fn relying_party(&self) -> Router {
        mobile_sig_api::relying_party_routes(self.mobile_signature.clone())
    }

    /// What officers reach.
    pub fn registration(&self) -> Router {
        registration_api::officer_routes(self.registration.clone())
    }
}

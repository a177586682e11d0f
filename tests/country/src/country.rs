//! A country with rows: authorities and whoever they certified, in a store in memory, under a clock that stands still.

use std::sync::Arc;

use pki_types::{
    Certificate, Clock, ManualClock, Reason, SeededRandom, Serial, Sha256Digest, UnixTime, sha256,
};
use rcgen::{DnType, SerialNumber};
use store::{
    BoxFuture, Error, IssuedCertificate, IssuerId, NewIntent, RelyingParty, Revocation, Store, Transaction,
};
use words::act::Role;
use words::{DeviceId, Doors, PersonId};

use crate::NOW;
use crate::holder::Holder;
use crate::key::Key;
use crate::profile::{Profile, SERIAL_NUMBER};
use crate::rows::{self, leaf};
use crate::world::World;

/// The root's row.
pub const ROOT: IssuerId = IssuerId(1);
/// The row of the citizens' CA.
pub const CITIZENS: IssuerId = IssuerId(2);
/// The row of the services' CA.
pub const SERVICES: IssuerId = IssuerId(3);

/// Whose a certificate is, as its row says it.
#[derive(Default, Clone)]
pub struct Of {
    /// A person's.
    pub person: Option<PersonId>,
    /// On this phone.
    pub device: Option<DeviceId>,
    /// A relying party's.
    pub relying_party: Option<String>,
}

/// A country.
pub struct Country {
    /// In memory.
    pub store: Store,
    /// Goes when a test moves it.
    pub clock: ManualClock,
    /// Draws the same in every run.
    pub random: Arc<SeededRandom>,
    /// Certifies the issuing CAs.
    pub root: Holder,
    /// Certifies persons.
    pub citizens: Holder,
    /// Certifies everybody else.
    pub services: Holder,
    /// The act by which everybody was registered.
    pub act: Sha256Digest,
}

impl Country {
    /// Three authorities, and nobody else, on the day of the tests; no job is left to do.
    pub async fn new() -> Self {
        let clock = ManualClock::new(NOW);
        let store = Store::in_memory(Arc::new(clock.clone())).await.unwrap();
        let World { root, citizens, services, .. } = World::new();
        for (id, name, holder) in
            [(ROOT, "root", &root), (CITIZENS, "citizens", &citizens), (SERVICES, "services", &services)]
        {
            let row = rows::issuer(id, name, holder.certificate.der(), NOW);
            rows::write(&store, move |unit| Box::pin(async move { unit.insert_issuer(&row).await })).await;
        }
        let row = rows::act("an officer's act", NOW);
        let act = row.sha256;
        store.door().insert_act(row).await.unwrap();
        let random = Arc::new(SeededRandom::new(1));
        let country = Self { store, clock, random, root, citizens, services, act };
        country.forget_jobs().await;
        country
    }

    /// What the clock shows.
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// Runs a unit of the test's own.
    pub async fn write<T, F>(&self, unit: F) -> T
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
    {
        rows::write(&self.store, unit).await
    }

    /// Forgets the jobs that are due: those that setting the scene has made.
    pub async fn forget_jobs(&self) {
        let jobs = self.store.due_jobs(self.now(), 1_000).await.unwrap();
        self.write(move |unit| Box::pin(async move { unit.finish_jobs(&jobs).await.map(|_| ()) })).await;
    }

    /// The authority of a row.
    pub fn authority(&self, issuer: IssuerId) -> &Holder {
        match issuer {
            ROOT => &self.root,
            CITIZENS => &self.citizens,
            _ => &self.services,
        }
    }

    /// The row of the authority that a certificate names, and the serial by which it knows it.
    pub fn place(&self, certificate: &Certificate) -> (IssuerId, Serial) {
        let names =
            |issuer: &IssuerId| self.authority(*issuer).certificate.subject_der() == certificate.issuer_der();
        let issuer = [ROOT, CITIZENS, SERVICES].into_iter().find(names).expect("an authority of the country");
        (issuer, Serial::from_bytes(certificate.serial_bytes()).unwrap())
    }

    /// Issues a certificate for a new key, by the way that the store allows: intent, then certificate.
    pub async fn issue(&self, issuer: IssuerId, profile: Profile, name: &str, of: Of) -> Holder {
        self.issue_to(Key::draw(&*self.random), issuer, profile, name, of).await
    }

    /// The same for this key. The name is the number, too, under which the service knows the holder.
    pub async fn issue_to(&self, key: Key, issuer: IssuerId, profile: Profile, name: &str, of: Of) -> Holder {
        let serial = Serial::draw(&*self.random);
        let holder = self.authority(issuer).issue_to(key, profile, name, |params| {
            params.serial_number = Some(SerialNumber::from_slice(serial.as_bytes()));
            params.distinguished_name.push(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), name);
        });
        self.intend(&holder).await;
        self.finalise(&holder, of).await;
        holder
    }

    /// Writes down the intent of a certificate; it is not final yet.
    pub async fn intend(&self, holder: &Holder) {
        let (issuer, serial) = self.place(&holder.certificate);
        let profile = holder.profile.name();
        let intent = NewIntent {
            issuer,
            serial,
            request_sha256: sha256(holder.certificate.der()),
            profile: profile.to_owned(),
            tbs: holder.certificate.tbs_der().to_vec(),
            spki_sha256: holder.certificate.public_key().spki_sha256(),
            spki_may_repeat: false,
            profile_digest: sha256(profile.as_bytes()),
        };
        self.write(move |unit| Box::pin(async move { unit.record_intent(&intent, &leaf("intent")).await }))
            .await;
    }

    /// Makes a certificate final.
    pub async fn finalise(&self, holder: &Holder, of: Of) {
        let certificate = &holder.certificate;
        let (issuer, serial) = self.place(certificate);
        let row = IssuedCertificate {
            issuer,
            serial,
            sha256: certificate.sha256(),
            der: certificate.der().to_vec(),
            profile: holder.profile.name().to_owned(),
            person: of.person,
            device: of.device,
            relying_party: of.relying_party,
            subject_key_sha256: certificate.public_key().spki_sha256(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            created_at: self.now(),
        };
        self.write(move |unit| {
            Box::pin(async move { unit.finalise_intent(&row, &leaf("certificate")).await })
        })
        .await;
    }

    /// Gives the intent of a certificate up.
    pub async fn burn(&self, certificate: &Certificate) {
        let (issuer, serial) = self.place(certificate);
        let done = self.write(move |unit| {
            Box::pin(async move { unit.burn_intent(issuer, &serial, &leaf("burnt")).await })
        });
        assert!(done.await);
    }

    /// Suspends a certificate, as the authority would.
    pub async fn hold(&self, certificate: &Certificate) {
        let ((issuer, serial), act) = (self.place(certificate), Some(self.act));
        let done = self.write(move |unit| {
            Box::pin(async move { unit.begin_hold(issuer, &serial, act, &leaf("hold")).await })
        });
        assert!(done.await);
    }

    /// Releases a certificate that was suspended.
    pub async fn release(&self, certificate: &Certificate) {
        let ((issuer, serial), act) = (self.place(certificate), Some(self.act));
        let done = self.write(move |unit| {
            Box::pin(async move { unit.end_hold(issuer, &serial, act, &leaf("release")).await })
        });
        assert!(done.await);
    }

    /// Revokes a certificate now, because its key is in other hands.
    pub async fn revoke(&self, certificate: &Certificate) {
        self.revoke_at(certificate, self.now(), Reason::KeyCompromise).await;
    }

    /// Revokes a certificate as of then, for this reason.
    pub async fn revoke_at(&self, certificate: &Certificate, at: UnixTime, reason: Reason) {
        let (issuer, serial) = self.place(certificate);
        let act_sha256 = Some(self.act);
        let row = Revocation { issuer, serial, revoked_at: at, reason, act_sha256, created_at: at };
        let done = self.write(move |unit| {
            Box::pin(async move { unit.insert_revocation(&row, &leaf("revocation")).await })
        });
        assert!(done.await);
    }

    /// Registers a relying party.
    pub async fn relying_party(&self, id: &str) -> Holder {
        self.relying_party_under(SERVICES, id).await
    }

    /// Registers a relying party that uses these doors.
    pub async fn relying_party_through(&self, id: &str, doors: Doors) -> Holder {
        self.register_relying_party(SERVICES, id, doors).await
    }

    /// Registers a relying party whom this authority certifies.
    pub async fn relying_party_under(&self, issuer: IssuerId, id: &str) -> Holder {
        self.register_relying_party(issuer, id, Doors::default()).await
    }

    async fn register_relying_party(&self, issuer: IssuerId, id: &str, doors: Doors) -> Holder {
        let of = Of { relying_party: Some(id.to_owned()), ..Of::default() };
        let holder = self.issue(issuer, Profile::RelyingParty, id, of).await;
        let usual = rows::relying_party(id, holder.certificate.sha256(), self.now());
        let row = RelyingParty { doors, ..usual };
        self.write(move |unit| Box::pin(async move { unit.insert_relying_party(&row).await })).await;
        holder
    }

    /// Appoints an officer.
    pub async fn officer(&self, id: &str, roles: &[Role]) -> Holder {
        let holder = self.issue(SERVICES, Profile::Officer, id, Of::default()).await;
        let row = rows::officer(id, holder.certificate.sha256(), roles, self.now());
        self.write(move |unit| Box::pin(async move { unit.insert_officer(&row).await })).await;
        holder
    }

    /// Registers a person.
    pub async fn person(&self, code: &str) -> PersonId {
        let row = rows::person(PersonId::draw(&*self.random), code, self.act, self.now());
        let id = row.id;
        self.write(move |unit| Box::pin(async move { unit.insert_person(&row).await })).await;
        id
    }
}

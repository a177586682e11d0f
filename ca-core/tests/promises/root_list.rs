//! What the country revokes under its root gets into the root's list, and stays there.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use ca_core::Error;
use ca_core::signers::root_signer;
use ca_core::status::root_list;
use ca_core::status::root_revocations::{RootRevocations, untold};
use hsm_adapter::SoftwareKeyStore;
use pki_types::crl::{Crl, Reason};
use pki_types::name::Name;
use pki_types::{Certificate, CertificateRequest};
use store::{CrlShard, JobKind, Verdict};
use words::act::{Act, Revoke, Target};

use crate::world::*;

/// The machine that has the root's key, with what its ceremony left there.
struct Offline {
    folder: tempfile::TempDir,
    keys: SoftwareKeyStore,
}

impl Offline {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut copy = Command::new("cp");
        copy.arg("-r").arg(ceremony_folder().await.join(".")).arg(folder.path());
        assert!(copy.status().unwrap().success());
        let keys = SoftwareKeyStore::open(folder.path().join("keys"), &passphrase()).unwrap();
        Self { folder, keys }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The certificate of a signer that came after the ceremony.
    async fn certified(&self, world: &World) -> Certificate {
        let key = new_key();
        let subject = Name::new().country("MU").common_name("Root OCSP").to_der().unwrap();
        let info = CertificateRequest::to_be_signed(&subject, key.public_key().spki_der());
        let request = CertificateRequest::assemble(&info, key.algorithm(), &key.sign(&info).unwrap());
        let request = CertificateRequest::from_der(&request).unwrap();
        let clock = Arc::new(world.clock.clone());
        root_signer::certify(self.path(), &self.keys, &request, clock, &*world.random).await.unwrap()
    }

    async fn renewed(&self, world: &World, revoked: Option<&RootRevocations>) -> Result<Crl, Error> {
        world.clock.advance(60);
        root_list::renew(self.path(), &self.keys, revoked, Arc::new(world.clock.clone())).await
    }
}

fn reason(list: &Crl, certificate: &Certificate) -> Option<Reason> {
    list.find(certificate.serial_bytes()).and_then(|entry| entry.reason)
}

async fn revoke(world: &World, certificate: &Certificate, reason: Reason) {
    let target = Target::Certificate(certificate.sha256());
    let (verdict, reply) = world.perform(Act::Revoke(Revoke { target, reason, occurred_at: None })).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_country_revokes_under_its_root_is_on_the_root_s_list_from_then_on() {
    let (world, offline) = (World::new().await, Offline::new().await);
    let signer = offline.certified(&world).await;
    root_signer::install(&signer, &world.store).await.unwrap();
    assert_eq!(untold(&world.store).await.unwrap(), []);

    // 1. Revoked. Nobody here can sign the list: nothing is ordered, and what was ordered once ends.
    revoke(&world, &signer, Reason::Superseded).await;
    let root = world.store.issuers_of_role("root").await.unwrap().remove(0);
    let shard = CrlShard { issuer: root.id, shard: 0 };
    assert!(world.store.jobs_about(JobKind::Crl, &shard.to_subject()).await.unwrap().is_empty());
    world.authority.publish_crl(shard).await.unwrap();
    assert_eq!(untold(&world.store).await.unwrap().len(), 1);

    // 2. A list that does not tell is refused, by name and with the way.
    let silent = offline.renewed(&world, None).await.unwrap();
    let refused = root_list::install(silent.der(), &world.store).await.unwrap_err().to_string();
    let serial = pki_types::encoding::hex(signer.serial_bytes());
    assert!(refused.contains(&serial) && refused.contains("root-list request"), "{refused}");

    // 3. What travels is a text; the list tells it.
    let text = RootRevocations::of(&world.store).await.unwrap().to_text();
    assert!(text.contains(&serial) && text.contains("CN=Root OCSP"), "{text}");
    let revoked = RootRevocations::parse(&text).unwrap();
    for _ in 0..2 {
        let list = offline.renewed(&world, Some(&revoked)).await.unwrap();
        assert_eq!(reason(&list, &signer), Some(Reason::Superseded));
        root_list::install(list.der(), &world.store).await.unwrap();
    }
    assert_eq!(untold(&world.store).await.unwrap(), []);

    // 4. It turns out to be worse.
    revoke(&world, &signer, Reason::KeyCompromise).await;
    assert_eq!(untold(&world.store).await.unwrap().len(), 1);
    let revoked = RootRevocations::of(&world.store).await.unwrap();
    offline.renewed(&world, Some(&revoked)).await.unwrap();

    // 5. And is never forgotten: not by a list without the file, not when the certificate has ended.
    for _ in 0..3 {
        let list = offline.renewed(&world, None).await.unwrap();
        assert_eq!(reason(&list, &signer), Some(Reason::KeyCompromise));
        root_list::install(list.der(), &world.store).await.unwrap();
        world.clock.advance(2_100 * 86_400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_root_did_not_issue_and_an_authority_are_not_listed() {
    let (world, offline) = (World::new().await, Offline::new().await);
    let signer = offline.certified(&world).await;
    root_signer::install(&signer, &world.store).await.unwrap();
    revoke(&world, &signer, Reason::KeyCompromise).await;
    let text = RootRevocations::of(&world.store).await.unwrap().to_text();
    let (root, ours) =
        (RootRevocations::parse(&text).unwrap().root, pki_types::encoding::hex(signer.serial_bytes()));
    let citizens = world.store.issuers_of_role("citizens").await.unwrap().remove(0);
    let citizens = Certificate::from_der(&citizens.certificate).unwrap();
    let alien = format!("4{}", "1".repeat(31));
    for (from, to, why) in [
        (ours.as_str(), alien.as_str(), "not issued"),
        (ours.as_str(), &pki_types::encoding::hex(citizens.serial_bytes()), "authority"),
        (&root.to_string(), &"0".repeat(64), "root"),
        ("key_compromise", "certificate_hold", "hold"),
        ("key_compromise", "unheard_of", "unheard_of"),
        ("revoked_at = \"20", "revoked_at = \"19", "19"),
        ("reason =", "colour =", "colour"),
    ] {
        assert!(text.contains(from), "{from}");
        let refused = match RootRevocations::parse(&text.replace(from, to)) {
            Ok(revoked) => offline.renewed(&world, Some(&revoked)).await.map(|_| ()),
            Err(problem) => Err(problem),
        };
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(why), "{why}: {refused}");
    }
    assert_eq!(offline.renewed(&world, None).await.unwrap().len(), 0, "nothing of it was listed");
}

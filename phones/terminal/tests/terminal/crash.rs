//! A crash at any write of the phone: afterwards it is the same phone, nothing was signed twice, and it goes on.

use std::sync::Arc;

use crate::support::{Crash, Disk, Service, pins};
use phone_terminal::{Error, FolderStorage, Phone, Storage};
use test_country::World;
use words::Purpose;

/// Whatever a crash left behind: finish the enrolment if there is one.
async fn recover(service: &Arc<Service>, disk: &Disk) -> Phone {
    disk.repair();
    let mut phone = service.phone(disk.clone());
    if phone.enrolled().is_none() {
        if phone.enrolment_is_outstanding() {
            phone.resume_enrolment().await.unwrap();
        } else {
            phone.enrol(&service.activation(), &pins()).await.unwrap();
        }
    }
    phone.deliver_outstanding().await.unwrap();
    phone
}

async fn sign_what_waits(phone: &mut Phone) -> Result<(), Error> {
    for session in &phone.poll(0).await?.sessions {
        phone.sign(session, Some(&pins().signature)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_enrolment_survives_a_crash_at_each_write() {
    for crash in [Crash::Before, Crash::After] {
        let mut writes = 0;
        loop {
            let (service, disk) = (Service::new(), Disk::default());
            disk.fail_after(writes, crash);
            let mut phone = service.phone(disk.clone());
            let enrolled = phone.enrol(&service.activation(), &pins()).await.is_ok();
            drop(phone);
            let mut phone = recover(&service, &disk).await;
            let session = service.open(World::document_request);
            sign_what_waits(&mut phone).await.unwrap();
            assert_eq!(service.outcome(session).as_deref(), Some("completed"), "{crash:?} {writes}");
            if enrolled {
                break;
            }
            writes += 1;
        }
        assert_eq!(writes, 2, "an enrolment writes its keys, then its certificates");
    }
}

#[tokio::test]
async fn a_signature_survives_a_crash_at_each_write() {
    for crash in [Crash::Before, Crash::After] {
        let mut writes = 0;
        loop {
            let (service, disk) = (Service::new(), Disk::default());
            let mut phone = recover(&service, &disk).await;
            let first = service.open(World::document_request);
            disk.fail_after(writes, crash);
            let signed = sign_what_waits(&mut phone).await.is_ok();
            drop(phone);

            // The session is finished by the answer that was written down, or by asking the person again.
            let mut phone = recover(&service, &disk).await;
            sign_what_waits(&mut phone).await.unwrap();
            assert_eq!(service.outcome(first).as_deref(), Some("completed"), "{crash:?} {writes}");

            // And the next one works: shares and epochs still fit.
            let second = service.open(World::document_request);
            sign_what_waits(&mut phone).await.unwrap();
            assert_eq!(service.outcome(second).as_deref(), Some("completed"), "{crash:?} {writes}");
            if signed {
                break;
            }
            writes += 1;
        }
        assert_eq!(writes, 3, "a signature writes its unlock, its share, then its answer");
    }
}

#[tokio::test]
async fn an_answer_that_was_written_down_is_sent_after_a_crash() {
    let (service, disk) = (Service::new(), Disk::default());
    let mut phone = recover(&service, &disk).await;
    let session = service.open(World::document_request);
    disk.fail_after(2, Crash::After);
    assert!(sign_what_waits(&mut phone).await.is_err());
    assert_eq!(service.outcome(session), None);
    drop(phone);
    let phone = recover(&service, &disk).await;
    assert_eq!(service.outcome(session).as_deref(), Some("completed"));
    assert_eq!(service.pin_tries(), 1);
    assert_eq!(phone.epoch(Purpose::Signature), Some(1));
}

#[test]
fn a_folder_keeps_one_private_document_for_one_process() {
    use std::os::unix::fs::PermissionsExt;

    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("phone");
    let storage = FolderStorage::open(&folder).unwrap();
    assert!(storage.read().unwrap().is_none());
    storage.write(b"first").unwrap();
    // What a crash in the middle of a write leaves behind is not the document.
    std::fs::write(folder.join("phone.json.next"), b"half").unwrap();
    assert_eq!(storage.read().unwrap().unwrap().as_slice(), b"first");
    storage.write(b"second").unwrap();
    assert_eq!(storage.read().unwrap().unwrap().as_slice(), b"second");

    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("phone.json")), 0o600);

    assert!(matches!(FolderStorage::open(&folder), Err(Error::InUse(_))));
    drop(storage);
    assert!(FolderStorage::open(&folder).is_ok());
}

#[test]
fn a_damaged_or_foreign_state_is_refused_and_not_overwritten() {
    let service = Service::new();
    for document in [b"{".as_slice(), b"{}", b"null", b"\xff"] {
        let disk = Disk::default();
        disk.write(document).unwrap();
        let opened = Phone::open(disk.clone(), service.environment());
        assert!(matches!(opened, Err(Error::State(_))));
        assert_eq!(disk.document().as_deref(), Some(document));
    }
}

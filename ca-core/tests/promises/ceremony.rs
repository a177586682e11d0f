//! A ceremony makes a country, and its results are installed once.

use std::path::Path;
use std::sync::Arc;

use ca_core::CeremonyFile;
use ca_core::ceremony::install::{ArrivingKeys, bring_keys, install};
use ca_core::status::root_list;
use hsm_adapter::{KeyStore as _, SoftwareKeyStore};
use pki_types::crl::Crl;
use pki_types::{Certificate, ManualClock, Sha256Digest, sha256};
use secrecy::SecretString;
use store::Store;

use crate::world::*;

fn read(directory: &Path, name: &str) -> String {
    std::fs::read_to_string(directory.join(name)).unwrap()
}

fn certificate(directory: &Path, name: &str) -> Certificate {
    Certificate::from_pem(&read(directory, name)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ceremony_leaves_a_country_behind() {
    for public_url in ["http://127.0.0.1:7604", "http://pki.example.org"] {
        let folder = tempfile::tempdir().unwrap();
        let text = ceremony_text(public_url);
        let transcript = hold_ceremony(&text, folder.path()).await.unwrap();
        assert_eq!(transcript.ceremony_sha256, sha256(text.as_bytes()));
        check_certificates(folder.path(), public_url);
        check_keys(folder.path());
        check_transcript(folder.path(), &transcript);
    }
}

fn check_certificates(folder: &Path, public_url: &str) {
    let root = certificate(folder, "public/root.pem");
    assert!(root.is_ca() && root.path_length().is_none());
    root.verify_issued_by(&root).unwrap();
    for name in ["citizens", "services"] {
        let authority = certificate(folder, &format!("public/{name}.pem"));
        assert_eq!(std::fs::read(folder.join(format!("public/{name}.cer"))).unwrap(), authority.der());
        authority.verify_issued_by(&root).unwrap();
        assert_eq!(authority.path_length(), Some(0));
        assert_eq!(authority.crl_urls(), [format!("{public_url}/crl/root.crl")]);
        assert_eq!(authority.ca_issuers_urls(), [format!("{public_url}/certificates/root.cer")]);
    }
    let list = Crl::from_der(std::fs::read(folder.join("public/root.crl")).unwrap()).unwrap();
    list.verify(&root).unwrap();
    assert_eq!(list.len(), 0);
    assert_eq!(list.next_update().since(list.this_update()), 365 * 86_400 - 1);
    let services = certificate(folder, "public/services.pem");
    for owner in ["officers/first-officer", "officers/second-officer", "relying-party"] {
        let owned = client(&folder.join(owner));
        owned.certificate().verify_issued_by(&services).unwrap();
        assert_eq!(owned.certificate().public_key(), owned.signer.public_key());
        let chain = Certificate::many_from_pem(&read(folder, &format!("{owner}/chain.pem"))).unwrap();
        assert_eq!(chain, [services.clone(), root.clone()]);
        let pin = read(folder, &format!("{owner}/statement-key.sha256"));
        assert!(Sha256Digest::from_hex(pin.trim()).is_ok(), "{owner}: {pin}");
    }
}

fn check_keys(folder: &Path) {
    let all = SoftwareKeyStore::open(folder.join("keys"), &passphrase()).unwrap().labels("").unwrap();
    let travelling =
        SoftwareKeyStore::open(folder.join("install/keys"), &passphrase()).unwrap().labels("").unwrap();
    assert!(all.contains(&"root".to_owned()));
    assert!(!travelling.contains(&"root".to_owned()));
    assert_eq!(all.len(), travelling.len() + 1);
    let copies = SoftwareKeyStore::open(folder.join("backup"), &passphrase()).unwrap().labels("").unwrap();
    let passing = |label: &&String| label.starts_with("ocsp-") || label.starts_with("tsu-");
    assert_eq!(copies.len() + all.iter().filter(passing).count(), all.len(), "only passing keys lack a copy");
    for label in ["ca-citizens", "ca-services", "statement", "opening", "receipt", "log", "protection"] {
        assert!(travelling.contains(&label.to_owned()), "{label}");
    }
    for start in
        ["identity-status", "identity-time", "identity-api", "ocsp-citizens-", "ocsp-services-", "tsu-"]
    {
        assert!(travelling.iter().any(|label| label.starts_with(start)), "{start}");
    }
}

fn check_transcript(folder: &Path, transcript: &ca_core::Transcript) {
    let text = read(folder, "transcript.txt");
    let json: serde_json::Value = serde_json::from_str(&read(folder, "transcript.json")).unwrap();
    let program = format!("greatseal {}", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&format!("Held by {program}\n")), "{text}");
    assert_eq!(json["program"], program.as_str());
    assert_eq!(json["steps"].as_array().unwrap().len(), transcript.steps.len());
    for made in [
        certificate(folder, "public/root.pem").sha256(),
        certificate(folder, "public/citizens.pem").sha256(),
        certificate(folder, "officers/first-officer/certificate.pem").sha256(),
        sha256(&std::fs::read(folder.join("public/root.crl")).unwrap()),
        sha256(&std::fs::read(folder.join("install/country.json")).unwrap()),
        transcript.ceremony_sha256,
    ] {
        assert!(text.contains(&made.to_string()), "{made} is not in the transcript");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_ceremony_writes_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = ceremony_folder().await;
    for name in
        ["officers/first-officer/key.pem", "relying-party/key.pem", "store.sqlite", "install/country.json"]
    {
        let mode = std::fs::metadata(folder.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is {mode:o}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ceremony_begins_in_an_empty_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("left-over"), b"").unwrap();
    let problem = hold_ceremony(&ceremony_text(PUBLIC_URL), folder.path()).await.unwrap_err().to_string();
    assert!(problem.contains("not empty"), "{problem}");
}

#[test]
fn a_ceremony_file_is_checked_before_anything_is_made() {
    let refused = |from: &str, to: &str| {
        let text = ceremony_text(PUBLIC_URL);
        assert!(text.contains(from), "{from}");
        CeremonyFile::parse(&text.replacen(from, to, 1)).unwrap_err().to_string()
    };
    assert!(refused("[[officers]]", "colour = 1\n[[officers]]").contains("unknown field `colour`"));
    assert!(refused("[[officers]]", "[other]\n[[officers]]").contains("unknown field `other`"));
    assert!(refused("code = \"MU\"", "code = \"XX\"").contains("country"));
    assert!(refused("http://pki.example.org", "https://pki.example.org").contains("public_url"));
    assert!(refused("id = \"first-officer\"", "id = \"First Officer\"").contains("id"));
    assert!(refused("domain = \"bank.example.org\"", "domain = \"Bank\"").contains("domain"));
    assert!(refused("name = \"Example Trust Service\"", "name = \"\"").contains("name"));
}

/// With the field, its value and what is allowed; the folder stays as it was, without a key.
#[tokio::test(flavor = "multi_thread")]
async fn what_no_certificate_could_carry_is_refused_before_a_key_exists() {
    let long = "n".repeat(65);
    for (from, to, field, value, allowed) in [
        ("common_name = \"Example Root\"", "common_name = \"\"", "root.common_name", "", "must not be empty"),
        (
            "common_name = \"Example Root\"",
            &format!("common_name = {long:?}"),
            "root.common_name",
            &long,
            "at most 64",
        ),
        (
            "common_name = \"Example Services CA\"",
            "common_name = \"Example Citizens CA\"",
            "issuers.common_name",
            "Example Citizens CA",
            "must not be, or look like, that of citizens",
        ),
        (
            "common_name = \"Example Citizens CA\"",
            "common_name = \"EXAMPLE ROOT\"",
            "issuers.common_name",
            "EXAMPLE ROOT",
            "that of root",
        ),
        (
            "common_name = \"Example Services CA\"",
            "common_name = \"Ex\u{430}mple Root\"",
            "issuers.common_name",
            "Ex\u{430}mple Root",
            "that of root",
        ),
        ("NTRMU-C00000", "C00000", "organization.identifier", "C00000", "such as NTRMU-C12345"),
        ("NTRMU-C00000", "NTRXX-1", "organization.identifier", "NTRXX-1", "a country's code"),
        ("crl_shards = 4", "crl_shards = 3", "issuers.crl_shards", "3", "a power of two from 1 to 16,384"),
        ("crl_shards = 4", "crl_shards = 0", "issuers.crl_shards", "0", "a power of two"),
        ("crl_shards = 4", "crl_shards = 32768", "issuers.crl_shards", "32768", "a power of two"),
        ("role = \"services\"", "role = \"services-2\"", "issuers.role", "services-2", "2 to 20 of a-z"),
        ("role = \"services\"", "role = \"root\"", "issuers.role", "root", "and not root"),
        (
            "role = \"services\"",
            "role = \"citizens\"",
            "issuers.generation",
            "1",
            "twice in the role citizens",
        ),
        ("crl_shards = 4", "generation = 0", "issuers.generation", "0", "from 1 to 999"),
        (
            "http://pki.example.org",
            "http://pki.example.org/",
            "public_url",
            "http://pki.example.org/",
            "no path",
        ),
        (
            "http://pki.example.org",
            "http://pki example",
            "public_url",
            "http://pki example",
            "must be http://",
        ),
        ("1.3.6.1.4.1.32473.1", "1.3.6.x", "policy_arc", "1.3.6.x", "an object identifier"),
        (
            "1.3.6.1.4.1.32473.1",
            "1.3.6.1.4.1.32473.01",
            "policy_arc",
            "1.3.6.1.4.1.32473.01",
            "without leading zeros",
        ),
        ("id = \"first-officer\"", "id = \"First\"", "officers.id", "First", "2 to 40 of a-z"),
        (
            "name = \"First Officer\"",
            "name = \"\u{3164}\"",
            "officers.name",
            "\\u{3164}",
            "U+3164 (its character 1)",
        ),
        (
            "domain = \"bank.example.org\"",
            "domain = \"Bank\"",
            "relying_party.domain",
            "Bank",
            "in lower case",
        ),
        (
            "id = \"second-officer\"",
            "id = \"first-officer\"",
            "officers.id",
            "first-officer",
            "is there twice",
        ),
        (
            "roles = [\"security\"]\n\n[[officers]]\nid = \"third-officer\"\nname = \"Third Officer\"\nroles = [\"revocation\", \"security\"]",
            "roles = [\"auditor\"]\n\n[[officers]]\nid = \"third-officer\"\nname = \"Third Officer\"\nroles = [\"revocation\"]",
            "officers.roles",
            "1",
            "to at least",
        ),
        ("id = \"example-bank\"", "id = \"b\"", "relying_party.id", "b", "2 to 40 of a-z"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let text = ceremony_text(PUBLIC_URL);
        assert!(text.contains(from), "{from}");
        let refused =
            hold_ceremony(&text.replacen(from, to, 1), folder.path()).await.unwrap_err().to_string();
        assert!(refused.contains(&format!("{field} ")), "{field}: {refused}");
        assert!(refused.contains(&format!("`{value}`")) && refused.contains(allowed), "{field}: {refused}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{field}");
    }
}

// ---- install

struct Place {
    _folder: tempfile::TempDir,
    from: SoftwareKeyStore,
    keys: SoftwareKeyStore,
    store: Store,
}

impl Place {
    async fn install(&self, ceremony: &Path) -> Result<(), ca_core::Error> {
        let keys = ArrivingKeys::Travelling { from: &self.from, into: &self.keys, here: &|_| true };
        install(ceremony, keys, &self.store).await
    }
}

async fn place(ceremony: &Path) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let from = SoftwareKeyStore::open(ceremony.join("install/keys"), &passphrase()).unwrap();
    let other = SecretString::from("another pass phrase");
    let keys = SoftwareKeyStore::create(folder.path().join("keys"), &other).unwrap();
    let store = Store::in_memory(Arc::new(ManualClock::new(BEGINNING))).await.unwrap();
    Place { _folder: folder, from, keys, store }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_is_installed_once() {
    let ceremony = ceremony_folder().await;
    let place = place(ceremony).await;
    place.install(ceremony).await.unwrap();
    let issuers = place.store.issuers().await.unwrap();
    let names: Vec<_> = issuers.iter().map(|issuer| issuer.name.as_str()).collect();
    assert_eq!(names, ["root", "citizens", "services"]);
    assert_eq!(issuers[1].crl_shards, 4);
    let root_list = place.store.latest_crl(issuers[0].id, 0).await.unwrap().unwrap();
    assert_eq!(root_list.der, std::fs::read(ceremony.join("public/root.crl")).unwrap());
    assert!(place.store.officer("first-officer").await.unwrap().is_some());
    let party = place.store.relying_party("example-bank").await.unwrap().unwrap();
    let held = place.store.certificates_of_relying_party("example-bank").await.unwrap();
    assert_eq!(party.certificate_sha256, held[0].sha256);
    assert_eq!(place.keys.labels("").unwrap(), place.from.labels("").unwrap());
    assert!(place.keys.signer("root").is_err());

    let leaves = place.store.leaf_count().await.unwrap();
    let again = place.install(ceremony).await.unwrap_err().to_string();
    assert!(again.contains("empty store"), "{again}");
    assert_eq!(place.store.leaf_count().await.unwrap(), leaves);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_machine_of_the_country_gets_the_keys_of_its_part_alone() {
    let ceremony = ceremony_folder().await;
    let (first, second) = (place(ceremony).await, place(ceremony).await);
    let status = |label: &str| label.starts_with("ocsp-") || label == "identity-status";
    let others = |label: &str| !status(label);
    let keys = ArrivingKeys::Travelling { from: &first.from, into: &first.keys, here: &others };
    install(ceremony, keys, &first.store).await.unwrap();
    let leaves = first.store.leaf_count().await.unwrap();

    let keys = ArrivingKeys::Travelling { from: &second.from, into: &second.keys, here: &status };
    // A store of no country, and one of another ceremony.
    assert!(bring_keys(ceremony, keys, &second.store).await.is_err());
    let other = tempfile::tempdir().unwrap();
    hold_ceremony(&ceremony_text(PUBLIC_URL), other.path()).await.unwrap();
    let refused = bring_keys(other.path(), keys, &first.store).await.unwrap_err().to_string();
    assert!(refused.contains("another ceremony"), "{refused}");
    assert_eq!(second.keys.labels("").unwrap().len(), 0);
    // Twice is as once.
    for _ in 0..2 {
        bring_keys(ceremony, keys, &first.store).await.unwrap();
    }
    let here = second.keys.labels("").unwrap();
    assert!(here.len() >= 3 && here.iter().all(|label| status(label)), "{here:?}");
    assert!(first.keys.labels("").unwrap().iter().all(|label| others(label)));
    assert_eq!(first.store.leaf_count().await.unwrap(), leaves);
}

/// Another certificate than the one that was signed, an issuer that signed nothing, a list of somebody else:
/// nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn altered_results_are_refused_whole() {
    let ceremony = ceremony_folder().await;
    let original = read(ceremony, "install/country.json");
    let file: serde_json::Value = serde_json::from_str(&original).unwrap();
    let mut other_issuer = file.clone();
    other_issuer["certificates"][5]["issuer"] = "citizens".into();
    let mut other_list = file.clone();
    other_list["root_list"]["der"] = "MAA=".into();
    let mut missing = file.clone();
    missing["certificates"].as_array_mut().unwrap().remove(0);
    let mut unknown = file.clone();
    unknown["colour"] = "red".into();
    let mut later = file.clone();
    later["version"] = 5.into();
    let mut more_roles = file.clone();
    more_roles["officers"][1]["roles"] = serde_json::json!(["registration", "security"]);
    let mut more_shards = file.clone();
    more_shards["issuers"][1]["crl_shards"] = 128.into();
    let mut other_country = file.clone();
    other_country["country"]["public_url"] = "http://other.example".into();
    let mut other_name = file.clone();
    other_name["officers"][0]["name"] = "Somebody Else".into();
    let mut one_more = file.clone();
    let mut party = file["relying_parties"][0].clone();
    party["id"] = "evil".into();
    one_more["relying_parties"].as_array_mut().unwrap().push(party);
    let mut other_domain = file.clone();
    other_domain["relying_parties"][0]["domain"] = "evil.example".into();
    let mut authority_s = file.clone();
    authority_s["relying_parties"][0]["certificate_sha256"] =
        file["issuers"][1]["certificate_sha256"].clone();
    let mut never_reviewed = file.clone();
    never_reviewed["reviewed"] = "".into();
    for altered in [
        other_issuer,
        other_list,
        missing,
        unknown,
        later,
        more_roles,
        more_shards,
        other_country,
        other_name,
        one_more,
        other_domain,
        authority_s,
        never_reviewed,
    ] {
        let copy = tempfile::tempdir().unwrap();
        std::fs::create_dir(copy.path().join("install")).unwrap();
        std::fs::write(copy.path().join("install/country.json"), altered.to_string()).unwrap();
        let place = place(ceremony).await;
        assert!(place.install(copy.path()).await.is_err());
        assert!(place.store.issuers().await.unwrap().is_empty());
        assert_eq!(place.keys.labels("").unwrap().len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_s_key_is_never_installed() {
    let ceremony = ceremony_folder().await;
    let place = place(ceremony).await;
    let all = SoftwareKeyStore::open(ceremony.join("keys"), &passphrase()).unwrap();
    let keys = ArrivingKeys::Travelling { from: &all, into: &place.keys, here: &|_| true };
    let problem = install(ceremony, keys, &place.store).await.unwrap_err().to_string();
    assert!(problem.contains("root"), "{problem}");
    assert!(!place.keys.contains("root").unwrap());
    assert!(place.store.issuers().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_must_be_that_of_the_ceremony() {
    let world = World::new().await;
    for change in [
        |config: &mut ca_core::AuthorityConfig| config.country = "EE".to_owned(),
        |config: &mut ca_core::AuthorityConfig| config.public_url = "http://other.example.org".to_owned(),
        |config: &mut ca_core::AuthorityConfig| config.policy_arc = "1.3.6.1.4.1.32473.2".to_owned(),
    ] {
        let mut other = config();
        change(&mut other);
        let refused = authority(&world.store, world.keys, other, &world.clock, &world.random).await;
        assert!(refused.err().unwrap().to_string().contains("as the ceremony fixed it"));
    }
    let empty = Store::in_memory(Arc::new(world.clock.clone())).await.unwrap();
    let refused = authority(&empty, world.keys, config(), &world.clock, &world.random).await;
    assert!(refused.err().unwrap().to_string().contains("install"));
}

// ---- the root's next list

#[tokio::test(flavor = "multi_thread")]
async fn the_root_signs_its_next_list_before_the_last_one_lapses() {
    let ceremony = tempfile::tempdir().unwrap();
    hold_ceremony(&ceremony_text(PUBLIC_URL), ceremony.path()).await.unwrap();
    let place = place(ceremony.path()).await;
    place.install(ceremony.path()).await.unwrap();

    let clock = Arc::new(ManualClock::new(BEGINNING.plus(300 * 86_400)));
    let keys = SoftwareKeyStore::open(ceremony.path().join("keys"), &passphrase()).unwrap();
    let list = root_list::renew(ceremony.path(), &keys, None, clock).await.unwrap();
    assert_eq!(std::fs::read(ceremony.path().join("public/root.crl")).unwrap(), list.der());
    assert_eq!(list.distribution_point(), None);
    root_list::install(list.der(), &place.store).await.unwrap();
    root_list::install(list.der(), &place.store).await.unwrap();
    let root = place.store.issuers_of_role("root").await.unwrap().remove(0);
    let stored = place.store.latest_crl(root.id, 0).await.unwrap().unwrap();
    assert_eq!(stored.der, list.der());

    let strangers = tempfile::tempdir().unwrap();
    hold_ceremony(&ceremony_text(PUBLIC_URL), strangers.path()).await.unwrap();
    let other = std::fs::read(strangers.path().join("public/root.crl")).unwrap();
    assert!(root_list::install(&other, &place.store).await.is_err());
}

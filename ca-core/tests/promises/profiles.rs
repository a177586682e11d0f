//! Profiles are data, checked once.

use ca_core::Profiles;
use ca_core::issuance::profile::Profile;
use words::profile::names;

fn text(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../profiles");
    std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap()
}

/// The built-in text with one thing changed; why it is refused.
fn refusal(name: &str, from: &str, to: &str) -> String {
    let text = text(name);
    assert!(text.contains(from), "{from} is not in {name}");
    Profile::parse(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn every_file_of_the_folder_is_built_in_under_its_name() {
    let profiles = Profiles::built_in().unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../profiles");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let digest = pki_types::sha256(&std::fs::read(&path).unwrap());
        assert_eq!(profiles.named(&name).unwrap().digest(), digest, "{name}");
        files += 1;
    }
    assert_eq!(profiles.iter().count(), files);
    assert!(profiles.named("no-such-profile").is_err());
}

#[test]
fn unknown_fields_and_words_are_refused() {
    assert!(refusal(names::OFFICER, "name =", "colour = \"red\"\nname =").contains("unknown field `colour`"));
    assert!(refusal(names::OFFICER, "critical = false", "critical = false\ncolour = 1").contains("colour"));
    assert!(refusal(names::OFFICER, "\"digital-signature\"", "\"key-agreement\"").contains("key-agreement"));
    assert!(refusal(names::OFFICER, "0.4.0.2042.1.1", "not.an.oid").contains("OID"));
}

#[test]
fn profiles_that_contradict_themselves_are_refused() {
    for (name, from, to, rule) in [
        (names::OFFICER, "\"services\"", "\"Services 2\"", "2 to 20 of a-z"),
        (names::OFFICER, "[\"p256\"]", "[]", "no kind of key"),
        (names::OFFICER, "[\"digital-signature\"]", "[]", "RFC 5280 §4.2.1.3"),
        (names::OFFICER, "days = 730", "days = 0", "lives no day"),
        (
            names::OFFICER,
            "certificate_authority = false",
            "certificate_authority = true",
            "RFC 5280 §4.2.1.9",
        ),
        (
            names::OFFICER,
            "certificate_authority = false",
            "certificate_authority = false\npath_length = 0",
            "path length",
        ),
        (names::OFFICER, "critical = false", "critical = true", "GEN-4.3.10-1"),
        (names::TSU, "critical = true", "critical = false", "RFC 3161"),
        (names::TSU, "[\"time-stamping\"]", "[\"time-stamping\", \"client-authentication\"]", "RFC 3161"),
        (names::TSU, "private_key_days = 365", "private_key_days = 400", "EN 319 421"),
        (names::OCSP_SIGNER, "ocsp_no_check = true", "ocsp_no_check = false", "RFC 6960"),
        (
            names::OCSP_SIGNER,
            "ocsp_no_check = true",
            "ocsp_no_check = true\nrevocation_list = \"shard\"",
            "RFC 6960",
        ),
        ("citizen-signature-qscd", "\"compliance\", ", "", "QcCompliance"),
    ] {
        let refusal = refusal(name, from, to);
        assert!(refusal.contains(rule), "{name}: {refusal}");
    }
}

#[test]
fn an_ocsp_signer_outlives_what_it_speaks_for() {
    let short = text(names::OCSP_SIGNER).replace("days = 2222", "days = 2220");
    let problem = Profiles::from_texts(&[&text(names::TSU), &short]).unwrap_err().to_string();
    assert!(problem.contains("services"), "{problem}");
    Profiles::from_texts(&[&text(names::TSU), &text(names::OCSP_SIGNER)]).unwrap();
}

#[test]
fn two_profiles_of_one_name_are_refused() {
    let problem = Profiles::from_texts(&[&text(names::TSU), &text(names::TSU)]).unwrap_err().to_string();
    assert!(problem.contains("twice"), "{problem}");
}

#[test]
fn a_citizens_profile_says_whom_it_is_for() {
    let with = |from: &str, to: &str| {
        let changed = text("citizen-signature").replace(from, to);
        assert_ne!(changed, text("citizen-signature"));
        Profiles::from_texts(&[&text("citizen-authentication"), &changed]).unwrap_err().to_string()
    };
    assert!(with("[\"content-commitment\"]", "[\"digital-signature\"]").contains("another key_usage"));
    assert!(with("issuer_role = \"citizens\"", "issuer_role = \"others\"").contains("another issuer_role"));
    assert!(with("devices = [\"app\"]\n", "").contains("purpose and devices"));
    assert!(with("purpose = \"signature\"\n", "").contains("natural person"));
}

//! Which crate may use which: the table of ARCHITECTURE.md, verified from `cargo metadata`.

use std::collections::BTreeMap;
use std::process::Command;

use serde::Deserialize;

/// What each crate of ours may use of ours. A door is not allowed to name a core or a key.
const ARROWS: &[(&str, &[&str])] = &[
    ("pki-types", &[]),
    ("words", &["pki-types"]),
    ("phone-protocol", &["pki-types", "words"]),
    ("hsm-adapter", &["pki-types"]),
    ("store", &["pki-types", "words"]),
    ("scratch-postgres", &[]),
    ("doc-signatures", &["pki-types"]),
    ("ca-core", &["pki-types", "words", "phone-protocol", "hsm-adapter", "store"]),
    ("consent-core", &["pki-types", "words", "phone-protocol", "hsm-adapter", "store"]),
    ("audit-log", &["pki-types", "words", "hsm-adapter", "store"]),
    ("http-kit", &["pki-types", "words"]),
    ("registration-api", &["pki-types", "words", "phone-protocol", "store", "http-kit"]),
    ("mobile-sig-api", &["pki-types", "words", "phone-protocol", "store", "http-kit"]),
    ("ocsp-responder", &["pki-types", "words", "hsm-adapter", "store", "http-kit"]),
    ("tsa", &["pki-types", "hsm-adapter", "store", "http-kit"]),
    ("deliver", &["pki-types", "words", "phone-protocol", "hsm-adapter", "store"]),
    ("faces", &[]),
    ("phone-terminal", &["pki-types", "words", "phone-protocol", "faces"]),
    ("relying-party", &["pki-types", "words", "phone-protocol", "doc-signatures"]),
    ("test-country", &["pki-types", "words", "phone-protocol", "hsm-adapter", "store"]),
];

/// What a crate may never use of others, whoever else uses it.
const NEVER: &[(&str, &[&str])] = &[
    ("pki-types", &["tokio", "sqlx", "rusqlite", "axum", "reqwest", "hyper"]),
    ("words", &["tokio", "sqlx", "rusqlite", "axum", "reqwest", "hyper"]),
    ("phone-protocol", &["tokio", "sqlx", "rusqlite", "axum", "reqwest", "hyper"]),
    ("hsm-adapter", &["sqlx", "rusqlite", "axum", "reqwest", "hyper"]),
    ("store", &["axum", "reqwest", "hyper", "ring", "p256", "rcgen"]),
    ("doc-signatures", &["tokio", "sqlx", "rusqlite", "axum", "reqwest", "hyper"]),
    ("ca-core", &["axum", "reqwest", "hyper"]),
    ("consent-core", &["axum", "reqwest", "hyper"]),
    ("audit-log", &["sqlx", "rusqlite", "axum", "reqwest", "hyper"]),
    ("http-kit", &["sqlx", "rusqlite", "rcgen"]),
    ("registration-api", &["rcgen", "sqlx", "rusqlite"]),
    ("mobile-sig-api", &["rcgen", "sqlx", "rusqlite"]),
    ("ocsp-responder", &["rcgen", "sqlx", "rusqlite"]),
    ("tsa", &["rcgen", "sqlx", "rusqlite"]),
    ("deliver", &["axum", "hyper", "rcgen", "sqlx", "rusqlite"]),
    ("faces", &["tokio", "sqlx", "rusqlite", "axum", "reqwest", "hyper"]),
    ("phone-terminal", &["sqlx", "rusqlite", "axum", "rcgen"]),
    ("relying-party", &["sqlx", "rusqlite", "axum", "hyper", "rcgen", "indicatif", "anyhow"]),
];

/// What `cargo metadata` says of a package, as far as the arrows go (cargo-metadata(1), "Output format").
#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `null` for a normal dependency, otherwise `dev` or `build`.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// Normal dependencies of every workspace member, by name.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let told = Command::new(env!("CARGO"))
        // What the members name themselves is enough; nothing is resolved or fetched.
        .args(["metadata", "--format-version=1", "--no-deps", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let metadata: Metadata = serde_json::from_slice(&told.stdout).expect("cargo metadata is JSON");
    let normal = |package: Package| {
        let normal = package.dependencies.into_iter().filter(|dependency| dependency.kind.is_none());
        (package.name, normal.map(|dependency| dependency.name).collect())
    };
    metadata.packages.into_iter().map(normal).collect()
}

#[test]
fn arrows_point_down() {
    let dependencies = dependencies();
    let ours: Vec<&String> = dependencies.keys().collect();
    for (name, used) in &dependencies {
        if name == "greatseal" {
            continue;
        }
        let (_, allowed) = ARROWS
            .iter()
            .find(|(crate_name, _)| crate_name == name)
            .unwrap_or_else(|| panic!("{name} is not in the table of arrows"));
        for other in used.iter().filter(|other| ours.contains(other)) {
            assert!(allowed.contains(&other.as_str()), "{name} uses {other}, which its arrows do not allow");
        }
    }
    assert_eq!(dependencies.len(), ARROWS.len() + 1, "the table of arrows names every crate and no other");
}

#[test]
fn what_never_happens_is_not_even_linked() {
    let dependencies = dependencies();
    for (name, never) in NEVER {
        for other in &dependencies[*name] {
            assert!(!never.contains(&other.as_str()), "{name} uses {other}, which it must never do");
        }
    }
}

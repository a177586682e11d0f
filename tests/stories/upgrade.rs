//! The walk of an update in docs/operating.md ("Updating the program"), step by step: a country that an earlier program left
//! goes on under this one, and everybody in it.

use std::process::{Command, Output};

use pki_types::sha256;
use relying_party::Content;
use words::Purpose;

use crate::testbed::child::Process;
use crate::testbed::people::{approve_one, enrolled, officer, register, relying_party};
use crate::testbed::{ADA, Founded, Testbed, older, on_postgres};

fn greatseal(founded: &Founded, words: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).arg("--config").arg(founded.data().join("greatseal.toml"));
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    (status.success(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_of_the_program_before_goes_on_under_this_one() {
    let testbed = Testbed::start().await;
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let (officer_credentials, credentials) =
        (testbed.founded.credentials("officer"), testbed.founded.credentials("relying-party"));
    let refused = register(&officer(&officer_credentials, &testbed.country), ADA, "ADA", "EXAMPLE").await;
    assert!(refused.unwrap_err().to_string().contains("person-exists"));
    let party = relying_party(&credentials, &testbed.country);
    let (code_country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(code_country, code, Purpose::Signature).await.unwrap();
    let open = party.start(&holder, &Content::digest(sha256(b"before")), "Sign").await.unwrap();
    let founded = testbed.stop().await;
    let kept = older::kept(&founded).await;
    for wanted in ["reply done", "reply refused person-exists", "jti", "open"] {
        assert!(kept.iter().any(|line| line.starts_with(wanted)), "{wanted}: {kept:?}");
    }
    let (schema, known) = older::set_back(&founded).await;

    // 1. The new program's doctor looks at what the old one left, and says what is to be done.
    let (_, report) = greatseal(&founded, &["doctor"]);
    assert!(report.contains(&format!("schema: version {schema}, this program knows {known}")), "{report}");
    assert!(report.contains("greatseal migrate"), "{report}");

    // 2. On a server it does not start on a schema that is not its own: the owner of the tables brings it up to date.
    if on_postgres() {
        let (started, said) = greatseal(&founded, &["serve", "--all"]);
        assert!(!started && said.contains("run `greatseal migrate` first"), "{said}");
    }
    let migrate: &[&str] = if on_postgres() { &["migrate", "--roles"] } else { &["migrate"] };
    let (migrated, said) = greatseal(&founded, migrate);
    assert!(migrated && said.contains("has the schema of this program"), "{said}");

    assert_eq!(older::kept(&founded).await, kept, "what stood elsewhere is where it belongs");

    // 3. It starts, all is well, and who was enrolled before signs.
    let mut process = Process::start(&founded, None, &founded.home.path().join("log"));
    let country = process.country(&founded).await.expect("the country starts");
    let party = relying_party(&credentials, &country);
    party.cancel(&open).await.unwrap();
    let holder = party.look_up(code_country, code, Purpose::Signature).await.unwrap();
    let session = party.start(&holder, &Content::digest(sha256(b"after")), "Sign").await.unwrap();
    let (signed, approved) = tokio::join!(party.wait(&session, |_, _| {}), approve_one(phone));
    signed.unwrap();
    approved.unwrap();
    let (well, report) = greatseal(&founded, &["doctor", "--online"]);
    assert!(well, "{report}");
    process.kill();

    // 4. What the old program had logged is proven by hashes too.
    let store = founded.store().await;
    let covered = store.log_checkpoint().await.unwrap().unwrap().size;
    assert_eq!(store.hashed_leaves().await.unwrap(), u64::try_from(covered).unwrap());
    assert!(store.inclusion_proof(0, u64::try_from(covered).unwrap()).await.unwrap().is_some());
    store.close().await;
}

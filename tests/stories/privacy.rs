//! No personal data in logs: canaries go through every flow, and the logs are searched for them.

use pki_types::sha256;
use relying_party::Content;
use words::Purpose;

use crate::testbed::Founded;
use crate::testbed::child::Process;
use crate::testbed::people::{approve_one, enrolled, officer, register, relying_party};

/// Strings that stand in no log: a code, names, a text, a document's name.
const PERSON: &str = "MU-Z9CANARYCODE7";
const CANARIES: [&str; 6] =
    ["Z9CANARYCODE7", "CANARYGIVEN", "CANARYSURNAME", "CANARYTEXT", "CANARYDOCUMENT", "60318"];

#[tokio::test(flavor = "multi_thread")]
async fn logs_hold_no_personal_data_in_good_times_and_bad() {
    let founded = Founded::new().await;
    // Everything is logged, down to what only a developer would want.
    let config = founded.data().join("greatseal.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("filter = \"info\"", "filter = \"trace,h2=info,hyper=info\""))
        .unwrap();
    let log = founded.home.path().join("canary.log");
    let mut process = Process::start(&founded, None, &log);
    let country = process.country(&founded).await.expect("the country starts");

    let phone = enrolled(&founded, &country, PERSON, "CANARYGIVEN", "CANARYSURNAME").await;
    let officer_credentials = founded.credentials("officer");
    let again =
        register(&officer(&officer_credentials, &country), PERSON, "CANARYGIVEN", "CANARYSURNAME").await;
    assert!(again.is_err(), "a person is registered once");
    let credentials = founded.credentials("relying-party");
    let relying_party = relying_party(&credentials, &country);
    let (country_code, code) = PERSON.split_once('-').unwrap();
    assert!(relying_party.look_up(country_code, "Z9CANARYCODE7-NOBODY", Purpose::Signature).await.is_err());
    let holder = relying_party.look_up(country_code, code, Purpose::Signature).await.unwrap();
    let content = Content::digest(sha256(b"CANARYDOCUMENT"));
    let session = relying_party.start(&holder, &content, "CANARYTEXT").await.unwrap();
    let approving = tokio::spawn(approve_one(phone));
    relying_party.wait(&session, |_, _| {}).await.unwrap();
    approving.await.unwrap().unwrap();
    process.kill();

    let written = std::fs::read_to_string(&log).unwrap();
    assert!(written.lines().count() > 20, "the log was written");
    for canary in CANARIES {
        let line = written.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "{canary} stands in the log: {}", line.unwrap_or_default());
    }
}

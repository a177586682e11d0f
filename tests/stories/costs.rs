//! What people ask for costs the service so much and no more: counts of its metrics, which do not depend on the machine.
//!
//! The service is a process of its own, so that neither the phone nor the relying party shares its memories. Besides what it is
//! asked it looks after itself now and then, so each thing is done a few times, and the least that it cost is what counts.

use greatseal::client::acts::Officer;
use phone_terminal::Phone;
use pki_types::{SystemClock, SystemRandom, sha256};
use relying_party::{Content, PersonCertificate, RelyingParty, evidence, plain_client};
use words::act::{Act, RegisterRelyingParty, RelyingPartyRegistered};
use words::{DeviceKind, Doors, Purpose};

use crate::testbed::Founded;
use crate::testbed::child::Process;
use crate::testbed::people::{approve_one, officer, phone, pins, reference, register, relying_party};
use crate::testbed::scene::new_request;
use crate::testbed::scrape::Scrape;

/// How often each thing is done.
const TIMES: usize = 5;

/// What the service did for something.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cost {
    /// Given to the database.
    statements: f64,
    commits: f64,
    /// Read anew.
    certificates: f64,
    /// Signatures of certificates that were computed anew.
    issuers: f64,
    /// Signatures of messages that were computed anew.
    messages: f64,
}

/// Statements and commits with room for what the service looks after by itself meanwhile, which is more where other stories keep the
/// machine busy (alone: 258 and 20, 87 and 7, 84 and 7); of what is worked out there is no room.
const SIGNATURE: Cost =
    Cost { statements: 350.0, commits: 32.0, certificates: 0.0, issuers: 0.0, messages: 6.0 };
const ENROLMENT: Cost =
    Cost { statements: 130.0, commits: 14.0, certificates: 4.0, issuers: 2.0, messages: 1.0 };
const CERTIFICATE: Cost =
    Cost { statements: 130.0, commits: 14.0, certificates: 2.0, issuers: 1.0, messages: 1.0 };
const OCSP_ANSWER: Cost =
    Cost { statements: 2.0, commits: 0.0, certificates: 0.0, issuers: 0.0, messages: 0.0 };

impl Cost {
    async fn so_far(founded: &Founded) -> Self {
        let scrape = Scrape::of(founded).await;
        let worked_out = |fact: &str| scrape.sum("greatseal_facts_total", &["how=\"worked_out\"", fact]);
        Self {
            statements: scrape.sum("greatseal_statements_total", &[]),
            commits: scrape.sum("greatseal_commit_seconds_count", &[]),
            certificates: worked_out("fact=\"certificate\""),
            issuers: worked_out("fact=\"certificate_signature\""),
            messages: worked_out("fact=\"message_signature\""),
        }
    }

    /// Each count of two.
    fn with(self, other: Self, both: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            statements: both(self.statements, other.statements),
            commits: both(self.commits, other.commits),
            certificates: both(self.certificates, other.certificates),
            issuers: both(self.issuers, other.issuers),
            messages: both(self.messages, other.messages),
        }
    }
}

/// The least that something cost of those times, each count by itself; looking is not counted.
async fn least(founded: &Founded, times: usize, mut thing: impl AsyncFnMut(usize)) -> Cost {
    let (mut costs, mut looks) = (Vec::new(), Vec::new());
    for time in 0..times {
        let before = Cost::so_far(founded).await;
        let looked = Cost::so_far(founded).await;
        thing(time).await;
        let after = Cost::so_far(founded).await;
        looks.push(looked.with(before, |after, before| after - before));
        costs.push(after.with(looked, |after, before| after - before));
    }
    let least = |costs: Vec<Cost>| costs.into_iter().reduce(|one, other| one.with(other, f64::min));
    let (cost, look) = (least(costs).expect("several times"), least(looks).expect("several times"));
    cost.with(look, |cost, look| (cost - look).max(0.0))
}

fn assert_within(what: &str, cost: Cost, budget: Cost) {
    println!("{what}: {cost:?}");
    assert_eq!(cost.with(budget, f64::max), budget, "{what} costs more than it may");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_ask_for_costs_so_much_and_no_more() {
    let founded = Founded::new().await;
    founded.show_metrics();
    let mut service = Process::start(&founded, None, &founded.home.path().join("service.log"));
    let country = service.country(&founded).await.expect("the country starts");
    let (officers, parties) = (founded.credentials("officer"), founded.credentials("relying-party"));
    let officer = officer(&officers, &country);
    let party = relying_party(&parties, &country);

    let names: Vec<String> = (0..TIMES).map(|number| format!("MU-COSTS{number}")).collect();
    let mut activations = Vec::new();
    for name in &names {
        register(&officer, name, "ADA", "EXAMPLE").await.unwrap();
        let expires_at = pki_types::Clock::now(&SystemClock).plus(3600);
        activations.push(officer.activate(reference(name), DeviceKind::App, expires_at).await.unwrap());
    }
    let mut phones = Vec::new();
    let enrolment = least(&founded, TIMES, async |time| {
        let mut phone = phone(&founded, &names[time]);
        phone.enrol(&activations[time], &pins()).await.unwrap();
        phones.push(phone);
    });
    assert_within("an enrolment", enrolment.await, ENROLMENT);

    let (code_country, code) = names[0].split_once('-').unwrap();
    let holder = party.look_up(code_country, code, Purpose::Signature).await.unwrap();
    let mut phone = Some(phones.swap_remove(0));
    let signature =
        least(&founded, TIMES, async |_| phone = Some(signed(&party, &holder, phone.take().unwrap()).await));
    assert_within("a signature", signature.await, SIGNATURE);

    let certificate = least(&founded, TIMES, async |time| admitted(&officer, time).await);
    assert_within("a relying party's certificate", certificate.await, CERTIFICATE);

    let (client, issuer) = (plain_client().unwrap(), &parties.chain[0]);
    // So small a thing is done often: what the service does by itself meanwhile may be more.
    let answer = least(&founded, 20, async |_| {
        let (url, certificate) = (&country.status.ocsp, &parties.certificate);
        evidence::ocsp(&client, url, certificate, issuer, &SystemClock, &SystemRandom).await.unwrap();
    });
    assert_within("an OCSP answer", answer.await, OCSP_ANSWER);
    service.stop().await;
}

/// One complete signature; gives the phone back.
async fn signed(party: &RelyingParty<'_>, holder: &PersonCertificate, phone: Phone) -> Phone {
    let session = party.start(holder, &Content::digest(sha256(b"document")), "Sign").await.unwrap();
    let approving = tokio::spawn(approve_one(phone));
    party.wait(&session, |_, _| {}).await.unwrap();
    approving.await.unwrap().unwrap()
}

async fn admitted(officer: &Officer<'_>, number: usize) {
    let id = format!("costs-{number}");
    let act = RegisterRelyingParty {
        name: id.clone(),
        domain: format!("{id}.example"),
        country: "MU".to_owned(),
        doors: Doors::default(),
        csr: new_request().1,
        id,
    };
    let _: RelyingPartyRegistered =
        officer.perform(Act::RegisterRelyingParty(act), "admitting").await.unwrap();
}

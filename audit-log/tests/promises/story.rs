//! What must not be in a log, whoever signed it.

use audit_log::Story;
use pki_types::{Sha256Digest, UnixTime, sha256};
use words::act::Role;
use words::leaf::{self, Leaf};

const NOW: i64 = 1_780_000_000;

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(NOW + seconds)
}

fn intent(serial: &str) -> Leaf {
    Leaf::Intent(leaf::Intent {
        issuer: "citizens".to_owned(),
        serial: serial.to_owned(),
        profile: "citizen-signature".to_owned(),
        profile_digest: sha256(b"profile"),
        request_sha256: sha256(b"request"),
        to_be_signed_sha256: sha256(b"to be signed"),
        at: at(0),
    })
}

fn certificate(serial: &str) -> Leaf {
    Leaf::Certificate(leaf::Certificate {
        issuer: "citizens".to_owned(),
        serial: serial.to_owned(),
        certificate_sha256: digest(serial),
        at: at(0),
    })
}

fn burnt(serial: &str) -> Leaf {
    Leaf::Burnt(leaf::Burnt { issuer: "citizens".to_owned(), serial: serial.to_owned(), at: at(0) })
}

fn digest(serial: &str) -> Sha256Digest {
    sha256(serial.as_bytes())
}

fn change(serial: &str, reason: Option<u8>, act: Option<Sha256Digest>) -> leaf::StatusChange {
    leaf::StatusChange {
        certificate_sha256: digest(serial),
        reason,
        since: None,
        act_sha256: act,
        wish_sha256: None,
        at: at(0),
    }
}

/// What a person wants done about their own keys.
fn wish(text: &str) -> Leaf {
    Leaf::Wish(leaf::Wish {
        wish_sha256: sha256(text.as_bytes()),
        deed: "freeze".to_owned(),
        device: "d1".repeat(16),
        at: at(0),
    })
}

/// A change that the person wants.
fn wished(serial: &str, reason: Option<u8>, text: &str) -> leaf::StatusChange {
    leaf::StatusChange { wish_sha256: Some(sha256(text.as_bytes())), ..change(serial, reason, None) }
}

fn act(text: &str) -> Leaf {
    act_of(text, "officer")
}

fn act_of(text: &str, officer: &str) -> Leaf {
    Leaf::Act(leaf::Act {
        act_sha256: sha256(text.as_bytes()),
        act_type: "revoke".to_owned(),
        officer_certificate_sha256: sha256(officer.as_bytes()),
        role: Some(Role::Security),
        at: at(0),
    })
}

fn asked(text: &str) -> Leaf {
    Leaf::ActAsked(leaf::ActAsked {
        act_sha256: sha256(text.as_bytes()),
        act_type: "revoke".to_owned(),
        officer_certificate_sha256: sha256(b"officer"),
        role: Role::Security,
        confirmations: 1,
        expires_at: at(86_400),
        at: at(0),
    })
}

fn confirmed(text: &str, by: &str) -> Leaf {
    let (act_sha256, confirmation_sha256) = (sha256(text.as_bytes()), sha256(by.as_bytes()));
    Leaf::ActConfirmed(leaf::ActConfirmed { act_sha256, confirmation_sha256, at: at(0) })
}

fn ended(text: &str) -> Leaf {
    let act_sha256 = sha256(text.as_bytes());
    Leaf::ActEnded(leaf::ActEnded { act_sha256, outcome: "withdrawn".to_owned(), at: at(0) })
}

/// A certificate of an officer that an act asked for, and the act behind it.
fn renewal(act: &str, from: &str, to: &str) -> Vec<Leaf> {
    let Leaf::Intent(intent) = intent(to) else { unreachable!("it is an intent") };
    let (profile, request_sha256) = ("officer".to_owned(), sha256(act.as_bytes()));
    let Leaf::Act(signed) = act_of(act, from) else { unreachable!("it is an act") };
    vec![
        Leaf::Intent(leaf::Intent { profile, request_sha256, ..intent }),
        certificate(to),
        Leaf::Act(leaf::Act { act_type: "renew_officer".to_owned(), ..signed }),
    ]
}

fn statement(session: &str) -> Leaf {
    Leaf::Statement(leaf::Statement {
        session: session.to_owned(),
        statement_sha256: digest(session),
        request_sha256: sha256(b"request"),
        at: at(0),
    })
}

fn outcome(session: &str, state: &str, statement: Option<Sha256Digest>) -> Leaf {
    Leaf::Outcome(leaf::Outcome {
        session: session.to_owned(),
        state: state.to_owned(),
        problem: None,
        statement_sha256: statement,
        receipt_sha256: None,
        at: at(0),
    })
}

fn unlock(session: &str) -> Leaf {
    Leaf::Unlock(leaf::Unlock {
        session: session.to_owned(),
        device: "d".to_owned(),
        purpose: "signature".to_owned(),
        unlock_sha256: digest(session),
        at: at(0),
    })
}

fn restore(backup_size: u64, known_size: u64) -> Leaf {
    Leaf::Restore(leaf::Restore { backup_sha256: sha256(b"manifest"), backup_size, known_size, at: at(0) })
}

/// The findings of these leaves.
fn findings(leaves: &[Leaf]) -> Vec<String> {
    let mut story = Story::default();
    for (position, leaf) in (0..).zip(leaves) {
        story.read(position, &leaf.to_bytes());
    }
    story.findings().into_iter().map(|finding| format!("{}: {}", finding.position, finding.problem)).collect()
}

#[test]
fn a_good_story_has_no_findings() {
    let leaves = [
        intent("01"),
        intent("02"),
        certificate("01"),
        burnt("02"),
        // The act may be noted in the transaction after its effects.
        Leaf::Suspension(change("01", Some(6), Some(sha256(b"suspend")))),
        act("suspend"),
        Leaf::Release(change("01", None, Some(sha256(b"release")))),
        act("release"),
        Leaf::Suspension(change("01", Some(6), None)),
        Leaf::HoldRevoked(change("01", Some(4), None)),
        Leaf::Revocation(change("01", Some(4), None)),
        Leaf::Revocation(change("01", Some(1), None)),
        statement("a"),
        outcome("a", "completed", Some(digest("a"))),
        outcome("b", "expired", None),
    ];
    assert_eq!(findings(&leaves), Vec::<String>::new());
}

#[test]
fn an_act_that_was_asked_for_needs_its_confirmation() {
    let confirms = || act_of("confirms", "second");
    let (asks, does, ok) = (asked("a"), act("a"), confirmed("a", "confirms"));
    let good: [&[Leaf]; 4] = [
        &[asks.clone(), confirms(), ok.clone(), does.clone()],
        &[asks.clone(), ended("a"), asked("b")],
        std::slice::from_ref(&asks),
        &[asks.clone(), restore(1, 1)],
    ];
    for leaves in good {
        assert_eq!(findings(leaves), Vec::<String>::new());
    }
    for (leaves, expected) in [
        (vec![asks.clone(), does.clone()], "needs 1 confirmations and has 0"),
        (vec![asks.clone(), ended("a"), does.clone()], "did not wait any more"),
        (vec![asks.clone(), restore(1, 1), confirms(), ok.clone()], "which does not wait"),
        (vec![confirms(), ok.clone()], "which does not wait"),
        (vec![asks.clone(), ok.clone()], "which is not before it"),
        // By the certificate that asked, and twice by the same.
        (vec![asks.clone(), act("own"), confirmed("a", "own")], "is there before"),
        (vec![asks.clone(), confirms(), ok.clone(), ok], "is there before"),
        (vec![ended("a")], "without the asking for"),
        (vec![asks.clone(), ended("a"), ended("a")], "without the asking for"),
        (vec![asks.clone(), asks], "the asking for the act"),
    ] {
        let found = findings(&leaves);
        assert!(found.iter().any(|finding| finding.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn what_must_not_be_is_found() {
    let issued = [intent("01"), certificate("01")];
    let held = Leaf::Suspension(change("01", Some(6), None));
    let revoked = Leaf::Revocation(change("01", Some(4), None));
    let released = Leaf::Release(change("01", None, None));
    let after = |more: &[Leaf]| [&issued, more].concat();
    for (leaves, expected) in [
        (vec![certificate("01")], "0: the serial 01 has no intent before it"),
        (vec![burnt("01")], "0: the serial 01 has no intent before it"),
        (vec![intent("01"), intent("01")], "1: the intent of the serial 01 is there before"),
        (vec![intent("01"), burnt("01"), certificate("01")], "2: the serial 01 was given up before"),
        (after(&[certificate("01")]), "2: the serial 01 is a certificate already"),
        (after(&[burnt("01")]), "2: the serial 01 is a certificate already"),
        (vec![revoked.clone()], "0: the log knows no certificate"),
        (after(&[revoked.clone(), revoked.clone()]), "3: it cannot follow for the certificate"),
        (after(&[revoked.clone(), released.clone()]), "3: it cannot follow for the certificate"),
        (after(&[revoked.clone(), held.clone()]), "3: it cannot follow for the certificate"),
        (after(&[held.clone(), held.clone()]), "3: it cannot follow for the certificate"),
        (after(&[held.clone(), revoked]), "3: it cannot follow for the certificate"),
        (after(&[released]), "2: it cannot follow for the certificate"),
        (
            after(&[held, Leaf::HoldRevoked(change("01", Some(4), None))]),
            "ended for a revocation that never came",
        ),
        (after(&[Leaf::Revocation(change("01", None, None))]), "2: it has no reason"),
        (
            after(&[Leaf::Revocation(change("01", Some(4), Some(sha256(b"nobody's"))))]),
            "which the log does not know",
        ),
        (vec![act("one"), act("one")], "is there before"),
        (vec![statement("a"), statement("a")], "1: the statement of the session a is there before"),
        (vec![outcome("a", "completed", Some(digest("a")))], "completed without its statement"),
        (
            vec![statement("a"), outcome("a", "completed", Some(digest("b")))],
            "completed without its statement",
        ),
        (
            vec![outcome("a", "expired", None), outcome("a", "refused", None)],
            "the end of the session a is there",
        ),
    ] {
        let found = findings(&leaves);
        assert_eq!(found.len(), 1, "{expected}: {found:?}");
        assert!(found[0].contains(expected), "{expected}: {found:?}");
    }
}

#[test]
fn a_person_releases_what_the_person_alone_has_suspended() {
    let issued = [intent("01"), certificate("01"), wish("freeze")];
    let after = |more: &[Leaf]| findings(&[&issued, more].concat());
    let frozen = Leaf::Suspension(wished("01", Some(6), "freeze"));
    let released = Leaf::Release(wished("01", None, "release"));
    let by_officer = Leaf::Suspension(change("01", Some(6), Some(sha256(b"suspend"))));
    assert_eq!(after(&[frozen.clone(), wish("release"), released.clone()]), Vec::<String>::new());
    // An officer may end it as well, suspend what is frozen, and revoke it.
    let ended = Leaf::Release(change("01", None, Some(sha256(b"release"))));
    assert_eq!(after(&[frozen.clone(), ended, act("release")]), Vec::<String>::new());
    let taken = [frozen.clone(), by_officer.clone(), act("suspend")];
    assert_eq!(after(&taken), Vec::<String>::new());
    let revoked =
        [Leaf::HoldRevoked(change("01", Some(4), None)), Leaf::Revocation(change("01", Some(4), None))];
    assert_eq!(after(&[std::slice::from_ref(&frozen), &revoked].concat()), Vec::<String>::new());
    for (leaves, expected) in [
        (vec![frozen.clone(), released.clone()], "a change of status without the wish"),
        (vec![by_officer.clone(), act("suspend"), wish("release"), released.clone()], "it cannot follow"),
        ([&taken[..], &[wish("release"), released]].concat(), "it cannot follow"),
        (vec![frozen.clone(), frozen.clone()], "it cannot follow"),
        (vec![by_officer, act("suspend"), frozen], "it cannot follow"),
        (vec![wish("freeze")], "the wish"),
    ] {
        let found = after(&leaves);
        assert_eq!(found.len(), 1, "{expected}: {found:?}");
        assert!(found[0].contains(expected), "{expected}: {found:?}");
    }
}

#[test]
fn a_restore_ends_what_was_open_before_it() {
    let before = [statement("a"), unlock("a"), statement("b")];
    let after = |more: &[Leaf]| [&before, more].concat();
    let failed = outcome("a", "failed", None);
    assert_eq!(findings(&after(&[restore(2, 3), failed, statement("c"), unlock("c")])), Vec::<String>::new());
    for (leaves, expected) in [
        (after(&[restore(2, 3), unlock("a")]), "4: an unlock without the statement of the session a"),
        (
            after(&[restore(2, 3), outcome("a", "completed", Some(digest("a")))]),
            "4: the session a was completed without its statement",
        ),
        (after(&[restore(2, 4)]), "3: a backup of 2 entries was brought up to 4 entries"),
        (after(&[restore(3, 2)]), "3: a backup of 3 entries was brought up to 2 entries"),
    ] {
        let found = findings(&leaves);
        assert_eq!(found.len(), 1, "{expected}: {found:?}");
        assert!(found[0].contains(expected), "{expected}: {found:?}");
    }
}

#[test]
fn an_activation_ends_once_and_no_device_comes_of_it_afterwards() {
    let ended = |activation: &str| {
        let activation = activation.to_owned();
        Leaf::ActivationEnded(leaf::ActivationEnded { activation, failures: 5, at: at(0) })
    };
    let device = |activation: &str| {
        Leaf::Device(leaf::Device {
            device: format!("device of {activation}"),
            activation: activation.to_owned(),
            enrolment_sha256: sha256(b"enrolment"),
            at: at(0),
        })
    };
    assert_eq!(findings(&[device("one"), ended("two"), device("three")]), Vec::<String>::new());
    assert!(findings(&[ended("one"), ended("one")])[0].contains("the end of the activation one"));
    assert!(findings(&[ended("one"), device("one")])[0].contains("which had ended"));
}

#[test]
fn lists_count_upwards_and_time_does_not_run_back() {
    let list = |number| {
        Leaf::Crl(leaf::Crl {
            issuer: "citizens".to_owned(),
            shard: 0,
            number,
            crl_sha256: sha256(b"list"),
            at: at(0),
        })
    };
    assert_eq!(findings(&[list(1), list(2)]), Vec::<String>::new());
    assert!(findings(&[list(2), list(2)])[0].contains("is 2 after 2"));
    let refusal = |seconds| {
        Leaf::Refusal(leaf::Refusal {
            request_sha256: sha256(b"request"),
            problem: "test".to_owned(),
            at: at(seconds),
        })
    };
    assert_eq!(findings(&[refusal(10), refusal(5), refusal(10)]), Vec::<String>::new());
    assert!(findings(&[refusal(10), refusal(4)])[0].contains("lies 6 s before"));
}

#[test]
fn an_officer_with_another_certificate_is_no_other_officer() {
    // "officer" has asked; the next certificate, and the one behind it, are the same officer's.
    let by = |certificate: &str| {
        let renewed = [renewal("renew", "officer", "02"), renewal("renew again", "02", "03")].concat();
        let confirmed = [asked("end"), act_of("confirm", certificate), confirmed("end", "confirm")];
        findings(&[renewed, confirmed.to_vec(), vec![act("end")]].concat())
    };
    assert_eq!(by("04"), Vec::<String>::new());
    for certificate in ["officer", "02", "03"] {
        let found = by(certificate);
        assert!(found[0].contains("the confirmation by"), "{certificate}: {found:?}");
    }
}

#[test]
fn a_certificate_is_renewed_once() {
    let (first, second) = (renewal("renew", "officer", "02"), renewal("renew again", "officer", "03"));
    let mut asked_again = act_of("ask again", "officer");
    if let Leaf::Act(act) = &mut asked_again {
        act.act_type = "renew_officer".to_owned();
    }
    assert_eq!(findings(&[first.clone(), vec![asked_again]].concat()), Vec::<String>::new());
    let found = findings(&[first.clone(), second.clone()].concat());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("5: it renews the certificate"), "{found:?}");
    // A restore may have lost the first one.
    assert_eq!(findings(&[first, vec![restore(1, 2)], second].concat()), Vec::<String>::new());
}

#[test]
fn what_is_no_leaf_is_named_with_its_place() {
    let mut story = Story::default();
    story.read(7, b"{}");
    assert_eq!(story.findings()[0].position, 7);
}

fn refused(seconds: i64) -> Leaf {
    Leaf::Refusal(leaf::Refusal {
        request_sha256: sha256(b"request"),
        problem: "none".to_owned(),
        at: at(seconds),
    })
}

#[test]
fn time_goes_back_only_where_the_log_says_that_the_clock_had_run_ahead() {
    let back = |was| Leaf::Clock(leaf::Clock { was: at(was), at: at(5) });
    let ahead = [refused(0), refused(4_000), refused(7), refused(8)];
    let found = findings(&ahead);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("2: its time ") && found[0].contains("3993 s before"), "{found:?}");
    assert!(findings(&[ahead.to_vec(), vec![back(4_000)]].concat()).is_empty());
    assert_eq!(findings(&[ahead.to_vec(), vec![back(3_999)]].concat()).len(), 1, "of another clock");
    assert_eq!(
        findings(&[vec![back(4_000)], ahead.to_vec()].concat()).len(),
        1,
        "it does not excuse what follows"
    );
}

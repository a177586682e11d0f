//! Leaves of the audit log have one form.

use pki_types::{Error, UnixTime, sha256};
use words::leaf::{self, Leaf};

fn revocation() -> Leaf {
    Leaf::Revocation(leaf::StatusChange {
        certificate_sha256: sha256(b"certificate"),
        reason: Some(1),
        since: Some(UnixTime::from_seconds(1_700_000_000)),
        act_sha256: None,
        wish_sha256: None,
        at: UnixTime::from_seconds(1_700_000_001),
    })
}

#[test]
fn a_leaf_begins_with_its_kind_and_leaves_out_what_is_not_there() {
    let text = String::from_utf8(revocation().to_bytes()).unwrap();
    let digest = sha256(b"certificate");
    assert_eq!(
        text,
        format!(
            r#"{{"kind":"revocation","certificate_sha256":"{digest}","reason":1,"since":1700000000,"at":1700000001}}"#
        )
    );
    assert_eq!(revocation().kind(), "revocation");
    assert_eq!(Leaf::from_bytes(text.as_bytes()).unwrap(), revocation());
}

#[test]
fn only_the_canonical_bytes_are_a_leaf() {
    let text = String::from_utf8(revocation().to_bytes()).unwrap();
    for (wrong, why) in [
        (text.replace("revocation", "forgiveness"), "an unknown kind"),
        (text.replace(r#""reason":1,"#, r#""reason":1,"reason":1,"#), "a member twice"),
        (text.replace(r#""reason":1,"#, r#""reason":1,"remark":"","#), "an unknown member"),
        (text.replace(r#""reason":1,"#, r#""reason":1, "#), "white space"),
        (text.replace(r#","at":1700000001"#, ""), "a member missing"),
        (text.replacen(r#","reason":1"#, "", 1).replace(r#","at""#, r#","reason":1,"at""#), "another order"),
        (format!("{text}\n"), "something behind it"),
        (String::new(), "nothing"),
    ] {
        assert!(Leaf::from_bytes(wrong.as_bytes()).is_err(), "{why}: {wrong}");
    }
    let long = vec![b' '; leaf::LONGEST + 1];
    assert!(matches!(Leaf::from_bytes(&long), Err(Error::TooLarge { .. })));
}

use pki_types::{Certificate, ChainError, Name, ObjectIdentifier, oid, validate_chain};

use crate::issuing::{DAY, NOW, Recipe, key_of, name};
use test_country::Key;

/// A root, an issuing CA with path length 0, a citizen: the recipes, so that a test can change one thing.
struct Country {
    keys: [Key; 3],
    recipes: [Recipe; 3],
}

const ROOT: usize = 0;
const ISSUING: usize = 1;
const LEAF: usize = 2;

impl Country {
    fn new() -> Self {
        let keys = [key_of(30), key_of(31), key_of(32)];
        let root = Recipe::ca("Root", "Root", keys[0].public_key(), None);
        let issuing = Recipe::ca("Issuing CA", "Root", keys[1].public_key(), Some(0));
        let leaf = Recipe::leaf("Citizen", "Issuing CA", keys[2].public_key());
        Self { keys, recipes: [root, issuing, leaf] }
    }

    fn certificates(&self) -> [Certificate; 3] {
        [
            self.recipes[ROOT].sign(&self.keys[0]),
            self.recipes[ISSUING].sign(&self.keys[0]),
            self.recipes[LEAF].sign(&self.keys[1]),
        ]
    }

    fn validate(&self) -> Result<Vec<Certificate>, ChainError> {
        let [root, issuing, leaf] = self.certificates();
        validate_chain(&leaf, &[issuing], &[root], NOW)
    }

    fn refusal(change: impl FnOnce(&mut Self)) -> ChainError {
        let mut country = Self::new();
        assert!(country.validate().is_ok());
        change(&mut country);
        country.validate().expect_err("it must be refused")
    }
}

#[test]
fn a_good_path_is_given_leaf_first() {
    let country = Country::new();
    let [root, issuing, leaf] = country.certificates();
    assert_eq!(country.validate().unwrap(), [leaf.clone(), issuing.clone(), root.clone()]);
    // The order of the intermediates, and others among them, do not matter.
    let others = [leaf.clone(), root.clone(), issuing.clone()];
    assert!(validate_chain(&leaf, &others, std::slice::from_ref(&root), NOW).is_ok());
    // A pinned issuing CA, and a pinned leaf, are anchors too.
    assert_eq!(validate_chain(&leaf, &[], &[issuing], NOW).unwrap().len(), 2);
    assert_eq!(validate_chain(&leaf, &[], std::slice::from_ref(&leaf), NOW).unwrap().len(), 1);
}

#[test]
fn openssl_accepts_the_same_path() {
    use openssl::stack::Stack;
    use openssl::x509::store::X509StoreBuilder;
    use openssl::x509::verify::X509VerifyParam;
    use openssl::x509::{X509, X509StoreContext};
    let [root, issuing, leaf] = Country::new().certificates();
    let theirs = |certificate: &Certificate| X509::from_der(certificate.der()).unwrap();
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(theirs(&root)).unwrap();
    let mut parameters = X509VerifyParam::new().unwrap();
    parameters.set_time(NOW.seconds());
    store.set_param(&parameters).unwrap();
    let mut untrusted = Stack::new().unwrap();
    untrusted.push(theirs(&issuing)).unwrap();
    let mut context = X509StoreContext::new().unwrap();
    let verified = context.init(&store.build(), &theirs(&leaf), &untrusted, |context| context.verify_cert());
    assert!(verified.unwrap(), "{}", context.error());
}

#[test]
fn validity_is_inclusive_at_both_ends_for_every_certificate() {
    let [root, issuing, leaf] = Country::new().certificates();
    let at = |seconds: i64| {
        validate_chain(&leaf, std::slice::from_ref(&issuing), std::slice::from_ref(&root), NOW.plus(seconds))
    };
    assert!(at(DAY).is_ok() && at(-DAY).is_ok());
    assert!(matches!(at(DAY + 1), Err(ChainError::Expired { .. })));
    assert!(matches!(at(-DAY - 1), Err(ChainError::NotYetValid { .. })));
    for ended in [ROOT, ISSUING, LEAF] {
        let error = Country::refusal(|country| country.recipes[ended].not_after = NOW.minus(1));
        assert!(matches!(error, ChainError::Expired { .. }), "{error}");
        let error = Country::refusal(|country| country.recipes[ended].not_before = NOW.plus(1));
        assert!(matches!(error, ChainError::NotYetValid { .. }), "{error}");
    }
}

#[test]
fn a_wrong_signature_is_refused() {
    let error = Country::refusal(|country| country.keys[1] = key_of(99));
    assert!(matches!(error, ChainError::BadSignature { .. }), "{error}");
}

#[test]
fn an_issuer_that_is_no_ca_is_refused() {
    let error = Country::refusal(|country| {
        country.recipes[ISSUING] =
            country.recipes[ISSUING].clone().with(oid::BASIC_CONSTRAINTS, true, "3000");
    });
    assert!(matches!(error, ChainError::NotACa { .. }), "{error}");
    let error = Country::refusal(|country| {
        country.recipes[ISSUING] = country.recipes[ISSUING].clone().without(oid::BASIC_CONSTRAINTS);
    });
    assert!(matches!(error, ChainError::NotACa { .. }), "{error}");
}

#[test]
fn an_issuer_without_key_cert_sign_is_refused() {
    // cRLSign alone.
    let error = Country::refusal(|country| {
        country.recipes[ISSUING] = country.recipes[ISSUING].clone().with(oid::KEY_USAGE, true, "03020102");
    });
    assert!(matches!(error, ChainError::KeyUsage { .. }), "{error}");
    let error = Country::refusal(|country| {
        country.recipes[ISSUING] = country.recipes[ISSUING].clone().without(oid::KEY_USAGE)
    });
    assert!(matches!(error, ChainError::KeyUsage { .. }), "{error}");
}

#[test]
fn a_critical_extension_that_nobody_knows_is_refused_anywhere() {
    let unknown = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");
    let policy_constraints = ObjectIdentifier::new_unwrap("2.5.29.36");
    for extended in [ROOT, ISSUING, LEAF] {
        for identifier in [unknown, policy_constraints] {
            let error = Country::refusal(|country| {
                let recipe = &mut country.recipes[extended];
                *recipe = recipe.clone().with(identifier, true, "3003800100");
            });
            assert!(matches!(error, ChainError::UnknownCriticalExtension { .. }), "{error}");
        }
    }
}

#[test]
fn an_unknown_issuer_is_refused() {
    let error = Country::refusal(|country| country.recipes[LEAF].issuer = name("Nobody"));
    assert!(matches!(error, ChainError::NoIssuerFound { .. }), "{error}");
    let [_, issuing, leaf] = Country::new().certificates();
    let stranger = key_of(98);
    let other_root = Recipe::ca("Root", "Root", stranger.public_key(), None).sign(&stranger);
    let error = validate_chain(&leaf, &[issuing], &[other_root], NOW).unwrap_err();
    assert!(matches!(error, ChainError::BadSignature { .. }), "another root of the same name: {error}");
}

#[test]
fn a_ca_below_path_length_zero_is_refused() {
    let country = Country::new();
    let [root, issuing, _] = country.certificates();
    let below = key_of(33);
    let sub = Recipe::ca("Sub CA", "Issuing CA", below.public_key(), None).sign(&country.keys[1]);
    let leaf = Recipe::leaf("Citizen", "Sub CA", country.keys[2].public_key()).sign(&below);
    let error = validate_chain(&leaf, &[issuing, sub.clone()], std::slice::from_ref(&root), NOW).unwrap_err();
    assert!(matches!(error, ChainError::PathLength { allowed: 0, found: 1, .. }), "{error}");
    // The same path is good when the issuing CA has no limit.
    let unlimited =
        Recipe::ca("Issuing CA", "Root", country.keys[1].public_key(), None).sign(&country.keys[0]);
    assert_eq!(validate_chain(&leaf, &[unlimited, sub], &[root], NOW).unwrap().len(), 4);
}

/// After a change of keys two CAs have one name: the one that signed is found.
#[test]
fn the_right_one_of_two_cas_with_one_name_is_found() {
    let country = Country::new();
    let [root, issuing, leaf] = country.certificates();
    let newer = key_of(34);
    let newer = Recipe::ca("Issuing CA", "Root", newer.public_key(), Some(0)).sign(&country.keys[0]);
    let path = validate_chain(&leaf, &[newer, issuing.clone()], &[root], NOW).unwrap();
    assert_eq!(path[1], issuing);
}

/// What can be said best is said: a missing root rather than a bad signature under a namesake.
#[test]
fn a_namesake_does_not_hide_why_a_path_ends() {
    let country = Country::new();
    let [_, issuing, leaf] = country.certificates();
    let newer = key_of(34);
    let newer = Recipe::ca("Issuing CA", "Root", newer.public_key(), Some(0)).sign(&country.keys[0]);
    for intermediates in [[issuing.clone(), newer.clone()], [newer, issuing.clone()]] {
        let error = validate_chain(&leaf, &intermediates, &[], NOW).unwrap_err();
        let missing = ChainError::NoIssuerFound {
            certificate: issuing.sha256(),
            issuer: "CN=Root,O=Great Seal,C=MU".to_owned(),
        };
        assert_eq!(error, missing);
    }
}

#[test]
fn circles_and_crowds_end_the_search() {
    let (first, second) = (key_of(40), key_of(41));
    let a = Recipe::ca("A", "B", first.public_key(), None).sign(&second);
    let b = Recipe::ca("B", "A", second.public_key(), None).sign(&first);
    let leaf = Recipe::leaf("Citizen", "A", key_of(42).public_key()).sign(&first);
    assert!(validate_chain(&leaf, &[a, b], &[], NOW).is_err());
    // Many self-issued CAs of one name, all properly signed by each other, none by an anchor.
    let crowd: Vec<Certificate> = (1..=20)
        .map(|number| {
            let mut recipe = Recipe::ca("A", "A", first.public_key(), None);
            recipe.serial = vec![number];
            recipe.sign(&first)
        })
        .collect();
    assert_eq!(validate_chain(&leaf, &crowd, &[], NOW), Err(ChainError::TooLong));
}

/// Excludes every DNS name and IP address, as an issuing CA for persons does.
const NO_DNS_NO_IP: &str = "3036a13430028200300a870800000000\
    00000000302287200000000000000000000000000000000000000000000000000000000000000000";

fn constrained(constraints: &str, alternative_name: &str) -> Result<Vec<Certificate>, ChainError> {
    let mut country = Country::new();
    country.recipes[ISSUING] =
        country.recipes[ISSUING].clone().with(oid::NAME_CONSTRAINTS, true, constraints);
    if !alternative_name.is_empty() {
        country.recipes[LEAF] =
            country.recipes[LEAF].clone().with(oid::SUBJECT_ALT_NAME, false, alternative_name);
    }
    country.validate()
}

fn breaks_constraints(constraints: &str, alternative_name: &str) -> bool {
    matches!(constrained(constraints, alternative_name), Err(ChainError::NameConstraints { .. }))
}

#[test]
fn names_that_a_ca_excludes_are_refused() {
    let (dns, ipv4, mail) = ("3003820161", "300687047f000001", "30058103614062");
    assert!(constrained(NO_DNS_NO_IP, "").is_ok());
    assert!(constrained(NO_DNS_NO_IP, mail).is_ok());
    assert!(breaks_constraints(NO_DNS_NO_IP, dns));
    assert!(breaks_constraints(NO_DNS_NO_IP, ipv4));
}

/// RFC 5280 §4.2.1.10: a mail address in the subject is constrained too.
#[test]
fn a_mail_address_in_the_subject_is_constrained() {
    let excluded = "3008a106300481026262";
    let validate = |mail: &str| {
        let mut country = Country::new();
        country.recipes[ISSUING] =
            country.recipes[ISSUING].clone().with(oid::NAME_CONSTRAINTS, true, excluded);
        country.recipes[LEAF].subject = Name::new().attribute(oid::EMAIL_ADDRESS, mail).to_der().unwrap();
        country.validate()
    };
    assert!(validate("a@cc").is_ok());
    assert!(matches!(validate("a@bb"), Err(ChainError::NameConstraints { kind: "mail address", .. })));
}

#[test]
fn names_outside_what_a_ca_permits_are_refused() {
    // Permitted: DNS below "a.b".
    let permitted = "3009a00730058203612e62";
    assert!(constrained(permitted, "30058203612e62").is_ok(), "a.b");
    assert!(constrained(permitted, "30078205782e612e62").is_ok(), "x.a.b");
    assert!(breaks_constraints(permitted, "3006820478612e62"), "xa.b");
    assert!(breaks_constraints(permitted, "3003820162"), "b");
    // A kind that is not constrained is free.
    assert!(constrained(permitted, "300687047f000001").is_ok());
    // Directory names: permitted below C=MU, excluded below C=FR.
    assert!(constrained("3013a011300fa40d300b3109300706035504060c00", "").is_err());
    let country = |letters: &str| format!("3015a0133011a40f300d310b300906035504061302{letters}");
    assert!(constrained(&country("4d55"), "").is_ok(), "MU");
    assert!(breaks_constraints(&country("4652"), ""), "FR");
}

#[test]
fn a_constraint_that_is_not_understood_refuses_such_names() {
    // Permitted: URIs of host "a"; the leaf has one.
    assert!(breaks_constraints("3007a0053003860161", "300d860b687474703a2f2f612f6162"));
    assert!(constrained("3007a0053003860161", "").is_ok());
}

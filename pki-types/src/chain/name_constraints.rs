//! Which names a CA allows below it (RFC 5280 §4.2.1.10): directory, DNS, mail and IP names. A constraint on another
//! kind of name is not understood, so a certificate that has such a name is refused.

use std::mem::{Discriminant, discriminant};

use der::asn1::Ia5String;
use der::{Decode, Encode};
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

use crate::{Certificate, name, oid};

/// Checks every name of `certificate`; tells the kind of the first that is not allowed.
pub(crate) fn check(constraints: &NameConstraints, certificate: &Certificate) -> Result<(), &'static str> {
    let permitted = constraints.permitted_subtrees.as_deref().unwrap_or_default();
    let excluded = constraints.excluded_subtrees.as_deref().unwrap_or_default();
    let subject = Name::from_der(certificate.subject_der()).map_err(|_| "name that cannot be read")?;
    // A mail address may also stand in the subject, and is constrained there as well.
    let mail = name::attribute(certificate.subject_der(), oid::EMAIL_ADDRESS)
        .map(|mail| Ia5String::new(&mail).map(GeneralName::Rfc822Name))
        .transpose()
        .map_err(|_| "mail address that cannot be read")?;
    let subject = (!subject.is_empty()).then_some(GeneralName::DirectoryName(subject));
    for name in subject.iter().chain(&mail).chain(certificate.subject_alt_names()) {
        let of_kind = |trees: &[GeneralSubtree]| -> Vec<GeneralSubtree> {
            let same = |tree: &&GeneralSubtree| kind_of(&tree.base) == kind_of(name);
            trees.iter().filter(same).cloned().collect()
        };
        let (permitted, excluded) = (of_kind(permitted), of_kind(excluded));
        if permitted.is_empty() && excluded.is_empty() {
            continue;
        }
        let within = |tree: &GeneralSubtree| is_within(name, tree);
        let allowed = permitted.is_empty() || any(&permitted, within)?;
        if !allowed || any(&excluded, within)? {
            return Err(word_for(name));
        }
    }
    Ok(())
}

fn any(
    trees: &[GeneralSubtree],
    within: impl Fn(&GeneralSubtree) -> Result<bool, &'static str>,
) -> Result<bool, &'static str> {
    trees.iter().try_fold(false, |found, tree| Ok(found | within(tree)?))
}

fn kind_of(name: &GeneralName) -> Discriminant<GeneralName> {
    discriminant(name)
}

fn word_for(name: &GeneralName) -> &'static str {
    match name {
        GeneralName::DirectoryName(_) => "directory name",
        GeneralName::DnsName(_) => "DNS name",
        GeneralName::Rfc822Name(_) => "mail address",
        GeneralName::IpAddress(_) => "IP address",
        _ => "name of a kind that is constrained and not understood",
    }
}

/// Whether `name` lies in a subtree of its own kind. An error when the rule cannot be applied.
fn is_within(name: &GeneralName, tree: &GeneralSubtree) -> Result<bool, &'static str> {
    if tree.minimum != 0 || tree.maximum.is_some() {
        return Err("name under a constraint with a distance (RFC 5280 §4.2.1.10: not used)");
    }
    match (name, &tree.base) {
        (GeneralName::DirectoryName(name), GeneralName::DirectoryName(base)) => {
            directory_is_within(name, base)
        }
        (GeneralName::DnsName(name), GeneralName::DnsName(base)) => {
            Ok(host_is_within(name.as_str(), base.as_str()))
        }
        (GeneralName::Rfc822Name(name), GeneralName::Rfc822Name(base)) => {
            Ok(mail_is_within(name.as_str(), base.as_str()))
        }
        (GeneralName::IpAddress(name), GeneralName::IpAddress(base)) => {
            address_is_within(name.as_bytes(), base.as_bytes())
        }
        _ => Err(word_for(name)),
    }
}

/// The RDNs of the base are the first ones of the name, byte for byte.
fn directory_is_within(name: &Name, base: &Name) -> Result<bool, &'static str> {
    let encoded = |name: &Name| name.iter_rdn().map(Encode::to_der).collect::<der::Result<Vec<_>>>();
    let unreadable = |_| "name that cannot be read";
    Ok(encoded(name).map_err(unreadable)?.starts_with(&encoded(base).map_err(unreadable)?))
}

/// The host itself or one with more labels on the left; an empty base holds every host.
fn host_is_within(host: &str, base: &str) -> bool {
    let (host, base) = (host.to_ascii_lowercase(), base.to_ascii_lowercase());
    let base = base.strip_prefix('.').unwrap_or(&base);
    base.is_empty() || host == base || host.strip_suffix(base).is_some_and(|left| left.ends_with('.'))
}

/// A mailbox, all mailboxes of a host, or with a leading point those of all hosts in a domain.
fn mail_is_within(mail: &str, base: &str) -> bool {
    let Some((_, host)) = mail.rsplit_once('@') else { return false };
    if base.contains('@') {
        return mail == base;
    }
    match base.strip_prefix('.') {
        Some(domain) => !host.eq_ignore_ascii_case(domain) && host_is_within(host, domain),
        None => host.eq_ignore_ascii_case(base) || base.is_empty(),
    }
}

/// The base is an address and a mask, each as long as the address; the other family is outside.
fn address_is_within(address: &[u8], base: &[u8]) -> Result<bool, &'static str> {
    if !matches!(address.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return Err("IP address or constraint of a wrong length");
    }
    let (network, mask) = base.split_at(base.len() / 2);
    let same = |((&octet, &network), &mask): ((&u8, &u8), &u8)| octet & mask == network & mask;
    Ok(address.len() == network.len() && address.iter().zip(network).zip(mask).all(same))
}

//! Addresses at a relying party's own domain: where a phone fetches a document, or leads its person back to.

use crate::Error;

/// The longest address, in octets.
const LONGEST: usize = 512;

/// An address with one reading: no user, no fragment, no other letter than those that every parser of addresses takes as they are.
///
/// # Errors
/// Anything else, or one that is neither https nor on the phone's own machine.
pub(crate) fn check(field: &'static str, url: &str) -> Result<(), Error> {
    let tail = |letter: u8| letter.is_ascii_alphanumeric() || b"-._~/?&=%+,;:@!$'()*".contains(&letter);
    let fits = url.len() <= LONGEST
        && parts(url).is_some_and(|(_, _, path)| path.bytes().all(tail))
        && (url.starts_with("https://") || is_local(url));
    if fits {
        return Ok(());
    }
    Err(Error::Field { field, rule: "must be a plain https address of at most 512 octets" })
}

/// Scheme, host, and the path with its query.
fn parts(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/')?);
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-')
    };
    let fits = host.split('.').all(label)
        && (1..=5).contains(&port.len())
        && port.bytes().all(|digit| digit.is_ascii_digit());
    fits.then_some((scheme, host, path))
}

/// The host of an address that was checked; empty where it has none.
#[must_use]
pub fn host(url: &str) -> &str {
    parts(url).map_or("", |(_, host, _)| host)
}

/// Is it on the phone's own machine? So it is where a country is tried out.
pub(crate) fn is_local(url: &str) -> bool {
    parts(url).is_some_and(|(scheme, host, _)| scheme == "http" && ["localhost", "127.0.0.1"].contains(&host))
}

/// Does it lie at this domain, or below it?
///
/// # Errors
/// It does not: whoever may ask for a signature must not send a phone to somebody else.
pub(crate) fn check_domain(field: &'static str, url: &str, domain: &str) -> Result<(), Error> {
    let is_its = parts(url).is_some_and(|(_, host, _)| {
        host == domain || host.strip_suffix(domain).is_some_and(|below| below.ends_with('.'))
    });
    if is_its || is_local(url) {
        return Ok(());
    }
    Err(Error::Field { field, rule: "must lie at the registered domain of the relying party" })
}

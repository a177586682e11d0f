//! Addresses that stand in certificates or are told to others: the base of an http or https URL.

use url::{Host, Url};

/// Octets of the longest base: what is added to it still fits into a certificate's extensions.
const LONGEST: usize = 255;

/// What a base address may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseAddress {
    /// `http`, `https`.
    pub schemes: &'static [&'static str],
    /// Whether a path may follow the host.
    pub with_path: bool,
}

/// What stands in certificates: EN 319 412-2 GEN-4.3.11-4 and RFC 5280 §8; https would need the status that it is to give.
pub const IN_CERTIFICATES: BaseAddress = BaseAddress { schemes: &["http"], with_path: false };
/// What clients are told of a door.
pub const OF_A_DOOR: BaseAddress = BaseAddress { schemes: &["http", "https"], with_path: true };

impl BaseAddress {
    /// Checks an address by the URL Standard: it must be in the very form in which every client will send it, without a
    /// slash at its end.
    ///
    /// # Errors
    /// Says what is allowed, to follow "but ".
    pub fn check(&self, text: &str) -> Result<(), String> {
        let allowed = || {
            let schemes: Vec<_> = self.schemes.iter().map(|scheme| format!("{scheme}://")).collect();
            let path = if self.with_path { "host[:port][/path]" } else { "host[:port], no path" };
            format!("must be {} with {path}, without a slash at the end", schemes.join(" or "))
        };
        if text.len() > LONGEST {
            return Err(format!("must have at most {LONGEST} characters"));
        }
        let url = Url::parse(text).map_err(|problem| format!("{}: {problem}", allowed()))?;
        let plain = self.schemes.contains(&url.scheme())
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && (self.with_path || url.path() == "/")
            && !text.ends_with('/');
        if !plain {
            return Err(allowed());
        }
        match url.host() {
            Some(Host::Ipv4(address)) if address.is_unspecified() || address.is_multicast() => {
                return Err(format!("must name a host that can be reached, which {address} is not"));
            }
            Some(Host::Ipv6(address)) if address.is_unspecified() || address.is_multicast() => {
                return Err(format!("must name a host that can be reached, which {address} is not"));
            }
            None | Some(Host::Domain("")) => return Err(allowed()),
            Some(_) => {}
        }
        if url.port() == Some(0) {
            return Err("must have a port from 1 to 65535".to_owned());
        }
        let canonical = url.as_str().trim_end_matches('/');
        if canonical == text { Ok(()) } else { Err(format!("must be written {canonical:?}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_would_send_otherwise_is_refused_with_what_they_would_send() {
        for good in
            ["http://pki.example.org", "http://127.0.0.1:7604", "http://[2001:db8::1]:80", "http://localhost"]
        {
            let found = IN_CERTIFICATES.check(good);
            assert_eq!(found.is_ok(), good != "http://[2001:db8::1]:80", "{good}: {found:?}");
        }
        for (wrong, said) in [
            ("http://PKI.example.org", "must be written \"http://pki.example.org\""),
            ("HTTP://pki.example.org", "must be written \"http://pki.example.org\""),
            ("http://pki.example.org:80", "must be written \"http://pki.example.org\""),
            ("http://127.1", "must be written \"http://127.0.0.1\""),
            ("http://bücher.example", "must be written \"http://xn--bcher-kva.example\""),
            ("http://pki.example.org/", "without a slash at the end"),
            ("http://pki.example.org/path", "no path"),
            ("http://pki.example.org?", "must be http://"),
            ("http://pki.example.org#x", "must be http://"),
            ("http://user@pki.example.org", "must be http://"),
            ("https://pki.example.org", "must be http://"),
            ("ftp://pki.example.org", "must be http://"),
            ("pki.example.org", "must be http://"),
            ("http:pki.example.org", "must be written"),
            ("http://", "empty host"),
            ("http://pki.example.org:99999", "invalid port number"),
            ("http://pki.example.org:0", "a port from 1 to 65535"),
            ("http://pki example.org", "invalid"),
            ("http://pki.example.org\n", "must be written"),
            ("http://[::1", "invalid IPv6"),
            ("http://0.0.0.0:7604", "can be reached"),
            ("http://[::]", "can be reached"),
            ("http://999.1.1.1", "invalid IPv4"),
            ("", "must be http://"),
        ] {
            let found = IN_CERTIFICATES.check(wrong).expect_err(wrong);
            assert!(found.contains(said), "{wrong}: {found}");
        }
        let long = format!("http://{}.example", "a.".repeat(130));
        assert!(IN_CERTIFICATES.check(&long).expect_err(&long).contains("at most 255"));
        assert_eq!(OF_A_DOOR.check("https://api.example.org/greatseal"), Ok(()));
        assert!(OF_A_DOOR.check("https://api.example.org/greatseal/").is_err());
        assert!(OF_A_DOOR.check("https://api.example.org/../greatseal").is_err());
    }
}

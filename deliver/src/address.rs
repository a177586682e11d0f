//! Which addresses are spoken to. Phones name them, so each could be one that only this machine reaches: the public internet
//! alone is public.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Whether a push service at this address may be spoken to: at a name, over TLS, at the port that everybody uses. With `loopback` also
/// on this machine, as a test has it. What the name leads to is looked at when it is resolved.
pub(crate) fn is_allowed(address: &Url, loopback: bool) -> bool {
    let Some(host) = address.host_str() else { return false };
    if !address.username().is_empty() || address.password().is_some() {
        return false;
    }
    let numeric = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    if loopback && (host == "localhost" || numeric.is_some_and(|ip| ip.is_loopback())) {
        return matches!(address.scheme(), "http" | "https");
    }
    let is_named = numeric.is_none() && host.contains('.') && !host.ends_with('.');
    address.scheme() == "https" && is_named && address.port_or_known_default() == Some(443)
}

/// Resolves names to addresses of the public internet, and no other.
pub(crate) struct PublicAddresses {
    pub(crate) loopback: bool,
}

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        let loopback = self.loopback;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let is_ours =
                |address: &SocketAddr| is_public(address.ip()) || (loopback && address.ip().is_loopback());
            let public: Vec<SocketAddr> = found.filter(is_ours).collect();
            if public.is_empty() {
                return Err(io::Error::other("the name leads to no address of the public internet").into());
            }
            let public: Addrs = Box::new(public.into_iter());
            Ok(public)
        })
    }
}

/// Whether an address is one of the public internet (IANA's registries of special-purpose addresses, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = a == 0
        || a >= 240
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || (a == 198 && (b == 18 || b == 19));
    !is_special
}

/// Global unicast alone (2000::/3), and of that not what leads elsewhere: protocol assignments with Teredo (2001::/23), documentation
/// (2001:db8::/32, 3fff::/20), 6to4 (2002::/16).
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_special = first & 0xe000 != 0x2000
        || (first == 0x2001 && second < 0x0200)
        || (first == 0x2001 && second == 0x0db8)
        || first == 0x2002
        || (first == 0x3fff && second < 0x1000);
    !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(address: &str, loopback: bool) -> bool {
        is_allowed(&Url::parse(address).unwrap(), loopback)
    }

    #[test]
    fn only_names_over_tls_are_spoken_to() {
        assert!(allowed("https://updates.push.services.mozilla.com/wpush/v2/abc", false));
        assert!(allowed("https://fcm.googleapis.com:443/fcm/send/abc", false));
        for wrong in [
            "http://push.example.org/a",
            "https://push.example.org:8443/a",
            "https://localhost/a",
            "https://127.0.0.1/a",
            "https://2130706433/a",
            "https://[::1]/a",
            "https://[2a00::1]/a",
            "https://8.8.8.8/a",
            "https://name@push.example.org/a",
            "https://push.example.org./a",
            "https://internal/a",
            "ftp://push.example.org/a",
            "http://127.0.0.1:8000/a",
        ] {
            assert!(!allowed(wrong, false), "{wrong}");
        }
    }

    #[test]
    fn a_test_may_have_its_push_service_on_this_machine_and_nowhere_else() {
        for right in ["http://127.0.0.1:8000/a", "https://localhost:8443/a", "http://[::1]:9/a"] {
            assert!(allowed(right, true), "{right}");
        }
        for wrong in ["http://10.0.0.1/a", "http://push.example.org/a", "http://169.254.169.254/a"] {
            assert!(!allowed(wrong, true), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_the_public_internet_is_none_in_any_spelling() {
        for public in [
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "2a00:1450::1",
            "2606:4700::1",
            "2001:4860::8",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for special in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "100::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
        ] {
            assert!(!is_public(special.parse().unwrap()), "{special}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_followed() {
        let resolved = |loopback| PublicAddresses { loopback }.resolve("localhost".parse().unwrap());
        assert!(resolved(false).await.is_err());
        assert!(resolved(true).await.is_ok());
    }
}

//! Where a connection comes from, as far as limits for each sender go.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};

use axum::extract::OptionalFromRequestParts;
use axum::http::request::Parts;

/// Octets of an IPv6 address that one subscriber has to itself: it gets a /64 (RFC 6177 §2).
const SUBSCRIBER_OCTETS: usize = 8;

/// The client's address of this connection, the network of its subscriber in IPv6. A listener puts it into every request;
/// as an extractor it is `Option<PeerAddress>`, none where a router is called without one.
///
/// Behind a proxy it is the proxy's: limits for each address are then the proxy's to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeerAddress(IpAddr);

impl From<IpAddr> for PeerAddress {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let mut octets = address.octets();
                octets[SUBSCRIBER_OCTETS..].fill(0);
                IpAddr::V6(Ipv6Addr::from(octets))
            }
        })
    }
}

impl PeerAddress {
    /// Whether it is one of IPv4, however it was written.
    pub fn is_ipv4(&self) -> bool {
        self.0.is_ipv4()
    }

    /// The address, or the first address of the subscriber's network, as IPv6 writes both (RFC 4291 §2.5.5.2).
    pub fn octets(&self) -> [u8; 16] {
        match self.0 {
            IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
            IpAddr::V6(address) => address.octets(),
        }
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for PeerAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_sender_whatever_address_it_takes() {
        let peer = |text: &str| PeerAddress::from(text.parse::<IpAddr>().expect("it is an address"));
        assert_eq!(peer("2001:db8:1:2::1"), peer("2001:db8:1:2:ffff::9"));
        assert_ne!(peer("2001:db8:1:2::1"), peer("2001:db8:1:3::1"));
        assert_eq!(peer("::ffff:192.0.2.1"), peer("192.0.2.1"));
        assert_ne!(peer("192.0.2.1"), peer("192.0.2.2"));
    }
}

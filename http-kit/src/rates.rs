//! How many requests one client network may make at a public door.
//!
//! The counts are in the memory of the process: a public door answers whoever asks, and a write for each answer would cost
//! more than the answer. What is limited is what one network takes from the others; several processes each give it so
//! much, and one that starts anew has forgotten.
//!
//! Behind a proxy every client has the proxy's address: then the proxy keeps this limit, and here it is off.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use words::problem;

use crate::address::PeerAddress;
use crate::problem::Problem;

/// Networks that are remembered, some megabytes. Where more of them ask at the same time, further ones are not counted: an
/// honest one is not refused because of them.
const MOST_NETWORKS: usize = 65_536;
/// How often networks that have their whole allowance again are forgotten, at most.
const TIDY: Duration = Duration::from_secs(1);
/// Bits of an IPv6 address by which clients are told from each other; see [`PeerAddress`].
const CLIENT_BITS: u32 = 64;
const A_MINUTE: Duration = Duration::from_secs(60);

/// The addresses that begin with the same bits, as `192.0.2.0/24` or `2001:db8::/32`; without a slash one address. In IPv6 at
/// most the /64 of a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: PeerAddress,
    /// How many bits are the same, of 128: 96 more than are written for IPv4.
    bits: u32,
}

/// A text that is no network of clients.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoNetwork {
    /// It is no network at all.
    #[error(
        "is no network: it must be an address and a number of bits, such as 192.0.2.0/24 or 2001:db8::/32"
    )]
    Malformed,
    /// It is less than what is counted as one client.
    #[error(
        "is part of a client: in IPv6 a client is a /64, so at most 64 bits count, as in 2001:db8:0:1::/64"
    )]
    PartOfClient,
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, written) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| NoNetwork::Malformed)?;
        if address.to_canonical() != address {
            // An address of IPv4 in the letters of IPv6: its bits could be meant either way.
            return Err(NoNetwork::Malformed);
        }
        let (most, before) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let bits: u32 = written.map_or(Ok(most), str::parse).map_err(|_| NoNetwork::Malformed)?;
        if bits > most {
            return Err(NoNetwork::Malformed);
        }
        // In IPv6 a subscriber is one client, whichever address it takes: what is said of less would hold for all of it. The
        // machine itself is alone in its own (RFC 4291 §2.5.3).
        if most == 128 && bits > CLIENT_BITS && !address.is_loopback() {
            return Err(NoNetwork::PartOfClient);
        }
        let bits = if most == 128 { bits.min(CLIENT_BITS) } else { bits + before };
        Ok(Self { first: address.into(), bits })
    }
}

impl Network {
    fn holds(&self, address: PeerAddress) -> bool {
        let number = |address: PeerAddress| u128::from_be_bytes(address.octets());
        let differ = number(self.first) ^ number(address);
        // The addresses of IPv4 lie within a network of IPv6, and are none of it.
        self.first.is_ipv4() == address.is_ipv4() && differ.checked_shr(128 - self.bits).unwrap_or(0) == 0
    }
}

/// A limit of requests for each client network: an IPv4 address, or in IPv6 the /64 of a subscriber. Clones are one limit.
#[derive(Clone)]
pub struct NetworkLimit(Arc<Inner>);

struct Inner {
    /// The allowance of one request: after so long there is one more.
    each: Duration,
    /// That of all requests of a minute, which may come at once.
    all: Duration,
    unlimited: Vec<Network>,
    table: Mutex<Table>,
}

struct Table {
    /// When each network has its whole allowance again; it has it already if that is over.
    whole_at: HashMap<PeerAddress, Instant>,
    most: usize,
    tidied_at: Option<Instant>,
}

impl NetworkLimit {
    /// So many requests a minute, also at once, for each network that is not in one of `unlimited`; none for 0, which is no
    /// limit.
    pub fn new(a_minute: u32, unlimited: Vec<Network>) -> Option<Self> {
        Self::of_most(a_minute, unlimited, MOST_NETWORKS)
    }

    fn of_most(a_minute: u32, unlimited: Vec<Network>, most: usize) -> Option<Self> {
        let each = A_MINUTE.checked_div(a_minute)?;
        let table = Table { whole_at: HashMap::new(), most, tidied_at: None };
        Some(Self(Arc::new(Inner { each, all: each * a_minute, unlimited, table: Mutex::new(table) })))
    }

    /// Counts one request; the answer to it, if it is one too many.
    pub(crate) fn refusal(&self, network: PeerAddress, now: Instant) -> Option<Response> {
        let wait = self.count(network, now).err()?;
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
        let wrong = "this network has made more requests within a minute than this door answers";
        let mut response =
            Problem::new(problem::TOO_MANY_REQUESTS, wrong).retry_after(seconds).into_response();
        // Requests that were written in advance behind this one are not even read.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        Some(response)
    }

    /// Counts one request; the error is how long it takes until another one is allowed.
    fn count(&self, network: PeerAddress, now: Instant) -> Result<(), Duration> {
        let Inner { each, all, unlimited, table } = self.0.as_ref();
        if unlimited.iter().any(|unlimited| unlimited.holds(network)) {
            return Ok(());
        }
        // It is whole after every line that holds the lock.
        let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
        table.make_room(now);
        let full = table.whole_at.len() >= table.most;
        let whole_at = match table.whole_at.entry(network) {
            Entry::Vacant(_) if full => return Ok(()),
            entry => entry.or_insert(now),
        };
        let then = (*whole_at).max(now) + *each;
        match then.duration_since(now).checked_sub(*all) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                *whole_at = then;
                Ok(())
            }
        }
    }
}

impl Table {
    fn make_room(&mut self, now: Instant) {
        let tidied = self.tidied_at.is_some_and(|at| now.duration_since(at) < TIDY);
        if self.whole_at.len() < self.most || tidied {
            return;
        }
        self.tidied_at = Some(now);
        self.whole_at.retain(|_, whole_at| *whole_at > now);
    }
}

/// `router`, whose requests are limited; as it is where there is no limit.
pub fn limited(router: Router, limit: Option<NetworkLimit>) -> Router {
    match limit {
        Some(limit) => router.layer(from_fn_with_state(limit, keep)),
        None => router,
    }
}

/// Refuses what is too much, before anything of it is read.
async fn keep(
    State(limit): State<NetworkLimit>,
    network: Option<PeerAddress>,
    request: Request,
    next: Next,
) -> Response {
    match network.and_then(|network| limit.refusal(network, Instant::now())) {
        None => next.run(request).await,
        Some(refusal) => refusal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap_or_else(|problem| panic!("{text} {problem}"))
    }

    fn peer(text: &str) -> PeerAddress {
        text.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn a_network_holds_the_addresses_that_begin_like_it() {
        for (text, inside, outside) in [
            ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
            ("127.0.0.0/8", "127.9.9.9", "128.0.0.1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
            ("2001:db8::/64", "2001:db8::2", "2001:db8:0:1::1"),
            ("::1/128", "::1", "192.0.2.1"),
            ("::/0", "2001:db8::1", "192.0.2.1"),
            ("0.0.0.0/0", "192.0.2.1", "2001:db8::1"),
        ] {
            assert!(network(text).holds(peer(inside)), "{text} {inside}");
            assert!(!network(text).holds(peer(outside)), "{text} {outside}");
        }
        assert!(network("192.0.2.0/24").holds(peer("::ffff:192.0.2.1")), "it is the same address");
        for wrong in [
            "",
            "example.org",
            "192.0.2.0/33",
            "192.0.2.0/",
            "::1/129",
            "192.0.2.0/-1",
            "192.0.2/24",
            "::ffff:0:0/96",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NoNetwork::Malformed), "{wrong}");
        }
        for part in ["2001:db8:0:1::/96", "2001:db8::/65", "2001:db8::1/128", "2001:db8::1", "::2/128"] {
            assert_eq!(part.parse::<Network>(), Err(NoNetwork::PartOfClient), "{part}");
        }
    }

    #[test]
    fn a_network_has_its_allowance_and_gets_it_back_evenly() {
        let limit = NetworkLimit::new(60, vec![network("198.51.100.0/24")]).unwrap();
        let (here, now) = (peer("192.0.2.1"), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        for _ in 0..60 {
            assert_eq!(limit.count(here, now), Ok(()));
        }
        assert_eq!(limit.count(here, now), Err(Duration::from_secs(1)));
        assert_eq!(limit.count(here, now), Err(Duration::from_secs(1)), "to be refused costs nothing");
        assert_eq!(limit.count(peer("192.0.2.2"), now), Ok(()), "nobody else waits");
        assert_eq!(limit.count(here, after(1)), Ok(()));
        assert!(limit.count(here, after(1)).is_err());
        for _ in 0..59 {
            assert_eq!(limit.count(here, after(60)), Ok(()));
        }
        assert!(limit.count(here, after(60)).is_err());
        for _ in 0..100 {
            assert_eq!(limit.count(peer("198.51.100.7"), now), Ok(()), "it is one that is not limited");
        }
        assert!(NetworkLimit::new(0, Vec::new()).is_none());
    }

    #[test]
    fn the_table_is_bounded_and_forgets_who_has_not_asked_for_long() {
        let limit = NetworkLimit::of_most(60, Vec::new(), 3).unwrap();
        let now = Instant::now();
        for last in 1..9 {
            assert_eq!(limit.count(peer(&format!("192.0.2.{last}")), now), Ok(()));
        }
        assert_eq!(limit.0.table.lock().unwrap().whole_at.len(), 3);
        let late = now + Duration::from_secs(2);
        assert_eq!(limit.count(peer("192.0.2.9"), late), Ok(()));
        let table = limit.0.table.lock().unwrap();
        assert_eq!(table.whole_at.keys().collect::<Vec<_>>(), [&peer("192.0.2.9")]);
    }
}

//! The places of a listener, and who has them: a sender that takes many gives one up to a sender that has fewer, so that no
//! few addresses keep everybody out.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::address::PeerAddress;

/// The connections of a listener, by their senders: an address, or in IPv6 the network of a subscriber.
#[derive(Clone, Default)]
pub(crate) struct Guests(Arc<Mutex<Places>>);

#[derive(Default)]
struct Places {
    /// Of each sender, the oldest first.
    taken: HashMap<PeerAddress, VecDeque<Connection>>,
    count: usize,
    /// Connections so far.
    numbers: u64,
}

struct Connection {
    number: u64,
    cut: Arc<Notify>,
}

/// What becomes of a new connection.
pub(crate) enum Entry {
    /// It has a place, for as long as this lives.
    Place(Place),
    /// Its sender has more than its share.
    Refused,
    /// All places are taken, each by another sender.
    Full,
}

/// One connection's place, given back when dropped.
pub(crate) struct Place {
    guests: Guests,
    sender: PeerAddress,
    number: u64,
    cut: Arc<Notify>,
}

impl Place {
    /// Returns when the place is given to somebody else.
    pub(crate) async fn taken_away(&self) {
        self.cut.notified().await;
    }
}

impl Guests {
    /// Takes a place among `most`, of which one sender has at most `most_of_one`.
    pub(crate) fn enter(&self, sender: PeerAddress, most: usize, most_of_one: usize) -> Entry {
        let mut places = self.places();
        let own = places.taken.get(&sender).map_or(0, VecDeque::len);
        if own >= most_of_one {
            return Entry::Refused;
        }
        if places.count >= most {
            let greediest = places.taken.values_mut().max_by_key(|connections| connections.len());
            match greediest {
                // It keeps its number until it has ended; it ends at once.
                Some(connections) if connections.len() > own + 1 => {
                    let oldest = connections.pop_front().expect("it has more than one");
                    places.count -= 1;
                    oldest.cut.notify_one();
                }
                _ if own > 0 => return Entry::Refused,
                _ => return Entry::Full,
            }
        }
        Entry::Place(self.seat(places, sender))
    }

    /// Takes a place among `most`, in any case: when all are taken, the sender that has most gives its oldest up, and of
    /// several the one whose oldest has been there for longest.
    pub(crate) fn push_in(&self, sender: PeerAddress, most: usize) -> Place {
        let mut places = self.places();
        if places.count >= most {
            let longest = |connections: &VecDeque<Connection>| {
                Reverse(connections.front().map(|connection| connection.number))
            };
            let greediest =
                places.taken.values_mut().max_by_key(|connections| (connections.len(), longest(connections)));
            if let Some(oldest) = greediest.and_then(VecDeque::pop_front) {
                places.count -= 1;
                oldest.cut.notify_one();
            }
        }
        self.seat(places, sender)
    }

    fn seat(&self, mut places: MutexGuard<'_, Places>, sender: PeerAddress) -> Place {
        places.numbers += 1;
        places.count += 1;
        let (number, cut) = (places.numbers, Arc::new(Notify::new()));
        places.taken.entry(sender).or_default().push_back(Connection { number, cut: cut.clone() });
        drop(places);
        Place { guests: self.clone(), sender, number, cut }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // They are whole after every line that holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.guests.places();
        let Some(connections) = places.taken.get_mut(&self.sender) else { return };
        let before = connections.len();
        connections.retain(|connection| connection.number != self.number);
        let (after, is_gone) = (connections.len(), connections.is_empty());
        places.count -= before - after;
        if is_gone {
            places.taken.remove(&self.sender);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn sender(number: u8) -> PeerAddress {
        IpAddr::from([192, 0, 2, number]).into()
    }

    fn place(entry: Entry) -> Place {
        match entry {
            Entry::Place(place) => place,
            Entry::Refused => panic!("it was refused"),
            Entry::Full => panic!("all is full"),
        }
    }

    #[tokio::test]
    async fn who_has_most_gives_a_place_to_who_has_none() {
        let guests = Guests::default();
        let mut greedy: Vec<Place> = (0..3).map(|_| place(guests.enter(sender(1), 4, 9))).collect();
        let modest = place(guests.enter(sender(2), 4, 9));
        assert!(matches!(guests.enter(sender(1), 4, 9), Entry::Refused), "its share is taken");
        let newcomer = place(guests.enter(sender(3), 4, 9));
        let oldest = greedy.remove(0);
        oldest.taken_away().await;
        drop(oldest);
        assert!(matches!(guests.enter(sender(3), 4, 9), Entry::Refused), "all have about as many");
        drop(greedy);
        let others = [place(guests.enter(sender(4), 4, 9)), place(guests.enter(sender(5), 4, 9))];
        assert!(matches!(guests.enter(sender(6), 4, 9), Entry::Full));
        drop((newcomer, modest, others));
        assert_eq!(guests.places().count, 0);
        assert!(guests.places().taken.is_empty());
    }

    #[tokio::test]
    async fn who_pushes_in_takes_the_oldest_place_of_who_has_most() {
        let guests = Guests::default();
        let modest = guests.push_in(sender(1), 3);
        let greedy = [guests.push_in(sender(2), 3), guests.push_in(sender(2), 3)];
        let newcomer = guests.push_in(sender(3), 3);
        let [oldest, other] = greedy;
        oldest.taken_away().await;
        // All have one: the oldest goes.
        let last = guests.push_in(sender(4), 3);
        modest.taken_away().await;
        assert_eq!(guests.places().count, 3);
        drop((oldest, modest, newcomer, last, other));
        assert_eq!(guests.places().count, 0);
        assert!(guests.places().taken.is_empty());
    }

    #[test]
    fn one_sender_has_its_limit() {
        let guests = Guests::default();
        let _first = place(guests.enter(sender(1), 9, 1));
        assert!(matches!(guests.enter(sender(1), 9, 1), Entry::Refused));
        let _other = place(guests.enter(sender(2), 9, 1));
    }
}

//! Every way in which an owner and a copy of the phone can take turns, up to eight steps: the service's own judgement, the
//! phone's own memory, a network and a door that lose, keep back, repeat and lie, and a copy that says what it likes.
//!
//! What must hold is written down without a look at how it is judged: it is only remembered whose unlock was answered last.

use std::collections::HashSet;

use consent_core::lineage::{Judgement, Line, Shown, judge};
use phone_protocol::{OutstandingUnlock, UnlockMemory};
use pki_types::{Sha256Digest, sha256};
use words::Purpose;

/// Whose unlock was answered last for a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Last {
    /// Nobody's, or the owner's before the phone was copied.
    Common,
    /// The owner's.
    Owner,
    /// The copy's, or somebody's who used it: a signature may have been released.
    Copy,
}

/// Which judgement is looked for faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Rule {
    /// The service's.
    Real,
    /// Epochs alone, as if every phone named the last unlock.
    NamesUnasked,
    /// Whoever stands behind is a copy.
    LostReplyIsCopy,
    /// A message that was overtaken is a copy's.
    LateIsCopy,
    /// Each PIN for itself.
    OnePinAlone,
    /// After a restore a phone may be ahead again and again.
    AheadForEver,
}

impl Rule {
    fn judge(self, this: &Line, other: &Line, shown: &Shown<'_>) -> Judgement {
        match self {
            Self::Real => judge(this, other, shown),
            Self::NamesUnasked => judge(&Line { marks: Vec::new(), ..this.clone() }, &Line::default(), shown),
            Self::LostReplyIsCopy if shown.epoch < this.epoch => Judgement::Copied,
            Self::LostReplyIsCopy => judge(this, other, shown),
            Self::LateIsCopy => match judge(this, other, shown) {
                Judgement::Late => Judgement::Copied,
                judgement => judgement,
            },
            Self::OnePinAlone => judge(this, &Line::default(), shown),
            Self::AheadForEver => match judge(this, other, shown) {
                Judgement::Answer(line) => {
                    Judgement::Answer(Line { may_be_ahead: this.may_be_ahead, ..line })
                }
                judgement => judgement,
            },
        }
    }
}

/// An unlock as the owner's phone made it.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Made {
    purpose: usize,
    epoch: u64,
    name: Sha256Digest,
    before: Vec<Sha256Digest>,
    /// The phone was copied after this was made.
    is_common: bool,
}

/// Everything: the service, the owner's phone, what the copy knows, what the network keeps.
#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    rule: Rule,
    lines: [Line; 2],
    last: [Last; 2],
    /// A restore went before everything that was answered for a purpose since: it may have made the service forget.
    forgot: [bool; 2],
    epochs: [u64; 2],
    memory: UnlockMemory,
    /// Whether the unlock of which the phone does not know what came was answered.
    was_answered: bool,
    /// Names and epochs that the copy knows.
    copy: Option<(Vec<Sha256Digest>, [u64; 2])>,
    /// Unlocks of the owner that never arrived. Anybody may bring them later.
    kept_back: Vec<Made>,
    /// Lines as a backup has them.
    backup: Option<([Line; 2], [Last; 2])>,
    was_restored: bool,
    names: u16,
}

/// What happens to an unlock of the owner.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// It is answered, opened, and its answer arrives or gets lost: the phone has moved.
    Whole,
    /// It never arrives, or the phone is killed before it sends.
    RequestLost,
    /// Its reply never arrives, or the phone is killed before it is written.
    ReplyLost,
    /// It is answered, and the door tells the phone that it was refused.
    ReplyForged,
    /// The door keeps it back and tells the phone that it was refused.
    KeptBack,
}

const WAYS: [Way; 5] = [Way::Whole, Way::RequestLost, Way::ReplyLost, Way::ReplyForged, Way::KeptBack];
const PURPOSES: [Purpose; 2] = [Purpose::Authentication, Purpose::Signature];

impl World {
    fn new(rule: Rule) -> Self {
        Self {
            rule,
            lines: [Line::default(), Line::default()],
            last: [Last::Common; 2],
            forgot: [false; 2],
            epochs: [0; 2],
            memory: UnlockMemory::default(),
            was_answered: false,
            copy: None,
            kept_back: Vec::new(),
            backup: None,
            was_restored: false,
            names: 0,
        }
    }

    fn new_name(&mut self) -> Sha256Digest {
        self.names += 1;
        sha256(&self.names.to_be_bytes())
    }

    /// Hands an unlock to the service; gives whether it was answered, or nothing where a phone is blocked.
    fn arrives(&mut self, made: &Made, whose: Last) -> Option<bool> {
        let shown = Shown { epoch: made.epoch, name: &made.name, before: &made.before };
        match self.rule.judge(&self.lines[made.purpose], &self.lines[1 - made.purpose], &shown) {
            Judgement::Answer(line) => {
                self.lines[made.purpose] = line;
                self.last[made.purpose] = whose;
                self.forgot[made.purpose] = false;
                Some(true)
            }
            Judgement::Late => Some(false),
            Judgement::Copied => None,
        }
    }

    /// Must whoever unlocks for this purpose be noticed, because `others` were answered last? After a restore the service
    /// may have forgotten what was done, until it is used again for the same purpose.
    fn must_be_noticed(&self, purpose: usize, others: Last) -> bool {
        let other = 1 - purpose;
        self.last[purpose] == others || (self.last[other] == others && !self.forgot[other])
    }

    /// The owner's unlock arrives, at once or late.
    fn owner_arrives(&mut self, made: &Made) -> Option<bool> {
        let must_be_noticed = self.must_be_noticed(made.purpose, Last::Copy);
        let whose = if made.is_common { Last::Common } else { Last::Owner };
        let answered = self.arrives(made, whose);
        if must_be_noticed {
            assert_ne!(answered, Some(true), "a copy was answered before, and its owner did not notice");
        } else {
            assert!(answered.is_some(), "an honest phone was blocked");
        }
        answered
    }

    /// The phone asks what came of the unlock of which it does not know: the same bytes again.
    fn resolved(mut self) -> Option<Self> {
        let Some(outstanding) = self.memory.outstanding().cloned() else { return Some(self) };
        let place = self.kept_back.iter().position(|made| made.name == outstanding.name);
        let was_answered = match place {
            Some(place) => {
                let made = self.kept_back.remove(place);
                self.owner_arrives(&made)?
            }
            // It arrived before: the reply is the one that it had.
            None => self.was_answered,
        };
        self.memory.resolved(was_answered);
        self.was_answered = false;
        Some(self)
    }

    fn owner_unlocks(&self, purpose: usize, way: Way) -> Option<Self> {
        let mut world = self.clone().resolved()?;
        let name = world.new_name();
        let epoch = world.epochs[purpose];
        let made = Made { purpose, epoch, name, before: world.memory.names(), is_common: false };
        let message = String::new();
        world.memory.begin(OutstandingUnlock { purpose: PURPOSES[purpose], name, message });
        if matches!(way, Way::RequestLost | Way::KeptBack) {
            world.kept_back.push(made);
        } else {
            let answered = world.owner_arrives(&made)?;
            assert!(answered, "an unlock that was just made is not late");
        }
        match way {
            Way::Whole => {
                world.memory.opened();
                world.epochs[purpose] += 1;
            }
            Way::ReplyForged | Way::KeptBack => world.memory.resolved(false),
            Way::ReplyLost => world.was_answered = true,
            Way::RequestLost => {}
        }
        Some(world)
    }

    /// Somebody brings an unlock of the owner that never arrived.
    fn late(&self, place: usize) -> Option<Self> {
        let mut world = self.clone();
        let made = world.kept_back.remove(place);
        let answered = world.owner_arrives(&made)?;
        if world.memory.outstanding().is_some_and(|unlock| unlock.name == made.name) {
            world.was_answered = answered;
        }
        Some(world)
    }

    fn copied(&self) -> Self {
        let mut world = self.clone();
        world.copy = Some((world.memory.names(), world.epochs));
        world.last = world.last.map(|last| if last == Last::Owner { Last::Common } else { last });
        world.kept_back.iter_mut().for_each(|made| made.is_common = true);
        world
    }

    fn copy_unlocks(&self, purpose: usize, epoch: u64, names_all: bool) -> Option<Self> {
        let mut world = self.clone();
        let name = world.new_name();
        let (known, _) = world.copy.as_mut()?;
        let before = if names_all { known.clone() } else { Vec::new() };
        known.push(name);
        let must_be_noticed = self.must_be_noticed(purpose, Last::Owner);
        let made = Made { purpose, epoch, name, before, is_common: false };
        let answered = world.arrives(&made, Last::Copy);
        if must_be_noticed && !self.forgot[purpose] {
            assert_eq!(answered, None, "the owner was answered before, and the copy was not noticed");
        }
        answered.map(|_| world)
    }

    fn restored(&self) -> Option<Self> {
        let mut world = self.clone();
        (world.lines, world.last) = world.backup.take()?;
        world.lines.iter_mut().for_each(|line| line.may_be_ahead = true);
        world.forgot = [true; 2];
        world.was_restored = true;
        // What was kept back is about sessions that are over now.
        world.kept_back.clear();
        world.memory.resolved(world.was_answered);
        world.was_answered = false;
        Some(world)
    }

    /// Every world that the next step may lead to, as long as nobody is blocked.
    fn next(&self, purposes: usize, with_restore: bool) -> Vec<Self> {
        let mut worlds = Vec::new();
        for purpose in 2 - purposes..2 {
            worlds.extend(WAYS.into_iter().filter_map(|way| self.owner_unlocks(purpose, way)));
            if let Some((_, epochs)) = &self.copy {
                let current = self.lines[purpose].epoch;
                let mut said =
                    vec![epochs[purpose], current.saturating_sub(1), current, current + 1, current + 9];
                said.sort_unstable();
                said.dedup();
                worlds.extend(said.iter().filter_map(|epoch| self.copy_unlocks(purpose, *epoch, true)));
                worlds.extend(said.iter().filter_map(|epoch| self.copy_unlocks(purpose, *epoch, false)));
            }
        }
        worlds.extend((0..self.kept_back.len()).filter_map(|place| self.late(place)));
        worlds.extend(self.clone().resolved());
        worlds.push(self.copied());
        if with_restore && !self.was_restored {
            let mut backed_up = self.clone();
            backed_up.backup = Some((self.lines.clone(), self.last));
            worlds.push(backed_up);
            worlds.extend(self.restored());
        }
        worlds
    }
}

/// Takes every step from every world that can be reached; gives how many worlds there were.
fn explore(rule: Rule, steps: usize, purposes: usize, with_restore: bool) -> usize {
    let mut seen = HashSet::from([World::new(rule)]);
    let mut front: Vec<World> = vec![World::new(rule)];
    for _ in 0..steps {
        let reached: HashSet<World> =
            front.iter().flat_map(|world| world.next(purposes, with_restore)).collect();
        front = reached.into_iter().filter(|world| seen.insert(world.clone())).collect();
    }
    println!("{} worlds: {rule:?}, {steps} steps, {purposes} PINs, restore: {with_restore}", seen.len());
    seen.len()
}

#[test]
fn whoever_comes_second_is_noticed_and_an_honest_phone_never_is() {
    let worlds = explore(Rule::Real, 8, 1, false);
    assert!(worlds > 10_000, "{worlds}");
}

#[test]
fn it_holds_across_both_pins() {
    let worlds = explore(Rule::Real, 5, 2, false);
    assert!(worlds > 10_000, "{worlds}");
}

#[test]
fn it_holds_across_a_restore() {
    let worlds = explore(Rule::Real, 6, 1, true) + explore(Rule::Real, 5, 2, true);
    assert!(worlds > 10_000, "{worlds}");
}

#[test]
fn the_search_finds_each_fault_that_was_made_on_purpose() {
    for (rule, steps, purposes, with_restore) in [
        (Rule::NamesUnasked, 4, 1, false),
        (Rule::LostReplyIsCopy, 4, 1, false),
        (Rule::LateIsCopy, 4, 1, false),
        (Rule::OnePinAlone, 4, 2, false),
        (Rule::AheadForEver, 5, 1, true),
    ] {
        let searched = std::panic::catch_unwind(|| explore(rule, steps, purposes, with_restore));
        assert!(searched.is_err(), "{rule:?} has no fault that is found");
    }
}

//! WHAT HAPPENED, PROVABLY: a Merkle tree over the leaves, its signed checkpoints, and their offline verification.
//!
//! **It promises** that every leaf gets one place in the log, in an order that never changes ([`Sequencer`]); that what a
//! checkpoint signs was read back from the store and hashed anew; that the log can be copied as static files in the
//! format of C2SP tlog-tiles ([`LogCopy`]) and checked from them alone, with no network and no store ([`verify_folder`]):
//! nothing altered, removed, reordered or added, and every event where it may be ([`Story`]); and that the log of a
//! restored store goes on from its copy ([`Import`]).
//!
//! **It never** decides what happened: leaves are written by the cores, in the transactions that do what they say.
//!
//! **Start reading** at `sequencer.rs`, which continues the log, then `verify.rs`. `tile.rs`, `note.rs` and
//! `checkpoint.rs` are the formats, each with its source; the tree is `pki_types::merkle`.
//!
//! **One more kind of leaf**: a variant in `words::leaf`, and what must hold of it in `story.rs`.

mod checkpoint;
mod copy;
mod error;
mod import;
mod note;
mod reconcile;
mod sequencer;
mod story;
pub mod tile;
mod verify;

/// The tree itself is a standard's, which a door that proves its leaves knows too.
pub use pki_types::merkle as tree;

pub use checkpoint::Checkpoint;
pub use copy::LogCopy;
pub use error::Error;
pub use import::Import;
pub use note::{Note, NoteSigner, NoteVerifier};
pub use reconcile::reconcile;
pub use sequencer::Sequencer;
pub use story::{Fault, SerialState, Standing, Story};
pub use verify::{Options, Report, verify_folder};

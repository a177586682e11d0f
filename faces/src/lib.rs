//! WHAT PEOPLE SEE: the one stylesheet, the emblem and the words of every face, for those that are written in Rust. The phone
//! in a browser takes the same files.
//!
//! **It promises** that a sentence which is asked for is there, in each language, and that it is the same sentence on every
//! face.
//!
//! **It never** decides what is said, reads a file or a clock, or knows a face: who speaks, asks by the id of a message.
//!
//! **Start reading** at [`Catalogue`]. `words/` has the messages, `templates/page.html` the frame of every page that the program
//! serves.
//!
//! **To add one more** message: the same id in each language of `words/`. One more language: a folder there, and a variant of
//! [`Language`]; a country adds its own by settings ([`Language::added`]).

mod added;
mod catalogue;
mod language;
mod offered;

pub use added::{Added, NoWords};
pub use catalogue::{Catalogue, Value};
pub use language::Language;
pub use offered::{offer, offered};

/// The one stylesheet: components, theme and layout. What a country sets of its own comes behind it.
pub const STYLESHEET: &str = include_str!("../built/faces.css");
/// The shades of one colour, light and dark, as JSON.
pub const SHADES: &str = include_str!("../built/shades.json");
/// The emblem of a country that has set none, an SVG.
pub const EMBLEM: &str = include_str!("../emblem.svg");

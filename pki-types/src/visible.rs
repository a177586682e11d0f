//! What a name may hold that people are shown: a person's, an officer's, a relying party's, a country's CA's.
//!
//! A name is what people decide by, so it must be seen whole, be written in one way, and not be somebody else's. Every
//! name that a register takes passes [`check_name`]; a refusal names the character, so that who wrote it finds it. What
//! is refused is never repaired here: officers' clients bring a name into its one spelling ([`composed`]) before it is
//! signed. Two names of which one passes for the other are told by [`Look`].
//!
//! The rule is data: [`crate::display::misleads`] (the table of the phone's protocol), the properties of the Unicode
//! Character Database, [`BLANK`], and where a joiner is at home ([`joins`]).

use std::collections::BTreeSet;

use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup,
    IndicSyllabicCategory, JoiningType, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_normalization::UnicodeNormalization;

use crate::display::{MAXIMUM_COMBINING_MARKS, is_combining, misleads};

const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Characters with a category of their own that show as nothing, or as a mark that something is not there.
const BLANK: &[char] = &[
    '\u{2800}',  // Braille pattern blank
    '\u{303F}',  // ideographic half fill space
    '\u{3164}',  // Hangul filler
    '\u{FFA0}',  // halfwidth Hangul filler
    '\u{FFFC}',  // object replacement character
    '\u{FFFD}',  // replacement character
    '\u{16FE4}', // Khitan small script filler
    '\u{1D159}', // musical symbol null notehead
];

/// Why a name is refused. `Display` continues a sentence that names the field: "name must not be empty".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// No character at all.
    #[error("must not be empty")]
    Empty,
    /// More characters than its place takes.
    #[error("has {count} characters, at most {longest} are accepted")]
    TooLong {
        /// How many there are.
        count: usize,
        /// How many there may be.
        longest: usize,
    },
    /// A space where nobody sees it.
    #[error("must not begin or end with a space")]
    SpaceAtAnEnd,
    /// A character that a reader does not see as what it is.
    #[error("must not have U+{code:04X} (its character {place}), {why}")]
    Character {
        /// Its place in the name, from 1.
        place: usize,
        /// The character's number.
        code: u32,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Written in another way than the one (Unicode Standard Annex #15).
    #[error(
        "must be in Unicode normalization form C: its character {place} is U+{found:04X}, not U+{expected:04X}"
    )]
    NotComposed {
        /// Where it differs first, from 1.
        place: usize,
        /// What stands there.
        found: u32,
        /// What should; 0 if nothing.
        expected: u32,
    },
    /// More marks on one letter than a line has room for.
    #[error(
        "must not have more than {MAXIMUM_COMBINING_MARKS} combining marks in a row (its character {place})"
    )]
    Marks {
        /// Where the first is that is too many, from 1.
        place: usize,
    },
    /// Nothing in it can be read out.
    #[error("must have a letter or a digit")]
    NoLetter,
}

/// Checks a name of at most `longest` characters that people are shown.
///
/// # Errors
/// Says which character is refused, and why. No error repeats the name.
pub fn check_name(text: &str, longest: usize) -> Result<(), NameProblem> {
    let count = text.chars().count();
    if count == 0 {
        return Err(NameProblem::Empty);
    }
    if count > longest {
        return Err(NameProblem::TooLong { count, longest });
    }
    let mut marks = 0;
    for (place, (at, character)) in (1..).zip(text.char_indices()) {
        if let Some(why) = unseen(text, at, character) {
            return Err(NameProblem::Character { place, code: u32::from(character), why });
        }
        marks = if is_combining(character) { marks + 1 } else { 0 };
        if marks > MAXIMUM_COMBINING_MARKS {
            return Err(NameProblem::Marks { place });
        }
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err(NameProblem::SpaceAtAnEnd);
    }
    is_composed(text)?;
    let is_read = |character: char| {
        let category = category(character);
        GeneralCategoryGroup::Letter.contains(category) || GeneralCategoryGroup::Number.contains(category)
    };
    if text.chars().any(is_read) { Ok(()) } else { Err(NameProblem::NoLetter) }
}

/// The name in its one spelling, Unicode normalization form C, as a client sends it. Keyboards of some systems write
/// letters and their marks apart.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

fn is_composed(text: &str) -> Result<(), NameProblem> {
    let mut expected = text.nfc();
    for (place, found) in (1..).zip(text.chars()) {
        let expected = expected.next();
        if expected != Some(found) {
            let expected = expected.map_or(0, u32::from);
            return Err(NameProblem::NotComposed { place, found: u32::from(found), expected });
        }
    }
    Ok(())
}

/// Why a reader does not see this character of a text as what it is; `None` for a character that is seen.
fn unseen(text: &str, at: usize, character: char) -> Option<&'static str> {
    if is_joiner(character) {
        return (!joins(text, at)).then_some("which joins nothing here (RFC 5892 appendix A, UAX #31 §2.3)");
    }
    if character == ' ' {
        return None;
    }
    if BLANK.contains(&character) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
    {
        return Some("which shows as blank");
    }
    match category(character) {
        GeneralCategory::Unassigned => Some("which is no character of Unicode yet"),
        GeneralCategory::PrivateUse => Some("which everybody shows in another way"),
        GeneralCategory::Control | GeneralCategory::Format | GeneralCategory::Surrogate => {
            Some("which steers other characters instead of being seen")
        }
        GeneralCategory::SpaceSeparator
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => Some("which is white space other than U+0020"),
        _ => misleads(character).then_some("which could mislead a reader"),
    }
}

fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

/// Zero-width joiner or non-joiner.
pub(crate) fn is_joiner(character: char) -> bool {
    matches!(character, ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER)
}

/// Whether the joiner at this octet of a text changes how its script is written, as in Persian, Urdu, Hindi, Sinhala or
/// Malayalam; elsewhere it is invisible. RFC 5892 appendix A.1 and A.2, with what UAX #31 §2.3 asks beyond them: a letter
/// of the same script before the virama, a letter behind a non-joiner, no dependent vowel behind a joiner.
pub fn joins(text: &str, at: usize) -> bool {
    let (before, from) = text.split_at(at);
    let mut from = from.chars();
    match from.next() {
        Some(ZERO_WIDTH_NON_JOINER) => {
            let next = from.as_str().chars().next();
            parts_cursive_letters(before, from.as_str())
                || (ends_in_virama(before) && next.is_some_and(is_letter))
        }
        Some(ZERO_WIDTH_JOINER) => {
            let next = from.as_str().chars().next();
            (ends_in_virama(before) && !next.is_some_and(is_dependent_vowel))
                || is_ya_phalaa(before, from.as_str())
        }
        _ => false,
    }
}

/// `(Joining_Type:{L,D})(Joining_Type:T)* ZWNJ (Joining_Type:T)*(Joining_Type:{R,D})` (RFC 5892 appendix A.1).
fn parts_cursive_letters(before: &str, behind: &str) -> bool {
    let joining = CodePointMapData::<JoiningType>::new();
    let of_next = |mut characters: Box<dyn Iterator<Item = char> + '_>| {
        characters.find(|each| joining.get(*each) != JoiningType::Transparent).map(|each| joining.get(each))
    };
    matches!(
        of_next(Box::new(before.chars().rev())),
        Some(JoiningType::LeftJoining | JoiningType::DualJoining)
    ) && matches!(
        of_next(Box::new(behind.chars())),
        Some(JoiningType::RightJoining | JoiningType::DualJoining)
    )
}

/// A virama behind a letter of its script, with marks between them at most.
fn ends_in_virama(before: &str) -> bool {
    let mut backwards = before.chars().rev();
    let Some(virama) = backwards.next() else { return false };
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    if class.get(virama) != CanonicalCombiningClass::Virama {
        return false;
    }
    let script = CodePointMapData::<Script>::new();
    let letter = backwards.find(|each| !GeneralCategoryGroup::Mark.contains(category(*each)));
    letter.is_some_and(|letter| is_letter(letter) && script.get(letter) == script.get(virama))
}

/// Bengali ra, joiner, virama, ya: the ya-phalaa (The Unicode Standard §12.2).
fn is_ya_phalaa(before: &str, behind: &str) -> bool {
    before.ends_with('\u{09B0}') && behind.starts_with("\u{09CD}\u{09AF}")
}

fn is_letter(character: char) -> bool {
    GeneralCategoryGroup::Letter.contains(category(character))
}

fn is_dependent_vowel(character: char) -> bool {
    let syllabic = CodePointMapData::<IndicSyllabicCategory>::new();
    syllabic.get(character) == IndicSyllabicCategory::VowelDependent
}

/// What a name looks like (UTS #39 §4, the internal skeleton): as it is written, in small letters and in capitals, because letters of
/// two scripts may look alike in one of these alone. Looks are compared only where they were made by one [`table`](Look::table),
/// which grows with Unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look(BTreeSet<String>);

impl Look {
    /// Of a name.
    pub fn of_name(name: &str) -> Self {
        let spaced = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let (small, capitals) = (spaced.to_lowercase(), spaced.to_uppercase());
        Self([spaced, small, capitals].iter().map(|text| skeleton(text)).collect())
    }

    /// Of a domain name in its ASCII form, as people are shown it where that is wanted: in its own letters (RFC 5891
    /// §5.3).
    pub fn of_domain(domain: &str) -> Self {
        let (shown, valid) = idna::domain_to_unicode(domain);
        Self::of_name(if valid.is_ok() { &shown } else { domain })
    }

    /// How the looks were made: the version of Unicode whose table it was, and in which letters.
    pub fn table() -> String {
        let (major, minor, update) = unicode_security::UNICODE_VERSION;
        format!("{major}.{minor}.{update}, written, small, capitals")
    }

    /// What two names that pass for each other have in common: at least one of these, of which there are one to three, in
    /// the order of their octets.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether one passes for the other.
    pub fn passes_for(&self, other: &Self) -> bool {
        !self.0.is_disjoint(&other.0)
    }
}

fn skeleton(text: &str) -> String {
    unicode_security::skeleton(text).collect()
}

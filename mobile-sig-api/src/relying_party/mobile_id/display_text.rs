//! What the person reads: 100 octets at most, in the alphabet of short messages (3GPP TS 23.038 §6.2.1) or in UCS-2.

use phone_protocol::display::TextLine;

use super::members::is_missing;
use super::refusal::Refusal;

/// The default alphabet without its line feed, carriage return and escape, which are no characters of one line.
const DEFAULT_ALPHABET: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What the protocol admits of the extension table; each takes two places.
const EXTENSION: &str = "€[]^|{}\\";

const MOST_DEFAULT: usize = 100;
const MOST_EXTENSION: usize = 5;
const MOST_UCS_2: usize = 50;

/// The line that a phone shows; none for an empty text. Characters outside of GSM-7 become spaces, as the protocol has it; what
/// could mislead a reader is refused all the same.
pub(super) fn line(text: Option<&str>, format: Option<&str>) -> Result<Option<TextLine>, Refusal> {
    let refused = |member| Refusal::words(400, is_missing(member));
    let Some(text) = text else { return Ok(None) };
    let characters = text.chars().count();
    let shown = match format.unwrap_or("GSM-7") {
        "GSM-7" => {
            let shown: String = text.chars().map(in_default_alphabet).collect();
            let extended = shown.chars().filter(|character| EXTENSION.contains(*character)).count();
            if characters > MOST_DEFAULT || extended > MOST_EXTENSION {
                return Err(refused("displayText"));
            }
            shown
        }
        "UCS-2" => {
            if characters > MOST_UCS_2 || text.chars().any(|character| character > '\u{ffff}') {
                return Err(refused("displayText"));
            }
            text.to_owned()
        }
        _ => return Err(refused("displayTextFormat")),
    };
    let shown = shown.trim_matches(' ');
    if shown.is_empty() {
        return Ok(None);
    }
    TextLine::new("displayText", shown).map(Some).map_err(|_| refused("displayText"))
}

fn in_default_alphabet(character: char) -> char {
    if DEFAULT_ALPHABET.contains(character) || EXTENSION.contains(character) { character } else { ' ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, format: Option<&str>) -> Option<String> {
        line(Some(text), format).ok().flatten().map(|line| line.as_str().to_owned())
    }

    #[test]
    fn the_alphabet_has_its_characters() {
        assert_eq!(DEFAULT_ALPHABET.chars().count(), 128 - 3);
        let before_the_space: String =
            DEFAULT_ALPHABET.chars().take_while(|character| *character != ' ').collect();
        assert_eq!(before_the_space.chars().count(), 32 - 3);
        assert_eq!(shown(&before_the_space, None), Some(before_the_space));
    }

    #[test]
    fn what_is_outside_becomes_a_space() {
        assert_eq!(shown("Žiima 5 € [a]", None).as_deref(), Some("iima 5 € [a]"));
        assert_eq!(shown("a~b\nc", None).as_deref(), Some("a b c"));
        assert_eq!(shown("ЖЖ", None), None);
        assert_eq!(shown("ЖЖ", Some("UCS-2")).as_deref(), Some("ЖЖ"));
    }

    #[test]
    fn what_is_too_long_or_misleads_is_refused() {
        assert!(line(Some(&"a".repeat(100)), None).is_ok());
        assert!(line(Some(&"a".repeat(101)), None).is_err());
        assert!(line(Some("[[]]]"), None).is_ok());
        assert!(line(Some("[[]]]]"), None).is_err());
        assert!(line(Some(&"Ж".repeat(50)), Some("UCS-2")).is_ok());
        assert!(line(Some(&"Ж".repeat(51)), Some("UCS-2")).is_err());
        assert!(line(Some("\u{1f600}"), Some("UCS-2")).is_err(), "it is in no plane of UCS-2");
        assert!(line(Some("a\u{202e}b"), Some("UCS-2")).is_err());
        assert!(line(Some("a"), Some("UTF-8")).is_err());
    }
}

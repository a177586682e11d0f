//! Languages that a country adds to those of the catalogue, without another program: a folder of messages each.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use fluent_bundle::FluentResource;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use crate::{Catalogue, Language};

/// The English messages, which say what there is to be said.
static ENGLISH: LazyLock<Vec<FluentResource>> = LazyLock::new(|| {
    let of_browsers = [
        include_str!("../words/en/history.ftl"),
        include_str!("../words/en/keys.ftl"),
        include_str!("../words/en/link.ftl"),
        include_str!("../words/en/phone.ftl"),
    ];
    let files = Catalogue::files(Language::English).into_iter().chain(of_browsers);
    files.map(|file| FluentResource::try_new(file.to_owned()).expect("the catalogue is Fluent")).collect()
});

/// What is wrong with messages that a country adds.
#[derive(Debug, PartialEq, Eq)]
pub struct NoWords(String);

impl fmt::Display for NoWords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for NoWords {}

/// A language that a country added. What it has no message for it says in English.
pub struct Added {
    identifier: LanguageIdentifier,
    tag: String,
    words: String,
    pub(crate) of_pages: OnceLock<Catalogue>,
    pub(crate) of_terminals: OnceLock<Catalogue>,
}

impl Added {
    /// Its messages, as they were written.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    pub(crate) fn identifier(&self) -> LanguageIdentifier {
        self.identifier.clone()
    }

    pub(crate) fn direction(&self) -> &'static str {
        match self.identifier.character_direction() {
            CharacterDirection::RTL => "rtl",
            _ => "ltr",
        }
    }
}

impl fmt::Debug for Added {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.tag)
    }
}

impl PartialEq for Added {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Added {}

impl Language {
    /// The language with this tag and these messages, which lasts as long as the process.
    ///
    /// # Errors
    /// No tag such as `mfe`, one of the catalogue's, messages that are not Fluent, one that nobody says, or none for the
    /// language's own name.
    pub fn added(tag: &str, words: String) -> Result<Self, NoWords> {
        let wrong = |what: String| Err(NoWords(what));
        let is_plain = (2..=3).contains(&tag.len()) && tag.bytes().all(|octet| octet.is_ascii_lowercase());
        let Some(identifier) = tag.parse().ok().filter(|_| is_plain) else {
            return wrong(format!("{tag:?} is no language tag of two or three small letters (BCP 47)"));
        };
        if Self::ALL.iter().any(|language| language.tag() == tag) {
            return wrong(format!("{tag} is a language of the catalogue, whose words stay as they are"));
        }
        let read = match FluentResource::try_new(words.clone()) {
            Ok(read) => read,
            Err((_, problems)) => {
                let first = problems.first().map_or_else(String::new, ToString::to_string);
                return wrong(format!("the words of {tag} are not Fluent: {first}"));
            }
        };
        let known: Vec<_> = ENGLISH.iter().flat_map(ids).collect();
        if let Some(unknown) = ids(&read).find(|id| !known.contains(id)) {
            return wrong(format!("nobody says the message {unknown} of {tag}"));
        }
        if !ids(&read).any(|id| id == "language-name") {
            return wrong(format!("{tag} has no message language-name: what the language calls itself"));
        }
        let (of_pages, of_terminals) = (OnceLock::new(), OnceLock::new());
        let added = Added { identifier, tag: tag.to_owned(), words, of_pages, of_terminals };
        Ok(Self::Added(Box::leak(Box::new(added))))
    }
}

/// The ids of the messages of a resource.
fn ids(resource: &FluentResource) -> impl Iterator<Item = &str> {
    resource.entries().filter_map(|entry| match entry {
        fluent_syntax::ast::Entry::Message(message) => Some(message.id.name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_added_language_says_what_it_can_and_the_rest_in_english() {
        let creole = Language::added("mfe", "language-name = Kreol\nlanguage = Langaz\n".to_owned()).unwrap();
        let words = Catalogue::of_pages(creole);
        assert_eq!((words.say("language-name"), words.say("language")), ("Kreol".into(), "Langaz".into()));
        let english = Catalogue::of_pages(Language::English);
        assert_eq!(words.say("back"), english.say("back"));
        assert_eq!((creole.tag(), creole.direction()), ("mfe", "ltr"));
        let hebrew = Language::added("he", "language-name = עברית\n".to_owned()).unwrap();
        assert_eq!(hebrew.direction(), "rtl");
        assert_ne!(creole, hebrew);
    }

    /// A message that speaks of something else than the English one is said in English, not with a hole in it.
    #[test]
    fn a_message_that_cannot_be_said_is_said_in_english() {
        let words = "language-name = Kreol\ncheck-signed-by = Par { $someone }\n".to_owned();
        let creole = Catalogue::of_terminals(Language::added("mfe", words).unwrap());
        let said = creole.say_of("check-signed-by", [("name", "Ada".into()), ("moment", "today".into())]);
        assert!(said.contains("Ada"), "{said}");
    }

    #[test]
    fn what_is_no_language_or_says_what_nobody_says_is_refused() {
        let refused = |tag, words: &str| Language::added(tag, words.to_owned()).unwrap_err().to_string();
        assert!(refused("en", "language-name = English\n").contains("stay as they are"));
        assert!(refused("Kreol", "language-name = Kreol\n").contains("no language tag"));
        assert!(refused("mfe", "language-name = Kreol\nunheard = of\n").contains("unheard"));
        assert!(refused("mfe", "language = Langaz\n").contains("language-name"));
        assert!(refused("mfe", "language-name\n").contains("not Fluent"));
    }
}

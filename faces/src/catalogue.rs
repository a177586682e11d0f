//! The messages of one language (Project Fluent), for the faces that are written in Rust.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::Language;

/// What a message speaks of: a text or a number.
pub type Value<'a> = fluent_bundle::FluentValue<'a>;

macro_rules! files {
    ($language:literal) => {
        [
            include_str!(concat!("../words/", $language, "/check.ftl")),
            include_str!(concat!("../words/", $language, "/common.ftl")),
            include_str!(concat!("../words/", $language, "/demo.ftl")),
            include_str!(concat!("../words/", $language, "/landing.ftl")),
            include_str!(concat!("../words/", $language, "/pages.ftl")),
            include_str!(concat!("../words/", $language, "/terminal.ftl")),
        ]
    };
}

/// The messages of one language.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// For pages: what others wrote stands apart from the sentence around it, whatever its direction (UAX #9, isolates).
    #[must_use]
    pub fn of_pages(language: Language) -> &'static Self {
        static ALL: LazyLock<[Catalogue; 3]> =
            LazyLock::new(|| Language::ALL.map(|one| Catalogue::read(one, true)));
        match language {
            Language::Added(added) => added.of_pages.get_or_init(|| Self::read(language, true)),
            _ => &ALL[place(language)],
        }
    }

    /// For terminals, which show the isolates of pages as signs.
    #[must_use]
    pub fn of_terminals(language: Language) -> &'static Self {
        static ALL: LazyLock<[Catalogue; 3]> =
            LazyLock::new(|| Language::ALL.map(|one| Catalogue::read(one, false)));
        match language {
            Language::Added(added) => added.of_terminals.get_or_init(|| Self::read(language, false)),
            _ => &ALL[place(language)],
        }
    }

    /// The files of a language; of one that a country added, those in which it speaks where it has no words of its own.
    pub(crate) fn files(language: Language) -> [&'static str; 6] {
        match language {
            Language::English | Language::Added(_) => files!("en"),
            Language::French => files!("fr"),
            Language::Arabic => files!("ar"),
        }
    }

    fn read(language: Language, isolates: bool) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        bundle.set_use_isolating(isolates);
        for file in Self::files(language) {
            let resource = FluentResource::try_new(file.to_owned()).expect("the catalogue is Fluent");
            bundle.add_resource(resource).expect("each message has an id of its own");
        }
        if let Language::Added(added) = language {
            let own = FluentResource::try_new(added.words().to_owned()).expect("it was read before");
            bundle.add_resource_overriding(own);
        }
        Self { language, bundle }
    }

    /// Its language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// A message.
    ///
    /// # Panics
    /// The catalogue has none with this id, or it speaks of something; the tests of `faces/` find both.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.say_of(id, [])
    }

    /// A message, with what it speaks of.
    ///
    /// # Panics
    /// The catalogue has none with this id, or it speaks of something else; the tests of `faces/` find the first.
    #[must_use]
    pub fn say_of<'v, const N: usize>(&self, id: &str, values: [(&'static str, Value<'v>); N]) -> String {
        let message = self.bundle.get_message(id).and_then(|message| message.value());
        let pattern = message.unwrap_or_else(|| panic!("the catalogue has the message {id}"));
        let (values, mut problems) = (FluentArgs::from_iter(values), Vec::new());
        let said = self.bundle.format_pattern(pattern, Some(&values), &mut problems).into_owned();
        if let (Language::Added(_), false) = (self.language, problems.is_empty()) {
            // Whoever wrote it did not know what it speaks of.
            return Self::read(Language::English, false).said(id, &values);
        }
        assert!(problems.is_empty(), "the message {id}: {problems:?}");
        said
    }
}

impl Catalogue {
    /// A message that is there and speaks of these.
    fn said(&self, id: &str, values: &FluentArgs<'_>) -> String {
        let message = self.bundle.get_message(id).and_then(|message| message.value());
        let pattern = message.unwrap_or_else(|| panic!("the catalogue has the message {id}"));
        self.bundle.format_pattern(pattern, Some(values), &mut Vec::new()).into_owned()
    }
}

fn place(language: Language) -> usize {
    Language::ALL.iter().position(|one| *one == language).expect("it is one of all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_says_its_name_and_counts_as_it_does() {
        for (language, name) in
            [(Language::English, "English"), (Language::French, "Français"), (Language::Arabic, "العربية")]
        {
            assert_eq!(Catalogue::of_terminals(language).say("language-name"), name);
        }
        let tries = |language, count: i64| {
            let values = [("pin", "PIN 1".into()), ("remaining", count.into())];
            Catalogue::of_terminals(language).say_of("terminal-pin-wrong", values)
        };
        assert_ne!(tries(Language::Arabic, 2), tries(Language::Arabic, 3).replace('3', "2"));
        assert!(tries(Language::English, 1).contains("one more"), "{}", tries(Language::English, 1));
    }

    #[test]
    fn pages_keep_what_others_wrote_apart() {
        let said = |catalogue: &Catalogue| {
            catalogue.say_of("check-signed-by", [("name", "Ada".into()), ("moment", "today".into())])
        };
        assert!(said(Catalogue::of_pages(Language::Arabic)).contains("\u{2068}Ada\u{2069}"));
        assert!(!said(Catalogue::of_terminals(Language::Arabic)).contains('\u{2068}'));
    }
}

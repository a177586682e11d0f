//! The languages that there are, and which of them somebody wants.

use unic_langid::LanguageIdentifier;

use crate::{Added, offered};

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English, in which the others are held against it.
    English,
    /// French.
    French,
    /// Arabic, from right to left.
    Arabic,
    /// One that a country added.
    Added(&'static Added),
}

impl Language {
    /// Each of the catalogue, in the order in which they are offered where a country says nothing.
    pub const ALL: [Self; 3] = [Self::English, Self::French, Self::Arabic];

    /// Its tag (BCP 47), as pages and folders name it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Arabic => "ar",
            Self::Added(added) => added.tag(),
        }
    }

    /// The direction of its script, as HTML writes it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::English | Self::French => "ltr",
            Self::Arabic => "rtl",
            Self::Added(added) => added.direction(),
        }
    }

    /// The language among those that are offered that this tag means, whatever the region: `fr`, `fr-CH` and `fr_FR.UTF-8` are French.
    #[must_use]
    pub fn meant_by(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.', '@']).next()?;
        offered().iter().copied().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The one that a browser wants most of those that there are (Accept-Language, RFC 9110 §12.5.4); the first of those that
    /// are offered if none.
    #[must_use]
    pub fn accepted_by(header: &str) -> Self {
        let wanted = header.split(',').filter_map(|each| {
            let (tag, weight) = each.split_once(";").unwrap_or((each, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.parse().ok())?;
            Some((Self::meant_by(tag)?, weight))
        });
        // Of two with one weight the first is wanted more.
        let best = wanted
            .filter(|(_, weight)| *weight > 0.0_f32)
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(offered()[0], |(language, _)| language)
    }

    /// The one that a terminal's environment asks for (POSIX, XBD 8.2): the first of LC_ALL, LC_MESSAGES and LANG that says
    /// anything decides; English if it means none.
    #[must_use]
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let said =
            ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|said| !said.is_empty());
        said.and_then(|said| Self::meant_by(&said)).unwrap_or(Self::English)
    }

    pub(crate) fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Added(added) => added.identifier(),
            _ => self.tag().parse().expect("the tags of this program are tags"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_what_it_wants_most_of_what_there_is() {
        for (header, expected) in [
            ("fr-CH, fr;q=0.9, en;q=0.8", Language::French),
            ("de, ar;q=0.3, fr;q=0.7", Language::French),
            ("en;q=0, ar;q=0.1", Language::Arabic),
            ("EN-GB", Language::English),
            ("de", Language::English),
            ("fr;q=x", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::accepted_by(header), expected, "{header}");
        }
    }

    #[test]
    fn a_terminal_speaks_as_its_environment_says() {
        let spoken = |pairs: &[(&str, &str)]| {
            Language::of_environment(|name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(spoken(&[("LANG", "fr_FR.UTF-8")]), Language::French);
        assert_eq!(spoken(&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(spoken(&[("LC_ALL", ""), ("LC_MESSAGES", "ar"), ("LANG", "fr")]), Language::Arabic);
        assert_eq!(spoken(&[]), Language::English);
    }
}

//! `[appearance]`: what people see of a country, its colours and its emblem. What they could not read is refused.

mod colour;
mod languages;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result, bail};
use faces::Language;
use serde::Deserialize;

use colour::Colour;

/// The largest emblem, in octets: each phone fetches it.
const LARGEST_EMBLEM: u64 = 32 * 1024;
/// Text on a colour (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;
/// The neutral theme's shades of its accent.
static SHADES: LazyLock<Vec<Shade>> =
    LazyLock::new(|| serde_json::from_str(faces::SHADES).expect("the faces were built"));

#[derive(Debug, Deserialize)]
struct Shade {
    step: String,
    light: String,
    dark: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppearanceSection {
    accent: Option<String>,
    brand: Option<String>,
    emblem: Option<PathBuf>,
    languages: Option<Vec<String>>,
    words: Option<PathBuf>,
}

/// What people see of a country.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// What takes the place of the neutral theme's colours, as CSS.
    pub stylesheet: String,
    /// The accent by day, `#rrggbb`.
    pub accent: String,
    /// The accent in the dark.
    pub accent_in_the_dark: String,
    /// The emblem, an SVG.
    pub emblem: String,
    /// The languages in which it is said, the country's first.
    pub languages: Vec<Language>,
}

impl AppearanceSection {
    /// Reads the emblem and computes the shades; relative paths are taken from `folder`.
    pub(super) fn read(self, folder: &Path) -> Result<Appearance> {
        let mut rules = [String::new(), String::new()];
        let mut accents = [shade_of("base-default").light.clone(), shade_of("text-subtle").dark.clone()];
        for (name, text) in [("accent", &self.accent), ("brand", &self.brand)] {
            let Some(text) = text else { continue };
            let own = colour(text).with_context(|| format!("appearance.{name} is {text:?}"))?;
            for shade in SHADES.iter() {
                let both = [by_day(own, shade), in_the_dark(own, shade)];
                for (rules, colour) in rules.iter_mut().zip(both) {
                    write!(rules, "--ds-color-{name}-{}:{colour};", shade.step)
                        .expect("memory takes what is written");
                }
            }
            if name == "accent" {
                accents = [own.to_string(), in_the_dark(own, shade_of("text-subtle")).to_string()];
            }
        }
        let [light, dark] = rules;
        let [accent, accent_in_the_dark] = accents;
        let stylesheet = format!(":root{{{light}}}\n@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\n");
        let emblem = match &self.emblem {
            Some(file) => emblem(&folder.join(file))
                .with_context(|| format!("appearance.emblem is {}, which cannot be shown", file.display()))?,
            None => faces::EMBLEM.to_owned(),
        };
        let languages = languages::read(self.languages, self.words.map(|own| folder.join(own)).as_deref())?;
        Ok(Appearance { stylesheet, accent, accent_in_the_dark, emblem, languages })
    }
}

fn shade_of(step: &str) -> &'static Shade {
    SHADES.iter().find(|shade| shade.step == step).expect("the theme has this shade")
}

/// A country's colour stands behind white text.
fn colour(text: &str) -> Result<Colour> {
    let own = Colour::parse(text)?;
    let contrast = own.contrast(Colour::WHITE);
    if contrast < LEAST_CONTRAST {
        bail!(
            "white text on it has a contrast of {contrast:.2} to 1, and people need {LEAST_CONTRAST} to 1 (WCAG 2.2, 1.4.3): take a \
             darker one"
        );
    }
    Ok(own)
}

/// The colour itself where the neutral theme has its own, and shades of the same luminance around it. What stands on it is white.
fn by_day(own: Colour, shade: &Shade) -> Colour {
    let neutral = neutral(&shade.light);
    match shade.step.strip_prefix("base-") {
        Some("contrast-default" | "contrast-subtle") => Colour::WHITE,
        Some(_) => {
            own.with_luminance(own.luminance() * neutral / self::neutral(&shade_of("base-default").light))
        }
        None => own.with_luminance(neutral),
    }
}

fn in_the_dark(own: Colour, shade: &Shade) -> Colour {
    own.with_luminance(neutral(&shade.dark))
}

fn neutral(shade: &str) -> f64 {
    Colour::parse(shade).expect("the faces were built").luminance()
}

/// An SVG that is a picture and nothing else: it stands in `img` elements, where nothing in it runs or loads.
fn emblem(file: &Path) -> Result<String> {
    let size = std::fs::metadata(file)?.len();
    if size > LARGEST_EMBLEM {
        bail!("it has {size} octets, and must have at most {LARGEST_EMBLEM}");
    }
    let text = std::fs::read_to_string(file).context("it is not text in UTF-8")?;
    if !text.contains("<svg") || text.contains("<script") {
        bail!("it must be an SVG without scripts");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Appearance> {
        toml::from_str::<AppearanceSection>(toml).unwrap().read(Path::new("/nowhere"))
    }

    /// The colour of a step in a stylesheet, by day and in the dark.
    fn steps(appearance: &Appearance, step: &str) -> [Colour; 2] {
        let mark = format!("--ds-color-{step}:");
        let found = appearance.stylesheet.match_indices(&mark);
        let colours =
            found.map(|(at, _)| Colour::parse(&appearance.stylesheet[at + mark.len()..][..7]).unwrap());
        colours.collect::<Vec<_>>().try_into().unwrap()
    }

    /// Whatever colour is taken, what stands on what can be read.
    #[test]
    fn every_shade_of_an_accepted_colour_can_be_read() {
        for own in [
            "#000000", "#7a0019", "#00622b", "#1d4f7c", "#0000ff", "#5b2a86", "#767676", "#b3450b", "#c8102e",
        ] {
            let appearance = read(&format!("accent = \"{own}\"\nbrand = \"{own}\"")).unwrap();
            assert_eq!(
                (
                    appearance.accent.as_str(),
                    steps(&appearance, "accent-base-default")[0].to_string().as_str()
                ),
                (own, own)
            );
            for name in ["accent", "brand"] {
                for (front, behind) in [
                    ("text-subtle", "background-default"),
                    ("text-subtle", "surface-default"),
                    ("text-default", "surface-tinted"),
                    ("text-default", "surface-active"),
                    ("base-contrast-default", "base-default"),
                    ("base-contrast-default", "base-hover"),
                    ("base-contrast-default", "base-active"),
                ] {
                    let [fronts, behinds] =
                        [front, behind].map(|step| steps(&appearance, &format!("{name}-{step}")));
                    for (scheme, (front_colour, behind_colour)) in fronts.into_iter().zip(behinds).enumerate()
                    {
                        let contrast = front_colour.contrast(behind_colour);
                        assert!(
                            contrast >= 4.4,
                            "{own}, {name}, {scheme}: {front} on {behind} {contrast:.2}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn without_settings_it_is_the_neutral_theme() {
        let appearance = read("").unwrap();
        assert_eq!(appearance.stylesheet, ":root{}\n@media(prefers-color-scheme:dark){:root{}}\n");
        assert_eq!(appearance.accent, "#1d4f7c");
        assert!(appearance.emblem.contains("<svg"));
    }

    #[test]
    fn what_nobody_could_read_is_refused() {
        for (toml, said) in [
            (
                "accent = \"#ffcc00\"",
                "appearance.accent is \"#ffcc00\": white text on it has a contrast of 1.51 to 1",
            ),
            (
                "brand = \"#777777\"",
                "appearance.brand is \"#777777\": white text on it has a contrast of 4.48 to 1",
            ),
            ("accent = \"blue\"", "must be # and six hexadecimal digits"),
            ("emblem = \"missing.svg\"", "appearance.emblem is missing.svg, which cannot be shown"),
        ] {
            let error = format!("{:#}", read(toml).unwrap_err());
            assert!(error.contains(said), "{error}");
        }
    }
}

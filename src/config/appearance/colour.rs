//! A colour of a screen, and how light people see it (WCAG 2.2, "relative luminance" and "contrast ratio").

use std::fmt;

use anyhow::{Result, anyhow};
use pki_types::encoding::hex_array;

/// A colour of sRGB; red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour([u8; 3]);

impl Colour {
    pub(super) const WHITE: Self = Self([255; 3]);

    /// Reads `#rrggbb`.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let malformed = || anyhow!("must be # and six hexadecimal digits");
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(malformed)?;
        hex_array(&digits.to_ascii_lowercase()).map(Self).map_err(|_| malformed())
    }

    /// From 0, black, to 1, white.
    pub(super) fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 1, the same, to 21, black on white.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The same hue with this luminance: light is mixed with white, or taken away. In linear light luminances mix as colours do.
    pub(super) fn with_luminance(self, wanted: f64) -> Self {
        let own = self.luminance();
        Self(self.0.map(|channel| {
            let light = linear(channel);
            nearest(if wanted > own {
                light + (1.0 - light) * (wanted - own) / (1.0 - own)
            } else {
                light * wanted / own.max(f64::EPSILON)
            })
        }))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// IEC 61966-2-1: the light of a channel, 0 to 1.
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The channel whose light is nearest.
fn nearest(light: f64) -> u8 {
    let distance = |channel: u8| (linear(channel) - light).abs();
    (0..=u8::MAX).min_by(|one, two| distance(*one).total_cmp(&distance(*two))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of "Understanding Success Criterion 1.4.3" and of everybody's contrast checkers.
    #[test]
    fn contrasts_are_those_of_wcag() {
        let contrast = |one, two| Colour::parse(one).unwrap().contrast(Colour::parse(two).unwrap());
        for (one, two, expected) in
            [("#000000", "#ffffff", 21.0), ("#767676", "#FFFFFF", 4.54), ("#1d4f7c", "#1d4f7c", 1.0)]
        {
            assert!((contrast(one, two) - expected).abs() < 0.01, "{one} {two}: {}", contrast(one, two));
        }
    }

    #[test]
    fn a_colour_keeps_its_hue_and_gets_the_luminance() {
        let red = Colour::parse("#b01030").unwrap();
        for wanted in [0.0, 0.03, 0.1, 0.4, 0.9, 1.0] {
            let shade = red.with_luminance(wanted);
            assert!((shade.luminance() - wanted).abs() < 0.01, "{shade}: {} for {wanted}", shade.luminance());
            let [red, green, blue] = shade.0;
            assert!(red >= blue && blue >= green, "{shade}");
        }
        assert_eq!(Colour([0; 3]).with_luminance(1.0), Colour::WHITE);
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for text in ["", "1d4f7c", "#1d4f7", "#1d4f7cc", "#1d4f7g", "navy", "#\u{e9}1d4f"] {
            assert!(Colour::parse(text).is_err(), "{text}");
        }
    }
}

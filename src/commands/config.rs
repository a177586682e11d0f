//! `greatseal config`: a configuration file with every field explained, true for the country that is named.

use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::config::{Config, EXAMPLE};
use crate::output;

/// Arguments of `greatseal config`. What certificates say of the country is given whole or not at all.
#[derive(Debug, Args)]
pub struct Arguments {
    /// ISO 3166-1 alpha-2, as in the ceremony; without it the demonstration's configuration is printed
    #[arg(long, value_name = "CODE", requires_all = ["name", "public_url", "policy_arc"])]
    country: Option<String>,
    /// What the service is called on its pages
    #[arg(long, requires = "country")]
    name: Option<String>,
    /// Where the public finds the status door, as in the ceremony: http://HOST
    #[arg(long, value_name = "URL", requires = "country")]
    public_url: Option<String>,
    /// The object identifier below which the country's certificate policies are, as in the ceremony
    #[arg(long, value_name = "OID", requires = "country")]
    policy_arc: Option<String>,
}

/// Prints the file; what `serve` would refuse is refused here.
pub fn perform(arguments: &Arguments) -> Result<()> {
    output::text(&text(arguments)?);
    Ok(())
}

fn text(arguments: &Arguments) -> Result<String> {
    let Arguments { country: Some(country), name: Some(name), public_url: Some(url), policy_arc: Some(arc) } =
        arguments
    else {
        return Ok(EXAMPLE.to_owned());
    };
    // First what was given, so that a refusal names that; then with the status door behind its public name. Every other
    // address is this machine's until somebody gives it one.
    let accepted = |text: String| {
        Config::parse(&text, Path::new(".")).context("no configuration can say this").map(|_| text)
    };
    let given = [
        ("", "country", country.as_str()),
        ("", "name", name),
        ("", "public_url", url),
        ("[issuance]", "policy_arc", arc),
    ];
    let text =
        accepted(with(EXAMPLE, &given).replace("\ndemonstration = true\n", "\ndemonstration = false\n"))?;
    let text = accepted(with(&text, &[("[status]", "url", url)]))?;
    if arc == EXAMPLE_ARC {
        bail!(
            "--policy-arc is {arc}, which is for examples (RFC 5612): give the arc that the country was assigned"
        );
    }
    Ok(text)
}

/// The demonstration's arc.
const EXAMPLE_ARC: &str = "1.3.6.1.4.1.32473.1";

/// The file with these values, each named by its table and its field; everything else stays as it is written.
fn with(file: &str, values: &[(&str, &str, &str)]) -> String {
    let mut table = "";
    let mut text = String::new();
    for line in file.lines() {
        if line.starts_with('[') {
            table = line;
        }
        let field = line.split('=').next().unwrap_or_default().trim();
        match values.iter().find(|(of, name, _)| (*of, *name) == (table, field)) {
            Some((_, _, value)) => text += &format!("{field} = {}", toml::Value::from(*value)),
            None => text += line,
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(country: &str, name: &str, url: &str, arc: &str) -> Result<String> {
        text(&Arguments {
            country: Some(country.to_owned()),
            name: Some(name.to_owned()),
            public_url: Some(url.to_owned()),
            policy_arc: Some(arc.to_owned()),
        })
    }

    #[test]
    fn what_is_printed_is_a_configuration_and_says_what_was_given() {
        let name = "Trust \"Service\" of Türkiye\\";
        let printed = of("TR", name, "http://pki.example.tr", "2.16.792.1.2").unwrap();
        let config = Config::parse(&printed, Path::new("/country")).unwrap();
        assert_eq!((config.country.as_str(), config.name.as_str()), ("TR", name));
        assert_eq!(config.public_url, "http://pki.example.tr");
        assert_eq!(config.status.url, "http://pki.example.tr");
        assert_eq!(config.authority.policy_arc, "2.16.792.1.2");
        assert!(!config.demonstration);
        // Nothing else is other than in the example, and no field is missing.
        assert_eq!(printed.lines().count(), EXAMPLE.lines().count());
        let example = Config::parse(EXAMPLE, Path::new("/country")).unwrap();
        assert_eq!(config.phone.listen, example.phone.listen);
        for demonstrations in ["demonstration country", "\"MU\"", "32473", "127.0.0.1:7604\"\n\n[time]"] {
            assert!(!printed.contains(demonstrations), "{demonstrations}");
        }
        assert_eq!(
            text(&Arguments { country: None, name: None, public_url: None, policy_arc: None }).unwrap(),
            EXAMPLE
        );
    }

    #[test]
    fn what_serve_would_refuse_is_refused_by_name() {
        for (country, name, url, arc, said) in [
            ("XX", "A", "http://a.example", "2.16.1", "country"),
            ("FR", "", "http://a.example", "2.16.1", "name"),
            ("FR", "A", "https://a.example/", "2.16.1", "public_url"),
            ("FR", "A", "http://a.example", "x", "policy_arc"),
            ("FR", "A", "http://a.example", EXAMPLE_ARC, "which is for examples"),
        ] {
            let refused = format!("{:#}", of(country, name, url, arc).unwrap_err());
            assert!(refused.contains(said), "{refused}");
        }
    }
}

//! What stands at `<public_url>/cps`: the country's own certification practice statement (RFC 3647), or that there is none.

use std::path::Path;

use anyhow::{Context, Result, bail};
use ocsp_responder::PracticeStatement;

use crate::config::Config;

/// The largest statement, in octets.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The statement as it is served.
///
/// # Errors
/// The configured file cannot be read, or is none that can be served.
pub fn of(config: &Config) -> Result<PracticeStatement> {
    match &config.practice_statement {
        Some(file) => read(file)
            .with_context(|| format!("practice_statement is {}, which cannot be served", file.display())),
        None if config.demonstration => Ok(PracticeStatement::text(&of_a_demonstration(config))),
        None => Ok(PracticeStatement::text(&not_yet(config))),
    }
}

fn read(file: &Path) -> Result<PracticeStatement> {
    let size = std::fs::metadata(file)?.len();
    if size == 0 || size > LARGEST {
        bail!("it has {size} octets, and must have 1 to {LARGEST}");
    }
    let octets = std::fs::read(file)?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("txt") => {
            Ok(PracticeStatement::text(std::str::from_utf8(&octets).context("it is not text in UTF-8")?))
        }
        Some("pdf") if octets.starts_with(b"%PDF-") => Ok(PracticeStatement::pdf(&octets)),
        Some("pdf") => bail!("it does not begin as a PDF does"),
        _ => bail!("its name ends neither in .txt nor in .pdf"),
    }
}

fn of_a_demonstration(config: &Config) -> String {
    format!(
        "PRACTICE STATEMENT OF A DEMONSTRATION\n\n\
         {}\n\n\
         This trust service is a demonstration. Its persons are invented, its keys lie in files, and nobody has audited it.\n\
         A country that runs Great Seal publishes its certification practice statement (RFC 3647) at this address.\n\n\
         What the program itself guarantees is in the documents of its source: ARCHITECTURE.md, docs/standards.md,\n\
         docs/threats.md.\n",
        config.name
    )
}

fn not_yet(config: &Config) -> String {
    format!(
        "CERTIFICATION PRACTICE STATEMENT\n\n\
         Trust service   {}\n\
         Country         {}\n\
         Policies below  {}\n\n\
         The operator of this trust service has not published its certification practice statement (RFC 3647) at this\n\
         address yet. Ask the operator for it before you rely on certificates that name this address.\n",
        config.name, config.country, config.authority.policy_arc
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::EXAMPLE;

    fn served(folder: &Path, line: &str) -> Result<PracticeStatement> {
        of(&Config::parse(&EXAMPLE.replacen("demonstration = true", line, 1), folder).unwrap())
    }

    #[test]
    fn a_country_is_never_called_a_demonstration_and_a_demonstration_says_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let said = |line| String::from_utf8(served(folder.path(), line).unwrap().body().to_vec()).unwrap();
        assert!(said("demonstration = true").contains("This trust service is a demonstration."));
        let real = said("demonstration = false").replace("the demonstration country", "");
        assert!(!real.to_lowercase().contains("demonstration"), "{real}");
        assert!(real.contains("1.3.6.1.4.1.32473.1") && real.contains("has not published"), "{real}");
    }

    #[test]
    fn the_country_s_own_file_is_served_or_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        for (name, octets, refusal) in [
            ("cps.txt", "Wir versprechen: Öffentlichkeit.".as_bytes(), None),
            ("cps.pdf", b"%PDF-2.0 and so on", None),
            ("cps.txt", b"\xff\xfe", Some("not text in UTF-8")),
            ("cps.pdf", b"<html>", Some("begin as a PDF")),
            ("cps.html", b"<html>", Some("neither in .txt nor in .pdf")),
            ("cps.txt", b"", Some("has 0 octets")),
        ] {
            std::fs::write(folder.path().join(name), octets).unwrap();
            let line = format!("practice_statement = {name:?}");
            match (served(folder.path(), &line), refusal) {
                (Ok(statement), None) => assert_eq!(statement.body(), octets),
                (Err(problem), Some(refusal)) => {
                    assert!(format!("{problem:#}").contains(refusal), "{problem:#}");
                }
                (other, _) => panic!("{name}: {other:?}"),
            }
        }
        let missing = served(folder.path(), "practice_statement = \"away.txt\"").unwrap_err();
        assert!(format!("{missing:#}").contains("away.txt, which cannot be served"), "{missing:#}");
    }
}

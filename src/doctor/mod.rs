//! `greatseal doctor`: is everything there that the country needs, now and for the next weeks?
//!
//! It changes nothing, takes no lock, and runs beside the country. Each area is a file; each file notes what it found
//! and, where something is wrong, what to do next.

mod clock;
mod database;
mod doors;
mod ends;
mod files;
mod keys;
mod publication;
mod report;

use std::path::Path;

use ca_core::Profiles;
use ca_core::ceremony::install::CountryFacts;
use pki_types::{Clock, Random};
use store::Inspection;

pub use publication::examine as examine_publication;
pub use report::{Area, Finding, Report, Severity, span};

use crate::config::Config;
use crate::parts::Parts;
use crate::practice_statement;
use crate::roles::phone_app;

/// What is looked at beside everything that is looked at each time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extent {
    /// What the public gets from the country's addresses.
    pub online: bool,
    /// Every page, index and reference of the store, however large it is.
    pub thorough: bool,
}

/// Looks at everything that these parts of the country need here.
pub async fn examine(
    path: &Path,
    parts: Parts,
    extent: Extent,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Report {
    let mut report = Report::default();
    // 1. The configuration, without which nothing else can be found.
    let config = match Config::read(path) {
        Ok(config) => config,
        Err(problem) => {
            report.area("configuration").problem(
                path.display().to_string(),
                format!("{problem:#}"),
                "Correct the file; `greatseal config` prints one in which every field is explained.",
            );
            return report;
        }
    };
    report.area("configuration").ok(path.display().to_string(), "every field is known and well-formed");
    profiles(&mut report.area("configuration"));
    if parts.status {
        practice_statement(&config, &mut report.area("configuration"));
    }
    if config.phone_app.is_some() && parts.api {
        phone_release(&config, &mut report.area("configuration"));
    }
    // 2. Files and disks.
    files::examine(path, &config, &mut report.area("files"));
    // 3. The store opens, and the keys do.
    let store = database::open(&config, &mut report.area("database")).await;
    let keys = keys::open(&config, store.as_ref(), &mut report.area("keys")).await;
    if report.interrupted.is_some() {
        return report;
    }
    // 4. What the store tells, and whether the keys do their work.
    let Some(store) = store else { return report };
    country(&config, &store, &mut report.area("configuration")).await;
    let area = &mut report.area("database");
    database::examine(&config, &store, parts, extent.thorough, clock, area).await;
    clock::examine(&store, parts, clock, &mut report.area("clock")).await;
    doors::clocks(&config, &store, parts, clock, &mut report.area("clock")).await;
    if let Some(keys) = keys {
        keys::examine(&keys, parts, &store, &mut report.area("keys"), clock.now(), random).await;
        ends::signers(&keys, parts, &store, clock, &mut report.area("ends")).await;
    }
    ends::examine(&config, &store, parts, clock, &mut report.area("ends")).await;
    // 5. What others get.
    if extent.online && (parts.work || parts.status) {
        publication::examine(&config, &store, clock, random, &mut report.area("publication")).await;
    }
    store.close().await;
    report
}

fn profiles(area: &mut Area<'_>) {
    match Profiles::built_in() {
        Ok(profiles) => area.ok("profiles", format!("{} profiles can be used", profiles.iter().count())),
        Err(problem) => area.problem(
            "profiles",
            problem.to_string(),
            "This program is damaged or was built wrongly: install it again.",
        ),
    }
}

/// Whether the phone's page is a release that its keeper in the browser can tell from another one.
fn phone_release(config: &Config, area: &mut Area<'_>) {
    let subject = "phone page";
    match (phone_app::is_for_development(), config.demonstration) {
        (false, _) => area.ok(subject, "a signed release"),
        (true, true) => area.ok(subject, "signed by the development key, which is enough to try it"),
        (true, false) => area.warning(
            subject,
            "signed by the development key, which is everybody's: whoever has the server can give another page",
            "Sign it away from the server with scripts/release-phone and a key of your own, then build the program anew.",
        ),
    }
}

/// Whether what certificates promise at `/cps` is there.
fn practice_statement(config: &Config, area: &mut Area<'_>) {
    let subject = "practice statement";
    match (practice_statement::of(config), &config.practice_statement) {
        (Ok(statement), Some(file)) => {
            area.ok(subject, format!("{}, {} octets", file.display(), statement.body().len()));
        }
        (Ok(_), None) if config.demonstration => area.ok(subject, "says that this is a demonstration"),
        (Ok(_), None) => area.warning(
            subject,
            format!("none: certificates name {}/cps, which says that there is none yet", config.public_url),
            "Write the practice statement (RFC 3647) and name its file in practice_statement.",
        ),
        (Err(problem), _) => area.problem(
            subject,
            format!("{problem:#}"),
            "Correct the file or its name; the status door does not start without it.",
        ),
    }
}

/// Whether configuration and ceremony speak of one country.
async fn country(config: &Config, store: &Inspection, area: &mut Area<'_>) {
    let checked = match CountryFacts::read(store).await {
        Ok(facts) => facts.check(&config.authority),
        Err(problem) => Err(problem),
    };
    match checked {
        Ok(()) => area.ok("country", format!("{}, as in the ceremony", config.country)),
        Err(problem) => area.problem(
            "country",
            problem.to_string(),
            "Write what the ceremony fixed: certificates say it, and a country that has other addresses is another country.",
        ),
    }
}

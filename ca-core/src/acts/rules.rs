//! Who may do what: how the table of `acts.rs` is read, which SECURITY.md shows and whose every line a test holds against it.
//!
//! What harms a country for long takes two: who becomes and who stays an officer, the certificates that the service itself
//! answers and signs with, and a revocation that is dated before it was known. What is done every day, and what can be undone
//! or seen at once, takes one officer of the right role. How many others must confirm, and in which role, is data: a country
//! in which four eyes give an activation changes a line.

use store::{IssuedCertificate, Reads};
use words::act::{Act, Revoke, Role, Roles, Target};
use words::profile::{names, purpose_of};

use super::RULES;
use crate::error::Error;
use crate::problem::{Problem, Stop};

/// What an act is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A person, and the certificates of a person's devices.
    Person,
    /// A relying party and its certificates.
    RelyingParty,
    /// An officer and an officer's certificates.
    Officer,
    /// The officer who acts, and the certificate that the act is signed under.
    Oneself,
    /// A certificate that the service itself answers, signs or is reached with.
    Infrastructure,
    /// Another act, which waits.
    WaitingAct,
    /// Another act, which waits, and for which the same officer has asked (`waiting.rs` sees to that).
    OwnWaitingAct,
}

impl About {
    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "a person",
            Self::RelyingParty => "a relying party",
            Self::Officer => "an officer",
            Self::Oneself => "the officer's own certificate",
            Self::Infrastructure => "the service's own certificate",
            Self::WaitingAct => "an act that waits",
            Self::OwnWaitingAct => "the officer's own act that waits",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The act, as its JSON names it.
    pub act: &'static str,
    /// What it is about.
    pub about: About,
    /// Whether it is dated before it was known (`occurred_at`).
    pub backdated: bool,
    /// In one of these roles.
    pub roles: &'static [Role],
    /// How many other officers must confirm it.
    pub confirmations: u32,
    /// In which role.
    pub confirmed_in: Role,
}

impl Rule {
    /// What one officer of these roles may do.
    pub(super) const fn alone(act: &'static str, about: About, roles: &'static [Role]) -> Self {
        Self { act, about, backdated: false, roles, confirmations: 0, confirmed_in: Role::Security }
    }

    /// What a security officer may do whom another one confirms.
    pub(super) const fn with_another(act: &'static str, about: About) -> Self {
        Self { confirmations: 1, ..Self::alone(act, about, &[Role::Security]) }
    }

    /// A revocation that is dated before it was known.
    pub(super) const fn backdated(about: About) -> Self {
        Self { backdated: true, ..Self::with_another("revoke", about) }
    }

    /// The line for an act.
    ///
    /// # Errors
    /// [`Problem::CertificateUnknown`] for a certificate that was not issued here.
    pub(crate) async fn of(reads: &Reads, act: &Act) -> Result<&'static Self, Stop> {
        let rule = match act.target() {
            Some(target) => {
                let backdated = matches!(act, Act::Revoke(Revoke { occurred_at: Some(_), .. }));
                Self::find(act.kind(), about_target(reads, target).await?, backdated)
            }
            None => RULES.iter().find(|rule| rule.act == act.kind()),
        };
        rule.ok_or_else(|| Error::Inconsistent("an act without a rule").into())
    }

    fn find(act: &str, about: About, backdated: bool) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.act == act && rule.about == about && rule.backdated == backdated)
    }

    /// The role in which the officer acts, if the officer has it and this act may be done in it. What is done in any role need
    /// not name one.
    ///
    /// # Errors
    /// [`Problem::ActContent`] without a role, [`Problem::OfficerRole`] with the roles had and needed.
    pub(crate) fn admit(&self, said: Option<Role>, held: &Roles) -> Result<Role, Problem> {
        let any = || held.iter().next().filter(|_| self.roles == Role::ALL);
        let role = said.or_else(any).ok_or_else(|| Problem::ActContent {
            field: "role",
            rule: "is missing: it says in which role the officer acts".to_owned(),
        })?;
        if self.roles.contains(&role) && held.contains(role) {
            return Ok(role);
        }
        Err(self.wrong_role(Role::any_of(self.roles), role, held))
    }

    /// Whether an officer confirms in the role that it takes.
    ///
    /// # Errors
    /// [`Problem::OfficerRole`] with the roles had and needed.
    pub(crate) fn admit_confirmation(&self, said: Role, held: &Roles) -> Result<(), Problem> {
        if said == self.confirmed_in && held.contains(said) {
            return Ok(());
        }
        Err(self.wrong_role(self.confirmed_in.to_string(), said, held))
    }

    fn wrong_role(&self, needed: String, said: Role, held: &Roles) -> Problem {
        let (act, about, held) = (self.act, self.about.as_str(), held.to_string());
        Problem::OfficerRole { act, about, needed, said, held }
    }
}

async fn about_target(reads: &Reads, target: &Target) -> Result<About, Stop> {
    match target {
        Target::Device { .. } | Target::Person(_) => Ok(About::Person),
        Target::Certificate(sha256) => {
            let certificate = reads.certificate_by_hash(sha256).await?;
            Ok(about(&certificate.ok_or(Problem::CertificateUnknown)?))
        }
    }
}

/// Whose certificate it is. What is nobody's is the service's own, also of a profile that comes later.
fn about(certificate: &IssuedCertificate) -> About {
    match certificate.profile.as_str() {
        citizens if purpose_of(citizens).is_some() => About::Person,
        names::RELYING_PARTY => About::RelyingParty,
        names::OFFICER => About::Officer,
        _ => About::Infrastructure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITH_CERTIFICATES: [About; 4] =
        [About::Person, About::RelyingParty, About::Officer, About::Infrastructure];

    #[test]
    fn every_change_of_status_has_one_rule_for_everything_that_has_certificates() {
        for about in &WITH_CERTIFICATES {
            for (act, backdated) in
                [("suspend", false), ("release", false), ("revoke", false), ("revoke", true)]
            {
                let rules = RULES
                    .iter()
                    .filter(|rule| rule.act == act && rule.about == *about && rule.backdated == backdated);
                assert_eq!(rules.count(), 1, "{act} {about:?} {backdated}");
            }
        }
    }

    #[test]
    fn what_harms_for_long_takes_two_security_officers() {
        for rule in RULES {
            let grave = rule.backdated || matches!(rule.about, About::Officer | About::Infrastructure);
            assert_eq!(rule.confirmations, u32::from(grave), "{rule:?}");
            assert!(
                !grave || (rule.roles == [Role::Security] && rule.confirmed_in == Role::Security),
                "{rule:?}"
            );
        }
    }

    #[test]
    fn an_auditor_does_nothing_to_anybody_else() {
        for rule in RULES {
            assert_eq!(rule.roles.contains(&Role::Auditor), rule.about == About::Oneself, "{rule:?}");
        }
    }

    #[test]
    fn a_role_counts_that_is_said_had_and_needed() {
        let rule = Rule::find("suspend", About::Person, false).unwrap();
        let held: Roles = [Role::Registration, Role::Security].into_iter().collect();
        assert_eq!(rule.admit(Some(Role::Registration), &held), Ok(Role::Registration));
        assert!(matches!(rule.admit(None, &held), Err(Problem::ActContent { field: "role", .. })));
        let own = Rule::find("renew_officer", About::Oneself, false).unwrap();
        assert_eq!(own.admit(None, &held), Ok(Role::Registration), "any of those had");
        assert!(matches!(own.admit(Some(Role::Auditor), &held), Err(Problem::OfficerRole { .. })));
        for said in [Role::Revocation, Role::Security, Role::Auditor] {
            let problem = rule.admit(Some(said), &held).unwrap_err().to_string();
            for word in ["registration or revocation", said.as_str(), "registration security"] {
                assert!(problem.contains(word), "{problem}");
            }
        }
    }

    /// The table in SECURITY.md is this one.
    #[test]
    fn security_md_shows_this_table() {
        let text = include_str!("../../../SECURITY.md");
        for rule in RULES {
            let act =
                if rule.backdated { format!("`{}`, backdated", rule.act) } else { format!("`{}`", rule.act) };
            let others = match rule.confirmations {
                0 => "–".to_owned(),
                count => format!("{count} of role {}", rule.confirmed_in),
            };
            let line =
                format!("| {act} | {} | {} | {others} |", rule.about.as_str(), Role::any_of(rule.roles));
            assert!(text.contains(&line), "SECURITY.md lacks: {line}");
        }
        let lines = text.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(lines, RULES.len(), "SECURITY.md shows acts that the table does not have");
    }
}

//! What decides over an enrolment: pure, over what was read and opened.

use phone_protocol::activation::ActivationSecret;
use phone_protocol::content::deed_input;
use phone_protocol::enrolment::{Enrolment, EnrolmentSecrets, ProvenKeys, verify_enrolment};
use phone_protocol::message::{Received, Verified};
use phone_protocol::{Deed, Sign, Statement, Wish};
use pki_types::{Certificate, PublicKey, Sha256Digest, SignatureAlgorithm, UnixTime, verify};
use store::{Activation, ActivationTerms, Device, IssuedCertificate, Person};
use words::Purpose;
use words::act::{Act, Role, SignedAct};
use words::personal::PersonName;
use words::profile::of_citizen;

use crate::acts::acting::OfficerStanding;
use crate::error::Error;
use crate::issuance::subject::Subject;
use crate::problem::{Problem, Stop};

/// An enrolment whose form and activation are in order.
pub(crate) struct AdmittedEnrolment {
    message: Verified<Enrolment>,
    activation: Activation,
}

/// An enrolment whose secrets are open.
pub(crate) struct OpenedEnrolment {
    message: Verified<Enrolment>,
    pub(crate) activation: Activation,
    secrets: EnrolmentSecrets,
    /// Whether its sender knows the activation's secret.
    pub(crate) proves_activation: bool,
}

/// The officer's act behind an activation, and what is known of both.
pub(crate) struct ActFacts {
    pub(crate) person: Person,
    pub(crate) act: SignedAct,
    /// The roles in which such an act may be done.
    pub(crate) allowed: &'static [Role],
    pub(crate) standing: OfficerStanding,
}

/// The wish behind an activation that a phone of the person gave, and what is known of it.
pub(crate) struct WishFacts {
    pub(crate) person: Person,
    /// The wish as it came.
    pub(crate) wish: String,
    /// The phone that made it.
    pub(crate) giver: Device,
    /// The statement by which its person granted it, what was signed of it, and under which certificate.
    pub(crate) statement: String,
    pub(crate) signature: Vec<u8>,
    pub(crate) certificate: IssuedCertificate,
}

/// An enrolment that may be carried out, unless one of its [new keys](Self::new_keys) is known.
pub(crate) struct CheckedEnrolment {
    pub(crate) activation: Activation,
    pub(crate) person: Person,
    pub(crate) keys: ProvenKeys,
    pub(crate) device_key: PublicKey,
    pub(crate) secrets: EnrolmentSecrets,
}

/// Form, audience, and the signature by the device key that it introduces.
pub(crate) fn message(body: &str) -> Result<Verified<Enrolment>, Problem> {
    Received::<Enrolment>::parse(body)
        .and_then(verify_enrolment)
        .map_err(|error| Problem::EnrolmentMalformed(error.to_string()))
}

/// The activation is there, not ended, in time, unused or used by these very bytes, and for this kind of device.
pub(crate) fn admit(
    message: Verified<Enrolment>,
    activation: Option<Activation>,
    sha256: &Sha256Digest,
    now: UnixTime,
) -> Result<AdmittedEnrolment, Problem> {
    let activation = activation.ok_or(Problem::ActivationUnknown)?;
    is_open(&activation, sha256, now)?;
    let (activated, presented) = (activation.device_kind, message.device_kind);
    if activated != presented {
        let (activated, presented) = (activated.as_str(), presented.as_str());
        return Err(Problem::OtherDeviceKind { activated, presented });
    }
    Ok(AdmittedEnrolment { message, activation })
}

fn is_open(activation: &Activation, sha256: &Sha256Digest, now: UnixTime) -> Result<(), Problem> {
    match activation.used_by {
        Some(by) if by == *sha256 => Ok(()),
        Some(_) if activation.ended_at.is_some() => Err(Problem::ActivationCancelled),
        Some(_) => Err(Problem::ActivationUsed),
        None if activation.ended_at.is_some() => Err(Problem::ActivationEnded(activation.failures)),
        None if now >= activation.expires_at => {
            Err(Problem::ActivationExpired(activation.expires_at.rfc3339()))
        }
        None => Ok(()),
    }
}

/// Why an activation that was used, cancelled or ended is good for nothing more.
pub(crate) fn spent(terms: &ActivationTerms) -> Problem {
    match (terms.used_by, terms.ended_at) {
        (Some(_), Some(_)) => Problem::ActivationCancelled,
        (None, Some(_)) => Problem::ActivationEnded(terms.failures),
        (_, None) => Problem::ActivationUsed,
    }
}

impl AdmittedEnrolment {
    pub(crate) fn activation(&self) -> &Activation {
        &self.activation
    }

    /// The key with which the phone encrypted its secrets: whoever they are for agrees with it.
    pub(crate) fn sender(&self) -> Result<PublicKey, Problem> {
        let secrets = self.message.encrypted_secrets().map_err(malformed)?;
        Ok(secrets.ephemeral_key().clone())
    }

    /// The secrets, by what was agreed with their [sender](Self::sender).
    pub(crate) fn open_secrets(&self, shared: &[u8; 32]) -> Result<EnrolmentSecrets, Problem> {
        self.message.open_secrets(shared).map_err(malformed)
    }
}

fn malformed(error: phone_protocol::Error) -> Problem {
    Problem::EnrolmentMalformed(error.to_string())
}

/// Whether the sender knows the activation's secret, over everything else in the message.
pub(crate) fn opened(
    AdmittedEnrolment { message, activation }: AdmittedEnrolment,
    secrets: EnrolmentSecrets,
    expected: &ActivationSecret,
) -> OpenedEnrolment {
    let proves_activation = secrets.check_activation(&message, expected).is_ok();
    OpenedEnrolment { message, activation, secrets, proves_activation }
}

/// The officer's act still holds, and says what the activation's row says.
pub(crate) fn act(activation: &Activation, facts: &ActFacts) -> Result<(), Stop> {
    let Act::Activate(said) = facts.act.act() else {
        return Err(Error::Inconsistent("an activation by an act of another kind").into());
    };
    facts.standing.still_holds(&facts.act, facts.allowed)?;
    let same = said.activation_id == activation.id
        && said.device_kind == activation.device_kind
        && said.expires_at == activation.expires_at
        && said.person.country == facts.person.country
        && said.person.code == facts.person.code;
    if same { Ok(()) } else { Err(Error::Inconsistent("an activation that differs from its act").into()) }
}

/// The person granted the wish with a key of theirs, and it says what the activation's row says: whoever changed rows could not sign it.
pub(crate) fn wish(activation: &Activation, facts: &WishFacts) -> Result<(), Stop> {
    let differs = || Stop::from(Error::Inconsistent("an activation that differs from its wish"));
    let key = PublicKey::from_spki_der(&facts.giver.key_spki).map_err(Error::from)?;
    let wish = Received::<Wish>::parse(&facts.wish).and_then(|wish| wish.verify(&key));
    let wish = wish.map_err(|_| differs())?;
    let statement = Received::<Statement>::parse(&facts.statement).map_err(|_| differs())?;
    let certificate = Certificate::from_der(&facts.certificate.der).map_err(Error::from)?;
    let signed = deed_input(&statement.sha256());
    verify(certificate.public_key(), SignatureAlgorithm::EcdsaSha256, &signed, &facts.signature)
        .map_err(|_| differs())?;
    let Deed::Activate { activation_id, device_kind, .. } = &wish.deed else { return Err(differs()) };
    let stated = statement.claims();
    let same = (*activation_id, *device_kind) == (activation.id, activation.device_kind)
        && Some(wish.sha256()) == activation.wish_sha256
        && stated.request_sha256 == wish.sha256()
        && matches!(&stated.sign, Sign::Deed { deed, .. } if *deed == wish.deed)
        && wish.device == facts.giver.id
        && facts.certificate.device == Some(facts.giver.id)
        && facts.giver.person == activation.person;
    if same { Ok(()) } else { Err(differs()) }
}

/// Both certificate requests are signed by their own keys, and these differ from each other and from the device's.
pub(crate) fn keys(opened: OpenedEnrolment, person: Person) -> Result<CheckedEnrolment, Problem> {
    let OpenedEnrolment { message, activation, secrets, .. } = opened;
    let keys = message.proven_keys().map_err(|error| Problem::EnrolmentKeys(error.to_string()))?;
    Ok(CheckedEnrolment { activation, person, keys, device_key: message.device_key.0.clone(), secrets })
}

/// The key was not certified before. What another try of this very message wrote down does not count, however late it was
/// written: one of the two becomes final.
pub(crate) fn new_key(user: Option<Sha256Digest>, sha256: &Sha256Digest) -> Result<(), Problem> {
    if user.is_some_and(|user| user != *sha256) { Err(Problem::KeyUsed) } else { Ok(()) }
}

impl CheckedEnrolment {
    /// The keys that nobody may have used before.
    pub(crate) fn new_keys(&self) -> [&PublicKey; 3] {
        [self.keys.authentication(), self.keys.signature(), &self.device_key]
    }

    /// Whom the certificates name: the register's record, and nothing that the phone said.
    pub(crate) fn subject(&self) -> Result<Subject, Error> {
        let name = PersonName::new(&self.person.given_name, &self.person.surname)?;
        Ok(Subject::NaturalPerson {
            country: self.person.country.clone(),
            name,
            code: self.person.code.clone(),
        })
    }

    /// The profile of the certificate for this purpose: the officer's act alone has chosen it.
    pub(crate) fn profile(&self, purpose: Purpose) -> &'static str {
        of_citizen(purpose, self.activation.device_kind)
    }
}

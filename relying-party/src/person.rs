//! A person, and the certificate that answers for the purpose.

use pki_types::{Certificate, Sha256Digest, UnixTime, encoding, name, oid, validate_chain};
use words::Purpose;
use words::api::relying_parties::{Found, FoundCertificate, ResultBody};

use crate::error::equal;
use crate::{Check, Error, RelyingParty, Request, http};

/// The genitive that errors use.
pub(crate) const PERSONS: &str = "person's";

/// A certificate of a person, as the look-up returns it: it is of the person who was asked for, leads to the country's root
/// and is for its purpose.
#[derive(Clone, Debug)]
pub struct PersonCertificate {
    /// Names the certificate in a request.
    pub id: Sha256Digest,
    /// The certificate.
    pub certificate: Certificate,
    /// Those above it: the issuing CA first, the root last.
    pub chain: Vec<Certificate>,
}

impl RelyingParty<'_> {
    /// Looks a person up and takes the first certificate for `purpose`: that of the newest phone. `country` is ISO 3166-1
    /// alpha-2, `code` the person's code in that country's register.
    ///
    /// # Errors
    /// Nobody with this code has a certificate in force ([`Error::slug`]: `person-unknown`), or none for this purpose; or the
    /// certificate that came is none of this person, or none of this country's for the purpose.
    pub async fn look_up(
        &self,
        country: &str,
        code: &str,
        purpose: Purpose,
    ) -> Result<PersonCertificate, Error> {
        let url = format!("{}/v1/persons/lookup", self.country.relying_party_api);
        let request = self.client.post(&url).json(&serde_json::json!({ "country": country, "code": code }));
        let found: Found = http::asked(request, crate::session::API, &url, "looking the person up").await?;
        let entry = found.certificates.into_iter().find(|entry| entry.purpose == purpose);
        let entry = entry.ok_or(Error::NoCertificate(purpose))?;
        PersonCertificate::of(&entry, country, code, &self.credentials.root, self.clock.now())
    }
}

impl PersonCertificate {
    /// Believes an entry of a look-up once its certificate is of the person with this `code` in the register of `country`,
    /// leads to `root` at this time and is for its purpose.
    ///
    /// # Errors
    /// [`Error::NotBelieved`]: the first check that fails.
    pub fn of(
        entry: &FoundCertificate,
        country: &str,
        code: &str,
        root: &Certificate,
        at: UnixTime,
    ) -> Result<Self, Error> {
        let person = Self {
            id: entry.certificate_id,
            certificate: decode(&entry.certificate)?,
            chain: entry.chain.iter().map(|text| decode(text)).collect::<Result<_, _>>()?,
        };
        person.is_of(country, code)?;
        equal("the id of the person's certificate", &person.id, &person.certificate.sha256())
            .map_err(Check::CertificateId.failed())?;
        person.check(entry.purpose, root, at)?;
        Ok(person)
    }

    /// Whom a request asked; or who claimed its link, whose certificate comes with the answer.
    pub(crate) fn of_answer(request: &Request, result: &ResultBody) -> Result<Self, Error> {
        if let Some(asked) = request.person() {
            return Ok(asked.clone());
        }
        let certificate = decode(&result.certificate)?;
        let chain = result.chain.iter().map(|text| decode(text)).collect::<Result<_, _>>()?;
        let person = Self { id: certificate.sha256(), certificate, chain };
        if person.identifier().is_some() {
            return Ok(person);
        }
        Err(Check::Person.failed()(Error::Missing("the certificate of the answer is no person's")))
    }

    /// The country and the code by which that country's register knows the person, as the certificate says (EN 319 412-1 §5.1.3): two
    /// letters and the rest.
    #[must_use]
    pub fn identifier(&self) -> Option<(String, String)> {
        let once = name::count(self.certificate.subject_der(), oid::SERIAL_NUMBER) == 1;
        let serial = self.certificate.serial_number().filter(|_| once)?;
        let (country, code) = serial.strip_prefix("PNO")?.split_once('-')?;
        let fits = country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase());
        (fits && !code.is_empty()).then(|| (country.to_owned(), code.to_owned()))
    }

    /// Is it of this person? Whoever has taken the service over has genuine certificates of others at hand. What differs is
    /// not told: it is personal data.
    fn is_of(&self, country: &str, code: &str) -> Result<(), Error> {
        let once = name::count(self.certificate.subject_der(), oid::SERIAL_NUMBER) == 1;
        // EN 319 412-1 §5.1.3. With two letters of a country there is one reading of it.
        let asked = (country.len() == 2).then(|| format!("PNO{country}-{code}"));
        if once && asked.is_some() && asked == self.certificate.serial_number() {
            return Ok(());
        }
        Err(Check::Person.failed()(Error::Missing("the certificate is of another person than was asked for")))
    }

    /// Is the certificate for this purpose, and does it lead to `root` at this time? Gives its issuer.
    pub(crate) fn check(
        &self,
        purpose: Purpose,
        root: &Certificate,
        at: UnixTime,
    ) -> Result<Certificate, Error> {
        let usage = self.certificate.key_usage();
        // Each purpose has a key of its own (EN 319 412-2 NAT-4.3.2: types A and C).
        let found = match usage.map(|usage| (usage.digital_signature(), usage.content_commitment())) {
            Some((true, false)) => Purpose::Authentication.as_str(),
            Some((false, true)) => Purpose::Signature.as_str(),
            _ => "neither or both",
        };
        equal("the purpose of the person's certificate", &found, &purpose.as_str())
            .map_err(Check::Purpose.failed())?;
        let path = validate_chain(&self.certificate, &self.chain, std::slice::from_ref(root), at)
            .map_err(|source| Error::Path { whose: PERSONS, source })
            .map_err(Check::Chain.failed())?;
        let itself =
            || Check::Chain.failed()(Error::Missing("the person's certificate is the country's root"));
        path.into_iter().nth(1).ok_or_else(itself)
    }
}

fn decode(base64: &str) -> Result<Certificate, Error> {
    encoding::base64_decode(base64)
        .and_then(|der| Certificate::from_der(&der))
        .map_err(Error::format("a certificate of the person"))
        .map_err(Check::CertificateForm.failed())
}

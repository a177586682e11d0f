//! Signatures, counted where keys are handed out: whoever signs with a key of a measured store is counted, and need not
//! know.

use std::sync::Arc;
use std::time::Instant;

use hsm_adapter::{Agreement, Error, KeySpecification, KeyStore, Protector, Signer, labels};
use pki_types::{PublicKey, SignatureAlgorithm};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the durations, in seconds: from software on P-256 to a token that hangs.
const BOUNDS: [f64; 12] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KeyLabels {
    key: String,
}

/// What is counted of signatures. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Signatures {
    seconds: Family<KeyLabels, Histogram, fn() -> Histogram>,
    errors: Family<KeyLabels, Counter>,
}

impl Signatures {
    /// Nothing signed yet.
    pub fn new() -> Self {
        Self { seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)), errors: Family::default() }
    }

    /// Lets a registry show what is counted here.
    pub fn register(&self, registry: &mut Registry) {
        let help = "How long signatures took, by key, waiting for a token included";
        registry.register("signature_seconds", help, self.seconds.clone());
        registry.register("signature_errors", "Signatures that were not made, by key", self.errors.clone());
    }

    /// The same keys, counted.
    pub fn of(&self, keys: Arc<dyn KeyStore>) -> Arc<dyn KeyStore> {
        Arc::new(Measured { keys, signatures: self.clone() })
    }
}

impl Default for Signatures {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Debug)]
struct Measured {
    keys: Arc<dyn KeyStore>,
    signatures: Signatures,
}

impl KeyStore for Measured {
    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        self.keys.generate(label, specification)
    }

    fn generate_protection_key(&self, label: &str) -> Result<(), Error> {
        self.keys.generate_protection_key(label)
    }

    fn signer(&self, label: &str) -> Result<Arc<dyn Signer>, Error> {
        let key = KeyLabels { key: labels::lasting(label).to_owned() };
        Ok(Arc::new(MeasuredSigner {
            signer: self.keys.signer(label)?,
            seconds: self.signatures.seconds.get_or_create_owned(&key),
            errors: self.signatures.errors.get_or_create_owned(&key),
        }))
    }

    fn agreement(&self, label: &str) -> Result<Arc<dyn Agreement>, Error> {
        self.keys.agreement(label)
    }

    fn protector(&self, label: &str) -> Result<Arc<dyn Protector>, Error> {
        self.keys.protector(label)
    }

    fn contains(&self, label: &str) -> Result<bool, Error> {
        self.keys.contains(label)
    }

    fn labels(&self, beginning: &str) -> Result<Vec<String>, Error> {
        self.keys.labels(beginning)
    }

    fn destroy(&self, label: &str) -> Result<(), Error> {
        self.keys.destroy(label)
    }
}

struct MeasuredSigner {
    signer: Arc<dyn Signer>,
    seconds: Histogram,
    errors: Counter,
}

impl Signer for MeasuredSigner {
    fn public_key(&self) -> &PublicKey {
        self.signer.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.signer.algorithm()
    }

    fn ready(&self) -> Result<(), Error> {
        self.signer.ready()
    }

    fn is_quick(&self) -> bool {
        self.signer.is_quick()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let began = Instant::now();
        let signed = self.signer.sign(message);
        match &signed {
            Ok(_) => self.seconds.observe(began.elapsed().as_secs_f64()),
            Err(_) => drop(self.errors.inc()),
        }
        signed
    }
}

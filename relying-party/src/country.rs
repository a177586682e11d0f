//! `/.well-known/greatseal`: the one page that says where everything is.

use pki_types::Certificate;
use serde::{Deserialize, Serialize};

use crate::{Error, http, plain_client};

/// What `/.well-known/greatseal` says: every address of a country's trust service.
/// A client takes addresses from here, never from a certificate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The name of the service.
    pub name: String,
    /// Base of the native relying-party API (mutual TLS).
    pub relying_party_api: String,
    /// Base of the API that phones use.
    pub phone_api: String,
    /// The phone as a page that browsers can keep, where the country has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_app: Option<String>,
    /// Base of the officers' API (mutual TLS).
    pub registration_api: String,
    /// Where the status of certificates is published.
    pub status: StatusAddresses,
    /// Where time-stamps are asked for (RFC 3161 over HTTP).
    pub time_stamp: String,
    /// The signed list of the service's keys.
    pub key_list: String,
    /// Where each API's OpenAPI document is.
    pub openapi: Vec<String>,
}

/// The status door's addresses.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatusAddresses {
    /// OCSP, for every issuer.
    pub ocsp: String,
    /// Base of the CRLs: `<base>/<issuer>/<shard>.crl`, `<base>/root.crl`.
    pub crl: String,
    /// Base of the CA certificates: `<base>/<issuer>.cer`.
    pub certificates: String,
}

impl StatusAddresses {
    /// Where the list is that tells the status of a certificate. The certificate says which; where the country publishes its
    /// lists, the country says.
    ///
    /// # Errors
    /// The certificate names no list of such a country.
    pub fn list_of(&self, certificate: &Certificate) -> Result<String, Error> {
        let named = certificate.crl_urls().iter().find_map(|url| url.split_once(LISTS));
        let (_, list) = named.ok_or(Error::Missing("a certificate names no revocation list"))?;
        Ok(format!("{}/{list}", self.crl))
    }
}

/// Below which path every country has its lists.
const LISTS: &str = "/crl/";

impl Country {
    /// Fetches the page from the base address of a country, for example its landing page.
    ///
    /// # Errors
    /// Nobody answers there, or what answers is no country.
    pub async fn discover(base: &str) -> Result<Self, Error> {
        let url = format!("{}/.well-known/greatseal", base.trim_end_matches('/'));
        let request = plain_client()?.get(&url);
        http::asked(request, "country", &url, "reading the country's addresses").await
    }
}

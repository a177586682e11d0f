//! URIs of tokens (RFC 7512): `pkcs11:token=greatseal-ca;manufacturer=SoftHSM%20project`.
//!
//! Only what names a token is accepted. Module and PIN have fields of their own in the configuration: a PIN in a URI
//! would be in every log line that names the token.

use std::fmt;
use std::str::FromStr;

use cryptoki::slot::TokenInfo;

use crate::Error;

/// The longest URI that is read.
const LONGEST: usize = 512;

/// What a token must say of itself (RFC 7512 2.3); at least its label or its serial number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenUri {
    token: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
    serial: Option<String>,
}

impl FromStr for TokenUri {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|problem| Error::Uri { uri: without_query(text), problem })
    }
}

/// A URI as it may be shown: whatever stands in the query could be a PIN.
fn without_query(text: &str) -> String {
    text.split('?').next().unwrap_or_default().chars().take(LONGEST).collect()
}

impl TokenUri {
    fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} octets"));
        }
        // RFC 3986 3.1: the scheme is the same in either case.
        let path = match text.split_once(':') {
            Some((scheme, path)) if scheme.eq_ignore_ascii_case("pkcs11") => path,
            _ => return Err("it does not begin with pkcs11:".to_owned()),
        };
        if path.contains('?') {
            return Err(
                "module and PIN stand in `module` and `pin_file`, not behind a question mark".to_owned()
            );
        }
        let mut uri = Self { token: None, manufacturer: None, model: None, serial: None };
        for attribute in path.split(';').filter(|attribute| !attribute.is_empty()) {
            let (name, value) =
                attribute.split_once('=').ok_or_else(|| format!("`{attribute}` is not name=value"))?;
            let place = match name {
                "token" => &mut uri.token,
                "manufacturer" => &mut uri.manufacturer,
                "model" => &mut uri.model,
                "serial" => &mut uri.serial,
                other => return Err(format!("`{other}` is not one of token, manufacturer, model, serial")),
            };
            // RFC 7512 2.3: no attribute twice.
            if place.replace(decode(value)?).is_some() {
                return Err(format!("`{name}` stands there twice"));
            }
        }
        if uri.token.is_none() && uri.serial.is_none() {
            return Err("it needs `token` or `serial`".to_owned());
        }
        Ok(uri)
    }

    /// Whether this token is meant. What tokens say of themselves is padded with blanks, which do not count (RFC 7512
    /// 2.5).
    pub(super) fn names(&self, token: &TokenInfo) -> bool {
        let says = |wanted: &Option<String>, said: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.trim_end() == said.trim_end())
        };
        token.token_initialized()
            && says(&self.token, token.label())
            && says(&self.manufacturer, token.manufacturer_id())
            && says(&self.model, token.model())
            && says(&self.serial, token.serial_number())
    }

    /// The URI of a private key in this token.
    #[must_use]
    pub fn of_key(&self, label: &str) -> String {
        format!("{self};object={label};type=private")
    }
}

impl fmt::Display for TokenUri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes = [
            ("token", &self.token),
            ("manufacturer", &self.manufacturer),
            ("model", &self.model),
            ("serial", &self.serial),
        ];
        let written: Vec<String> = attributes
            .into_iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}={}", encode(value))))
            .collect();
        write!(out, "pkcs11:{}", written.join(";"))
    }
}

/// What may stand in a value as it is: `pk11-res-avail` and unreserved characters (RFC 7512 2.3).
fn stands(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~:[]@!$'()*+,=&".contains(&octet)
}

fn decode(value: &str) -> Result<String, String> {
    let mut octets = Vec::new();
    let mut rest = value.bytes();
    while let Some(octet) = rest.next() {
        if octet == b'%' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            let digits = std::str::from_utf8(&digits).unwrap_or_default();
            let decoded = pki_types::encoding::hex_decode(&digits.to_ascii_lowercase());
            match decoded.as_deref() {
                Ok([decoded]) => octets.push(*decoded),
                _ => return Err(format!("`%{digits}` is no octet")),
            }
        } else if stands(octet) {
            octets.push(octet);
        } else {
            return Err(format!("{:?} must be written with a percent sign", char::from(octet)));
        }
    }
    let text = String::from_utf8(octets).map_err(|_| "a value is no UTF-8".to_owned())?;
    if text.trim_end().is_empty() { Err("a value is empty".to_owned()) } else { Ok(text) }
}

fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|octet| if stands(octet) { char::from(octet).to_string() } else { format!("%{octet:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_read_and_written_back() {
        let text =
            "pkcs11:token=The%20CA%3b%20%C3%A9;manufacturer=SoftHSM%20project;model=SoftHSM%20v2;serial=0a1b";
        let uri: TokenUri = text.parse().unwrap();
        assert_eq!(uri.token.as_deref(), Some("The CA; é"));
        assert_eq!(uri.serial.as_deref(), Some("0a1b"));
        assert_eq!(uri.to_string().parse::<TokenUri>().unwrap(), uri);
        assert_eq!(
            "PKCS11:token=ca".parse::<TokenUri>().unwrap().of_key("root"),
            "pkcs11:token=ca;object=root;type=private"
        );
    }

    #[test]
    fn what_names_no_token_is_refused_and_no_pin_is_repeated() {
        for (text, why) in [
            ("", "pkcs11:"),
            ("token=ca", "pkcs11:"),
            ("pkcs11:", "`token` or `serial`"),
            ("pkcs11:model=v2", "`token` or `serial`"),
            ("pkcs11:token=", "empty"),
            ("pkcs11:token=%20", "empty"),
            ("pkcs11:token", "name=value"),
            ("pkcs11:token=a;token=b", "twice"),
            ("pkcs11:token=a;object=root", "not one of"),
            ("pkcs11:token=a b", "percent"),
            ("pkcs11:token=a%2", "no octet"),
            ("pkcs11:token=a%zz", "no octet"),
            ("pkcs11:token=%ff", "UTF-8"),
            ("pkcs11:token=a?pin-value=123456", "pin_file"),
        ] {
            let problem = text.parse::<TokenUri>().unwrap_err().to_string();
            assert!(problem.contains(why), "{text}: {problem}");
            assert!(!problem.contains("123456"), "{problem}");
        }
        assert!(format!("pkcs11:token={}", "a".repeat(600)).parse::<TokenUri>().is_err());
    }
}

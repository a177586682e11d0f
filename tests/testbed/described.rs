//! The OpenAPI documents as a programmer elsewhere uses them: what is in a message, by their schemas alone.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use pki_types::encoding::base64url_decode;
use pki_types::strict_json;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Reads a payload as the program does, as far as its form goes.
type Reader = fn(&Value) -> bool;

/// The schemas of both documents.
pub(crate) struct Described {
    schemas: Map<String, Value>,
    /// The JOSE messages that are described: what is in each, by its `typ`.
    forms: BTreeMap<String, Value>,
    met: BTreeSet<String>,
}

impl Described {
    /// As the doors serve them.
    pub(crate) fn by_the_doors() -> Self {
        let mut schemas = Map::new();
        for document in [mobile_sig_api::openapi(), registration_api::openapi()] {
            let document = serde_json::to_value(&document).expect("a document is JSON");
            let found = document["components"]["schemas"].as_object().expect("it has schemas").clone();
            for (name, schema) in found {
                let other = schemas.insert(name.clone(), schema.clone());
                assert!(other.is_none_or(|other| other == schema), "{name} is one thing in both documents");
            }
        }
        let jose = schemas.values().filter(|schema| schema["contentMediaType"] == "application/jose");
        let form = |schema: &Value| {
            let typ = schema["contentSchema"]["prefixItems"][0]["properties"]["typ"]["enum"][0].as_str();
            (typ.expect("a message has its typ").to_owned(), schema["contentSchema"].clone())
        };
        let forms = jose.map(form).collect();
        Self { schemas, forms, met: BTreeSet::new() }
    }

    /// Checks a signed message, as it was sent, and that its description and `reader` of its payload agree about every message
    /// that lacks a member, has one under another name, one more, or one of another type.
    pub(crate) fn check_signed(&mut self, compact: &str) {
        let mut parts = compact.split('.').map(|part| base64url_decode(part).unwrap_or_default());
        let [Some(header), Some(payload)] = [parts.next(), parts.next()] else { panic!("it has parts") };
        let [header, payload]: [Value; 2] =
            [header, payload].map(|json| serde_json::from_slice(&json).expect("header and payload are JSON"));
        let typ = header["typ"].as_str().expect("the header has its typ").to_owned();
        let form = self.validator(self.forms.get(&typ).unwrap_or_else(|| panic!("{typ} is not described")));
        let whole = json!([header, payload]);
        let fault = form.iter_errors(&whole).next().map(|fault| fault.to_string());
        assert_eq!(fault, None, "{typ}: {payload}");
        for (what, header) in changed(&header) {
            assert!(!form.is_valid(&json!([header, payload])), "{typ}: header, {what}");
        }
        agree(&typ, &payload, reader(&typ), |payload| form.is_valid(&json!([header, payload])));
        self.met.insert(typ);
    }

    /// Checks what is encrypted in a message of this type, in the same way.
    pub(crate) fn check_enclosed<T: DeserializeOwned + serde::Serialize>(&mut self, typ: &str, content: &T) {
        let form = self.forms.get(typ).unwrap_or_else(|| panic!("{typ} is not described"));
        let form = self.validator(&form["prefixItems"][1]);
        let content = serde_json::to_value(content).expect("what is encrypted is JSON");
        let fault = form.iter_errors(&content).next().map(|fault| fault.to_string());
        assert_eq!(fault, None, "{typ}");
        // A message within a message is compact too, and was checked by itself.
        if !content.is_string() {
            agree(typ, &content, reads::<T>, |content| form.is_valid(content));
        }
        self.met.insert(typ.to_owned());
    }

    /// Checks a body against the schema of this name.
    pub(crate) fn check_body(&self, name: &str, body: &Value) {
        let schema = self.named(name);
        let fault = schema.iter_errors(body).next().map(|fault| fault.to_string());
        assert_eq!(fault, None, "{name}: {body}");
    }

    /// A schema by its name.
    pub(crate) fn named(&self, name: &str) -> Validator {
        self.validator(&self.schemas.get(name).cloned().unwrap_or_else(|| panic!("{name} is not described")))
    }

    /// The names of the variants of a schema that is one of several.
    pub(crate) fn variants(&self, name: &str) -> Vec<String> {
        let one_of = self.schemas[name]["oneOf"].as_array().expect("it is one of several");
        let name = |variant: &Value| variant["$ref"].as_str()?.rsplit('/').next().map(str::to_owned);
        one_of.iter().map(|variant| name(variant).expect("a variant has a name")).collect()
    }

    /// The types that are described and were not met.
    pub(crate) fn not_met(&self) -> Vec<&String> {
        self.forms.keys().filter(|typ| !self.met.contains(*typ)).collect()
    }

    fn validator(&self, schema: &Value) -> Validator {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": { "schemas": self.schemas },
            "allOf": [schema],
        });
        jsonschema::validator_for(&schema).expect("the document's schemas are schemas")
    }
}

fn reads<T: DeserializeOwned>(payload: &Value) -> bool {
    strict_json::from_slice::<T>("payload", payload.to_string().as_bytes()).is_ok()
}

fn reader(typ: &str) -> Reader {
    use phone_protocol::{
        Answer, Claim, Enrolment, Inquiry, KeyList, Message, Pending, Receipt, Refusal, Share, Shown,
        SignatureRequest, Statement, Subscription, Unlock, Wish,
    };
    match typ {
        words::act::ACT_TYP => reads::<words::act::ActPayload>,
        SignatureRequest::TYP => reads::<SignatureRequest>,
        KeyList::TYP => reads::<KeyList>,
        Statement::TYP => reads::<Statement>,
        Share::TYP => reads::<Share>,
        Enrolment::TYP => reads::<Enrolment>,
        Pending::TYP => reads::<Pending>,
        Subscription::TYP => reads::<Subscription>,
        Shown::TYP => reads::<Shown>,
        Unlock::TYP => reads::<Unlock>,
        Answer::TYP => reads::<Answer>,
        Refusal::TYP => reads::<Refusal>,
        Claim::TYP => reads::<Claim>,
        Wish::TYP => reads::<Wish>,
        Inquiry::TYP => reads::<Inquiry>,
        Receipt::TYP => reads::<Receipt>,
        other => panic!("{other} is described, and nothing reads it"),
    }
}

/// The description and the program accept the same of all that differs from `payload` in one member.
fn agree(typ: &str, payload: &Value, reader: Reader, described: impl Fn(&Value) -> bool) {
    let changes = changed(payload);
    assert!(!changes.is_empty(), "{typ} has members");
    for (what, changed) in changes {
        // Acts from before there were roles are still read; a new one needs its role.
        let is_older = typ == words::act::ACT_TYP && what == "without /role";
        assert_eq!(described(&changed), reader(&changed) && !is_older, "{typ} {what}: described, read");
    }
}

/// The same value without one member, with one under another name, with one more, with one of another type; at every depth.
fn changed(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (path, object) in objects(value) {
        let mut put = |what: String, change: &dyn Fn(&mut Map<String, Value>)| {
            let mut whole = value.clone();
            let at = whole.pointer_mut(&path).and_then(Value::as_object_mut).expect("the object is there");
            change(at);
            found.push((what, whole));
        };
        put(format!("with one more in {path}/"), &|object| {
            drop(object.insert("unheard_of".into(), json!(1)))
        });
        for (name, member) in object {
            put(format!("without {path}/{name}"), &|object| drop(object.remove(name)));
            put(format!("with another name for {path}/{name}"), &|object| {
                let member = object.remove(name).unwrap_or_default();
                object.insert(format!("{name}_"), member);
            });
            let other = if member.is_string() { json!(7.5) } else { json!("other") };
            put(format!("with another type of {path}/{name}"), &|object| {
                drop(object.insert(name.clone(), other.clone()))
            });
        }
    }
    found
}

/// Every object in a value, with its JSON pointer.
fn objects(value: &Value) -> Vec<(String, &Map<String, Value>)> {
    let below = |path: String, value| {
        objects(value).into_iter().map(move |(rest, object)| (format!("{path}{rest}"), object))
    };
    match value {
        Value::Object(object) => {
            let inner = object.iter().flat_map(|(name, value)| below(format!("/{name}"), value));
            std::iter::once((String::new(), object)).chain(inner).collect()
        }
        Value::Array(array) => {
            array.iter().enumerate().flat_map(|(at, value)| below(format!("/{at}"), value)).collect()
        }
        _ => Vec::new(),
    }
}

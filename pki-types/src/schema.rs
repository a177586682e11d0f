//! How messages stand in the OpenAPI documents: JSON Schema (2020-12) of the very types that are read and written.
//!
//! A signed or encrypted message travels as one string. What is in it stands beside it, as JSON Schema Validation §8.6
//! has it for a JWT: `contentMediaType` names the form, and `contentSchema` describes the array of header and payload.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde_json::{Value, json};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::jws::MAX_CHAIN;

/// Schemas with the names under which others refer to them, as [`ToSchema::schemas`] collects them.
pub type Named = Vec<(String, RefOr<Schema>)>;

/// A text of this form.
pub fn text(pattern: &str, description: &str) -> RefOr<Schema> {
    string(description).pattern(Some(pattern)).into()
}

/// The one text that is allowed.
pub fn constant(value: &str, description: &str) -> RefOr<Schema> {
    words(&[value], description)
}

/// The texts that are allowed.
pub fn words(values: &[&str], description: &str) -> RefOr<Schema> {
    string(description).enum_values(Some(values.iter().copied())).into()
}

/// A reference to the schema of this name, which is described elsewhere.
pub fn reference(name: &str, description: &str) -> RefOr<Schema> {
    let mut reference = Ref::from_schema_name(name);
    description.clone_into(&mut reference.description);
    reference.into()
}

/// Octets in base64 with padding; their number is bounded by what is read, which counts octets and not characters.
pub fn octets(minimum: usize, maximum: usize) -> RefOr<Schema> {
    let characters = |octets: usize| octets.div_ceil(3) * 4;
    let number = if minimum == maximum { minimum.to_string() } else { format!("{minimum} to {maximum}") };
    string(&format!("Base64 with padding of {number} octets."))
        .content_encoding("base64")
        .min_length(Some(characters(minimum)))
        .max_length(Some(characters(maximum)))
        .into()
}

/// A P-256 public key (RFC 7518 §6.2).
pub fn public_key() -> RefOr<Schema> {
    crate::key::Jwk::schema()
}

/// Which key stands in the header of a JWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarriedKey {
    /// None: its receiver knows the signer's key.
    None,
    /// `jwk`: the signer introduces its key.
    Key,
    /// `x5c`: the signer's certificate and those above it.
    Certificates,
}

/// A kind of compact JWS.
#[derive(Clone, Copy, Debug)]
pub struct SignedForm {
    /// The `typ` of its header.
    pub typ: &'static str,
    /// The longest compact form that is read, in octets.
    pub maximum_octets: usize,
    /// The key in its header.
    pub key: CarriedKey,
}

impl SignedForm {
    /// The compact form around the payload that has this name.
    pub fn around(&self, payload: &str) -> RefOr<Schema> {
        let mut header = json!({ "alg": { "type": "string", "enum": ["ES256"] }, "typ": { "type": "string", "enum": [self.typ] } });
        match self.key {
            CarriedKey::None => {}
            CarriedKey::Key => header["jwk"] = json!(public_key()),
            CarriedKey::Certificates => {
                header["x5c"] = json!({
                    "type": "array", "minItems": 1, "maxItems": MAX_CHAIN,
                    "items": { "type": "string", "contentEncoding": "base64" },
                    "description": "DER in base64: the signer's certificate, then those above it, the root left out (RFC 7515 §4.1.6).",
                });
            }
        }
        let description = format!(
            "A compact JWS (RFC 7515) of type `{}`: base64url of header, payload and signature, joined by dots; ES256 signs the \
             first two.",
            self.typ
        );
        compact(&description, self.maximum_octets, header, payload)
            .pattern(Some("^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$"))
            .into()
    }
}

/// What travels encrypted to one receiver, as a compact JWE.
pub trait Enclosed: ToSchema {
    /// The `typ` of the header.
    const TYP: &'static str;
    /// The longest compact form that is read, in octets.
    const MAXIMUM_OCTETS: usize;
    /// The key to which it is encrypted, in words.
    const TO: &'static str;
}

/// The compact JWE around a `T`, as documents describe it.
pub struct Encrypted<T>(PhantomData<T>);

impl<T: Enclosed> PartialSchema for Encrypted<T> {
    fn schema() -> RefOr<Schema> {
        let header = json!({
            "alg": { "type": "string", "enum": ["ECDH-ES"] },
            "enc": { "type": "string", "enum": ["A256GCM"] },
            "typ": { "type": "string", "enum": [T::TYP] },
            "epk": public_key(),
        });
        let description = format!(
            "A compact JWE (RFC 7516) of type `{}` to {}: header, no encrypted key, nonce, ciphertext and tag in base64url, joined by \
             dots. What is encrypted is the second element of `contentSchema`.",
            T::TYP,
            T::TO
        );
        compact(&description, T::MAXIMUM_OCTETS, header, &T::name())
            .pattern(Some("^[A-Za-z0-9_-]+\\.\\.[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{22}$"))
            .into()
    }
}

impl<T: Enclosed> ToSchema for Encrypted<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("Encrypted{}", T::name()))
    }

    fn schemas(schemas: &mut Named) {
        collect::<T>(schemas);
    }
}

/// Adds `T` and all that it refers to. What is inside a message is read strictly, so no object takes unknown members.
pub fn collect<T: ToSchema>(schemas: &mut Named) {
    let mut found = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut found);
    schemas.extend(found.into_iter().map(|(name, schema)| (name, closed(schema))));
}

/// The variants of an enum that has its tag among the members of what it holds.
pub fn tagged(tag: &str, variants: impl IntoIterator<Item = (&'static str, RefOr<Schema>)>) -> RefOr<Schema> {
    let mut one_of = utoipa::openapi::OneOfBuilder::new();
    for (name, schema) in variants {
        let RefOr::T(Schema::Object(mut object)) = schema else {
            unreachable!("what a tagged enum holds is an object: {name}");
        };
        object.title = Some(name.to_owned());
        object.properties.insert(
            tag.to_owned(),
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some([name])).into(),
        );
        object.required.insert(0, tag.to_owned());
        one_of = one_of.item(object);
    }
    one_of.into()
}

fn string(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(description))
}

fn compact(description: &str, maximum_octets: usize, header: Value, content: &str) -> ObjectBuilder {
    let required: Vec<&String> =
        header.as_object().map(|members| members.keys().collect()).unwrap_or_default();
    let content = json!({
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "prefixItems": [
            { "type": "object", "title": "header", "required": required, "properties": header, "additionalProperties": false },
            Ref::from_schema_name(content),
        ],
        "items": {},
    });
    string(description)
        .max_length(Some(maximum_octets))
        .content_media_type("application/jose")
        .extensions(Some(Extensions::from_iter([("contentSchema", content)])))
}

/// The same schema, whose objects take no unknown member: `utoipa` says it of structs, not of the variants of an enum.
fn closed(schema: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(schema) = schema else { return schema };
    RefOr::T(match schema {
        Schema::Object(object) => Schema::Object(closed_object(object)),
        Schema::OneOf(mut one_of) => {
            one_of.items = one_of.items.into_iter().map(closed).collect();
            Schema::OneOf(one_of)
        }
        other => other,
    })
}

fn closed_object(mut object: Object) -> Object {
    if object.schema_type == SchemaType::Type(Type::Object) && object.additional_properties.is_none() {
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
    object.properties = object.properties.into_iter().map(|(name, schema)| (name, closed(schema))).collect();
    object
}

/// An array of at least one `T`, none twice.
pub fn set_of<T: ToSchema>(description: &str) -> RefOr<Schema> {
    let items = Ref::from_schema_name(T::name());
    ArrayBuilder::new()
        .items(items)
        .min_items(Some(1))
        .unique_items(true)
        .description(Some(description))
        .into()
}

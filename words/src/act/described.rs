//! How signed acts and roles stand in the OpenAPI documents, where a derived schema would not say what is read.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::roles::{Role, Roles};
use super::{ACT_TYP, ActPayload, MAX_ACT_OCTETS, SignedAct};
use pki_types::schema::{CarriedKey, Named, SignedForm, collect, set_of};

impl PartialSchema for SignedAct {
    fn schema() -> RefOr<Schema> {
        let key = CarriedKey::Certificates;
        SignedForm { typ: ACT_TYP, maximum_octets: MAX_ACT_OCTETS, key }.around(&ActPayload::name())
    }
}

impl ToSchema for SignedAct {
    fn schemas(schemas: &mut Named) {
        collect::<ActPayload>(schemas);
    }
}

impl PartialSchema for Roles {
    fn schema() -> RefOr<Schema> {
        set_of::<Role>("What an officer may be trusted with.")
    }
}

impl ToSchema for Roles {
    fn schemas(schemas: &mut Named) {
        collect::<Role>(schemas);
    }
}

//! How the messages stand in the OpenAPI documents: what each compact form holds, generated from the types that read it.

use std::borrow::Cow;

use pki_types::schema::{CarriedKey, Named, SignedForm, collect};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::message::{HeaderKey, Message, Received};
use crate::{
    Answer, Claim, Enrolment, Inquiry, KeyList, Pending, Receipt, Refusal, Share, Shown, SignatureRequest,
    Statement, Subscription, Unlock, Wish,
};

/// A relying party's request, signed.
pub type SignedRequest = Received<SignatureRequest>;
/// A statement, signed.
pub type SignedStatement = Received<Statement>;
/// A receipt, signed.
pub type SignedReceipt = Received<Receipt>;
/// A key list, signed.
pub type SignedKeyList = Received<KeyList>;
/// An enrolment, signed.
pub type SignedEnrolment = Received<Enrolment>;
/// A poll, signed.
pub type SignedPending = Received<Pending>;
/// Where a phone can be woken, signed.
pub type SignedSubscription = Received<Subscription>;
/// "The person sees it", signed.
pub type SignedShown = Received<Shown>;
/// An unlock, signed.
pub type SignedUnlock = Received<Unlock>;
/// A share, signed.
pub type SignedShare = Received<Share>;
/// An answer, signed.
pub type SignedAnswer = Received<Answer>;
/// The claim of a device link, signed.
pub type SignedClaim = Received<Claim>;
/// A wish, signed.
pub type SignedWish = Received<Wish>;
/// An inquiry, signed.
pub type SignedInquiry = Received<Inquiry>;
/// A refusal, signed.
pub type SignedRefusal = Received<Refusal>;

impl<T: Message> PartialSchema for Received<T> {
    fn schema() -> RefOr<Schema> {
        let key = match T::HEADER_KEY {
            HeaderKey::None => CarriedKey::None,
            HeaderKey::DeviceKey => CarriedKey::Key,
            HeaderKey::Certificates => CarriedKey::Certificates,
        };
        SignedForm { typ: T::TYP, maximum_octets: T::MAXIMUM_OCTETS, key }.around(&T::name())
    }
}

impl<T: Message> ToSchema for Received<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("Signed{}", T::name()))
    }

    fn schemas(schemas: &mut Named) {
        collect::<T>(schemas);
    }
}

//! To be written.
#![expect(missing_docs, reason = "a skeleton")]
mod config;
pub use config::MobileSignatureConfig;
#[derive(Clone)]
pub struct MobileSignature;
impl MobileSignature {
    pub fn new(_store: store::DoorStore, _clock: std::sync::Arc<dyn pki_types::Clock>, _random: std::sync::Arc<dyn pki_types::Random>, _config: &MobileSignatureConfig) -> Result<Self, Error> { Ok(Self) }
}
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("status_url: {0}")]
    StatusUrl(String),
}
pub mod problems { pub const ALL: &[http_kit::ProblemType] = &[]; }
pub fn openapi() -> utoipa::openapi::OpenApi { utoipa::openapi::OpenApi::new(utoipa::openapi::Info::new("Signet mobile signatures", "1.0.0"), utoipa::openapi::Paths::new()) }
pub fn relying_party_routes(_state: MobileSignature) -> axum::Router { axum::Router::new() }
pub fn phone_routes(_state: MobileSignature) -> axum::Router { axum::Router::new() }
pub fn router(state: MobileSignature) -> axum::Router { relying_party_routes(state.clone()).merge(phone_routes(state)) }

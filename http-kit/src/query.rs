//! Query parameters, where unknown ones are refused.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::problems;

/// The query as `T`, which should carry `#[serde(deny_unknown_fields)]`.
#[derive(Debug, Clone, Copy)]
pub struct StrictQuery<T>(
    /// What the query says.
    pub T,
);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for StrictQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(StrictQuery(value)),
            Err(rejection) => Err(Problem::new(&problems::INVALID_PARAMETER, rejection.body_text())),
        }
    }
}

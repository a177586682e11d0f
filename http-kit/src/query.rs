//! Query parameters, where unknown ones are refused.

use std::error::Error;
use std::iter;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use words::problem;

use crate::json::field;
use crate::problem::Problem;

/// What the extractor says of a query that does not fit.
type Fault = serde_path_to_error::Error<serde::de::value::Error>;

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
            Err(rejection) => {
                let parameter = parameter(&rejection);
                Err(Problem::new(problem::INVALID_PARAMETER, rejection.body_text()).at(parameter.as_deref()))
            }
        }
    }
}

/// The parameter at fault, as the reader below the extractor knows it.
fn parameter(rejection: &dyn Error) -> Option<String> {
    let mut causes = iter::successors(rejection.source(), |error| (*error).source());
    let fault = causes.find_map(|error| error.downcast_ref::<Fault>())?;
    field(&fault.path().to_string(), &fault.inner().to_string())
}

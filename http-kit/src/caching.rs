//! What HTTP caches are told, and what a client is answered that has the body already (RFC 9110 §13, RFC 9111).

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use pki_types::{Clock, UnixTime, sha256};
use serde::Serialize;

/// RFC 9110 §8.8.2.2: a date of one second tells two bodies apart only when it is this much older than the answer.
const A_DATE_COUNTS_AFTER_SECONDS: i64 = 60;

/// A body that is the same for everybody until another takes its place.
#[derive(Debug, Clone)]
pub struct Document {
    media_type: &'static str,
    body: Bytes,
    entity_tag: HeaderValue,
    last_modified: UnixTime,
}

impl Document {
    /// This body, which is so since `last_modified`.
    pub fn new(media_type: &'static str, body: impl Into<Bytes>, last_modified: UnixTime) -> Self {
        let body = body.into();
        Self { media_type, entity_tag: entity_tag(&body), body, last_modified }
    }

    /// This value in JSON, which is so since `last_modified`.
    ///
    /// # Panics
    /// The value has no JSON: a map whose keys are no strings.
    pub fn json(value: &impl Serialize, last_modified: UnixTime) -> Self {
        let body = serde_json::to_vec(value).expect("the value has JSON");
        Self::new("application/json", body, last_modified)
    }

    /// The answer to a GET or HEAD with these headers: the body, or that the client has it. Caches ask before they use it.
    #[must_use]
    pub fn answer(self, request: &HeaderMap, now: UnixTime) -> Response {
        let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))]);
        self.conditional(request, headers, now)
    }

    /// As [`answer`](Self::answer); caches may use it without asking until `expires`.
    #[must_use]
    pub fn answer_until(self, expires: UnixTime, request: &HeaderMap, now: UnixTime) -> Response {
        self.conditional(request, may_be_kept(expires, now), now)
    }

    /// The order of RFC 9110 §13.2.2: a date counts only where no tag was sent.
    fn conditional(self, request: &HeaderMap, mut headers: HeaderMap, now: UnixTime) -> Response {
        let is_old_enough = now.since(self.last_modified) >= A_DATE_COUNTS_AFTER_SECONDS;
        if is_old_enough {
            headers.insert(header::LAST_MODIFIED, http_date(self.last_modified));
        }
        let has_it = match request.contains_key(header::IF_NONE_MATCH) {
            true => has_tag(request, &self.entity_tag),
            false => is_old_enough && has_date(request, self.last_modified),
        };
        headers.insert(header::ETAG, self.entity_tag);
        if has_it {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        (headers, self.body).into_response()
    }

    /// The route of a body that stays as long as the program runs.
    pub fn route<S>(self, clock: &Arc<dyn Clock>) -> MethodRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let clock = Arc::clone(clock);
        get(move |request: HeaderMap| {
            let answer = self.clone().answer(&request, clock.now());
            async move { answer }
        })
    }
}

/// The headers of an answer that is another each time, may be kept until `expires`, and is never altered on its way
/// (RFC 9919 §6.2).
pub fn cacheable_until(
    entity_tag: HeaderValue,
    last_modified: UnixTime,
    expires: UnixTime,
    now: UnixTime,
) -> HeaderMap {
    let mut headers = may_be_kept(expires, now);
    headers.insert(header::ETAG, entity_tag);
    headers.insert(header::LAST_MODIFIED, http_date(last_modified));
    headers
}

fn may_be_kept(expires: UnixTime, now: UnixTime) -> HeaderMap {
    let max_age = expires.since(now).max(0);
    let control = format!("max-age={max_age}, public, no-transform, must-revalidate");
    let control = HeaderValue::try_from(control).expect("digits, letters and punctuation");
    HeaderMap::from_iter([(header::EXPIRES, http_date(expires)), (header::CACHE_CONTROL, control)])
}

/// The strong validator of a body: its SHA-256.
pub fn entity_tag(body: &[u8]) -> HeaderValue {
    HeaderValue::try_from(format!("\"{}\"", sha256(body))).expect("hexadecimal digits in quotes")
}

/// If-None-Match, compared weakly (RFC 9110 §13.1.2).
fn has_tag(request: &HeaderMap, tag: &HeaderValue) -> bool {
    let tags = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = tags.flat_map(|value| value.split(',')).map(|given| {
        let given = given.trim();
        given.strip_prefix("W/").unwrap_or(given)
    });
    tags.any(|given| given == "*" || given.as_bytes() == tag.as_bytes())
}

/// If-Modified-Since, in any of the three forms of a date (RFC 9110 §13.1.3, §5.6.7); what is none is not there.
fn has_date(request: &HeaderMap, last_modified: UnixTime) -> bool {
    let mut dates = request.get_all(header::IF_MODIFIED_SINCE).iter();
    let (Some(date), None) = (dates.next(), dates.next()) else { return false };
    let date = date.to_str().ok().and_then(|date| httpdate::parse_http_date(date).ok());
    let date = date.and_then(|date| date.duration_since(std::time::UNIX_EPOCH).ok());
    let date = date.and_then(|date| i64::try_from(date.as_secs()).ok());
    date.is_some_and(|date| date >= last_modified.seconds())
}

fn http_date(at: UnixTime) -> HeaderValue {
    /// The last second of the year 9999, after which a year has no four digits.
    const LAST: u64 = 253_402_300_799;
    let seconds = u64::try_from(at.seconds()).unwrap_or(0).min(LAST);
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    HeaderValue::try_from(httpdate::fmt_http_date(at)).expect("letters, digits and punctuation")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODIFIED: i64 = 784_111_777;
    /// The examples of RFC 9110 §5.6.7: one instant, three forms.
    const FORMS: [&str; 3] =
        ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];

    fn document() -> Document {
        Document::new("text/plain", "body", UnixTime::from_seconds(MODIFIED))
    }

    fn asked(headers: &[(header::HeaderName, &'static str)], after: i64) -> Response {
        let request = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        document().answer(&request.collect(), UnixTime::from_seconds(MODIFIED + after))
    }

    #[test]
    fn dates_are_as_http_writes_them() {
        assert_eq!(http_date(UnixTime::from_seconds(MODIFIED)), FORMS[0]);
        assert_eq!(http_date(UnixTime::from_seconds(i64::MAX)), "Fri, 31 Dec 9999 23:59:59 GMT");
        assert_eq!(http_date(UnixTime::from_seconds(-1)), "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    #[test]
    fn a_date_of_any_form_is_enough_where_no_tag_is_sent() {
        for form in FORMS {
            assert_eq!(asked(&[(header::IF_MODIFIED_SINCE, form)], 100).status(), 304, "{form}");
            let both = [(header::IF_MODIFIED_SINCE, form), (header::IF_NONE_MATCH, "\"other\"")];
            assert_eq!(asked(&both, 100).status(), 200, "a tag that does not match decides: {form}");
            let twice = [(header::IF_MODIFIED_SINCE, form), (header::IF_MODIFIED_SINCE, form)];
            let twice: HeaderMap = {
                let mut headers = HeaderMap::new();
                for (name, value) in twice {
                    headers.append(name, HeaderValue::from_static(value));
                }
                headers
            };
            assert_eq!(document().answer(&twice, UnixTime::from_seconds(MODIFIED + 100)).status(), 200);
        }
        for other in ["Sun, 06 Nov 1994 08:49:36 GMT", "yesterday", ""] {
            assert_eq!(asked(&[(header::IF_MODIFIED_SINCE, other)], 100).status(), 200, "{other}");
        }
    }

    /// Two lists may be made in one second: a client that has the first must not be told that it has the second.
    #[test]
    fn a_date_tells_nothing_of_what_is_younger_than_a_minute() {
        let young = asked(&[(header::IF_MODIFIED_SINCE, FORMS[0])], 59);
        assert_eq!((young.status(), young.headers().get(header::LAST_MODIFIED)), (StatusCode::OK, None));
        let old = asked(&[], 60);
        assert_eq!(old.headers().get(header::LAST_MODIFIED).unwrap(), FORMS[0]);
    }

    #[test]
    fn one_matching_tag_of_several_is_enough() {
        let tag = entity_tag(b"body");
        let mut headers = HeaderMap::new();
        assert!(!has_tag(&headers, &tag));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\", W/\"weak\""));
        assert!(!has_tag(&headers, &tag));
        let weak = format!("W/{}", tag.to_str().unwrap());
        headers.append(header::IF_NONE_MATCH, HeaderValue::try_from(weak).unwrap());
        assert!(has_tag(&headers, &tag));
    }
}

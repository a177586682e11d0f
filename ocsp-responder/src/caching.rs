//! What HTTP caches are told (RFC 9919 §6.2, RFC 9111).

use axum::http::{HeaderMap, HeaderValue, header};
use pki_types::{UnixTime, sha256};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// IMF-fixdate (RFC 9110 §5.6.7).
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// The headers of a body that may be kept until `expires` and never altered on its way.
pub(crate) fn cacheable_until(
    body: &[u8],
    last_modified: UnixTime,
    expires: UnixTime,
    now: UnixTime,
) -> HeaderMap {
    let max_age = expires.since(now).max(0);
    let text = |text: String| HeaderValue::try_from(text).expect("digits, letters and punctuation");
    HeaderMap::from_iter([
        (header::ETAG, entity_tag(body)),
        (header::LAST_MODIFIED, text(http_date(last_modified))),
        (header::EXPIRES, text(http_date(expires))),
        (header::CACHE_CONTROL, text(format!("max-age={max_age}, public, no-transform, must-revalidate"))),
    ])
}

/// The strong validator of a body: its SHA-256.
pub(crate) fn entity_tag(body: &[u8]) -> HeaderValue {
    HeaderValue::try_from(format!("\"{}\"", sha256(body))).expect("hexadecimal digits in quotes")
}

/// Whether the client says that it has this very body.
pub(crate) fn has_already(request: &HeaderMap, tag: &HeaderValue) -> bool {
    let tags = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = tags.flat_map(|value| value.split(',')).map(|given| given.trim().trim_start_matches("W/"));
    tags.any(|given| given == "*" || given.as_bytes() == tag.as_bytes())
}

fn http_date(at: UnixTime) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    at.format(HTTP_DATE).expect("every part of the format is in an instant")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 9110 §5.6.7.
    #[test]
    fn dates_are_as_http_writes_them() {
        assert_eq!(http_date(UnixTime::from_seconds(784_111_777)), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn one_matching_tag_of_several_is_enough() {
        let tag = entity_tag(b"body");
        let mut headers = HeaderMap::new();
        assert!(!has_already(&headers, &tag));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\", W/\"weak\""));
        assert!(!has_already(&headers, &tag));
        headers.append(header::IF_NONE_MATCH, tag.clone());
        assert!(has_already(&headers, &tag));
    }
}

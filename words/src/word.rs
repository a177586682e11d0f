//! Words: what is one of a few is an enum in Rust and the same short text in a row, in JSON, in a log and on a screen.

/// An enum of words, each with its text.
///
/// The enum is read and written by serde as its text, shows it, is parsed from it, and stands so in the OpenAPI documents; `ALL` has
/// every one in order.
#[macro_export]
macro_rules! words {
    ($(#[doc = $documentation:literal])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[doc = $documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$meaning])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$variant),+];

            /// The word as it is stored, sent and shown.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = pki_types::Error;

            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
                let known = Self::ALL.into_iter().find(|word| word.as_str() == text);
                known.ok_or_else(|| {
                    let words = Self::ALL.map(Self::as_str);
                    pki_types::Error::malformed(stringify!($name), format_args!("`{text}` is not one of {}", words.join(", ")))
                })
            }
        }

        impl $crate::utoipa::PartialSchema for $name {
            fn schema() -> $crate::utoipa::openapi::RefOr<$crate::utoipa::openapi::schema::Schema> {
                pki_types::schema::words(&Self::ALL.map(Self::as_str), concat!($($documentation),*).trim_start())
            }
        }

        impl $crate::utoipa::ToSchema for $name {}
    };
}

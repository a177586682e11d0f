//! Keys whose private half the whole world knows, from standards' examples and test suites: refused before an
//! intent exists.
//!
//! To add one: its affine x coordinate in hexadecimal, with its source. (A point and its negative share x,
//! and so does their weakness.)

use pki_types::PublicKey;

/// x coordinates of uncompressed points.
const KNOWN_X: &[&str] = &[
    // P-256, private key 1: the generator itself (SP 800-186 §3.2.1.3).
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    // P-256, RFC 6979 appendix A.2.5.
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
    // P-256, RFC 7515 appendix A.3.
    "7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445",
    // P-256, RFC 7517 appendix A.1 and A.2.
    "30a0424cd21c2944838a2d75c92b37e76ea20d9f00893a3b4eee8a3c0aafec3e",
    // P-384, private key 1: the generator itself (SP 800-186 §3.2.1.4).
    "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
    // P-384, RFC 6979 appendix A.2.6.
    "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
];

/// Whether everybody knows the private key.
pub(crate) fn is_known(key: &PublicKey) -> bool {
    let point = key.subject_public_key();
    // SEC 1 §2.3.3: 0x04, then x and y of equal length.
    let x = match point.split_first() {
        Some((0x04, coordinates)) => pki_types::encoding::hex(&coordinates[..coordinates.len() / 2]),
        _ => return false,
    };
    KNOWN_X.contains(&x.as_str())
}

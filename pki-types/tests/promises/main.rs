//! What pki-types promises, through its public interface. OpenSSL is the independent judge.
#![cfg(test)]

mod certificates;
mod chains;
mod cms;
mod crls;
mod display;
mod encodings;
mod encrypted_messages;
mod issuing;
mod keys;
mod names;
mod never_panics;
mod ocsp;
mod ocsp_corpus;
mod ocsp_requests;
mod others_algorithms;
mod requests;
mod serials;
mod signatures;
mod signed_messages;
mod strict_der;
mod time_and_digests;
mod tsp;
mod visible;

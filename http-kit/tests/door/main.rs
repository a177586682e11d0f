//! The promises of http-kit, from the outside: in process where that is enough, over loopback where it is not.

mod client;
mod extractors;
mod health;
mod listening;
mod mutual_tls;
mod refusals;

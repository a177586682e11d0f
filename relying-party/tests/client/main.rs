//! What a relying party believes, and what it does not: a good answer, and each with one thing changed.
#![cfg(test)]

mod answers;
mod batches;
mod country;
mod credentials;
mod doors;
mod forged_links;
mod forged_paths;
mod forged_payments;
mod forgeries;
mod other_persons;
mod vectors;

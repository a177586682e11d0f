//! The house rules that a program can check.

mod arrows;
mod text;

//! Which octets of a file a signature covers (ISO 32000-2, 12.8.1).

use std::ops::Range;

use crate::pdf::{Dictionary, Object};

/// Two stretches of a file: before and after the value of /Contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByteRange {
    pub(crate) first: Range<usize>,
    pub(crate) second: Range<usize>,
}

impl ByteRange {
    /// Everything of a file of `length` octets but `contents`.
    pub(crate) fn around(contents: &Range<usize>, length: usize) -> Self {
        Self { first: 0..contents.start, second: contents.end..length }
    }

    /// Reads /ByteRange: four integers that make two stretches, in order, without overlap, inside the file.
    pub(crate) fn of(signature: &Dictionary, file_length: usize) -> Result<Self, String> {
        let numbers = signature.entry("ByteRange").and_then(Object::as_array).unwrap_or_default();
        let numbers: Option<Vec<usize>> = numbers
            .iter()
            .map(|number| number.as_integer().and_then(|number| usize::try_from(number).ok()))
            .collect();
        let Some([first_start, first_length, second_start, second_length]) = numbers
            .as_deref()
            .and_then(|numbers| numbers.first_chunk::<4>())
            .filter(|_| numbers.as_ref().is_some_and(|numbers| numbers.len() == 4))
        else {
            return Err("its ByteRange is not four non-negative numbers".into());
        };
        let first_end = first_start.checked_add(*first_length);
        let second_end = second_start.checked_add(*second_length);
        match (first_end, second_end) {
            (Some(first_end), Some(second_end))
                if *first_start == 0 && first_end <= *second_start && second_end <= file_length =>
            {
                Ok(Self { first: 0..first_end, second: *second_start..second_end })
            }
            _ => Err(format!(
                "its ByteRange [{first_start} {first_length} {second_start} {second_length}] does not describe two \
                 stretches of this file of {file_length} octets, the first from its beginning"
            )),
        }
    }

    /// The octets left out, which must be the value of /Contents and nothing else.
    pub(crate) fn hole(&self) -> Range<usize> {
        self.first.end..self.second.start
    }

    pub(crate) fn numbers(&self) -> [usize; 4] {
        [self.first.start, self.first.len(), self.second.start, self.second.len()]
    }

    /// The octets that are digested.
    pub(crate) fn signed_octets<'f>(&self, file: &'f [u8]) -> [&'f [u8]; 2] {
        [&self.first, &self.second].map(|stretch| file.get(stretch.clone()).unwrap_or_default())
    }
}

//! Object streams: many objects packed into one (ISO 32000-2, 7.5.7).

use super::object::{Dictionary, Object};
use super::parser::Parser;
use crate::error::Error;
use crate::limits;

/// An unpacked object stream: pairs of number and offset, then the objects.
pub(crate) struct ObjectStream {
    content: Vec<u8>,
    places: Vec<(u32, usize)>,
}

impl ObjectStream {
    /// Reads the pairs; `at` is the offset of the stream's object, for messages.
    pub(crate) fn new(dictionary: &Dictionary, content: Vec<u8>, at: usize) -> Result<Self, Error> {
        let wrong = |what: &str| Error::damaged(at, format!("the object stream {what}"));
        if !dictionary.is_type("ObjStm") {
            return Err(wrong("is not of /Type /ObjStm"));
        }
        let number = |key| {
            let value = dictionary.entry(key).and_then(Object::as_integer);
            value.and_then(|value| usize::try_from(value).ok()).ok_or_else(|| wrong("lacks /N or /First"))
        };
        let (count, first) = (number("N")?, number("First")?);
        let mut places = Vec::new();
        let mut parser = Parser::new(&content, 0);
        for _ in 0..count {
            let number: u32 = parser.lexer.expect_number("an object number in an object stream")?;
            let offset: usize = parser.lexer.expect_number("an offset in an object stream")?;
            if places.len() >= limits::OBJECTS {
                return Err(Error::Limit { what: "objects in one object stream", limit: limits::OBJECTS });
            }
            places.push((number, first.saturating_add(offset)));
        }
        Ok(Self { content, places })
    }

    /// The object at this place, which must have this number.
    pub(crate) fn object(&self, number: u32, index: usize, at: usize) -> Result<Object, Error> {
        match self.places.get(index) {
            Some((found, offset)) if *found == number => Parser::new(&self.content, *offset).value(),
            _ => Err(Error::damaged(at, format!("object {number} is not in its object stream"))),
        }
    }
}

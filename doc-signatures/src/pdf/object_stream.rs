//! Object streams: many objects packed into one (ISO 32000-2, 7.5.7).

use super::lexer::Writing;
use super::object::Object;
use super::parser::{Parser, Value};
use super::view::Located;
use super::work::Work;
use crate::error::Error;
use crate::limits;

/// An unpacked object stream: pairs of number and offset, then the objects.
pub(crate) struct ObjectStream {
    /// The stream itself.
    pub(crate) container: Located,
    /// How its pairs are written.
    writing: Writing,
    content: Vec<u8>,
    places: Vec<(u32, usize)>,
    /// The offsets in order: where one object begins, another has ended.
    offsets: Vec<usize>,
}

impl ObjectStream {
    /// Reads the pairs of what was unpacked of `container`.
    pub(super) fn new(container: Located, content: Vec<u8>) -> Result<Self, Error> {
        let wrong = |what: &str| Error::damaged(container.span.start, format!("the object stream {what}"));
        let dictionary = container.object.as_dictionary().ok_or_else(|| wrong("is not a stream"))?;
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
        let writing = parser.writing();
        let mut offsets: Vec<usize> = places.iter().map(|(_, offset)| *offset).collect();
        offsets.sort_unstable();
        if offsets.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(wrong("has two objects at one place"));
        }
        Ok(Self { container, writing, content, places, offsets })
    }

    /// The numbers of its objects, in their order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.places.iter().map(|(number, _)| *number)
    }

    /// The object at this place, which must have this number and end before the next begins.
    pub(crate) fn object(&self, number: u32, index: usize, work: &Work) -> Result<Value, Error> {
        let at = self.container.span.start;
        let Some((_, offset)) = self.places.get(index).filter(|(found, _)| *found == number) else {
            return Err(Error::damaged(at, format!("object {number} is not in its object stream")));
        };
        let mut parser = Parser::new(&self.content, *offset);
        let mut value = parser.value_as_written()?;
        value.writing = value.writing.max(self.writing);
        let end = parser.lexer.position();
        work.spend(end - offset)?;
        let next = self.offsets.partition_point(|known| known <= offset);
        match self.offsets.get(next) {
            Some(next) if end > *next => {
                Err(Error::damaged(at, format!("object {number} reaches into the next of its object stream")))
            }
            _ => Ok(value),
        }
    }
}

//! From tokens to objects (ISO 32000-2, 7.3).

use std::collections::HashMap;
use std::ops::Range;

use super::lexer::{Lexer, Token, Writing};
use super::object::{Dictionary, Object, ObjectId, Stream};
use crate::error::Error;
use crate::limits;

/// Below this many entries a dictionary is searched from its beginning.
const FEW_ENTRIES: usize = 24;
/// White space that may stand between the data of a stream and `endstream`; more of it belongs to the data.
const STREAM_END_OCTETS: usize = 2;

/// Reads values; consumes a budget of values so that no object is endless.
pub(crate) struct Parser<'a> {
    pub(crate) lexer: Lexer<'a>,
    values_left: usize,
    /// Whether the structure so far is written as the standard says. What is not is read as all readers read it, or refused.
    is_plain: bool,
    /// A key that stands twice in a dictionary, with two values: readers differ in which of them they believe.
    conflict: Option<Error>,
}

/// A value as it was read.
pub(crate) struct Value {
    pub(crate) object: Object,
    pub(crate) writing: Writing,
    /// What readers take differently in it; matters wherever the object is more than information about the document.
    pub(crate) conflict: Option<Error>,
}

/// An indirect object as it stands in the file.
pub(crate) struct Indirect {
    pub(crate) id: ObjectId,
    pub(crate) object: Object,
    /// From the object number to the end of `endobj`.
    pub(crate) span: Range<usize>,
    pub(crate) writing: Writing,
    /// Whether the end of a stream had to be found because /Length is wrong.
    pub(crate) is_mended: bool,
    /// What readers take differently in it; matters wherever the object is more than information about the document.
    pub(crate) conflict: Option<Error>,
}

/// What only the whole file can tell about a stream.
pub(crate) struct Streams<'s> {
    /// The value of an indirect /Length; `None` if it is not a length.
    pub(crate) length_of: &'s dyn Fn(ObjectId) -> Result<Option<usize>, Error>,
    /// Where `endstream` stands behind the data that begin at this offset, where /Length does not lead to it.
    pub(crate) end_of: &'s dyn Fn(usize) -> Result<usize, Error>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self {
            lexer: Lexer::new(bytes, position),
            values_left: limits::VALUES_PER_OBJECT,
            is_plain: true,
            conflict: None,
        }
    }

    /// One value, references included.
    pub(crate) fn value(&mut self) -> Result<Object, Error> {
        let Value { object, conflict, .. } = self.value_as_written()?;
        conflict.map_or(Ok(object), Err)
    }

    /// The same, with how it is written.
    pub(crate) fn value_as_written(&mut self) -> Result<Value, Error> {
        let token = self.lexer.token()?;
        let object = self.value_from(token, 0)?;
        Ok(Value { object, writing: self.writing(), conflict: self.conflict.take() })
    }

    /// How everything so far is written.
    pub(crate) fn writing(&self) -> Writing {
        let structure = if self.is_plain { Writing::Plain } else { Writing::Unusual };
        self.lexer.writing().max(structure)
    }

    fn value_from(&mut self, token: Token<'a>, depth: usize) -> Result<Object, Error> {
        if depth > limits::DEPTH {
            return Err(Error::Limit { what: "nested values", limit: limits::DEPTH });
        }
        self.values_left = self
            .values_left
            .checked_sub(1)
            .ok_or(Error::Limit { what: "values in one object", limit: limits::VALUES_PER_OBJECT })?;
        let at = self.lexer.position();
        match token {
            Token::Integer(value) => Ok(self.reference(value).unwrap_or(Object::Integer(value))),
            Token::Real(text) => Ok(Object::Real(text.to_vec())),
            Token::String(value) => Ok(Object::String(value)),
            Token::Name(value) => Ok(Object::Name(value)),
            Token::ArrayOpen => self.array(depth),
            Token::DictionaryOpen => Ok(Object::Dictionary(self.dictionary(depth)?)),
            Token::Keyword(b"true") => Ok(Object::Boolean(true)),
            Token::Keyword(b"false") => Ok(Object::Boolean(false)),
            Token::Keyword(b"null") => Ok(Object::Null),
            other => Err(Error::damaged(at, format!("a value was expected, not {}", describe(&other)))),
        }
    }

    /// `12 0 R`, of which the first number has been read already.
    fn reference(&mut self, number: i64) -> Option<Object> {
        // Programs write `0 0 R` for a reference to nothing.
        let number = u32::try_from(number).ok()?;
        let mut ahead = self.lexer.clone();
        let Ok(Token::Integer(generation)) = ahead.token() else { return None };
        let generation = u16::try_from(generation).ok()?;
        if ahead.token().ok()? != Token::Keyword(b"R") {
            return None;
        }
        self.lexer = ahead;
        Some(Object::Reference(ObjectId { number, generation }))
    }

    fn array(&mut self, depth: usize) -> Result<Object, Error> {
        let mut items = Vec::new();
        loop {
            match self.lexer.token()? {
                Token::ArrayClose => return Ok(Object::Array(items)),
                token => items.push(self.value_from(token, depth + 1)?),
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, Error> {
        let mut entries: Vec<(Vec<u8>, Object)> = Vec::new();
        let mut places = HashMap::new();
        loop {
            let at = self.lexer.position();
            match self.lexer.token()? {
                Token::DictionaryClose => return Ok(Dictionary::from_unique(entries)),
                Token::Name(key) => {
                    let token = self.lexer.token()?;
                    let value = self.value_from(token, depth + 1)?;
                    match position(&entries, &mut places, &key) {
                        None => entries.push((key, value)),
                        // Readers differ in which of two they believe: it does not matter when they are equal.
                        Some(known) if entries.get(known).is_some_and(|(_, known)| *known == value) => {
                            self.is_plain = false;
                        }
                        Some(_) => {
                            self.is_plain = false;
                            let what = format!(
                                "the key {} stands twice in a dictionary, with two values",
                                shown(&key)
                            );
                            self.conflict = self.conflict.take().or(Some(Error::damaged(at, what)));
                        }
                    }
                }
                other => {
                    return Err(Error::damaged(at, format!("a key was expected, not {}", describe(&other))));
                }
            }
        }
    }

    /// `12 0 obj … endobj`, streams included.
    pub(crate) fn indirect(&mut self, streams: &Streams<'_>) -> Result<Indirect, Error> {
        let (id, start) = self.header()?;
        let Value { object: value, conflict, .. } = self.value_as_written()?;
        self.lexer.skip_space_and_comments();
        let at = self.lexer.position();
        let mut is_mended = false;
        let object = match (self.lexer.token()?, value) {
            (Token::Keyword(b"endobj"), value) => value,
            (Token::Keyword(b"stream"), Object::Dictionary(dictionary)) => {
                let length = match dictionary.entry("Length") {
                    Some(Object::Integer(length)) => usize::try_from(*length).ok(),
                    Some(Object::Reference(id)) => (streams.length_of)(*id)?,
                    _ => None,
                };
                let (data, length_is_right) = self.stream_data(length, streams)?;
                is_mended = !length_is_right;
                Object::Stream(Stream { dictionary, data })
            }
            _ => return Err(Error::damaged(at, format!("object {id} does not end with `endobj`"))),
        };
        self.is_plain &= !is_mended;
        let (span, writing) = (start..self.lexer.position(), self.writing());
        Ok(Indirect { id, object, span, writing, is_mended, conflict })
    }

    /// `12 0 obj`: the name of the object and where it begins.
    pub(crate) fn header(&mut self) -> Result<(ObjectId, usize), Error> {
        self.lexer.skip_space_and_comments();
        self.lexer.forget_writing();
        let start = self.lexer.position();
        let number: u32 = self.lexer.expect_number("an object number")?;
        let generation: u16 = self.lexer.expect_number("a generation number")?;
        self.lexer.expect_keyword("obj")?;
        Ok((ObjectId { number, generation }, start))
    }

    /// ISO 32000-2, 7.3.8.1: `stream`, CR LF or LF, the data, an end of line, `endstream`. Gives the data, and whether
    /// /Length led to their end.
    fn stream_data(
        &mut self,
        length: Option<usize>,
        streams: &Streams<'_>,
    ) -> Result<(Range<usize>, bool), Error> {
        let at = self.lexer.position();
        while self.lexer.peek() == Some(b' ') {
            self.is_plain = false;
            self.lexer.skip(1);
        }
        // A lone CR is against the standard, and every reader takes it for the end of the line.
        self.is_plain &= !matches!(self.lexer.rest(), [b'\r', second, ..] if *second != b'\n');
        if !self.lexer.skip_line_end() {
            return Err(Error::damaged(at, "`stream` must be followed by an end of line"));
        }
        let start = self.lexer.position();
        let end = length.and_then(|length| start.checked_add(length));
        let end_by_length = end.filter(|end| ends_stream(self.lexer.bytes(), *end));
        let end = match end_by_length {
            Some(end) => end,
            None => (streams.end_of)(start)?,
        };
        self.lexer.skip(end - start);
        // No comment may stand here: it could hide data behind the stream.
        self.lexer.skip_white_space();
        self.lexer.expect_keyword("endstream")?;
        self.lexer.expect_keyword("endobj")?;
        Ok((start..end, end_by_length.is_some()))
    }

    /// Where the value of `key` stands, in the dictionary that begins at the lexer's position.
    ///
    /// Signatures need it: a ByteRange must leave out exactly the value of /Contents.
    pub(crate) fn value_span(&mut self, key: &str) -> Result<Option<Range<usize>>, Error> {
        let at = self.lexer.position();
        if self.lexer.token()? != Token::DictionaryOpen {
            return Err(Error::damaged(at, "a dictionary was expected"));
        }
        let mut found = None;
        loop {
            match self.lexer.token()? {
                Token::Name(name) => {
                    self.lexer.skip_space_and_comments();
                    let start = self.lexer.position();
                    self.value()?;
                    if name == key.as_bytes() {
                        found = Some(start..self.lexer.position());
                    }
                }
                Token::DictionaryClose => return Ok(found),
                other => {
                    return Err(Error::damaged(at, format!("a key was expected, not {}", describe(&other))));
                }
            }
        }
    }
}

/// Where `key` stands among `entries`. Large dictionaries are looked up by hash, so that none costs the square of its size.
fn position(
    entries: &[(Vec<u8>, Object)],
    places: &mut HashMap<Vec<u8>, usize>,
    key: &[u8],
) -> Option<usize> {
    if entries.len() < FEW_ENTRIES {
        return entries.iter().position(|(known, _)| known == key);
    }
    for (place, (known, _)) in entries.iter().enumerate().skip(places.len()) {
        places.insert(known.clone(), place);
    }
    places.get(key).copied()
}

/// Whether the data of a stream may end here: white space, then `endstream`.
fn ends_stream(bytes: &[u8], end: usize) -> bool {
    let mut lexer = Lexer::new(bytes, end);
    lexer.skip_white_space();
    let behind = lexer.position() - end.min(lexer.position());
    end <= bytes.len() && behind <= STREAM_END_OCTETS && lexer.rest().starts_with(b"endstream")
}

/// A name as messages quote it.
pub(crate) fn shown(name: &[u8]) -> String {
    format!("/{}", String::from_utf8_lossy(name))
}

fn describe(token: &Token<'_>) -> String {
    match token {
        Token::Integer(value) => format!("the number {value}"),
        Token::Real(_) => "a real number".into(),
        Token::String(_) => "a string".into(),
        Token::Name(name) => shown(name),
        Token::ArrayOpen => "`[`".into(),
        Token::ArrayClose => "`]`".into(),
        Token::DictionaryOpen => "`<<`".into(),
        Token::DictionaryClose => "`>>`".into(),
        Token::Keyword(word) => {
            let word = word.get(..word.len().min(20)).unwrap_or_default();
            format!("`{}`", String::from_utf8_lossy(word))
        }
        Token::End => "the end of the file".into(),
    }
}

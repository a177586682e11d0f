//! From tokens to objects (ISO 32000-2, 7.3).

use std::ops::Range;

use super::lexer::{Lexer, Token};
use super::object::{Dictionary, Object, ObjectId, Stream};
use crate::error::Error;
use crate::limits;

/// Reads values; consumes a budget of values so that no object is endless.
pub(crate) struct Parser<'a> {
    pub(crate) lexer: Lexer<'a>,
    values_left: usize,
}

/// An indirect object as it stands in the file.
pub(crate) struct Indirect {
    pub(crate) object: Object,
    /// From the object number to the end of `endobj`.
    pub(crate) span: Range<usize>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self { lexer: Lexer::new(bytes, position), values_left: limits::VALUES_PER_OBJECT }
    }

    /// One value, references included.
    pub(crate) fn value(&mut self) -> Result<Object, Error> {
        let token = self.lexer.token()?;
        self.value_from(token, 0)
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
        let number = u32::try_from(number).ok().filter(|number| *number > 0)?;
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
        let mut entries = Vec::new();
        let mut keys = std::collections::HashSet::new();
        loop {
            let at = self.lexer.position();
            match self.lexer.token()? {
                Token::DictionaryClose => return Ok(Dictionary::from_unique(entries)),
                Token::Name(key) => {
                    // Readers differ in which of two equal keys they believe, so neither is believed here.
                    if !keys.insert(key.clone()) {
                        let key = String::from_utf8_lossy(&key).into_owned();
                        return Err(Error::damaged(
                            at,
                            format!("the key /{key} stands twice in a dictionary"),
                        ));
                    }
                    let token = self.lexer.token()?;
                    entries.push((key, self.value_from(token, depth + 1)?));
                }
                other => {
                    return Err(Error::damaged(at, format!("a key was expected, not {}", describe(&other))));
                }
            }
        }
    }

    /// `12 0 obj … endobj`, streams included; `length_of` finds an indirect /Length.
    pub(crate) fn indirect(
        &mut self,
        length_of: &dyn Fn(ObjectId) -> Result<usize, Error>,
    ) -> Result<Indirect, Error> {
        let (id, start) = self.header()?;
        let value = self.value()?;
        self.lexer.skip_space_and_comments();
        let at = self.lexer.position();
        let object = match (self.lexer.token()?, value) {
            (Token::Keyword(b"endobj"), value) => value,
            (Token::Keyword(b"stream"), Object::Dictionary(dictionary)) => {
                let length = match dictionary.entry("Length") {
                    Some(Object::Integer(length)) => usize::try_from(*length).ok(),
                    Some(Object::Reference(id)) => Some(length_of(*id)?),
                    _ => None,
                };
                let length = length.ok_or_else(|| Error::damaged(at, "a stream without /Length"))?;
                let data = self.stream_data(length)?;
                Object::Stream(Stream { dictionary, data })
            }
            _ => return Err(Error::damaged(at, format!("object {id} does not end with `endobj`"))),
        };
        Ok(Indirect { object, span: start..self.lexer.position() })
    }

    /// `12 0 obj`: the name of the object and where it begins.
    pub(crate) fn header(&mut self) -> Result<(ObjectId, usize), Error> {
        self.lexer.skip_space_and_comments();
        let start = self.lexer.position();
        let number: u32 = self.lexer.expect_number("an object number")?;
        let generation: u16 = self.lexer.expect_number("a generation number")?;
        self.lexer.expect_keyword("obj")?;
        Ok((ObjectId { number, generation }, start))
    }

    /// ISO 32000-2, 7.3.8.1: `stream`, CR LF or LF, the data, an end of line, `endstream`.
    fn stream_data(&mut self, length: usize) -> Result<Range<usize>, Error> {
        let at = self.lexer.position();
        if self.lexer.peek() == Some(b'\r') {
            self.lexer.skip(1);
        }
        if self.lexer.peek() != Some(b'\n') {
            return Err(Error::damaged(at, "`stream` must be followed by a line feed"));
        }
        self.lexer.skip(1);
        let start = self.lexer.position();
        let end = start.checked_add(length).filter(|end| *end <= self.lexer.bytes().len());
        let end = end.ok_or_else(|| Error::damaged(at, format!("a stream of {length} octets is cut off")))?;
        self.lexer.skip(length);
        self.lexer.skip_line_end();
        // No comment may stand here: it could hide data behind the stream.
        if !self.lexer.bytes().get(self.lexer.position()..).unwrap_or_default().starts_with(b"endstream") {
            return Err(Error::damaged(end, "the stream does not end where its /Length says"));
        }
        self.lexer.expect_keyword("endstream")?;
        self.lexer.expect_keyword("endobj")?;
        Ok(start..end)
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

fn describe(token: &Token<'_>) -> String {
    match token {
        Token::Integer(value) => format!("the number {value}"),
        Token::Real(_) => "a real number".into(),
        Token::String(_) => "a string".into(),
        Token::Name(name) => format!("/{}", String::from_utf8_lossy(name)),
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

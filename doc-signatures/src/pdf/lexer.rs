//! From octets to tokens (ISO 32000-2, 7.2 and 7.3).

use crate::error::Error;

/// The smallest meaningful piece of a PDF.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    Integer(i64),
    Real(&'a [u8]),
    String(Vec<u8>),
    Name(Vec<u8>),
    ArrayOpen,
    ArrayClose,
    DictionaryOpen,
    DictionaryClose,
    /// `obj`, `endobj`, `stream`, `R`, `true`, `xref` and the like.
    Keyword(&'a [u8]),
    End,
}

/// Longest number that is read, in octets: some programs cut longer ones off, and go on with the rest.
const NUMBER_OCTETS: usize = 64;
/// Longest name of which all programs take the same, in octets as it is written.
const NAME_OCTETS: usize = 255;
/// Octets that end a name for some programs (PDFium) and are part of it for others, unless they are escaped.
const ENDS_A_NAME: [u8; 2] = [0x80, 0xff];
/// Most digits of a whole number that is written plainly, leading zeros included: such as programs reserve for an offset.
const INTEGER_DIGITS: usize = 10;
/// Most digits behind the point of a number that is written plainly: more than this, and programs round differently.
const FRACTION_DIGITS: usize = 15;

/// How plainly something is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Writing {
    /// As programs write it.
    #[default]
    Plain,
    /// In a way that the standard allows or all readers forgive.
    Unusual,
    /// In a way that programs take differently, so that it must not be written again in another.
    Odd,
}

/// Walks over the octets from a given offset; every failure names its offset.
#[derive(Clone)]
pub(crate) struct Lexer<'a> {
    bytes: &'a [u8],
    position: usize,
    writing: Writing,
}

/// ISO 32000-2, table 1.
pub(crate) fn is_white_space(octet: u8) -> bool {
    matches!(octet, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// ISO 32000-2, table 2.
fn is_delimiter(octet: u8) -> bool {
    matches!(octet, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn is_regular(octet: u8) -> bool {
    !is_white_space(octet) && !is_delimiter(octet)
}

/// Where white space and comments from `position` on end.
pub(crate) fn skip_blank(bytes: &[u8], position: usize) -> usize {
    let mut lexer = Lexer::new(bytes, position);
    lexer.skip_space_and_comments();
    lexer.position()
}

fn hexadecimal(octet: u8) -> Option<u8> {
    match octet {
        b'0'..=b'9' => Some(octet - b'0'),
        b'a'..=b'f' => Some(octet - b'a' + 10),
        b'A'..=b'F' => Some(octet - b'A' + 10),
        _ => None,
    }
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position, writing: Writing::Plain }
    }

    /// How the least plain of all that was read is written.
    pub(crate) fn writing(&self) -> Writing {
        self.writing
    }

    /// What was read so far is not to be judged.
    pub(crate) fn forget_writing(&mut self) {
        self.writing = Writing::Plain;
    }

    fn note(&mut self, writing: Writing) {
        self.writing = self.writing.max(writing);
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    pub(crate) fn skip(&mut self, octets: usize) {
        self.position = self.position.saturating_add(octets).min(self.bytes.len());
    }

    /// Skips one end-of-line marker: CR LF, LF or CR; says whether there was one.
    pub(crate) fn skip_line_end(&mut self) -> bool {
        let octets = match self.rest() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        self.skip(octets);
        octets > 0
    }

    /// Skips white space alone: a comment stops it.
    pub(crate) fn skip_white_space(&mut self) {
        while self.peek().is_some_and(is_white_space) {
            self.position += 1;
        }
    }

    /// Skips white space and comments, which mean the same (ISO 32000-2, 7.2.4).
    pub(crate) fn skip_space_and_comments(&mut self) {
        loop {
            self.skip_white_space();
            if self.peek() != Some(b'%') {
                return;
            }
            self.note(Writing::Unusual);
            while self.peek().is_some_and(|octet| octet != b'\n' && octet != b'\r') {
                self.position += 1;
            }
        }
    }

    pub(crate) fn token(&mut self) -> Result<Token<'a>, Error> {
        self.skip_space_and_comments();
        let Some(first) = self.peek() else { return Ok(Token::End) };
        let second = self.bytes.get(self.position + 1).copied();
        match (first, second) {
            (b'[', _) => Ok(self.single(Token::ArrayOpen, 1)),
            (b']', _) => Ok(self.single(Token::ArrayClose, 1)),
            (b'<', Some(b'<')) => Ok(self.single(Token::DictionaryOpen, 2)),
            (b'>', Some(b'>')) => Ok(self.single(Token::DictionaryClose, 2)),
            (b'<', _) => self.hexadecimal_string(),
            (b'(', _) => self.literal_string(),
            (b'/', _) => self.name(),
            (b'0'..=b'9' | b'+' | b'-' | b'.', _) => self.number(),
            (octet, _) if is_regular(octet) => Ok(Token::Keyword(self.regular())),
            (octet, _) => {
                Err(Error::damaged(self.position, format!("the octet 0x{octet:02x} begins nothing")))
            }
        }
    }

    /// Takes the next token, which must be this keyword.
    pub(crate) fn expect_keyword(&mut self, keyword: &str) -> Result<(), Error> {
        self.skip_space_and_comments();
        let at = self.position;
        match self.token()? {
            Token::Keyword(found) if found == keyword.as_bytes() => Ok(()),
            _ => Err(Error::damaged(at, format!("`{keyword}` was expected"))),
        }
    }

    /// Takes the next token, which must be a whole number that fits `T`.
    pub(crate) fn expect_number<T: TryFrom<i64>>(&mut self, what: &str) -> Result<T, Error> {
        self.skip_space_and_comments();
        let at = self.position;
        let wrong = || Error::damaged(at, format!("{what} was expected"));
        match self.token()? {
            Token::Integer(value) => T::try_from(value).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    fn single(&mut self, token: Token<'a>, octets: usize) -> Token<'a> {
        self.skip(octets);
        token
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.position;
        while self.peek().is_some_and(is_regular) {
            self.position += 1;
        }
        self.bytes.get(start..self.position).unwrap_or_default()
    }

    /// ISO 32000-2, 7.3.3: an optional sign, digits, at most one point.
    fn number(&mut self) -> Result<Token<'a>, Error> {
        let at = self.position;
        let text = self.regular();
        let wrong = || Error::damaged(at, "a number that cannot be read");
        if text.len() > NUMBER_OCTETS {
            let what = format!("a number of {} octets, which programs cut off", text.len());
            return Err(Error::damaged(at, what));
        }
        let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
        let points = digits.iter().filter(|octet| **octet == b'.').count();
        let has_digits = digits.iter().any(u8::is_ascii_digit);
        if !has_digits || points > 1 || !digits.iter().all(|octet| octet.is_ascii_digit() || *octet == b'.') {
            return Err(wrong());
        }
        let whole = digits.iter().take_while(|octet| **octet != b'.').count();
        let is_plain = !text.starts_with(b"+") && whole <= INTEGER_DIGITS;
        if points == 1 {
            let is_plain = is_plain && digits.len() - whole - 1 <= FRACTION_DIGITS;
            self.note(if is_plain { Writing::Plain } else { Writing::Odd });
            return Ok(Token::Real(text));
        }
        self.note(if is_plain { Writing::Plain } else { Writing::Unusual });
        let text = std::str::from_utf8(text).map_err(|_| wrong())?;
        text.parse().map(Token::Integer).map_err(|_| wrong())
    }

    /// ISO 32000-2, 7.3.5: `#xx` stands for an octet.
    fn name(&mut self) -> Result<Token<'a>, Error> {
        let at = self.position;
        self.skip(1);
        let raw = self.regular();
        if raw.len() > NAME_OCTETS || raw.iter().any(|octet| ENDS_A_NAME.contains(octet)) {
            self.note(Writing::Odd);
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut octets = raw.iter().copied();
        while let Some(octet) = octets.next() {
            if octet != b'#' {
                name.push(octet);
                continue;
            }
            let mut ahead = octets.clone();
            match (ahead.next().and_then(hexadecimal), ahead.next().and_then(hexadecimal)) {
                (Some(0), Some(0)) => return Err(Error::damaged(at, "a name with the octet 0")),
                (Some(high), Some(low)) => {
                    name.push(high << 4 | low);
                    octets = ahead;
                }
                // PDF 1.1 had no escapes; this stands for the character itself, and where it is escaped properly some readers
                // take that for another name.
                _ => {
                    self.note(Writing::Odd);
                    name.push(octet);
                }
            }
        }
        Ok(Token::Name(name))
    }

    /// ISO 32000-2, 7.3.4.3: white space is ignored, a missing last digit is 0.
    fn hexadecimal_string(&mut self) -> Result<Token<'a>, Error> {
        let at = self.position;
        self.skip(1);
        let mut value = Vec::new();
        let mut high = None;
        loop {
            let Some(octet) = self.peek() else {
                return Err(Error::damaged(at, "a hexadecimal string without end"));
            };
            self.position += 1;
            match (octet, hexadecimal(octet), high) {
                (b'>', _, _) => break,
                (_, Some(digit), None) => high = Some(digit),
                (_, Some(digit), Some(first)) => {
                    value.push(first << 4 | digit);
                    high = None;
                }
                (octet, None, _) if is_white_space(octet) => {}
                _ => return Err(Error::damaged(self.position - 1, "not a hexadecimal digit")),
            }
        }
        value.extend(high.map(|digit| digit << 4));
        Ok(Token::String(value))
    }

    /// ISO 32000-2, 7.3.4.2: balanced parentheses, escapes by backslash.
    fn literal_string(&mut self) -> Result<Token<'a>, Error> {
        let at = self.position;
        self.skip(1);
        let mut value = Vec::new();
        let mut open = 1_usize;
        loop {
            let Some(octet) = self.peek() else { return Err(Error::damaged(at, "a string without end")) };
            if octet == b'\r' {
                // Any end of line inside a string is read as one line feed, by most readers.
                self.note(Writing::Odd);
                self.skip_line_end();
                value.push(b'\n');
                continue;
            }
            self.position += 1;
            match octet {
                b'\\' => value.extend(self.escape()),
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Ok(Token::String(value));
            }
            if octet != b'\\' {
                value.push(octet);
            }
        }
    }

    /// What stands after a backslash in a literal string (ISO 32000-2, table 3).
    fn escape(&mut self) -> Option<u8> {
        let octet = self.peek()?;
        if self.skip_line_end() {
            return None;
        }
        self.position += 1;
        match octet {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'0'..=b'7' => {
                let mut code = u32::from(octet - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.position += 1;
                }
                // High-order overflow is ignored, says the standard.
                if code > 0xff {
                    self.note(Writing::Unusual);
                }
                u8::try_from(code & 0xff).ok()
            }
            b'(' | b')' | b'\\' => Some(octet),
            other => {
                self.note(Writing::Unusual);
                Some(other)
            }
        }
    }
}

//! PDF values as raw octets: enough of the syntax to take a dictionary or an array apart and put it together again
//! otherwise. It shares nothing with the crate's own parser, whose mistakes it is there to find.

/// One dictionary, with the data behind it when it is a stream's. The values are the octets as they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Dict {
    entries: Vec<(String, Vec<u8>)>,
    data: Option<Vec<u8>>,
}

impl Dict {
    /// Reads `<< … >>` and what follows it; `None` for any other value.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let mut at = skip_blank(body, 0);
        if !body[at..].starts_with(b"<<") {
            return None;
        }
        at += 2;
        let mut entries = Vec::new();
        loop {
            at = skip_blank(body, at);
            if body[at..].starts_with(b">>") {
                return Some(Self { entries, data: data_of(&body[at + 2..]) });
            }
            let key_end = end_of(body, at);
            let key = String::from_utf8_lossy(&body[at + 1..key_end]).into_owned();
            let value = skip_blank(body, key_end);
            at = end_of_value(body, value);
            entries.push((key, body[value..at].to_vec()));
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&[u8]> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_slice())
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    pub(super) fn is_type(&self, name: &str) -> bool {
        self.get("Type") == Some(format!("/{name}").as_bytes())
    }

    pub(super) fn reference(&self, key: &str) -> Option<u32> {
        self.get(key).and_then(reference)
    }

    pub(super) fn number(&self, key: &str) -> Option<usize> {
        std::str::from_utf8(self.get(key)?).ok()?.parse().ok()
    }

    pub(super) fn data(&self) -> Option<&[u8]> {
        self.data.as_deref()
    }

    /// With this entry, in its old place or at the end.
    pub(super) fn with(mut self, key: &str, value: impl AsRef<[u8]>) -> Self {
        let value = value.as_ref().to_vec();
        match self.entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.entries.push((key.into(), value)),
        }
        self
    }

    pub(super) fn without(mut self, key: &str) -> Self {
        self.entries.retain(|(name, _)| name != key);
        self
    }

    /// A stream with other data and no filter.
    pub(super) fn with_data(self, data: &[u8]) -> Self {
        let length = data.len().to_string();
        let mut plain = self.without("Filter").without("DecodeParms").with("Length", length);
        plain.data = Some(data.to_vec());
        plain
    }

    /// The value as it is written.
    pub(super) fn body(&self) -> Vec<u8> {
        let mut out = b"<<".to_vec();
        for (key, value) in &self.entries {
            out.extend_from_slice(format!(" /{key} ").as_bytes());
            out.extend_from_slice(value);
        }
        out.extend_from_slice(b" >>");
        if let Some(data) = &self.data {
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(data);
            out.extend_from_slice(b"\nendstream");
        }
        out
    }
}

/// What stands between `stream` and `endstream`.
fn data_of(rest: &[u8]) -> Option<Vec<u8>> {
    let start = skip_blank(rest, 0);
    let data = rest[start..].strip_prefix(b"stream")?;
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n"))?;
    let end = find(data, b"endstream", 0)?;
    let data = &data[..end];
    let data = data.strip_suffix(b"\r\n").or_else(|| data.strip_suffix(b"\n")).unwrap_or(data);
    Some(data.to_vec())
}

/// The items of an array; none for any other value.
pub(super) fn items(array: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = skip_blank(array, 0);
    if array.get(at) != Some(&b'[') {
        return found;
    }
    at += 1;
    loop {
        at = skip_blank(array, at);
        if at >= array.len() || array[at] == b']' {
            return found;
        }
        let end = end_of_value(array, at);
        found.push(array[at..end].to_vec());
        at = end;
    }
}

/// An array of these items.
pub(super) fn array<I: AsRef<[u8]>>(items: &[I]) -> Vec<u8> {
    let items: Vec<&[u8]> = items.iter().map(AsRef::as_ref).collect();
    [b"[", items.join(&b' ').as_slice(), b"]"].concat()
}

/// The number of `n g R`.
pub(super) fn reference(value: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(value).ok()?.strip_suffix('R')?;
    let mut parts = text.split_ascii_whitespace();
    let number = parts.next()?.parse().ok()?;
    parts.next()?.parse::<u32>().ok()?;
    Some(number)
}

/// All numbers that a body refers to, and all it only seems to refer to: too many do no harm here.
pub(super) fn references(body: &[u8]) -> Vec<u32> {
    let words: Vec<&[u8]> = body.split(|octet| is_blank(*octet) || b"[]<>/()".contains(octet)).collect();
    let numbers = words.windows(3).filter(|words| words[2] == b"R").map(|words| words[0]);
    numbers.filter_map(|number| std::str::from_utf8(number).ok()?.parse().ok()).collect()
}

pub(super) fn find(octets: &[u8], what: &[u8], from: usize) -> Option<usize> {
    octets.get(from..)?.windows(what.len()).position(|window| window == what).map(|place| from + place)
}

pub(super) fn is_blank(octet: u8) -> bool {
    matches!(octet, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// Behind white space and comments.
pub(super) fn skip_blank(octets: &[u8], mut at: usize) -> usize {
    while let Some(octet) = octets.get(at) {
        match octet {
            b'%' => at += octets[at..].iter().take_while(|octet| !b"\r\n".contains(octet)).count(),
            octet if is_blank(*octet) => at += 1,
            _ => break,
        }
    }
    at
}

/// Where the value that begins at `at` ends; a reference is one value.
pub(super) fn end_of_value(octets: &[u8], at: usize) -> usize {
    let end = end_of(octets, at);
    if !octets[at..end].iter().all(u8::is_ascii_digit) {
        return end;
    }
    let generation = skip_blank(octets, end);
    let generation_end = end_of(octets, generation);
    let letter = skip_blank(octets, generation_end);
    let is_number =
        generation_end > generation && octets[generation..generation_end].iter().all(u8::is_ascii_digit);
    let is_reference = is_number && octets.get(letter) == Some(&b'R') && end_of(octets, letter) == letter + 1;
    if is_reference { letter + 1 } else { end }
}

/// Where the token, string, array or dictionary that begins at `at` ends.
fn end_of(octets: &[u8], at: usize) -> usize {
    match octets.get(at) {
        None => octets.len(),
        Some(b'(') => end_of_string(octets, at),
        Some(b'<') if octets.get(at + 1) != Some(&b'<') => {
            find(octets, b">", at).map_or(octets.len(), |end| end + 1)
        }
        Some(b'<') => end_of_group(octets, at + 2, b">>"),
        Some(b'[') => end_of_group(octets, at + 1, b"]"),
        Some(b']') => at + 1,
        Some(_) => {
            let is_end = |octet: &u8| is_blank(*octet) || b"()<>[]{}/%".contains(octet);
            let rest = &octets[at + 1..];
            at + 1 + rest.iter().position(is_end).unwrap_or(rest.len())
        }
    }
}

fn end_of_group(octets: &[u8], mut at: usize, close: &[u8]) -> usize {
    loop {
        at = skip_blank(octets, at);
        if at >= octets.len() {
            return at;
        }
        if octets[at..].starts_with(close) {
            return at + close.len();
        }
        at = end_of(octets, at);
    }
}

fn end_of_string(octets: &[u8], at: usize) -> usize {
    let mut depth = 0;
    let mut escaped = false;
    for (place, octet) in octets.iter().enumerate().skip(at) {
        match octet {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    octets.len()
}

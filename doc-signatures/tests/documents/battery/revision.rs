//! Writes one more version behind a file, well or badly: whatever a forger might put there can be said here.

use super::file::{File, Row, Style};
use super::values::Dict;

/// Objects that go into one object stream.
struct Pack {
    container: u32,
    extra: String,
    /// The pairs of number and value as they stand in the stream; numbers may repeat.
    objects: Vec<(u32, Vec<u8>)>,
}

/// A version in the making. Nothing is checked: that is the point.
pub(super) struct Revision<'f> {
    file: &'f File,
    pub(super) style: Style,
    /// Number, generation, value, in the order in which they are written; all are listed.
    objects: Vec<(u32, u32, Vec<u8>)>,
    packs: Vec<Pack>,
    /// Lines of the cross-reference beside those of the objects.
    rows: Vec<(u32, Row)>,
    /// Lines that only the stream behind /XRefStm has.
    hidden: Vec<(u32, Row)>,
    trailer: Dict,
    /// Octets before the objects, before the cross-reference, behind `%%EOF`.
    pub(super) gaps: [Vec<u8>; 3],
    /// What stands behind `startxref`, when it is not the truth.
    pub(super) start: Option<usize>,
    pub(super) size: Option<u32>,
}

impl<'f> Revision<'f> {
    pub(super) fn of(file: &'f File) -> Self {
        let mut trailer = Dict::default();
        for key in ["Root", "Info", "ID"] {
            if let Some(value) = file.trailer.get(key) {
                trailer = trailer.with(key, value);
            }
        }
        let trailer = trailer.with("Prev", file.sections[0].to_string());
        let gaps = [Vec::new(), Vec::new(), Vec::new()];
        let style = file.style;
        let (objects, packs, rows, hidden) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { file, style, objects, packs, rows, hidden, trailer, gaps, start: None, size: None }
    }

    /// An object under the generation that it has.
    pub(super) fn put(self, number: u32, body: impl AsRef<[u8]>) -> Self {
        let generation = self.file.generation(number);
        self.put_as(number, generation, body)
    }

    pub(super) fn put_as(mut self, number: u32, generation: u32, body: impl AsRef<[u8]>) -> Self {
        self.objects.push((number, generation, body.as_ref().to_vec()));
        self
    }

    pub(super) fn put_all<'o>(self, objects: impl IntoIterator<Item = (&'o u32, &'o Vec<u8>)>) -> Self {
        objects.into_iter().fold(self, |revision, (number, body)| revision.put(*number, body))
    }

    pub(super) fn row(mut self, number: u32, row: Row) -> Self {
        self.rows.push((number, row));
        self
    }

    pub(super) fn hide(mut self, number: u32, row: Row) -> Self {
        self.style = Style::Hybrid;
        self.hidden.push((number, row));
        self
    }

    /// Puts objects into an object stream and lists them there.
    pub(super) fn pack(self, container: u32, objects: &[(u32, Vec<u8>)]) -> Self {
        let rows: Vec<_> = objects
            .iter()
            .enumerate()
            .map(|(index, (number, _))| (*number, Row::In(container, index)))
            .collect();
        rows.into_iter().fold(self.pack_unlisted(container, "", objects), |revision, (number, row)| {
            revision.row(number, row)
        })
    }

    /// The same without listing what is inside; `extra` goes into the stream's dictionary.
    pub(super) fn pack_unlisted(mut self, container: u32, extra: &str, objects: &[(u32, Vec<u8>)]) -> Self {
        if self.style == Style::Table {
            self.style = Style::Stream;
        }
        self.packs.push(Pack { container, extra: extra.into(), objects: objects.to_vec() });
        self
    }

    pub(super) fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    pub(super) fn set(mut self, key: &str, value: impl AsRef<[u8]>) -> Self {
        self.trailer = self.trailer.with(key, value);
        self
    }

    pub(super) fn unset(mut self, key: &str) -> Self {
        self.trailer = self.trailer.without(key);
        self
    }

    pub(super) fn gap(mut self, place: usize, octets: impl AsRef<[u8]>) -> Self {
        self.gaps[place] = octets.as_ref().to_vec();
        self
    }

    /// The whole file with this version at its end.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let mut out = self.file.bytes.clone();
        if !out.ends_with(b"\n") {
            out.push(b'\n');
        }
        out.extend_from_slice(&self.gaps[0]);
        let mut rows = std::mem::take(&mut self.rows);
        for pack in std::mem::take(&mut self.packs) {
            self.objects.push((pack.container, 0, pack.body()));
        }
        for (number, generation, body) in &self.objects {
            rows.push((*number, Row::At(out.len(), *generation)));
            out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            out.extend_from_slice(body);
            out.extend_from_slice(b"\nendobj\n");
        }
        out.extend_from_slice(&self.gaps[1]);
        let highest = rows.iter().chain(&self.hidden).map(|(number, _)| *number).max().unwrap_or(0);
        let own = self.file.next_number().max(highest + 1);
        let size = self.size.unwrap_or(own + 1);
        let trailer = self.trailer.with("Size", size.to_string());
        let offset = match self.style {
            Style::Table => table(&mut out, &rows, trailer),
            Style::Stream => stream(&mut out, own, rows, trailer),
            Style::Hybrid => {
                let hidden = stream(&mut out, own, self.hidden, trailer.clone().without("Prev"));
                rows.push((own, Row::At(hidden, 0)));
                table(&mut out, &rows, trailer.with("XRefStm", hidden.to_string()))
            }
        };
        let said = self.start.unwrap_or(offset);
        out.extend_from_slice(format!("startxref\n{said}\n%%EOF\n").as_bytes());
        out.extend_from_slice(&self.gaps[2]);
        out
    }
}

impl Pack {
    fn body(&self) -> Vec<u8> {
        let (mut head, mut data) = (String::new(), Vec::new());
        for (number, body) in &self.objects {
            head.push_str(&format!("{number} {} ", data.len()));
            data.extend_from_slice(body);
            data.push(b'\n');
        }
        let content = [head.as_bytes(), &data].concat();
        let (count, first, extra) = (self.objects.len(), head.len(), &self.extra);
        let dictionary =
            format!("<< /Type /ObjStm /N {count} /First {first} /Length {} {extra} >>", content.len());
        [dictionary.as_bytes(), b"\nstream\n", &content, b"\nendstream"].concat()
    }
}

/// One subsection for each line: they may come in any order, and twice.
fn table(out: &mut Vec<u8>, rows: &[(u32, Row)], trailer: Dict) -> usize {
    let offset = out.len();
    out.extend_from_slice(b"xref\n");
    for (number, row) in rows {
        let line = match row {
            Row::Free(next, generation) => format!("{next:010} {generation:05} f \n"),
            Row::At(offset, generation) => format!("{offset:010} {generation:05} n \n"),
            // A table cannot say it; the offset of nothing is what a careless program would write.
            Row::In(..) => format!("{:010} {:05} n \n", 0, 0),
        };
        out.extend_from_slice(format!("{number} 1\n{line}").as_bytes());
    }
    if rows.is_empty() {
        // Some programs expect a subsection, and would say of this and not of the edit what they think.
        out.extend_from_slice(b"0 0\n");
    }
    out.extend_from_slice(b"trailer\n");
    out.extend_from_slice(&trailer.body());
    out.push(b'\n');
    offset
}

fn stream(out: &mut Vec<u8>, own: u32, mut rows: Vec<(u32, Row)>, trailer: Dict) -> usize {
    let offset = out.len();
    rows.push((own, Row::At(offset, 0)));
    // Some programs read ascending subsections alone; a number that stands twice keeps its order.
    rows.sort_by_key(|(number, _)| *number);
    let mut content = Vec::new();
    let mut index = String::new();
    for (number, row) in rows {
        index.push_str(&format!("{number} 1 "));
        let (kind, first, second) = match row {
            Row::Free(next, generation) => (0, octets(next), octets(generation)),
            Row::At(offset, generation) => (1, octets(offset), octets(generation)),
            Row::In(container, place) => (2, octets(container), octets(place)),
        };
        content.push(kind);
        content.extend_from_slice(&first);
        content.extend_from_slice(&second);
    }
    let dictionary = trailer.with("Type", "/XRef").with("W", "[1 4 4]").with("Index", format!("[{index}]"));
    out.extend_from_slice(format!("{own} 0 obj\n").as_bytes());
    out.extend_from_slice(&dictionary.with_data(&content).body());
    out.extend_from_slice(b"\nendobj\n");
    offset
}

/// A number of a cross-reference stream.
fn octets<N: TryInto<u32>>(value: N) -> [u8; 4] {
    let Ok(value) = value.try_into() else { panic!("offsets of these files are small") };
    value.to_be_bytes()
}

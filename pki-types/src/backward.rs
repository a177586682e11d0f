//! Writes DER from its end: when an element's content is there, its length is known, so nothing is written twice.

/// What was written so far, the last octet first.
#[derive(Default)]
pub(crate) struct Backward(Vec<u8>);

impl Backward {
    /// With room for so many octets.
    pub(crate) fn with_room(octets: usize) -> Self {
        Self(Vec::with_capacity(octets))
    }

    /// Puts these octets in front of what is there.
    pub(crate) fn put(&mut self, octets: &[u8]) {
        self.0.extend(octets.iter().rev());
    }

    /// Where an element's content ends that is put next.
    pub(crate) fn end(&self) -> usize {
        self.0.len()
    }

    /// Puts tag and length in front of the content that ends there.
    pub(crate) fn begin(&mut self, tag: u8, end: usize) {
        let length = self.0.len() - end;
        match u8::try_from(length) {
            Ok(short @ ..=0x7f) => self.0.push(short),
            _ => {
                let octets = length.to_be_bytes();
                let octets = &octets[octets.iter().position(|octet| *octet != 0).unwrap_or(octets.len())..];
                self.put(octets);
                self.0.push(0x80 | u8::try_from(octets.len()).expect("a length has at most eight octets"));
            }
        }
        self.0.push(tag);
    }

    /// Puts a whole element in front.
    pub(crate) fn element(&mut self, tag: u8, content: &[u8]) {
        let end = self.end();
        self.put(content);
        self.begin(tag, end);
    }

    /// All of it, the first octet first.
    pub(crate) fn forward(mut self) -> Vec<u8> {
        self.0.reverse();
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strict_der;

    #[test]
    fn elements_of_every_length_are_as_they_are_written_forwards() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x12_3456] {
            let content: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
            let mut backward = Backward::default();
            backward.element(0x04, &content);
            assert_eq!(backward.forward(), strict_der::encode(0x04, &content), "{length}");
        }
        let mut backward = Backward::with_room(100);
        let end = backward.end();
        backward.element(0x05, &[]);
        backward.element(0x04, b"first");
        backward.begin(0x30, end);
        let forwards = [strict_der::encode(0x04, b"first"), strict_der::encode(0x05, &[])];
        assert_eq!(backward.forward(), strict_der::sequence(&[&forwards[0], &forwards[1]]));
    }
}

//! Why a document was refused, or a step of a signature could not be taken.

use pki_types::display::line;

/// Everything that can go wrong while a document is read, signed or given its evidence.
///
/// The texts are written for the person who handed in the document: what is wrong, and what to do about it.
/// What they quote from the document (names, strings, dates) cannot steer a terminal or pretend to be another line.
/// Verification never returns this type: what it finds goes into the [report](crate::verify::Report).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not a PDF file at all.
    #[error("this is not a PDF file: {}", line(.what))]
    NotPdf {
        /// What was expected and what was found instead.
        what: String,
    },
    /// The file contradicts itself; other readers might repair it, each in its own way.
    #[error(
        "the PDF is damaged at byte {at}: {}; programs repair a damaged file differently and would show different \
         documents, so it is not accepted: save it anew from the program that made it", line(.what))]
    Damaged {
        /// Offset from the start of the file, in octets.
        at: usize,
        /// What was expected and what was found.
        what: String,
    },
    /// The file is encrypted (ISO 32000-2, 7.6).
    #[error(
        "the PDF is encrypted: a signature must be checkable by everybody; if it asks for no password when it is opened, its \
         owner only restricted what may be done with it: open it and print it to a PDF, or ask its owner for a copy without \
         restrictions; otherwise save a copy without the password first"
    )]
    Encrypted,
    /// The file carries two cross-references that differ (ISO 32000-2, 7.5.8.4).
    #[error(
        "the PDF is a hybrid file whose two cross-references differ (object {number}, /XRefStm at byte {at}): old and new \
         programs would read different documents from it; open it and save it anew, or print it to a PDF"
    )]
    Hybrid {
        /// Offset of the cross-reference section, in octets.
        at: usize,
        /// The object of which they say different things.
        number: u32,
    },
    /// The file uses something that this reader does not understand.
    #[error("the PDF uses {}, which is not supported", line(.what))]
    Unsupported {
        /// The thing in question.
        what: String,
    },
    /// A limit of the reader was exceeded.
    #[error("the PDF has {what} above the limit of {limit}")]
    Limit {
        /// What there is too much of, with its unit.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Reading the file takes more work than a file of its size may cost.
    #[error(
        "the PDF is too laborious to read: its octets would be read more than {readings} times on average; no program for \
         documents writes such a file: print it to a plain PDF first"
    )]
    Work {
        /// How often each octet may be read, on average.
        readings: usize,
    },
    /// The file holds a signature already.
    #[error("the PDF is already signed ({}); adding a second signature is not supported yet", line(.what))]
    AlreadySigned {
        /// Where the signature was found.
        what: String,
    },
    /// The pages are made by a form program (XFA) when the file is opened.
    #[error(
        "the PDF is an XFA form: what it shows is computed when it is opened; print it to a plain PDF first"
    )]
    FormProgram,
    /// The signer's certificate cannot make this signature.
    #[error("the certificate cannot sign a document: {}", line(.what))]
    Certificate {
        /// Which requirement is not met, with the value found.
        what: String,
    },
    /// The signature field that was named cannot be filled.
    #[error("the signature field cannot be filled: {what}")]
    Field {
        /// Why not, and which fields could be.
        what: String,
    },
    /// The signature does not fit what was prepared.
    #[error("the signature does not belong to the prepared document: {}", line(.what))]
    Signature {
        /// What differs.
        what: String,
    },
    /// The time-stamp does not fit the signature.
    #[error("the time-stamp cannot be used: {}", line(.what))]
    TimeStamp {
        /// What differs.
        what: String,
    },
    /// The signature with everything it needs does not fit in the reserved space.
    #[error("the signature needs {needed} octets but {reserved} were reserved: prepare the document again")]
    NoRoom {
        /// Octets needed.
        needed: usize,
        /// Octets reserved.
        reserved: usize,
    },
    /// The evidence is incomplete or out of order.
    #[error("the evidence is not complete: {}", line(.what))]
    Evidence {
        /// What is missing, or what came too early.
        what: String,
    },
    /// A stored preparation could not be read back.
    #[error("the stored preparation is not usable: {}", line(.what))]
    Preparation {
        /// What is wrong with it.
        what: String,
    },
    /// A certificate, signature, OCSP answer, CRL or time-stamp is malformed.
    #[error(transparent)]
    Pki(#[from] pki_types::Error),
}

impl Error {
    pub(crate) fn damaged(at: usize, what: impl Into<String>) -> Self {
        Self::Damaged { at, what: what.into() }
    }

    /// Whether it is the file that is wrong; a limit of this reader, or something that it does not know, says nothing about
    /// the file.
    pub(crate) fn is_of_the_file(&self) -> bool {
        matches!(self, Self::NotPdf { .. } | Self::Damaged { .. } | Self::Hybrid { .. })
    }
}

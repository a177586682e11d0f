//! The battery: documents that Great Seal signed, altered by everybody who has no key, in every way that a version behind
//! the signature allows. Each edit is built to be forbidden, or to be one of the additions that may follow a signature,
//! and says which; the verifier must agree. `scripts/battery` has the whole of it rendered by programs that know nothing
//! of signatures: what changes one pixel or one character must not pass.

mod array;
mod base;
mod bases;
mod catalog;
mod cover;
mod evidence;
mod file;
mod form;
mod honest;
mod layout;
mod objects;
mod pages;
mod placement;
mod revision;
mod role;
mod stamp;
mod trailer;
mod trap;
mod traps;
mod values;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use self::base::Base;
use self::cover::{Cover, Plan};
use self::file::Style;
use crate::story::{founded, made_elsewhere, stream_sample, table_sample};

/// What an edit was built to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Not on the list of permitted additions: it must not pass, whether or not a reader shows a difference.
    Forbidden,
    /// On the list: it must pass.
    Permitted,
    /// The same document told otherwise: it may pass or not, but nobody may see a difference.
    Harmless,
}

impl Expected {
    /// What is wrong with our verdict, if anything.
    fn problem(self, passed: bool) -> Option<&'static str> {
        match (self, passed) {
            (Self::Forbidden, true) => Some("is forbidden and passes"),
            (Self::Permitted, false) => Some("is permitted and does not pass"),
            _ => None,
        }
    }
}

/// One altered document.
pub(crate) struct Edit<'b> {
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) expected: Expected,
    plan: Plan<'b>,
}

impl<'b> Edit<'b> {
    fn forbidden(kind: &'static str, name: impl Into<String>, plan: impl Into<Plan<'b>>) -> Self {
        Self { kind, name: name.into(), expected: Expected::Forbidden, plan: plan.into() }
    }

    fn permitted(kind: &'static str, name: impl Into<String>, plan: impl Into<Plan<'b>>) -> Self {
        Self { kind, name: name.into(), expected: Expected::Permitted, plan: plan.into() }
    }

    fn harmless(kind: &'static str, name: impl Into<String>, plan: impl Into<Plan<'b>>) -> Self {
        Self { kind, name: name.into(), expected: Expected::Harmless, plan: plan.into() }
    }

    /// Harmless, unless the cover itself is not permitted.
    fn told_otherwise(cover: Cover, kind: &'static str, name: impl Into<String>, plan: Plan<'b>) -> Self {
        if cover.is_honest() { Self::harmless(kind, name, plan) } else { Self::forbidden(kind, name, plan) }
    }
}

/// A kind of edit.
type Kind = for<'b, 'c> fn(&'b Base<'c>) -> Vec<Edit<'b>>;

/// All kinds of edits; each makes all its edits of one document.
const KINDS: &[Kind] = &[
    honest::edits,
    stamp::edits,
    evidence::edits,
    form::edits,
    catalog::edits,
    pages::edits,
    trailer::edits,
    layout::edits,
    trap::edits,
    role::edits,
    array::edits,
    placement::edits,
    objects::edits,
];

/// What is tried with documents that were made to be altered.
const KINDS_OF_TRAPS: &[Kind] = &[trap::edits, honest::edits, stamp::edits, evidence::edits];

/// Name, document, and whether it is a trap.
fn documents() -> Vec<(&'static str, Vec<u8>, bool)> {
    let rich = bases::rich();
    let mut streams = rich.clone();
    (streams.style, streams.packed) = (Style::Stream, true);
    let mut later = bases::indirect();
    (later.style, later.version) = (Style::Stream, "2.0");
    let traps = traps::traps().into_iter().map(|(name, draft)| (name, draft.write(), true));
    let mut found: Vec<_> = traps.collect();
    found.extend([
        ("table", rich.write(), false),
        ("streams", streams.write(), false),
        ("plain", bases::plain().write(), false),
        ("indirect", bases::indirect().write(), false),
        ("later", later.write(), false),
        ("versions", bases::two_versions(), false),
        ("sample", table_sample(), false),
        ("sample-streams", stream_sample(), false),
        ("linearized", made_elsewhere("qpdf-linearized-object-streams.pdf"), false),
    ]);
    found
}

/// Every edit of every kind is made, and one in so many is judged, so that the test stays short; the first of each kind
/// of each document is always among them.
const ONE_IN: usize = 25;

/// `scripts/battery` names a folder in GREATSEAL_BATTERY: then every edit is judged, and written there for other programs.
#[test]
fn no_edit_passes_that_is_not_on_the_list() {
    let country = founded();
    let folder = std::env::var_os("GREATSEAL_BATTERY").map(Folder::new);
    let one_in = if folder.is_some() { 1 } else { ONE_IN };
    let (mut judged, mut problems) = (0, Vec::new());
    for (name, original, is_trap) in documents() {
        let Some(base) = Base::sign(&country, name, &original, is_trap) else {
            assert!(is_trap, "{name} can be signed");
            println!("{name}: cannot be signed");
            continue;
        };
        assert!(base.passes(&base.file.bytes), "{name} passes unaltered");
        let kinds = if is_trap { KINDS_OF_TRAPS } else { KINDS };
        let edits = kinds.iter().flat_map(|kind| kind(&base).into_iter().step_by(one_in));
        for edit in edits {
            judged += 1;
            let line = Line { number: judged, kind: edit.kind, name: edit.name, expected: edit.expected };
            let file = base.written(edit.plan);
            let passed = base.passes(&file);
            let problem = line.expected.problem(passed);
            problems.extend(problem.map(|problem| format!("{name}/{}/{} {problem}", line.kind, line.name)));
            folder.iter().for_each(|folder| folder.write(&base, &line, &file, passed));
        }
        println!("{name}: {judged} edits so far, {} not as they should be", problems.len());
    }
    folder.iter().for_each(|folder| {
        std::fs::write(folder.0.join("root.pem"), country.root.certificate.pem()).unwrap()
    });
    assert!(judged >= 300, "{judged} edits are too few");
    assert!(problems.is_empty(), "{} of {judged}:\n{}", problems.len(), problems.join("\n"));
}

/// Where the whole battery is written: a file for each edit, and a list of them with our verdicts.
struct Folder(PathBuf);

impl Folder {
    fn new(path: OsString) -> Self {
        let folder = PathBuf::from(path);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("edits.tsv"), "").unwrap();
        Self(folder)
    }

    /// The file before and after, and a line: file, kind, name, what it was built to be, our verdict.
    fn write(&self, base: &Base<'_>, line: &Line, file: &[u8], passed: bool) {
        let below = self.0.join(base.name);
        std::fs::create_dir_all(&below).unwrap();
        let before = below.join("before.pdf");
        if !before.exists() {
            std::fs::write(before, &base.file.bytes).unwrap();
        }
        let Line { number, kind, name, expected } = line;
        // What is refused as it should be is written now and then: it shows the others' verdicts, not ours.
        if passed || *expected != Expected::Forbidden || number % ONE_IN == 0 {
            std::fs::write(below.join(format!("{number:06}.pdf")), file).unwrap();
        }
        let verdict = if passed { "passed" } else { "refused" };
        let expected = format!("{expected:?}").to_lowercase();
        let line = format!("{}/{number:06}.pdf\t{kind}\t{name}\t{expected}\t{verdict}\n", base.name);
        let mut list = std::fs::OpenOptions::new().append(true).open(self.0.join("edits.tsv")).unwrap();
        list.write_all(line.replace('\r', " ").as_bytes()).unwrap();
    }
}

/// What the list says of an edit.
struct Line {
    number: usize,
    kind: &'static str,
    name: String,
    expected: Expected,
}

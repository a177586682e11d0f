//! What a packet of XMP says of a document, however it is written: its properties (ISO 16684-1, clause 7).
//!
//! Programs write a packet anew with other prefixes and white space, attributes for elements, one description for several.
//! What is not plainly one of these ways is not read at all, so that no other reader can find something else in it.

use std::collections::BTreeMap;

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use crate::limits;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const META: &str = "adobe:ns:meta/";

/// A packet's envelope and content.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Packet {
    /// By which program it was written (`x:xmptk`); empty when it does not say so.
    pub(super) toolkit: String,
    /// Which resource it speaks of (`rdf:about`); mostly empty, for the document it is in.
    pub(super) about: String,
    pub(super) properties: Structure,
}

/// Values by name.
pub(super) type Structure = BTreeMap<Name, Property>;
/// The namespace, and the name in it.
pub(super) type Name = (String, String);

/// A value, and in which language it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) language: Option<String>,
    pub(super) value: Value,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Its words; how much white space is between them says nothing.
    Text(String),
    /// An address (`rdf:resource`).
    Resource(String),
    Structure(Structure),
    /// `Bag`, `Seq` or `Alt`, and the items in their order.
    List(String, Vec<Property>),
}

/// Reads a packet; `None` when it is too large or not plainly written.
pub(super) fn read(packet: &[u8]) -> Option<Packet> {
    // 1. Text of a bounded size, in the one encoding that all readers take it for.
    let text = std::str::from_utf8(packet).ok().filter(|text| is_bounded(text) && is_in_utf8(text))?;
    // 2. XML that defines no entities.
    let options = ParsingOptions { nodes_limit: limits::METADATA_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    // 3. Nothing in the envelope but the name of a program.
    let (rdf, toolkit) = opened(&document)?;
    // 4. What all its descriptions say together.
    let mut read = Packet { toolkit, ..Packet::default() };
    for description in elements(rdf)? {
        is_named(description, RDF, "Description").then(|| read.describe(description))??;
    }
    Some(read)
}

impl Packet {
    fn describe(&mut self, description: Node<'_, '_>) -> Option<()> {
        // All that name a resource name the same (ISO 16684-1, 7.4).
        let about = about(description).filter(|about| !about.is_empty());
        if about.as_ref().is_some_and(|about| !self.about.is_empty() && self.about != *about) {
            return None;
        }
        self.about = about.unwrap_or_else(|| std::mem::take(&mut self.about));
        described(description, limits::METADATA_DEPTH, &mut self.properties)
    }
}

/// Few enough of everything for which the parser's time grows with the square.
fn is_bounded(text: &str) -> bool {
    // Attributes cannot hold `<`, so that what stands before the next one has all of a tag.
    let has_few_attributes = |tag: &str| tag.matches('=').count() <= limits::METADATA_ATTRIBUTES;
    text.len() <= limits::METADATA_OCTETS
        && text.matches("xmlns").count() <= limits::METADATA_NAMESPACES
        && text.split('<').all(has_few_attributes)
}

/// Whether it is declared in no other encoding; without a declaration it is in this one (XML 1.0, 4.3.3).
fn is_in_utf8(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let Some(declared) = text.strip_prefix("<?xml ") else { return true };
    let declared = declared.split("?>").next().unwrap_or_default().replace('\'', "\"");
    ["version=\"1.0\"", "version=\"1.0\" encoding=\"utf-8\""]
        .contains(&declared.trim().to_ascii_lowercase().as_str())
}

/// The RDF of a document that has nothing beside it, and what program its envelope names.
fn opened<'a, 'i>(document: &'a Document<'i>) -> Option<(Node<'a, 'i>, String)> {
    if !document.descendants().all(says_nothing_aside) {
        return None;
    }
    let outer = document.root_element();
    let (rdf, toolkit) = if is_named(outer, META, "xmpmeta") {
        let toolkit = outer.attribute((META, "xmptk"));
        if outer.attributes().len() != usize::from(toolkit.is_some()) {
            return None;
        }
        let [rdf] = elements(outer)?[..] else { return None };
        (rdf, toolkit.unwrap_or_default().to_owned())
    } else {
        (outer, String::new())
    };
    let is_plain = is_named(rdf, RDF, "RDF") && rdf.attributes().len() == 0;
    is_plain.then_some((rdf, toolkit))
}

/// Whether a comment or an instruction is one that programs write, without a packet of its own in it, which those would find
/// that look for nothing but its marks.
fn says_nothing_aside(node: Node<'_, '_>) -> bool {
    if node.is_comment() {
        return !node.text().unwrap_or_default().contains('<');
    }
    node.pi().is_none_or(|instruction| {
        let value = instruction.value.unwrap_or_default();
        let is_known = ["xpacket", "adobe-xap-filters"].contains(&instruction.target);
        is_known && !value.contains('<') && !value.contains("encoding")
    })
}

/// Adds the properties that a description has as attributes and as elements.
fn described(description: Node<'_, '_>, depth: usize, found: &mut Structure) -> Option<()> {
    let (abouts, properties): (Vec<_>, Vec<_>) = description.attributes().partition(is_about);
    if abouts.len() > 1 {
        return None;
    }
    for property in properties {
        insert(found, property.namespace(), property.name(), plain(property.value()))?;
    }
    children(description, depth, found)
}

/// Adds the properties that are elements inside this one.
fn children(node: Node<'_, '_>, depth: usize, found: &mut Structure) -> Option<()> {
    for child in elements(node)? {
        insert(found, child.tag_name().namespace(), child.tag_name().name(), property(child, depth)?)?;
    }
    Some(())
}

/// Reads an element that is a property, or an item of a list.
fn property(node: Node<'_, '_>, depth: usize) -> Option<Property> {
    let depth = depth.checked_sub(1)?;
    let (mut language, mut resource, mut is_structure) = (None, None, false);
    let mut fields = Structure::new();
    for attribute in node.attributes() {
        match (attribute.namespace(), attribute.name(), attribute.value()) {
            (Some(XML), "lang", value) => language = Some(value.to_owned()),
            (Some(RDF), "resource", value) => resource = Some(words(value)),
            (Some(RDF), "parseType", "Resource") => is_structure = true,
            (namespace, name, value) => insert(&mut fields, namespace, name, plain(value))?,
        }
    }
    // One of the ways of writing a value, not several at once.
    let value = match (resource, is_structure, fields.is_empty()) {
        (None, false, true) => content(node, depth)?,
        (None, true, true) => {
            children(node, depth, &mut fields)?;
            Value::Structure(fields)
        }
        (None, false, false) if elements(node)?.is_empty() => Value::Structure(fields),
        (Some(resource), false, true) if elements(node)?.is_empty() => Value::Resource(resource),
        _ => return None,
    };
    Some(Property { language, value })
}

/// What stands between the tags of a property.
fn content(node: Node<'_, '_>, depth: usize) -> Option<Value> {
    if !node.children().any(|child| child.is_element()) {
        // A comment in the middle of a text ends it for some readers.
        let is_text = node.children().all(|child| child.is_text());
        return is_text.then(|| Value::Text(words(node.text().unwrap_or_default())));
    }
    let [only] = elements(node)?[..] else { return None };
    let (namespace, name) = (only.tag_name().namespace(), only.tag_name().name());
    match (namespace?, name) {
        (RDF, "Description") if about(only).is_none() => {
            let mut fields = Structure::new();
            described(only, depth, &mut fields)?;
            Some(Value::Structure(fields))
        }
        (RDF, "Bag" | "Seq" | "Alt") if only.attributes().len() == 0 => {
            let item = |item: Node<'_, '_>| is_named(item, RDF, "li").then(|| property(item, depth))?;
            let items = elements(only)?.into_iter().map(item).collect::<Option<_>>()?;
            Some(Value::List(name.to_owned(), items))
        }
        _ => None,
    }
}

/// Adds a property of which there is none yet: of two, each reader takes its own.
fn insert(found: &mut Structure, namespace: Option<&str>, name: &str, property: Property) -> Option<()> {
    // Of RDF's own terms, only the value that has qualifiers is one (ISO 16684-1, 7.8).
    let namespace =
        namespace.filter(|namespace| *namespace != XML && (*namespace != RDF || name == "value"))?;
    found.insert((namespace.to_owned(), name.to_owned()), property).is_none().then_some(())
}

/// The elements inside one that holds nothing else; comments say nothing there.
fn elements<'a, 'i>(node: Node<'a, 'i>) -> Option<Vec<Node<'a, 'i>>> {
    let is_blank =
        |child: Node<'_, '_>| !child.is_text() || child.text().is_none_or(|text| text.trim().is_empty());
    node.children().all(is_blank).then(|| node.children().filter(Node::is_element).collect())
}

fn is_named(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.has_tag_name((namespace, name))
}

/// Which resource a description says it is about, if it says so.
fn about(description: Node<'_, '_>) -> Option<String> {
    description.attributes().find(is_about).map(|about| words(about.value()))
}

fn is_about(attribute: &Attribute<'_, '_>) -> bool {
    // Older programs wrote it without its namespace.
    attribute.name() == "about" && attribute.namespace().is_none_or(|namespace| namespace == RDF)
}

fn plain(text: &str) -> Property {
    Property { language: None, value: Value::Text(words(text)) }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

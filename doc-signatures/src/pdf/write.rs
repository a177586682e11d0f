//! From objects to octets (ISO 32000-2, 7.3).

use super::object::{Dictionary, Object};

/// Appends `object` as it stands in a file. Streams are written by [`stream`] because their data lie elsewhere.
pub(crate) fn write(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(text) => out.extend_from_slice(text),
        Object::String(value) => string(value, out),
        Object::Name(value) => name(value, out),
        Object::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b' ');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(value) => dictionary(value, out),
        Object::Reference(id) => out.extend_from_slice(format!("{id} R").as_bytes()),
    }
}

pub(crate) fn dictionary(dictionary: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary.iter() {
        name(key, out);
        out.push(b' ');
        write(value, out);
    }
    out.extend_from_slice(b">>");
}

/// A stream without filter: evidence is read by programs that look for plain DER.
pub(crate) fn stream(mut header: Dictionary, data: &[u8], out: &mut Vec<u8>) {
    let length = i64::try_from(data.len()).expect("a slice is never longer than i64::MAX");
    header.set("Length", Object::Integer(length));
    dictionary(&header, out);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream");
}

fn name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for octet in name {
        if octet.is_ascii_alphanumeric() || b"-_.+:,*@&$!^|~?'\"".contains(octet) {
            out.push(*octet);
        } else {
            out.extend_from_slice(format!("#{octet:02X}").as_bytes());
        }
    }
}

/// Readable text stays readable; anything else becomes hexadecimal.
fn string(value: &[u8], out: &mut Vec<u8>) {
    if value.iter().all(|octet| (b' '..=b'~').contains(octet)) {
        out.push(b'(');
        for octet in value {
            if matches!(octet, b'(' | b')' | b'\\') {
                out.push(b'\\');
            }
            out.push(*octet);
        }
        out.push(b')');
    } else {
        out.push(b'<');
        for octet in value {
            out.extend_from_slice(format!("{octet:02X}").as_bytes());
        }
        out.push(b'>');
    }
}

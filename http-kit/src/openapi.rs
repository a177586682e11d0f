//! What every door's OpenAPI document says of the door itself: where it is, and how its clients prove who they are.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{SecurityRequirement, SecurityScheme};
use utoipa::openapi::server::{Server, ServerBuilder, ServerVariableBuilder};
use utoipa::openapi::{ComponentsBuilder, OpenApi};

/// The name of mutual TLS among the security schemes.
const MUTUAL_TLS: &str = "mutualTLS";

/// A door that some of a document's operations belong to.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// The tag of its operations.
    pub tag: &'static str,
    /// Where the demonstration has it.
    pub demonstration: &'static str,
    /// The member of `/.well-known/greatseal` that says where a country has it.
    pub member: &'static str,
    /// Whose certificate its clients show; none where the messages alone prove who sent them.
    pub certificate: Option<&'static str>,
}

/// Completes a document: each operation says at which of these doors it is, and what proves the client there.
#[must_use]
pub fn at_doors(mut document: OpenApi, doors: &[Door]) -> OpenApi {
    let certificates: Vec<&str> = doors.iter().filter_map(|door| door.certificate).collect();
    if !certificates.is_empty() {
        let description =
            format!("RFC 8446: the client shows the certificate of {}.", certificates.join(" or "));
        let scheme =
            SecurityScheme::MutualTls { description: Some(description), deprecated: None, extensions: None };
        let components = document.components.get_or_insert_with(|| ComponentsBuilder::new().build());
        components.add_security_scheme(MUTUAL_TLS, scheme);
    }
    document.servers = Some(doors.iter().map(server_of).collect());
    for item in document.paths.paths.values_mut() {
        let mut server = None;
        for operation in operations(item) {
            let tags = operation.tags.clone().unwrap_or_default();
            let Some(door) = doors.iter().find(|door| tags.iter().any(|tag| tag == door.tag)) else {
                continue;
            };
            operation.security = Some(match door.certificate {
                Some(_) => vec![SecurityRequirement::new::<_, [&str; 0], &str>(MUTUAL_TLS, [])],
                None => Vec::new(),
            });
            server = Some(server_of(door));
        }
        item.servers = server.map(|server| vec![server]);
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().flatten()
}

fn server_of(door: &Door) -> Server {
    let scheme = if door.certificate.is_some() { "https" } else { "{scheme}" };
    let where_it_is =
        format!("Host and port: `{}` of /.well-known/greatseal; here the demonstration's.", door.member);
    let host = ServerVariableBuilder::new().default_value(door.demonstration).description(Some(where_it_is));
    let server = ServerBuilder::new().url(format!("{scheme}://{{host}}")).parameter("host", host);
    if door.certificate.is_some() {
        return server.build();
    }
    let schemes = ServerVariableBuilder::new()
        .default_value("http")
        .enum_values(Some(["https", "http"]))
        .description(Some("Plain HTTP is for loopback alone."));
    server.parameter("scheme", schemes).build()
}

//! What the one configuration file may say.

use super::*;

fn parse(text: &str) -> Result<Config> {
    Config::parse(text, Path::new("/country"))
}

/// The example with `wrong` in the place of `right` is refused, and the refusal says `said`.
fn is_refused(right: &str, wrong: &str, said: &str) {
    assert!(EXAMPLE.contains(right), "{right}");
    let error = format!("{:#}", parse(&EXAMPLE.replacen(right, wrong, 1)).unwrap_err());
    assert!(error.contains(said), "{wrong}: {error}");
}

#[test]
fn the_example_is_accepted_and_explains_every_field() {
    let config = parse(EXAMPLE).unwrap();
    assert_eq!(config.country, "MU");
    assert_eq!(config.database.to_string(), "/country/country.sqlite");
    assert!(!config.authority.qscd);
}

#[test]
fn an_unknown_field_is_refused_with_the_nearest_name() {
    let error =
        format!("{:#}", parse(&EXAMPLE.replace("passphrase_file =", "passphrase_fil =")).unwrap_err());
    assert!(error.contains("Did you mean `passphrase_file`?"), "{error}");
}

#[test]
fn a_public_door_without_tls_is_refused() {
    let text = EXAMPLE.replace("listen = \"127.0.0.1:7601\"", "listen = \"192.0.2.1:7601\"");
    let error = format!("{:#}", parse(&text).unwrap_err());
    assert!(error.contains("phone.listen is 192.0.2.1:7601"), "{error}");
}

#[test]
fn the_phone_as_a_page_has_an_origin_and_may_be_left_out() {
    let listen = "listen = \"127.0.0.1:7606\"";
    let without = EXAMPLE.replacen("[doors.phone_app]", "[metrics]", 1).replacen(
        "url = \"http://localhost:7606\"",
        "",
        1,
    );
    assert!(EXAMPLE.contains(listen) && parse(&without).unwrap().phone_app.is_none());
    is_refused(
        "url = \"http://localhost:7606\"",
        "url = \"https://phone.example.org/app\"",
        "doors.phone_app.url is \"https://phone.example.org/app\", but must have no path",
    );
    is_refused(
        listen,
        "listen = \"192.0.2.1:7606\"",
        "doors.phone_app.listen is 192.0.2.1:7606, which is not loopback",
    );
    is_refused(listen, "listen = \"127.0.0.1:7605\"", "time.listen is 127.0.0.1:7605 already");
}

#[test]
fn a_public_url_with_a_slash_at_the_end_or_https_is_refused() {
    for wrong in ["http://127.0.0.1:7604/", "https://pki.example.org", "pki.example.org", "http://"] {
        let text = EXAMPLE.replacen("\"http://127.0.0.1:7604\"", &format!("{wrong:?}"), 1);
        assert!(format!("{:#}", parse(&text).unwrap_err()).contains("public_url"), "{wrong}");
    }
}

/// With the field, its value and what is allowed. `serve`, `work`, `install` and `doctor` read the file by this one way.
#[test]
fn what_cannot_be_meant_is_refused_before_a_port_opens() {
    for (right, wrong, said) in [
        (
            "session_seconds = 180",
            "session_seconds = 0",
            "sessions.session_seconds is 0, but must be from 30 to 600",
        ),
        ("session_seconds = 180", "session_seconds = 601", "sessions.session_seconds is 601, but"),
        (
            "validity_seconds = 600",
            "validity_seconds = 59",
            "ocsp.validity_seconds is 59, but must be from 60 to 604800",
        ),
        ("validity_seconds = 600", "validity_seconds = 604801", "ocsp.validity_seconds is 604801, but"),
        ("cache_seconds = 1", "cache_seconds = 601", "ocsp.cache_seconds is 601, but must be from 0 to 600"),
        ("step_seconds = 60", "step_seconds = 9", "clock.step_seconds is 9, but must be from 10 to 3600"),
        ("wait_seconds = 600", "wait_seconds = 86401", "clock.wait_seconds is 86401, but must be from 0 to"),
        ("open_of_person = 3", "open_of_person = 0", "sessions.open_of_person is 0, but must be from 1"),
        (
            "time_a_minute = 1200",
            "time_a_minute = 10000001",
            "limits.time_a_minute is 10000001, but must be from 0 to 10000000",
        ),
        (
            "\"::1/128\"]",
            "\"2001:db8:0:1::/96\"]",
            "limits.unlimited has \"2001:db8:0:1::/96\", which is part of a client: in IPv6 a client is a /64, so at most 64 \
             bits count",
        ),
        ("\"::1/128\"]", "\"::1/129\"]", "limits.unlimited has \"::1/129\", which is no network: it must be"),
        (
            "\"127.0.0.1:7605\"",
            "\"127.0.0.1:7601\"",
            "time.listen is 127.0.0.1:7601, but phone.listen is 127.0.0.1:7601 already",
        ),
        (
            "\"127.0.0.1:7605\"",
            "\"0.0.0.0:7604\"",
            "time.listen is 0.0.0.0:7604, but status.listen is 127.0.0.1:7604 already",
        ),
        ("\"127.0.0.1:7605\"", "\"127.0.0.1:0\"", "must have a port from 1 to 65535"),
        (
            "country = \"MU\"",
            "country = \"XX\"",
            "country must be a code of ISO 3166-1, two capital letters, but it is `XX`",
        ),
        (
            "\"1.3.6.1.4.1.32473.1\"",
            "\"1.3.x\"",
            "policy_arc must be an object identifier, its numbers without leading zeros, but it is `1.3.x`",
        ),
        (
            "\"http://127.0.0.1:7600\"",
            "\"http://127.0.0.1:7600/\"",
            "landing.url is \"http://127.0.0.1:7600/\", but it must be http:// or https://",
        ),
        ("name = \"Trust", "name = \"\u{3164}Trust", "U+3164 (its character 1)"),
    ] {
        is_refused(right, wrong, said);
    }
    let loud = EXAMPLE.replace("\nfilter =", "\n# filter =").replacen(
        "[log]",
        "[log]\nfilter = \"info,ca_core=loud\"",
        1,
    );
    let error = format!("{:#}", parse(&loud).unwrap_err());
    assert!(error.contains("log.filter is \"info,ca_core=loud\", but must be levels such as"), "{error}");
}

#[test]
fn a_policy_of_prompts_that_cannot_be_meant_is_refused_by_name() {
    for (right, wrong, field) in [
        ("\nat_most = 3", "\nat_most = 0", "prompts.at_most"),
        ("[10, 60, 300, 900, 3600]", "[60, 10]", "prompts.pauses_seconds"),
        ("[0, 0, 60, 300, 900, 3600]", "[60, 10]", "prompts.all_pauses_seconds"),
        ("reports_at_most = 5", "reports_at_most = 0", "prompts.reports_at_most"),
    ] {
        let error = format!("{:#}", parse(&EXAMPLE.replace(right, wrong)).unwrap_err());
        assert!(error.contains(field), "{error}");
    }
}

#[test]
fn the_host_is_found_in_a_base_url() {
    assert_eq!(host_of("https://127.0.0.1:7602"), "127.0.0.1");
    assert_eq!(host_of("https://[::1]:7602"), "::1");
    assert_eq!(host_of("https://api.example.org/greatseal"), "api.example.org");
}

#[test]
fn what_is_left_out_has_the_default_that_the_example_states() {
    let least: String = EXAMPLE
        .lines()
        .filter(|line| {
            ![
                "url =",
                "filter",
                "format",
                "qualified",
                "blocked",
                "open_",
                "vain_",
                "at_most",
                "all_at_most",
                "reports_at_most",
                "of_activation",
                "status_",
                "time_",
                "unlimited",
                "recipients",
            ]
            .iter()
            .any(|field| line.starts_with(field))
                && !line.contains("_seconds =")
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let (least, full) = (parse(&least).unwrap(), parse(EXAMPLE).unwrap());
    assert_eq!(format!("{least:?}"), format!("{full:?}"));
}

#[test]
fn what_a_module_does_not_know_is_no_error_unless_somebody_wants_to_hear_it() {
    assert!(log_filter_of("info").unwrap().to_string().contains("cryptoki=off"));
    let wanted = log_filter_of("info,cryptoki=debug").unwrap().to_string();
    assert!(wanted.contains("cryptoki=debug") && !wanted.contains("cryptoki=off"), "{wanted}");
}

#[test]
fn what_is_published_and_what_is_secret_lie_apart() {
    for (right, wrong, said) in [
        (
            "copy = \"log\"",
            "copy = \"keys\"",
            "audit_log.copy is /country/keys, but keys.folder is /country/keys",
        ),
        ("copy = \"log\"", "copy = \"keys/log\"", "but keys.folder is /country/keys: each needs a place"),
        ("copy = \"log\"", "copy = \"x/../tls\"", "but tls.folder is /country/tls: each needs a place"),
        ("folder = \"tls\"", "folder = \"log/tls\"", "but tls.folder is /country/log/tls"),
        (
            "folder = \"tls\"",
            "folder = \"keys\"",
            "tls.folder is /country/keys, but keys.folder is /country/keys",
        ),
        ("folder = \"keys\"", "folder = \"tls/keys\"", "tls.folder is /country/tls, but keys.folder is"),
        ("\"country.sqlite\"", "\"log/country.sqlite\"", "but database.path is /country/log/country.sqlite"),
        ("\"key-store.passphrase\"", "\"log/passphrase\"", "a passphrase or PIN is /country/log/passphrase"),
    ] {
        is_refused(right, wrong, said);
    }
    let config = parse(EXAMPLE).unwrap();
    for wrong in ["/country/log/backup", "/country/keys", "/country/tls/../tls/backup"] {
        let error = format!("{:#}", config.lies_apart("the backup", Path::new(wrong)).unwrap_err());
        assert!(error.contains("the backup is /country/"), "{wrong}: {error}");
    }
    config.lies_apart("the backup", Path::new("/country/backups/1")).unwrap();
}

#[test]
fn a_link_is_where_it_leads() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("keys")).unwrap();
    std::os::unix::fs::symlink("keys", folder.path().join("log")).unwrap();
    let error = format!("{:#}", Config::parse(EXAMPLE, folder.path()).unwrap_err());
    assert!(error.contains("audit_log.copy is"), "{error}");
}

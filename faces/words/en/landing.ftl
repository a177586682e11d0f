# The page that says where everything of a country is.

landing-lead = This is the trust service of a country ({ $country }), run by Great Seal: it issues citizens’ certificates, asks their phones to sign, says whether a certificate is still good, stamps the time, and lets an auditor check a signed document without any network.
landing-begin-title = Begin here
landing-begin = Try it in this browser
landing-commands-title = Commands to try in a terminal, in this order
landing-addresses-title = Addresses
landing-who = Who
landing-what = What
landing-where = Where
landing-citizens = Citizens
landing-e-services = E-services
landing-everybody = Everybody
landing-officers = Officers
landing-phone-app = The phone, in a browser
landing-relying-parties = Ask for signatures and logins (mutual TLS)
landing-time-stamps = Time-stamps (RFC 3161)
landing-ocsp = Is a certificate still good? (OCSP)
landing-root-list = The root’s revocation list
landing-root = The root certificate, to check documents with
landing-phones = The phones’ API
landing-key-list = The service’s signed list of keys
landing-registration = Register persons, give activations, revoke (mutual TLS)
landing-programs-title = For programs
landing-programs = All addresses, and the descriptions of the interfaces, for machines:
landing-licence = Great Seal { $version } · MIT or Apache-2.0, at your choice

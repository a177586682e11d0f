# Words of more than one face. One thing, one word: phone, log in, sign, request, e-service, block, check, holds.

language = Language
language-name = English
back = Back
details-for-specialists = Details for specialists
purpose-authentication = log in
purpose-signature = sign
pin-authentication = PIN 1
pin-signature = PIN 2

# How a certificate stands.
standing-good = in force
standing-frozen = frozen by you
standing-suspended = suspended by the service or an officer
standing-revoked = revoked for ever

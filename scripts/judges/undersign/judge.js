// An e-service on the JavaScript client of Mobile-ID: does one thing with it and says what the client says.
//
// Environment: BASE (with a slash at its end), UUID, NAME, KEY and CERTIFICATE (PEM), ROOT (of the server's certificate), ISSUER (of the
// persons' certificates), NUMBER, CODE. Arguments:
//
//   certificate           the signing certificate: prints "certificate" and its serial number
//   authenticate          a login: prints "code" and "valid" or "forged"
//   sign FILE SIGNATURE   XAdES of FILE with an OCSP answer, into SIGNATURE: prints "code" and "signed" or "forged"
//
// What the client throws is printed as "thrown", with its code and message. Exit code 0 for certificate, valid and signed.
"use strict"

const crypto = require("crypto")
const fs = require("fs")
const https = require("https")
const MobileId = require("undersign/lib/mobile_id")
const Certificate = require("undersign/lib/certificate")
const Ocsp = require("undersign/lib/ocsp")
const Xades = require("undersign/xades")

const { BASE, UUID, NAME, KEY, CERTIFICATE, ROOT, ISSUER, NUMBER, CODE } = process.env

// Mutual TLS: the client library connects by the agent that all of a program's connections share.
Object.assign(https.globalAgent.options, {
  ca: fs.readFileSync(ROOT),
  cert: fs.readFileSync(CERTIFICATE),
  key: fs.readFileSync(KEY),
})

const client = new MobileId(BASE, { user: NAME, password: UUID })
const sha256 = (octets) => crypto.createHash("sha256").update(octets).digest()

function say(word, value) {
  console.log(`${word} ${value}`)
}

function sayCode(digest) {
  say("code", String(MobileId.confirmation(digest)).padStart(4, "0"))
}

// The protocol has a session's poll answered RUNNING when its time is over; the client gives nothing then.
async function ended(wait, session) {
  for (;;) {
    const answer = await wait.call(client, session)
    if (answer != null) return answer
  }
}

async function authenticate() {
  const challenge = crypto.randomBytes(32)
  const digest = sha256(challenge)
  sayCode(digest)
  const session = await client.authenticate(NUMBER, CODE, digest, { displayText: "Log in to the archive" })
  const [certificate, signature] = await ended(client.waitForAuthentication, session)
  const valid = certificate.hasSigned(challenge, signature)
  say(valid ? "valid" : "forged", certificate.serialNumber)
  return valid
}

async function sign(file, signed) {
  const certificate = await client.readCertificate(NUMBER, CODE)
  const xades = new Xades(certificate, [{ path: file, type: "text/plain", hash: sha256(fs.readFileSync(file)) }])
  sayCode(xades.signableHash)
  const session = await client.sign(NUMBER, CODE, xades.signableHash, { displayText: "Sign the contract" })
  xades.setSignature(await ended(client.waitForSignature, session))
  xades.setOcspResponse(await Ocsp.read(Certificate.parse(fs.readFileSync(ISSUER)), certificate))
  fs.writeFileSync(signed, xades.toString())
  const accepted = certificate.hasSigned(xades.signable, xades.signature)
  say(accepted ? "signed" : "forged", certificate.serialNumber)
  return accepted
}

async function perform([what, ...rest]) {
  switch (what) {
    case "certificate":
      say("certificate", (await client.readCertificate(NUMBER, CODE)).serialNumber)
      return true
    case "authenticate": return authenticate()
    case "sign": return sign(...rest)
    default: throw new RangeError(what)
  }
}

perform(process.argv.slice(2)).then(
  (accepted) => process.exit(accepted ? 0 : 1),
  (error) => {
    say("thrown", `${error.code}: ${error.message}`)
    process.exit(1)
  },
)

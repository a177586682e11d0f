/** Ask a person's phone to log in or to sign, and get only what was verified. */

export { checkCallback, KeyList, Request, verifyAnswer, type Expected, type Signature } from './answer.js';
export { Certificate, PersonCertificate } from './certificates.js';
export { Link, RelyingParty, type Content, type OnCode, type Purpose, type Session, type Way } from './client.js';
export { CredentialsError, Ended, GreatSealError, NotBelieved, Refused, Unreachable } from './errors.js';

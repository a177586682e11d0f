// The lock of this device (fingerprint, face, code): its authenticator keeps a secret that is in no file of the browser, and gives it
// out only after the person has opened the lock. WebAuthn Level 3 §10.1.4, the extension prf; nothing is proved to anybody by it.

import { draw, type Octets } from '../formats/octets.ts';
import { LockNotOpened } from '../phone/error.ts';

/** How to ask for a secret again. It is of no use without the authenticator. */
export interface LockState {
  readonly credential: Octets;
  /** What the secret is computed from. */
  readonly input: Octets;
}

export interface DeviceLock {
  /** Whether this device has a lock that keeps secrets for this page. */
  isThere(): Promise<boolean>;
  /** Lets it keep one, listed under this name, and gives it. */
  make(name: string): Promise<{ readonly lock: LockState; readonly secret: Octets }>;
  /** Gives it again. Whoever gets it wipes it. */
  secretOf(lock: LockState): Promise<Octets>;
}

const SECRET = 32;
/** What may sign for the credential: nobody verifies it, but each authenticator has one of them (ES256, RS256). */
const ALGORITHMS = [-7, -257];

export const deviceLock: DeviceLock = {
  async isThere() {
    // An origin that is named by numbers has no credentials (WebAuthn §5.1.3).
    if (!('PublicKeyCredential' in self) || /^[0-9.]+$|^\[/.test(location.hostname)) return false;
    const capabilities = await PublicKeyCredential.getClientCapabilities?.();
    return capabilities?.['extension:prf'] === true && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable());
  },

  async make(name) {
    const input = draw(SECRET);
    const made = await asked(
      navigator.credentials.create({
        publicKey: {
          rp: { name },
          // Drawn, so that no other phone of the same person loses its credential to this one.
          user: { id: draw(16), name, displayName: name },
          challenge: draw(32),
          pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
          // Platforms that have prf have it for discoverable credentials.
          authenticatorSelection: { authenticatorAttachment: 'platform', residentKey: 'required', userVerification: 'required' },
          extensions: { prf: { eval: { first: input } } },
        },
      }),
    );
    const { prf } = made.getClientExtensionResults();
    if (prf?.enabled !== true) throw new LockNotOpened('the authenticator keeps no secrets');
    const lock = { credential: new Uint8Array(made.rawId), input };
    // Some give the secret with the credential, others when they are asked for it.
    return { lock, secret: prf.results === undefined ? await this.secretOf(lock) : secretIn(prf.results) };
  },

  async secretOf({ credential, input }) {
    const given = await asked(
      navigator.credentials.get({
        publicKey: {
          challenge: draw(32),
          allowCredentials: [{ type: 'public-key', id: credential }],
          userVerification: 'required',
          extensions: { prf: { eval: { first: input } } },
        },
      }),
    );
    return secretIn(given.getClientExtensionResults().prf?.results);
  },
};

/** Browsers do not say whether the person went back or the credential is gone. */
async function asked(asking: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await asking.catch((error: unknown) => {
    throw new LockNotOpened(`the lock was not opened: ${error instanceof Error ? error.name : 'unknown'}`);
  });
  if (!(credential instanceof PublicKeyCredential)) throw new LockNotOpened('the lock gave no credential');
  return credential;
}

function secretIn(results: AuthenticationExtensionsPRFValues | undefined): Octets {
  const secret = results?.first;
  if (!(secret instanceof ArrayBuffer) || secret.byteLength !== SECRET) throw new LockNotOpened('the authenticator gave no secret');
  return new Uint8Array(secret);
}

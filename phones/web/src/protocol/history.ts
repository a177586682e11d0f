// What a person was asked, by whomever and on whichever phone: what an inquiry about `history` and one about `evidence` are answered.
// The door is believed nothing that can be signed.

import { parseJson } from '../formats/json.ts';
import { nameLine } from './display.ts';
import { equal, Refused } from './error.ts';
import type { KeyList } from './key-list.ts';
import { Received, type MessageKind, type Verified } from './message.ts';
import { RECEIPT, type Receipt } from './receipt.ts';
import { STATEMENT, type Statement } from './statement.ts';
import { asObject, boolean, certificateOctets, constant, hash, list, matching, object, oneOf, optional, text, time, wide } from './wire.ts';
import { OWN_STATEMENT, type OwnStatement } from './wish.ts';

const MOST_ENTRIES = 20;
/** The longest file of evidence, in characters. */
const LONGEST_EVIDENCE = 512 * 1024;
const LONGEST_REQUEST = 163_840;
const LONGEST_KEY_LIST = 65_536;

const FINAL = ['completed', 'refused', 'expired', 'cancelled', 'failed'];
const state = oneOf('requested', 'stated', 'shown', 'answered', 'completed', 'refused', 'expired', 'cancelled', 'failed');

const entry = object({
  statement: text(STATEMENT.longest),
  phone: optional(nameLine),
  state,
  problem: optional(matching(/^[a-z0-9-]{1,64}$/, 'the name of a problem')),
  ended_at: optional(time),
  receipt: optional(text(RECEIPT.longest)),
});
const page = object({ entries: list(entry, MOST_ENTRIES), more: boolean });

export type HistoryEntry = ReturnType<typeof entry>;
export type HistoryPage = ReturnType<typeof page>;

/** A statement, through whichever door. */
const ANY_STATEMENT: MessageKind<Statement | OwnStatement> = {
  ...STATEMENT,
  read: (value, field) => (asObject(value, field).get('door') === 'own' ? OWN_STATEMENT : STATEMENT).read(value, field),
};

/** An entry that may be shown. */
export interface PastSession {
  readonly statement: Verified<Statement | OwnStatement>;
  /** The name of the phone; the door says so. */
  readonly phone: string | undefined;
  /** Proven by the receipt where there is one, else the door says so. */
  readonly state: HistoryEntry['state'];
  readonly problem: string | undefined;
  readonly endedAt: number | undefined;
  readonly receipt: Verified<Receipt> | undefined;
}

export function readHistory(body: string): HistoryPage {
  return page(parseJson(body, 'the answer'), 'the answer');
}

/** Checks an entry by the keys of the service. */
export async function checkEntry({ statement: compact, phone, state, problem, ended_at: endedAt, receipt: told }: HistoryEntry, keys: KeyList): Promise<PastSession> {
  const statement = await (await Received.parse(ANY_STATEMENT, compact)).verify(keys.statement_key);
  const receipt = told === undefined ? undefined : await checkReceipt(told, statement, keys);
  // Of what the person wanted themselves nobody else has a receipt.
  const must = statement.body.door !== 'own' && (state === 'completed' || state === 'refused') ? state : undefined;
  if (receipt?.body.state !== must || (endedAt !== undefined) !== FINAL.includes(state)) throw new Refused('state must be what the receipt says, and over exactly when it ended');
  return { statement, phone, state, problem, endedAt, receipt };
}

async function checkReceipt(compact: string, { body: statement, sha256 }: Verified<Statement | OwnStatement>, keys: KeyList): Promise<Verified<Receipt>> {
  const receipt = await (await Received.parse(RECEIPT, compact)).verify(keys.receipt_key);
  const { body } = receipt;
  if (statement.door === 'own') throw new Refused('relying_party must be there, through the door of one');
  equal("the receipt's session", body.session, statement.session);
  equal("the receipt's relying party", body.relying_party, statement.relying_party.id);
  equal("the receipt's request", body.request_sha256, statement.request_sha256);
  equal("the receipt's statement", body.statement_sha256, sha256);
  equal("the receipt's certificate", body.certificate_sha256, statement.certificate_sha256);
  return receipt;
}

/** Which session an entry calls itself; unverified. */
export async function claimedSession({ statement }: HistoryEntry): Promise<string | undefined> {
  return (await Received.parse(ANY_STATEMENT, statement).catch(() => undefined))?.claims.session;
}

const leaf = object({ leaf: text(16 * 1024), place: wide, path: list(hash, 64) });
const evidence = object({
  v: constant(1n),
  aud: constant('verifier'),
  key_list: text(LONGEST_KEY_LIST),
  statement: text(STATEMENT.longest),
  request: text(LONGEST_REQUEST),
  relying_party_chain: optional(list(certificateOctets, 4)),
  receipt: optional(text(RECEIPT.longest)),
  log: optional(object({ checkpoint: text(4096), leaves: list(leaf, 3) })),
});

/** Is this file evidence of that session? Gives whether it has its proof; who checks it whole is whoever is shown it. */
export function checkEvidence(file: string, past: PastSession): boolean {
  if (file.length > LONGEST_EVIDENCE) throw new Refused('the evidence is too long');
  const read = evidence(parseJson(file, 'the evidence'), 'the evidence');
  equal('the statement of the evidence', read.statement, past.statement.compact);
  if (read.receipt !== past.receipt?.compact) throw new Refused('the receipt of the evidence is another');
  return read.log !== undefined;
}

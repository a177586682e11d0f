// The phone: its state, its surroundings, and what all its steps share.

import { Certificate } from '../formats/certificate.ts';
import { acceptKeyList, type KeyList } from '../protocol/key-list.ts';
import { DEFAULT_ITERATIONS, type Purpose } from '../protocol/keys.ts';
import type { Verified } from '../protocol/message.ts';
import { readProblem, readState } from '../protocol/reply.ts';
import type { WrongPins } from '../protocol/unlock.ts';
import type { DeviceLock } from '../storage/device-lock.ts';
import type { Storage } from '../storage/storage.ts';
import type { Door, DoorReply, Events } from './door.ts';
import { ServiceRefused, Unreachable, WrongMoment } from './error.ts';
import { signerOf } from './key.ts';
import type { Fetching } from './reading.ts';
import type { EnrolledState, State } from './state.ts';

/** What a phone is given instead of reaching for it. */
export interface Environment {
  readonly door: Door;
  readonly events: Events;
  readonly storage: Storage;
  readonly deviceLock: DeviceLock;
  /** The address of the phones' API of the service that this page is for. */
  readonly address: () => Promise<string>;
  readonly fetching: Fetching;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** How long to wait before something that failed for a passing reason is sent again, in milliseconds. */
  readonly pause: number;
  /** Of PINs that are chosen from now on; tests use few. */
  readonly iterations?: number;
}

/** What an enrolled phone is. */
export interface Enrolled {
  readonly device: string;
  readonly certificates: Readonly<Record<Purpose, Certificate>>;
}

export class Phone {
  /** Sessions that this run has fetched, with their ends. */
  readonly known = new Map<string, number>();
  /** What the service said of wrong PINs with the last share, until the person is told. */
  wrongPins: WrongPins | undefined;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly environment: Environment,
    private current: State | undefined,
    public keyList: Verified<KeyList> | undefined,
    public enrolled: Enrolled | undefined,
  ) {}

  /** Opens the phone that the storage holds, or a new one. */
  static async open(environment: Environment): Promise<Phone> {
    const state = await environment.storage.read();
    if (state === undefined) return new Phone(environment, undefined, undefined, undefined);
    const keyList = await acceptKeyList(state.keyList, state.statementKeyPin, state.keyListNumber);
    const enrolled = state.enrolled === undefined ? undefined : await readEnrolled(state.enrolled);
    return new Phone(environment, state, keyList, enrolled);
  }

  get state(): State {
    if (this.current === undefined) throw new WrongMoment('this phone is not enrolled');
    return this.current;
  }

  get isNew(): boolean {
    return this.current === undefined;
  }

  get hasOutstandingEnrolment(): boolean {
    return this.current?.enrolment !== undefined;
  }

  get identity(): Enrolled {
    if (this.enrolled === undefined) throw new WrongMoment('this phone is not enrolled');
    return this.enrolled;
  }

  get acceptedKeyList(): Verified<KeyList> {
    if (this.keyList === undefined) throw new WrongMoment('this phone has no key list');
    return this.keyList;
  }

  get iterations(): number {
    return this.environment.iterations ?? DEFAULT_ITERATIONS;
  }

  now(): number {
    return this.environment.now();
  }

  get sign() {
    return signerOf(this.state.deviceKey);
  }

  /** Writes the first state of a phone. */
  begin(state: State): Promise<void> {
    return this.inTurn(async () => {
      await this.environment.storage.write(state);
      this.current = state;
    });
  }

  /** Writes a changed state; only when it is durable does the phone go on with it. Changes come one after the other. */
  commit(change: (state: State) => State): Promise<void> {
    return this.inTurn(async () => {
      const changed = change(this.state);
      await this.environment.storage.write(changed);
      this.current = changed;
    });
  }

  /** Forgets everything: a phone that ended, or an activation that failed. */
  forget(): Promise<void> {
    return this.inTurn(async () => {
      await this.environment.storage.clear();
      [this.current, this.keyList, this.enrolled] = [undefined, undefined, undefined];
    });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => {});
    return turn;
  }

  /** Sends one message to the inner zone and reads the state of its session. */
  async tell(message: string): Promise<string> {
    return readState((await this.send('/v1/phone/messages', message, MESSAGE_PATIENCE)).body);
  }

  send(path: string, body: string, patience: number, signal?: AbortSignal): Promise<DoorReply> {
    return send(this.environment, this.state.baseUrl, path, patience, body, signal);
  }
}

/** How long a message may take: the worker commits, signs, and answers. */
export const MESSAGE_PATIENCE = 20_000;
/** How often the same bytes are sent while the service is away or busy. */
const ATTEMPTS = 5;
const PASSING = [202, 502, 503, 504];

/** Sends and repeats while the reason is a passing one: the same bytes again count nothing. */
export async function send(environment: Environment, baseUrl: string, path: string, patience: number, body?: string, signal?: AbortSignal): Promise<DoorReply> {
  const request = { baseUrl, path, patience, ...(body === undefined ? {} : { body }), ...(signal === undefined ? {} : { signal }) };
  for (let attempt = 1; ; attempt += 1) {
    const reply = await environment.door(request).catch((error: unknown) => {
      if (error instanceof Unreachable) return error;
      throw error;
    });
    const isPassing = reply instanceof Unreachable || PASSING.includes(reply.status);
    if (!isPassing || attempt === ATTEMPTS || signal?.aborted === true) {
      if (reply instanceof Unreachable) throw reply;
      if (reply.status !== 200 && reply.status !== 201) throw new ServiceRefused(reply.status, readProblem(reply.body));
      return reply;
    }
    await new Promise((resolve) => setTimeout(resolve, environment.pause));
  }
}

export async function readEnrolled({ device, certificates }: EnrolledState): Promise<Enrolled> {
  const authentication = await Certificate.fromDer(certificates.authentication);
  return { device, certificates: { authentication, signature: await Certificate.fromDer(certificates.signature) } };
}

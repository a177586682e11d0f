// The documents of a request: each with its name and fingerprint, to be read, and to be struck out where there are several.

import type { Choice } from '../protocol/answer.ts';
import { documentsOf } from '../protocol/statement.ts';
import { locationOf, type VerifiedSession } from '../protocol/verification.ts';
import { say } from '../words.ts';
import { Button, Foreign, Notice } from './parts.tsx';

export interface DocumentsProps {
  readonly session: VerifiedSession;
  readonly choice: Choice;
  /** Those at whose location lies another file than would be signed. */
  readonly differs: ReadonlySet<number>;
  readonly isBusy: boolean;
  readonly open: (at: number) => void;
  readonly strike: (at: number, isSigned: boolean) => void;
}

/** What a document is called: its own name, or what it is. */
export function nameOf({ statement, contents }: VerifiedSession, at: number): string {
  const name = documentsOf(statement.body.sign)[at]?.document_name;
  return name ?? say(contents[at]?.type === 'text' ? 'request-document-text' : 'request-document-unnamed', { number: at + 1 });
}

/** The first and last digits of a fingerprint, to be compared by eye. */
export function ends(digest: string): string {
  return `${digest.slice(0, 8)} … ${digest.slice(-8)}`;
}

/** Is there something to read? */
export function canBeRead(session: VerifiedSession, at: number): boolean {
  return session.contents[at]?.type === 'text' || locationOf(session, at) !== undefined;
}

export function Documents(props: DocumentsProps) {
  const { session, choice } = props;
  const documents = documentsOf(session.statement.body.sign);
  const left = choice.signed.filter(Boolean).length;
  return (
    <section class="stack">
      <h2 class="ds-heading" data-size="2xs">
        {say('request-documents', { count: documents.length })}
      </h2>
      <p class="ds-paragraph quiet" role="status">
        {left === 0 ? say('request-none-left') : say('request-documents-left', { count: left })}
      </p>
      <ol class="list">
        {documents.map((_, at) => (
          <Item key={at} at={at} {...props} />
        ))}
      </ol>
    </section>
  );
}

function Item({ session, choice, differs, isBusy, open, strike, at }: DocumentsProps & { at: number }) {
  const { document_sha256: digest, must_open: mustOpen } = documentsOf(session.statement.body.sign)[at] ?? {};
  const name = nameOf(session, at);
  const isSigned = choice.signed[at] === true;
  return (
    <li>
      <span>
        <span class="quiet">{say('request-number', { number: at + 1 })} </span>
        <strong style={isSigned ? undefined : { textDecoration: 'line-through' }}>
          <Foreign>{name}</Foreign>
        </strong>
        {digest !== undefined && (
          <>
            <br />
            <code class="ltr quiet">{ends(digest)}</code>
          </>
        )}
        {session.contents[at]?.type === 'digest' && !canBeRead(session, at) && (
          <>
            <br />
            <span class="quiet">{say('request-digest-only-title')}</span>
          </>
        )}
      </span>
      <Standing isSigned={isSigned} isOpened={choice.opened[at] === true} mustOpen={mustOpen === true} differs={differs.has(at)} />
      {canBeRead(session, at) && (
        <Button kind="tertiary" isBusy={isBusy} label={`${say('request-open')}: ${name}`} onClick={() => open(at)}>
          {say('request-open')}
        </Button>
      )}
      {!differs.has(at) && (
        <Button kind="tertiary" isBusy={isBusy} label={`${say(isSigned ? 'request-strike' : 'request-put-back')}: ${name}`} onClick={() => strike(at, !isSigned)}>
          {say(isSigned ? 'request-strike' : 'request-put-back')}
        </Button>
      )}
    </li>
  );
}

function Standing({ isSigned, isOpened, mustOpen, differs }: { isSigned: boolean; isOpened: boolean; mustOpen: boolean; differs: boolean }) {
  const [colour, id] = differs
    ? ['danger', 'request-differs']
    : !isSigned
      ? ['neutral', 'request-struck']
      : isOpened
        ? ['success', 'request-opened']
        : mustOpen
          ? ['warning', 'request-must-open']
          : [undefined, ''];
  if (colour === undefined) return null;
  return (
    <span class="ds-tag" data-color={colour}>
      {say(id)}
    </span>
  );
}

/** The one document of a request, where it can be read: a way to it, and what was found there. */
export function OneToRead({ session, choice, differs, isBusy, open }: Omit<DocumentsProps, 'strike'>) {
  if (locationOf(session, 0) === undefined) return null;
  if (differs.has(0)) {
    return (
      <Notice colour="danger" title={say('read-differs-title')}>
        {say('read-differs')}
      </Notice>
    );
  }
  return (
    <p class="row">
      <Button kind="secondary" isBusy={isBusy} onClick={() => open(0)}>
        {say('request-read')}
      </Button>
      <Standing isSigned isOpened={choice.opened[0] === true} mustOpen={documentsOf(session.statement.body.sign)[0]?.must_open === true} differs={false} />
    </p>
  );
}

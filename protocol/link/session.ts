/**
 * Who hears whom. A session is a pair of nonces, and stands once this end has heard its own nonce
 * back: from then on everything that arrives was sent to this session, since a line keeps its order.
 */
import type { Hello } from './hello.ts';
import { ASK_FIRST_MILLIS, ASK_MAX_MILLIS } from './limits.ts';

export type Session =
  | {
      readonly phase: 'asking';
      readonly nonce: number;
      readonly peer: Hello | undefined;
      readonly askAtMillis: number;
      readonly waitMillis: number;
      readonly sinceMillis: number;
    }
  | { readonly phase: 'established'; readonly nonce: number; readonly peer: Hello };

export type SessionInput =
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'time' }
  /** This end gives the session up: nobody answers, or the port was closed. */
  | { readonly kind: 'restart' };

/** `say`: write a hello. `established`: the peer is known. `lost`: forget sequences and half messages. */
export type SessionAction = 'say' | 'established' | 'lost';

export type SessionStep = { readonly next: Session; readonly actions: readonly SessionAction[] };

/** `nonce`: 1 to 4294967295, another at every start. The first hello is due at once. */
export function openSession(nonce: number, nowMillis: number): Session {
  return asking(nonce, undefined, nowMillis, nowMillis);
}

function asking(
  nonce: number,
  peer: Hello | undefined,
  askAtMillis: number,
  sinceMillis: number,
): Session {
  return {
    phase: 'asking',
    nonce,
    peer,
    askAtMillis,
    waitMillis: ASK_FIRST_MILLIS,
    sinceMillis,
  };
}

function nextNonce(nonce: number): number {
  return nonce === 0xffffffff ? 1 : nonce + 1;
}

export function sessionStep(session: Session, input: SessionInput, nowMillis: number): SessionStep {
  switch (input.kind) {
    case 'hello':
      return session.phase === 'asking'
        ? heardWhileAsking(session, input.hello, nowMillis)
        : heardWhileEstablished(session, input.hello, nowMillis);
    case 'time': {
      if (session.phase === 'established' || nowMillis < session.askAtMillis)
        return { next: session, actions: [] };
      const { waitMillis } = session;
      const next = {
        ...session,
        askAtMillis: nowMillis + waitMillis,
        waitMillis: Math.min(waitMillis * 2, ASK_MAX_MILLIS),
      };
      return { next, actions: ['say'] };
    }
    case 'restart': {
      // A port that opens and dies over and over does not let messages wait for ever.
      const sinceMillis = session.phase === 'asking' ? session.sinceMillis : nowMillis;
      const next = asking(nextNonce(session.nonce), session.peer, nowMillis, sinceMillis);
      return { next, actions: session.phase === 'established' ? ['lost'] : [] };
    }
  }
}

type Asking = Extract<Session, { phase: 'asking' }>;
type Established = Extract<Session, { phase: 'established' }>;

function heardWhileAsking(session: Asking, hello: Hello, nowMillis: number): SessionStep {
  if (hello.peerNonce === session.nonce)
    return {
      next: { phase: 'established', nonce: session.nonce, peer: hello },
      actions: hello.asking ? ['established', 'say'] : ['established'],
    };
  const askAtMillis = nowMillis + session.waitMillis;
  return { next: { ...session, peer: hello, askAtMillis }, actions: ['say'] };
}

function heardWhileEstablished(session: Established, hello: Hello, nowMillis: number): SessionStep {
  const { nonce } = session;
  const knowsUs = hello.peerNonce === nonce;
  const samePeer = hello.nonce === session.peer.nonce;
  if (samePeer && knowsUs) return { next: session, actions: hello.asking ? ['say'] : [] };
  // The peer started again with the nonce it had: only another nonce of ours makes it start afresh.
  if (samePeer)
    return { next: asking(nextNonce(nonce), hello, nowMillis, nowMillis), actions: ['lost'] };
  if (!knowsUs) return { next: asking(nonce, hello, nowMillis, nowMillis), actions: ['lost'] };
  return {
    next: { phase: 'established', nonce, peer: hello },
    actions: ['lost', 'established', 'say'],
  };
}

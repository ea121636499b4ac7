/**
 * Who comes in over TLS: whoever shows a transport certificate that leads to a root of the trust store, is in
 * time and not revoked. The gate stands between the handshake and the first byte that anybody reads.
 */
import type { Server, TLSSocket, TlsOptions } from 'node:tls';
import type { TransportCredential } from '../../pki/credentials.ts';
import type { TrustedCertificate, TrustStore } from '../../pki/trust-store.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Fault } from '../faults.ts';

export type TlsRefusal = {
  readonly channel: 'duis' | 'mqtt';
  /** Known when the certificate is a true one, and yet not good now. */
  readonly certificate?: Pick<TrustedCertificate, 'eui64' | 'role'>;
  readonly why: string;
};

export type TlsGateOptions = {
  readonly channel: TlsRefusal['channel'];
  readonly trust: Pick<TrustStore, 'examine' | 'problemOfShown'>;
  readonly credential: TransportCredential;
  readonly nowMillis: () => number;
  readonly onRefused: (refusal: TlsRefusal) => void;
};

/** So long a connection may take to say who it is: one that says nothing holds a place. */
const HANDSHAKE_MILLIS = 10_000;

export class TlsGate {
  readonly #options: TlsGateOptions;
  readonly #servers: Server[] = [];
  #credential: TransportCredential;
  readonly #peers = new Map<TLSSocket, TrustedCertificate>();

  constructor(options: TlsGateOptions) {
    this.#options = options;
    this.#credential = options.credential;
  }

  /** What a server is made with. */
  get serverOptions(): TlsOptions {
    return {
      ...this.#shown,
      handshakeTimeout: HANDSHAKE_MILLIS,
      requestCert: true,
      // The gate refuses, so that it can be said who was refused and why.
      rejectUnauthorized: false,
    };
  }

  /** What is shown to whoever connects from now on, and whom OpenSSL believes. */
  renew(credential: TransportCredential): void {
    this.#credential = credential;
    for (const server of this.#servers) server.setSecureContext(this.#shown);
  }

  /** The lists are the gate's to look at: OpenSSL's would be those of the start. */
  get #shown(): Pick<TlsOptions, 'key' | 'cert' | 'ca' | 'minVersion'> {
    const { key, cert, ca } = this.#credential;
    return { key, cert, ca, minVersion: 'TLSv1.2' };
  }

  /** Before the server's own listeners, which find the connection of whoever is refused destroyed. */
  guard(server: Server): void {
    this.#servers.push(server);
    server.prependListener('secureConnection', (socket) => {
      if (!this.#admit(socket)) socket.destroy();
    });
    server.on('tlsClientError', (error) => this.#refuse(`no handshake: ${error.message}`));
  }

  /** Undefined for a connection that did not come through here. */
  peerOf(socket: object): TrustedCertificate | undefined {
    return this.#peers.get(socket as TLSSocket);
  }

  /** Ends the connections of those who would not be let in now: a meter stays connected for months. */
  recheck(): void {
    for (const [socket, peer] of this.#peers) {
      const problem = this.#problem(peer);
      if (problem === undefined) continue;
      this.#refuse(`the certificate is ${problem}`, peer);
      socket.destroy();
    }
  }

  #admit(socket: TLSSocket): boolean {
    const raw = socket.getPeerCertificate().raw as Buffer | undefined;
    if (!raw) return this.#refuse('no certificate was shown');
    const peer = this.#examine(raw);
    if (typeof peer === 'string') return this.#refuse(peer);
    const problem = this.#problem(peer);
    if (problem !== undefined) return this.#refuse(`the certificate is ${problem}`, peer);
    // OpenSSL's own judgement of the chain, beside ours.
    if (!socket.authorized) return this.#refuse(String(socket.authorizationError), peer);
    this.#peers.set(socket, peer);
    socket.once('close', () => this.#peers.delete(socket));
    return true;
  }

  #examine(raw: Uint8Array): TrustedCertificate | string {
    try {
      return this.#options.trust.examine(new Uint8Array(raw));
    } catch (error) {
      return `the certificate ${(error as Error).message}`;
    }
  }

  #problem(peer: TrustedCertificate): string | undefined {
    const { trust, nowMillis } = this.#options;
    return trust.problemOfShown(peer, 'transport', Math.floor(nowMillis() / 1000));
  }

  #refuse(why: string, certificate?: TrustedCertificate): false {
    const { channel, onRefused } = this.#options;
    onRefused({ channel, ...(certificate ? { certificate } : {}), why });
    return false;
  }
}

/** Who sends a message over a connection the gate has let in. Throws Fault for any other. */
export function senderAt(gate: TlsGate, { socket }: { readonly socket: object }): Eui64 {
  const peer = gate.peerOf(socket);
  if (!peer) throw new Fault('PARTY_NOT_SENDER', 'the connection came by no certificate');
  return peer.eui64;
}

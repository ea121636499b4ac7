/** What a party may be called in its certificates, and a server in those that it shows. */
import { isIP } from 'node:net';
import { Refused } from '../protocol/refused.ts';

/** ub-organization-name and ub-common-name (RFC 5280 appendix A.1). */
const NAME_MAX = 64;
/** What brokers call their clients: see brokerUserName. */
const BROKER_NAME = /^(head-end|(gateway|party|meter):.*|[0-9a-f]{16})$/;

/**
 * A broker that reads the common name would take a certificate for XML signing, of the same authority, for
 * the client it is named like. Throws Refused.
 */
export function expectPartyName(name: string): void {
  if (name.trim() !== name || name === '' || name.length > NAME_MAX || /\p{Cc}/u.test(name))
    throw new Refused(
      'name',
      `expected 1 to ${NAME_MAX} characters, found ${JSON.stringify(name)}`,
    );
  if (BROKER_NAME.test(name))
    throw new Refused('name', `${name} is what brokers call a client of theirs`);
}

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^${LABEL}(\\.${LABEL})*$`, 'i');

/** No wildcards: who shows one is one server. Throws Refused. */
export function expectHost(host: string): void {
  const isName = HOST.test(host) && !/^[0-9.]+$/.test(host) && host.length <= 253;
  if (isIP(host) === 0 && !isName)
    throw new Refused('host', `expected a name or an address, found ${host}`);
}

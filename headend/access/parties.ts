/** The users of the head-end: who they are, in which roles, and how messages reach them. */
import { fromHex, toHex } from '../../protocol/bytes.ts';
import { ROLES, type Role } from '../../protocol/definition/service.ts';
import { type Eui64, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import type { Channel } from '../service-request.ts';

export type Party = {
  readonly eui64: Eui64;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly status: 'active' | 'suspended';
  /** Ed25519: verifies the pre-commands this party signed. Suppliers have one. */
  readonly signingPublic?: Uint8Array;
  /** Where messages nobody asked for (alerts) go; answers go back the way the request came. */
  readonly channel: Channel;
  /** The endpoint that takes this party's DUIS responses. */
  readonly receiveUrl?: string;
};

export interface PartyStorage {
  saveParty(eui64: Eui64, record: Readonly<Record<string, unknown>>): Promise<void>;
  loadParties(): AsyncIterable<unknown>;
}

export class Parties {
  readonly #storage: PartyStorage;
  readonly #parties = new Map<Eui64, Party>();

  constructor(storage: PartyStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const json of this.#storage.loadParties()) {
      const party = partyFromJson(json);
      this.#parties.set(party.eui64, party);
    }
  }

  async put(party: Party): Promise<void> {
    await this.#storage.saveParty(party.eui64, partyToJson(party));
    this.#parties.set(party.eui64, party);
  }

  get(eui64: Eui64): Party | undefined {
    return this.#parties.get(eui64);
  }
}

export function partyToJson(party: Party): Readonly<Record<string, unknown>> {
  const { signingPublic, ...rest } = party;
  return { ...rest, ...(signingPublic ? { signingPublic: toHex(signingPublic) } : {}) };
}

/** Throws Refused with the name of what is wrong. */
export function partyFromJson(value: unknown): Party {
  const json = value as Readonly<Record<string, unknown>>;
  const { name, roles, status, channel, signingPublic, receiveUrl } = json;
  if (typeof name !== 'string' || name === '') throw new Refused('name', 'expected text');
  if (!Array.isArray(roles) || roles.some((role) => !ROLES.includes(role)))
    throw new Refused('roles', `expected a list of ${ROLES.join(', ')}`);
  if (status !== 'active' && status !== 'suspended')
    throw new Refused('status', 'expected active or suspended');
  if (channel !== 'duis' && channel !== 'bridge')
    throw new Refused('channel', 'expected duis or bridge');
  if (receiveUrl !== undefined && !isWebAddress(receiveUrl))
    throw new Refused('receiveUrl', 'expected an http or https URL');
  const key = typeof signingPublic === 'string' ? fromHex(signingPublic) : undefined;
  if (signingPublic !== undefined && key?.length !== 32)
    throw new Refused('signingPublic', 'expected 32 bytes in hexadecimal');
  return {
    eui64: parseEui64(String(json['eui64'])),
    name,
    roles,
    status,
    channel,
    ...(key ? { signingPublic: key } : {}),
    ...(receiveUrl === undefined ? {} : { receiveUrl }),
  };
}

function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  return ['http:', 'https:'].includes(new URL(value).protocol);
}

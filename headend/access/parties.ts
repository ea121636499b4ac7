/** The users of the head-end: who they are, in which roles, and how messages reach them. */
import { fromHex, toHex } from '../../protocol/bytes.ts';
import { ROLES, type Role } from '../../protocol/definition/service.ts';
import { type Eui64, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { BRIDGE_FORMATS, type BridgeFormat } from '../market/bridge/cloud-event.ts';
import { isSealingKey } from '../market/bridge/sealing.ts';
import type { Channel } from '../service-request.ts';

export const COUNTER_SCOPES = ['target', 'originator'] as const;
export type CounterScope = (typeof COUNTER_SCOPES)[number];

export type Party = {
  readonly eui64: Eui64;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly status: 'active' | 'suspended';
  /** Ed25519: verifies the pre-commands this party signed. Suppliers have one. */
  readonly signingPublic?: Uint8Array;
  /** Where messages nobody asked for (alerts) go; answers go back the way the request came. */
  readonly channel: Channel;
  /** Within which the counters of its requests rise: to one target (absent), or to all of them together. */
  readonly counterScope?: CounterScope;
  /** The endpoint that takes this party's DUIS responses. */
  readonly receiveUrl?: string;
  /** How the bridge writes to this party; absent: protobuf. What it reads tells its format by itself. */
  readonly bridgeFormat?: BridgeFormat;
  /** X25519: what the bridge says to this party is sealed to it. */
  readonly sealingPublic?: Uint8Array;
  /** Of an electricity distributor: the first two digits of the MPANs it issues. */
  readonly distributorId?: number;
  /** Of a gas transporter: the first two to four digits of the MPRNs it issues. */
  readonly mprnPrefix?: string;
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
  const { signingPublic, sealingPublic, ...rest } = party;
  return {
    ...rest,
    ...(signingPublic ? { signingPublic: toHex(signingPublic) } : {}),
    ...(sealingPublic ? { sealingPublic: toHex(sealingPublic) } : {}),
  };
}

const SETTINGS: ReadonlySet<string> = new Set(
  Object.keys({
    eui64: true,
    name: true,
    roles: true,
    status: true,
    signingPublic: true,
    channel: true,
    counterScope: true,
    receiveUrl: true,
    bridgeFormat: true,
    sealingPublic: true,
    distributorId: true,
    mprnPrefix: true,
  } satisfies Record<keyof Party, true>),
);

/** Throws Refused with the name of what is wrong. */
export function partyFromJson(value: unknown): Party {
  const json = value as Readonly<Record<string, unknown>>;
  // A misspelt sealing key would leave everything open, and nobody would be told.
  for (const setting of Object.keys(json))
    if (!SETTINGS.has(setting)) throw new Refused(setting, 'no such setting of a party');
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
  const key = keyOf('signingPublic', signingPublic);
  return {
    eui64: parseEui64(String(json['eui64'])),
    name,
    roles,
    status,
    channel,
    ...(key ? { signingPublic: key } : {}),
    ...(receiveUrl === undefined ? {} : { receiveUrl }),
    ...bridgeSettings(json),
    ...counterScopeOf(json),
    ...numbersOf(json),
  };
}

function bridgeSettings({ bridgeFormat, sealingPublic }: Readonly<Record<string, unknown>>) {
  const format = BRIDGE_FORMATS.find((one) => one === bridgeFormat);
  if (bridgeFormat !== undefined && !format)
    throw new Refused('bridgeFormat', `expected ${BRIDGE_FORMATS.join(' or ')}`);
  const sealing = keyOf('sealingPublic', sealingPublic);
  // Else every message to this party would fail, one by one.
  if (sealing && !isSealingKey(sealing)) throw new Refused('sealingPublic', 'a key of small order');
  return {
    ...(format ? { bridgeFormat: format } : {}),
    ...(sealing ? { sealingPublic: sealing } : {}),
  };
}

function counterScopeOf({ counterScope }: Readonly<Record<string, unknown>>) {
  const scope = COUNTER_SCOPES.find((one) => one === counterScope);
  if (counterScope !== undefined && !scope)
    throw new Refused('counterScope', `expected ${COUNTER_SCOPES.join(' or ')}`);
  return scope ? { counterScope: scope } : {};
}

function numbersOf({ distributorId, mprnPrefix }: Readonly<Record<string, unknown>>) {
  const isId = Number.isInteger(distributorId) && Number(distributorId) >= 10;
  if (distributorId !== undefined && (!isId || Number(distributorId) > 99))
    throw new Refused('distributorId', 'expected 10 to 99');
  if (mprnPrefix !== undefined && !/^[1-9][0-9]{1,3}$/.test(String(mprnPrefix)))
    throw new Refused('mprnPrefix', 'expected two to four digits, the first not 0');
  return {
    ...(distributorId === undefined ? {} : { distributorId: Number(distributorId) }),
    ...(mprnPrefix === undefined ? {} : { mprnPrefix: String(mprnPrefix) }),
  };
}

function keyOf(name: string, value: unknown): Uint8Array | undefined {
  const key = typeof value === 'string' ? fromHex(value) : undefined;
  if (value !== undefined && key?.length !== 32)
    throw new Refused(name, 'expected 32 bytes in hexadecimal');
  return key;
}

function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  return ['http:', 'https:'].includes(new URL(value).protocol);
}

/** What the steps of the tour of the register are made of. */
import type { Result } from '../../headend/market/client/result.ts';
import type { SupplierClient } from '../../headend/market/client/supplier-client.ts';
import type { Identity } from '../../meter-emulator/firmware/state.ts';
import type { Service } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { RegistrationEvent } from '../../protocol/registration/events.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import type { User } from './registration-world.ts';
import type { Outcome, Step } from './tour.ts';

const WAY = 'bridge, 2nd head-end';
const DAY_MILLIS = 86_400_000;
export const UPRN = 200_001_002_003;
const REPLY_TRIES = 100;
const REPLY_PAUSE_MILLIS = 50;

type Text = string | undefined;

const wrong = (result: Result<unknown>): string =>
  `unexpected: ${JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`;

export function done<T>(result: Result<T>, show: (value: T) => Text): Outcome {
  const text = result.kind === 'done' ? show(result.value) : undefined;
  return {
    isRight: text !== undefined,
    text: text ?? wrong(result),
    requestId: result.requestId,
  };
}

export function refused(result: Result<unknown>, expected: readonly string[]): Outcome {
  const isRight = result.kind === 'refused' && expected.includes(result.code);
  const text = result.kind === 'refused' ? `refused: ${result.code}` : wrong(result);
  return { isRight, text, requestId: result.requestId };
}

/** What the register tells a user by itself; undefined when it does not within some seconds. */
export async function told<K extends keyof RegistrationEvent>(
  { events }: User,
  kind: K,
  isIt: (event: NonNullable<RegistrationEvent[K]>) => boolean = () => true,
) {
  for (let tries = 0; tries < REPLY_TRIES; tries++) {
    const found = events.find((event) => event[kind] && isIt(event[kind]));
    if (found) return found[kind];
    await new Promise((resolve) => setTimeout(resolve, REPLY_PAUSE_MILLIS));
  }
  return undefined;
}

export const seen = (text: Text): Outcome => ({
  isRight: text !== undefined,
  text: text ?? 'it was not told',
  requestId: '',
});

export const step = (title: string, service: string, run: () => Promise<Outcome>): Step => ({
  title,
  service,
  way: WAY,
  run,
});

export const ask = async <S extends Service>(
  { client }: { readonly client: SupplierClient },
  service: S,
  device: string,
  value: ValueOf<S['request']>,
) => client.ask(service, device, value);

export const read = ({ client }: User, { eui64 }: Identity) =>
  client.ask(readInstantaneousImportRegisters, eui64, {});
export const hasRead = (result: Awaited<ReturnType<typeof read>>): Outcome =>
  done(result, ({ registers }) => {
    const wattHours = registers.electricity?.activeImportRegister?.value;
    const volume = registers.gas?.consumptionRegister?.value;
    if (volume !== undefined) return `${volume / 1000} m³`;
    return wattHours === undefined ? undefined : `${wattHours} Wh`;
  });

/** The first second of the day so many days from now, UTC, as milliseconds. */
export const dayFrom = (nowMillis: number, days: number): number =>
  (Math.floor(nowMillis / DAY_MILLIS) + days) * DAY_MILLIS;
/** As yyyymmdd. */
export const dateOf = (millis: number): number =>
  Number(new Date(millis).toISOString().slice(0, 10).replaceAll('-', ''));

/** 94.1: the digits that the meter showed for this user, read out by the customer, are its consent. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { authoriseOtherUser as service } from '../../../protocol/registration/authorise-other-user.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { AddressedEvent, Handler } from '../../non-device/handler.ts';
import { detailsAt } from '../details/details.ts';
import { reserveGrants } from '../grants/grant-agent-access.ts';
import { requireScope } from '../grants/scope.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import { hashOf, isHash, NUMBER_SECONDS, shownTo } from './customer-numbers.ts';

type Value = ValueOf<typeof service.request>;
type Asked = { readonly user: string; readonly value: Value; readonly now: number };

/** A consent is asked for again after two years (own). */
export const CONSENT_SECONDS_MAX = 731 * 86_400;

export const authoriseOtherUser: Handler = async (stations, { body, originator }, nowMillis) => {
  const value = body as Value;
  const { scope, until, deviceId } = value;
  const now = Math.floor(nowMillis / 1000);
  requireScope('OU', scope);
  if (until <= now || until > now + CONSENT_SECONDS_MAX)
    throw new Fault('DATE_REFUSED', 'until: not within two years from now');
  const point = await provenAt(stations, { user: originator, value, now });
  const grantId = await reserveGrants(stations, [point], now);
  const { mpxn } = point;
  const period = { effectiveFromUtcSeconds: now, effectiveToUtcSeconds: until };
  const grant = { grantId, party: originator, role: 'OU', scope, ...period } as const;
  return {
    result: { mpxn, grantId },
    changes: [
      { kind: 'grantGiven', mpxn, grant },
      { kind: 'customerNumberUsed', device: deviceId, party: originator },
    ],
    events: toSupplier(point, now, { mpxn, grantId, otherUser: originator, scope, until }),
  };
};

/** Where the customer is. Throws Fault, the same whatever is wrong: nobody learns by it which meters there are. */
async function provenAt(
  stations: Pick<Stations, 'inventory' | 'register' | 'store' | 'fingerprintKey'>,
  { user, value, now }: Asked,
): Promise<MeteringPoint> {
  const { inventory, register, store, fingerprintKey } = stations;
  const { deviceId, customerIdentificationNumber: digits } = value;
  const shown = await shownTo(store, deviceId, user);
  const { mpxn = '' } = inventory.get(deviceId) ?? {};
  const point = await register.find(mpxn);
  const about = { device: deviceId, party: user, digits };
  if (!shown || !point || !isHash(shown.hash, hashOf(fingerprintKey, about)))
    throw new Fault('CONSENT_NOT_PROVEN');
  const { tenancy } = detailsAt(point.details, now);
  // Whoever read it out must live there still.
  const since = Math.max(now - NUMBER_SECONDS, tenancy?.from ?? 0);
  if (shown.shownAtUtcSeconds < since) throw new Fault('CONSENT_NOT_PROVEN');
  return point;
}

type Told = Extract<AddressedEvent['event'], { otherUserAuthorised: unknown }>;

function toSupplier(
  point: MeteringPoint,
  now: number,
  otherUserAuthorised: Told['otherUserAuthorised'],
): AddressedEvent[] {
  const recipient = supplierAt(point, now)?.supplier;
  return recipient === undefined ? [] : [{ recipient, event: { otherUserAuthorised } }];
}

/**
 * What a supplier asks of a new house before its devices talk to each other, as DUIS requests: the hub lets each in
 * (8.11), and each is joined to those it is to believe (8.7). The supplier's software numbers them anew.
 */
import { VARIANT } from '../../headend/market/client/transport.ts';
import { writeRequest } from '../../headend/market/duis/request.ts';
import { emulatedInstallCode } from '../../meter-emulator/board/factory.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { type Service, serviceGroup } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { joinServiceCritical } from '../../protocol/services/join-service-critical.ts';
import { joinServiceNonCritical } from '../../protocol/services/join-service-non-critical.ts';
import { updateHanDeviceLog } from '../../protocol/services/update-han-device-log.ts';
import type { MemberName, Members } from './members.ts';

/** How long a device may try: a gas meter tries when it wakes. */
const JOIN_SECONDS = 3600;
/** All but the hub, and the proxy, which is a part of it. */
const LET_IN: readonly MemberName[] = ['electricity', 'ppmid', 'hcalcs', 'gas'];
/** Who is told, and of whom; those of the gas meter last, which answers when it wakes. */
const JOINED: readonly (readonly [MemberName, MemberName, 'critical' | 'nonCritical'])[] = [
  ['electricity', 'ppmid', 'critical'],
  ['electricity', 'hcalcs', 'critical'],
  ['ppmid', 'electricity', 'nonCritical'],
  ['ppmid', 'proxy', 'nonCritical'],
  ['hcalcs', 'electricity', 'critical'],
  ['proxy', 'gas', 'nonCritical'],
  ['gas', 'proxy', 'nonCritical'],
  ['gas', 'ppmid', 'critical'],
];

export type FirstRequest = { readonly file: string; readonly xml: string };

/** In the order in which they are to be done. */
export function firstRequests(members: Members, supplier: Eui64): readonly FirstRequest[] {
  const of = (name: MemberName) => members[name].eui64;
  let number = 0;
  const request = <S extends Service>(
    title: string,
    service: S,
    target: Eui64,
    value: ValueOf<S['request']>,
  ): FirstRequest => {
    number++;
    const { reference } = service;
    const header = {
      requestId: `${supplier}:${target}:${number}`,
      commandVariant: service.critical ? VARIANT.transform : VARIANT.command,
      serviceReference: serviceGroup(reference),
      serviceReferenceVariant: reference,
    };
    const file = `${String(number).padStart(2, '0')}-${title}.xml`;
    return { file, xml: writeRequest({ header, service, body: { kind: 'service', value } }) };
  };
  const letIn = LET_IN.map((name) => {
    const installCode = emulatedInstallCode(nodeCrypto, of(name));
    const whitelisting = { joinTimePeriod: JOIN_SECONDS, installCode };
    const value = { deviceId: of(name), requestType: 'Add', whitelisting } as const;
    return request(`8.11-let-in-${name}`, updateHanDeviceLog, of('hub'), value);
  });
  const joined = JOINED.map(([to, who, way]) => {
    const service = way === 'critical' ? joinServiceCritical : joinServiceNonCritical;
    const title = `${service.reference}-join-${who}-to-${to}`;
    return request(title, service, of(to), { otherDeviceId: of(who) });
  });
  return [...letIn, ...joined];
}

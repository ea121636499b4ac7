/**
 * For tests: who may ask what, told anew for each question from the bare list of all that ever happened. It is slow
 * and plain, and shares nothing with what it judges but the published rows of services.
 */
import {
  all,
  type Fact,
  FOREVER,
  grantsOf,
  latest,
  type Of,
  supplierOf,
  suppliesOf,
} from './facts.testing.ts';

export type Asked = {
  readonly party: string;
  readonly device: string;
  readonly service: {
    readonly reference: string;
    readonly roles: readonly string[];
    readonly critical: boolean;
    readonly modes: readonly string[];
    readonly deviceTypes: readonly string[];
  };
  readonly at: number;
  /** The date a request is for. */
  readonly forDate?: number;
  /** The first second of the log that is read. */
  readonly readsFrom?: number;
};

const COMMANDED = ['InstalledNotCommissioned', 'Commissioned', 'Recovered'];

/** The code the user is answered with; I99: it may. */
export function naiveCode(facts: readonly Fact[], asked: Asked): string {
  const { service, forDate } = asked;
  const party = all(facts, 'party').findLast((one) => one.party === asked.party);
  if (!party) return 'E1';
  const roles = party.roles.filter((role) => service.roles.includes(role));
  if (roles.length === 0) return 'E2';
  if (party.isSuspended) return 'E3';
  const devices = devicesOf(facts);
  const device = devices.find((one) => one.device === asked.device);
  if (!device) return 'E19';
  const home = homeOf(devices, device);
  const isSwitch = service.reference === '6.23';
  const at = isSwitch ? Math.max(asked.at, forDate ?? 0) : asked.at;
  const dates = [at];
  if (!isSwitch && service.modes.includes('futureDatedDevice') && (forDate ?? 0) > at)
    dates.push(forDate ?? 0);
  const code = plainCode(facts, asked, { device, devices, roles, dates });
  return code === 'I99' ? code : toldTo(facts, asked.party, home, at, code);
}

function plainCode(
  facts: readonly Fact[],
  asked: Asked,
  about: { device: Of<'device'>; devices: Of<'device'>[]; roles: string[]; dates: number[] },
): string {
  const { device, devices, roles, dates } = about;
  const { critical, deviceTypes } = asked.service;
  const answers = answering(devices, device);
  if (!answers) return 'E11';
  if (critical && answers !== device) return 'E11';
  if (!deviceTypes.includes(device.type) || !deviceTypes.includes(answers.type)) return 'E11';
  if (!COMMANDED.includes(device.status) || !COMMANDED.includes(answers.status)) return 'E5';
  const points = pointsServed(devices, device);
  const isAllowedOn = (date: number) =>
    points.some((point) =>
      roles.some((role) => maySay(facts, { asked, role, point, device, date })),
    );
  return dates.every(isAllowedOn) ? 'I99' : 'E4';
}

const devicesOf = (facts: readonly Fact[]): Of<'device'>[] => {
  const lines = all(facts, 'device');
  return lines.filter((line) => lines.findLast((one) => one.device === line.device) === line);
};

/** A gas meter answers for the proxy at its metering point. */
function answering(devices: Of<'device'>[], device: Of<'device'>): Of<'device'> | undefined {
  if (device.hasKeys) return device;
  if (device.type !== 'GPF' || device.point === undefined) return undefined;
  const meters = devices.filter(
    (one) => one.type === 'GSME' && one.hasKeys && one.point === device.point,
  );
  const isGone = ({ status }: Of<'device'>) =>
    status === 'Decommissioned' || status === 'Withdrawn';
  return meters.find((meter) => !isGone(meter)) ?? meters[0];
}

/** Its own; of a hub those of what is behind it, of a display those of all in the home. */
function pointsServed(devices: Of<'device'>[], device: Of<'device'>): string[] {
  const hub = device.type === 'PPMID' ? device.hub : device.device;
  const shared = devices.filter((one) => one.hub !== undefined && one.hub === hub);
  return [device, ...shared].flatMap(({ point }) => point ?? []);
}

function homeOf(devices: Of<'device'>[], device: Of<'device'>): string[] {
  const hub = device.type === 'CHF' ? device.device : device.hub;
  const others = devices.filter((one) => one.hub === hub || one.device === hub);
  const members = hub === undefined ? [device] : [device, ...others];
  return members.flatMap(({ point, exportPoint }) => [point ?? [], exportPoint ?? []].flat());
}

function maySay(
  facts: readonly Fact[],
  about: { asked: Asked; role: string; point: string; device: Of<'device'>; date: number },
): boolean {
  const { asked, role, point, device, date } = about;
  const meant = role === 'ES' ? device.exportPoint : point;
  const state = all(facts, 'point').findLast((one) => one.point === meant);
  const here = all(facts, 'point').findLast((one) => one.point === point);
  if (meant === undefined || !state || !here) return false;
  if (!isRelated(facts, { ...about, fuel: here.fuel, network: here.network, meant })) return false;
  if (state.status === 'terminated') return false;
  if (state.status !== 'operational' && role === 'OU') return false;
  const smart = latest(facts, 'smart', meant, date);
  const isHeard = smart?.fact !== 'smart' || smart.standing === 'smart';
  if (!isHeard && smart.device === asked.device) return false;
  const customer = latest(facts, 'customer', meant, date);
  if (customer?.fact === 'customer' && customer.kind === 'nonDomestic' && !customer.elected)
    return false;
  const tenancy = latest(facts, 'tenancy', meant, date);
  const isOld = tenancy !== undefined && (asked.readsFrom ?? FOREVER) < tenancy.from;
  return !(isOld && (role === 'RSA' || role === 'OU'));
}

function isRelated(
  facts: readonly Fact[],
  about: { asked: Asked; role: string; date: number; fuel: string; network: string; meant: string },
): boolean {
  const { asked, role, date, fuel, network, meant } = about;
  const { party, service } = asked;
  const supplies = supplierOf(facts, meant, date) === party;
  if (role === 'IS') return fuel === 'electricity' && supplies;
  if (role === 'GS') return fuel === 'gas' && supplies;
  if (role === 'ES') return supplies;
  if (role === 'ED') return fuel === 'electricity' && network === party;
  if (role === 'GT') return fuel === 'gas' && network === party;
  if (service.reference === '9.1') return true;
  const tenancy = latest(facts, 'tenancy', meant, date);
  return grantsOf(facts, meant).some(
    (one) =>
      one.party === party &&
      one.role === role &&
      one.from <= date &&
      date < (one.to ?? FOREVER) &&
      (!one.scope || one.scope.includes(service.reference)) &&
      (one.givenBy === undefined || supplierOf(facts, meant, date) === one.givenBy) &&
      (role === 'RSA' || !tenancy || tenancy.from <= one.from),
  );
}

/** Nothing to do with the home: no such device. It was once: not any more. Else the truth. */
function toldTo(
  facts: readonly Fact[],
  party: string,
  home: string[],
  at: number,
  code: string,
): string {
  if (home.length === 0) return code;
  const known = home.filter((point) => all(facts, 'point').some((one) => one.point === point));
  if (known.some((point) => mayKnow(facts, point, party, at))) return code;
  const had = known.some(
    (point) =>
      suppliesOf(facts, point).some(({ supplier }) => supplier === party) ||
      grantsOf(facts, point).some((one) => one.party === party),
  );
  return had ? 'E4' : 'E19';
}

function mayKnow(facts: readonly Fact[], point: string, party: string, at: number): boolean {
  const state = all(facts, 'point').findLast((one) => one.point === point);
  if (state?.network === party) return true;
  if (suppliesOf(facts, point).some((one) => one.supplier === party && (one.to ?? FOREVER) > at))
    return true;
  const tenancy = latest(facts, 'tenancy', point, at);
  return grantsOf(facts, point).some(
    (one) =>
      one.party === party &&
      one.from <= at &&
      at < (one.to ?? FOREVER) &&
      (one.givenBy === undefined || supplierOf(facts, point, at) === one.givenBy) &&
      (one.role === 'RSA' || !tenancy || tenancy.from <= one.from),
  );
}

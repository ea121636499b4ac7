/** The reading of a change of supplier, to the data collector (electricity) and to gas settlement. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { MeterRegister } from '../../../protocol/registration/device-events.ts';
import type { RegistrationEvent } from '../../../protocol/registration/events.ts';
import type { AddressedEvent } from '../../non-device/handler.ts';
import { detailsAt, type PointDetails } from '../../registration/details/details.ts';
import { type MeteringPoint, supplierAt } from '../../registration/registration.ts';
import { type Draft, REGISTER_ROLE, toParticipant } from './drafts.ts';
import type { World } from './feeds.ts';
import { d0010 } from './flows/d0010.ts';
import { umr } from './flows/gas.ts';
import { d0086 } from './flows/settlement.ts';
import { meterSerial, participantId } from './items.ts';

type Reading = NonNullable<RegistrationEvent['changeOfSupplierReading']>;

const DAY_SECONDS = 86_400;
const SERIAL_CHARACTERS = 10;

/** Both suppliers are told of one reading: it goes out once. */
export function readingDrafts(world: World, events: readonly AddressedEvent[]): Draft[] {
  const readings = new Map<string, Reading>();
  for (const { event } of events) {
    const { changeOfSupplierReading: reading } = event;
    if (reading) readings.set(`${reading.mpxn} ${reading.readAt}`, reading);
  }
  return [...readings.values()].flatMap((reading) => draftsOf(world, reading));
}

function draftsOf(world: World, reading: Reading): Draft[] {
  const point = world.register.get(reading.mpxn);
  if (!point) return [];
  return point.fuel === 'gas' ? gasDrafts(world, reading) : electricityDrafts(point, reading);
}

function gasDrafts({ participants }: World, { mpxn, readAt, registers }: Reading): Draft[] {
  const total = registers.find(({ registerId }) => registerId === 'gasTotal');
  if (!total) return [];
  const type = 'actualChangeOfSupplier' as const;
  const entry = { mprn: mpxn, readAt, type, reading: tenths(total) };
  const to = { id: participants.registers.gas, role: REGISTER_ROLE };
  return [toParticipant(to, umr, { entries: [entry] })];
}

function electricityDrafts(
  point: MeteringPoint,
  { mpxn, device, readAt, registers }: Reading,
): Draft[] {
  const { agents, meter } = detailsAt(point.details, readAt);
  const collector = agents?.dataCollector;
  const shown = settledRegisters(registers);
  const isKnown = collector !== undefined && participantId.check(collector) === undefined;
  if (!isKnown || shown.length === 0) return [];
  const to = { id: collector, role: 'D' };
  const type = 'actualChangeOfSupplier' as const;
  const read = shown.map((one) => ({ registerId: codeOf(one), readAt, reading: tenths(one) }));
  const begun = supplierAt(point, readAt)?.effectiveFromUtcSeconds ?? readAt;
  const changedOn = Math.floor(begun / DAY_SECONDS) * DAY_SECONDS;
  const none = { isRead: 'T' as const, registerStatus: [], readingStatus: [] };
  const ofMeter = {
    ...{ serial: serialOf(meter, device), type, failures: [] },
    registers: read.map((one) => ({ ...one, ...none })),
  };
  return [
    toParticipant(to, d0010, {
      points: [{ mpan: mpxn, status: 'unvalidated', visits: [], meters: [ofMeter] }],
    }),
    toParticipant(to, d0086, { entries: [{ mpan: mpxn, changedOn, type, registers: read }] }),
  ];
}

const TOTAL = 'importTotal';
const BY_TIME = /^touRegisters\/([1-9][0-9]?)$/;

/** Those by time of use where there are several; else the one that has all. Together they would count twice. */
function settledRegisters(registers: readonly MeterRegister[]): MeterRegister[] {
  const byTime = registers.filter(({ registerId, value }) => BY_TIME.test(registerId) && value > 0);
  if (byTime.length > 1) return byTime;
  return registers.filter(({ registerId }) => registerId === TOTAL);
}

/** S: the single one of its meter. */
const codeOf = ({ registerId }: MeterRegister): string =>
  BY_TIME.exec(registerId)?.[1]?.padStart(2, '0') ?? 'S';

/**
 * Watt-hours and litres in tenths of a kilowatt-hour or cubic metre; what is less is left off, as on a
 * meter's display.
 */
const tenths = ({ value }: MeterRegister): number => Math.floor(value / 100);

/** As it is on the plate; a meter whose plate nobody has told of goes by the end of its EUI-64. */
function serialOf(meter: PointDetails['meter'], device: Eui64): string {
  const { serialNumber } = meter ?? {};
  const isWritten = serialNumber !== undefined && meterSerial.check(serialNumber) === undefined;
  return isWritten ? serialNumber : device.replaceAll('-', '').slice(-SERIAL_CHARACTERS);
}

/** The reading of a change of supplier, to the data collector (electricity) and to gas settlement. */
import type { AddressedEvent } from '../../non-device/handler.ts';
import { detailsAt } from '../../registration/details/details.ts';
import { type Draft, REGISTER_ROLE, toParticipant } from './drafts.ts';
import type { World } from './feeds.ts';
import { d0010 } from './flows/d0010.ts';
import { umr } from './flows/gas.ts';
import { d0086 } from './flows/settlement.ts';
import { participantId } from './items.ts';

/** One register of a meter at a moment. */
export type SupplyReading = {
  readonly mpxn: string;
  readonly changedOnUtcSeconds: number;
  readonly readAtUtcSeconds: number;
  readonly serial: string;
  readonly registers: readonly {
    /** Two characters at most. */
    readonly registerId: string;
    /** Watt-hours, or thousandths of a cubic metre. */
    readonly value: number;
  }[];
};

/** A file counts in tenths of a kilowatt-hour or cubic metre; what is below is left off, as on a meter's display. */
const tenths = (value: number): number => Math.floor(value / 100);

export function readingFiles(world: World, reading: SupplyReading): Draft[] {
  const { mpxn, changedOnUtcSeconds, readAtUtcSeconds: readAt, serial, registers } = reading;
  const point = world.register.get(mpxn);
  if (!point) return [];
  const { agents } = detailsAt(point.details, changedOnUtcSeconds);
  const type = 'actualChangeOfSupplier';
  if (point.fuel === 'gas') {
    const to = { id: world.participants.registers.gas, role: REGISTER_ROLE };
    const total = registers.reduce((sum, { value }) => sum + value, 0);
    return [
      toParticipant(to, umr, { entries: [{ mprn: mpxn, readAt, type, reading: tenths(total) }] }),
    ];
  }
  const collector = agents?.dataCollector;
  if (collector === undefined || participantId.check(collector) !== undefined) return [];
  const to = { id: collector, role: 'D' };
  const read = registers.map(({ registerId, value }) => ({ registerId, reading: tenths(value) }));
  const notice = { mpan: mpxn, changedOn: changedOnUtcSeconds, type } as const;
  return [
    toParticipant(to, d0010, {
      points: [{ mpan: mpxn, status: 'unvalidated', visits: [], meters: [meterOf()] }],
    }),
    toParticipant(to, d0086, {
      entries: [{ ...notice, registers: read.map((one) => ({ ...one, readAt })) }],
    }),
  ];

  function meterOf() {
    const none = { registerStatus: [], readingStatus: [] };
    return {
      ...{ serial, type: 'actualChangeOfSupplier' as const, failures: [] },
      registers: read.map((one) => ({ ...one, readAt, isRead: 'T' as const, ...none })),
    };
  }
}

/** Both suppliers are told of one reading: it goes out once. */
export function readingDrafts(
  _world: World,
  _events: readonly AddressedEvent[],
  _nowMillis: number,
): Draft[] {
  return [];
}

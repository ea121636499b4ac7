/** For tests and judges: every cell of service, role, command variant, web service and device, and what the door says. */
import { DEVICE_TYPES, ROLES, type Service } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import type { Endpoint } from '../service-request.ts';
import type { Door } from './door.testing.ts';
import { type Cell, expectedCode, type Row } from './rules.testing.ts';

const ENDPOINTS: readonly Endpoint[] = ['send', 'transform', 'nonDevice', 'bridge'];
const VARIANTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const DEVICES = [...DEVICE_TYPES, 'none', 'headEnd'] as const;
const PROBLEMS_SHOWN = 20;

export function* allCells(): Generator<Cell> {
  for (const role of ROLES)
    for (const commandVariant of VARIANTS)
      for (const endpoint of ENDPOINTS)
        for (const isSigned of [false, true])
          for (const device of DEVICES) yield { role, commandVariant, endpoint, isSigned, device };
}

/** The way a request of the service is sent when all is right. */
export function rightWay({
  critical,
  nonDevice,
}: Row): Pick<Cell, 'commandVariant' | 'endpoint' | 'isSigned'> {
  if (nonDevice) return { commandVariant: 8, endpoint: 'nonDevice', isSigned: false };
  if (critical) return { commandVariant: 5, endpoint: 'send', isSigned: true };
  return { commandVariant: 1, endpoint: 'send', isSigned: false };
}

/** The right way in every role, to everything that has an address. */
export function* rightCells(row: Row): Generator<Cell> {
  for (const role of ROLES) for (const device of DEVICES) yield { role, device, ...rightWay(row) };
}

export type Tally = {
  cells: number;
  allowed: number;
  readonly problems: string[];
};

/** Holds the door against the rules; what comes beside a cell (who, when) is in `cells`. */
export function compare(
  door: Door,
  rowOf: (service: Service) => Row | undefined,
  cells: (row: Row) => Iterable<Cell>,
  expected: (row: Row, cell: Cell) => string = expectedCode,
): Tally {
  const tally: Tally = { cells: 0, allowed: 0, problems: [] };
  for (const service of services) {
    const row = rowOf(service);
    if (!row) tally.problems.push(`${service.reference} has no row`);
    else
      for (const cell of cells(row))
        note(tally, row, cell, door(service, cell), expected(row, cell));
  }
  return tally;
}

function note(tally: Tally, row: Row, cell: Cell, said: string, right: string): void {
  tally.cells += 1;
  if (said === 'I99') tally.allowed += 1;
  if (said === right || tally.problems.length >= PROBLEMS_SHOWN) return;
  tally.problems.push(`${row.reference} ${JSON.stringify(cell)}: ${said}, not ${right}`);
}

/** The metering points of a new connection: what the register says of them when they get their numbers, and after. */
import type { PointDetails } from '../details/details.ts';
import type { RegisterChange } from '../register-change.ts';
import type { MeteringPoint } from '../registration.ts';
import type { Connection } from './connection.ts';

/** One site, its points created and not energised. */
export function newPoints(one: Connection, nowMillis: number): RegisterChange[] {
  const { wanted, mpxns, networkOperator } = one;
  const { fuel, site } = wanted;
  const { uprn, postCode, addressIdentifier } = site;
  return mpxns.map((mpxn) => {
    const value: Partial<PointDetails> = {
      site,
      energisation: { state: 'deEnergised' },
      ...relationsOf(one, mpxn),
    };
    const point: MeteringPoint = {
      mpxn,
      fuel,
      networkOperator,
      status: 'created',
      ...(uprn === undefined ? {} : { uprn }),
      ...(postCode === undefined ? {} : { postCode }),
      ...(addressIdentifier === undefined ? {} : { addressIdentifier }),
      registrations: [],
      details: [details(value, Math.floor(nowMillis / 1000), nowMillis)],
    };
    return { kind: 'pointAdded', point };
  });
}

/** Supplies of one site are metered and switched together; what is fed in goes with its supply. */
function relationsOf(
  { wanted: { fuel, imports }, mpxns }: Connection,
  mpxn: string,
): Pick<Partial<PointDetails>, 'relations'> {
  if (fuel === 'gas') return {};
  const at = mpxns.indexOf(mpxn);
  const importMpan = mpxns[at - imports];
  if (at >= imports) return importMpan === undefined ? {} : { relations: { importMpan } };
  const relatedMpans = mpxns.slice(0, imports).filter((other) => other !== mpxn);
  const exportMpan = mpxns[at + imports];
  if (relatedMpans.length === 0 && exportMpan === undefined) return {};
  return {
    relations: {
      ...(relatedMpans.length > 0 ? { relatedMpans } : {}),
      ...(exportMpan === undefined ? {} : { exportMpan }),
    },
  };
}

/** The supply is on: the points are in use, whoever comes to supply them. */
export function energisedPoints({ mpxns, sinceUtcSeconds }: Connection, nowMillis: number) {
  return mpxns.flatMap((mpxn): RegisterChange[] => [
    { kind: 'pointChanged', mpxn, status: 'operational' },
    {
      kind: 'detailsGiven',
      mpxn,
      details: details({ energisation: { state: 'energised' } }, sinceUtcSeconds, nowMillis),
    },
  ]);
}

export const endedPoints = ({ mpxns }: Connection): RegisterChange[] =>
  mpxns.map((mpxn) => ({ kind: 'pointChanged', mpxn, status: 'terminated' }));

const details = (
  value: Partial<PointDetails>,
  effectiveFromUtcSeconds: number,
  knownFromMillis: number,
) => ({ effectiveFromUtcSeconds, value, knownFromMillis });

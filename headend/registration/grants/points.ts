/** The metering points that a request names, found in the order in which it does. */
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';

type World = Pick<Stations, 'register'>;

/** All that are known, by number. */
export async function pointsByNumber(
  { register }: World,
  mpxns: readonly string[],
): Promise<ReadonlyMap<string, MeteringPoint>> {
  const points = await register.findAll([...new Set(mpxns)]);
  return new Map(points.map((point) => [point.mpxn, point]));
}

/**
 * Those that the user supplies at that second. Throws Fault with the path of the first that it does not: the
 * same for one that is another's and for one that is nobody's.
 */
export async function suppliedPoints(
  world: World,
  mpxns: readonly string[],
  user: string,
  atUtcSeconds: number,
): Promise<MeteringPoint[]> {
  const known = await pointsByNumber(world, mpxns);
  return mpxns.map((mpxn, index) => {
    const point = known.get(mpxn);
    if (!point || supplierAt(point, atUtcSeconds)?.supplier !== user)
      throw new Fault('NOT_RESPONSIBLE', `mpxns[${index}]: not supplied by the user at that time`);
    return point;
  });
}

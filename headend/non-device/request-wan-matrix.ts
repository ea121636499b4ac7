/** SRV 12.1: whether the network reaches a property, by what the operator has said of its area. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { requestWanMatrix as service } from '../../protocol/services/request-wan-matrix.ts';
import type { Stations } from '../dispatch/stations.ts';
import type { Handler } from './handler.ts';
import type { RegionAnswer } from './wan-coverage.ts';

type Property = ValueOf<typeof service.request>;

/** No region has answered: none is named, and nothing is said of coverage. */
const NO_ANSWER: RegionAnswer = { cspRegion: 'Unknown', responseCode: 'E120101' };

export const requestWanMatrix: Handler = async (stations, { body }) => {
  const property = body as Property;
  const postCodes = await postCodesOf(stations, property);
  const regions = postCodes.flatMap((code) => stations.coverage.at(code));
  const known = [...new Set(regions)];
  return {
    isRead: true,
    result: { request: property, regions: known.length > 0 ? known : [NO_ANSWER] },
  };
};

async function postCodesOf(
  { register }: Stations,
  { uprn, address }: Property,
): Promise<readonly string[]> {
  if (uprn === undefined) return [address.postCode];
  const points = await register.atUprn(uprn);
  return points.flatMap(({ postCode }) => postCode ?? []);
}

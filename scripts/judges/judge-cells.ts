/** Judges every cell of the door: who may send what, in which way, to which device, by the published table of requests. */
import { readFileSync } from 'node:fs';
import { allCells, compare } from '../../headend/access/cells.testing.ts';
import { openDoor } from '../../headend/access/door.testing.ts';
import type { Row } from '../../headend/access/rules.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import type { JudgeRow } from './judge-matrix.ts';

type Published = Pick<Row, 'roles' | 'critical' | 'nonDevice'> & { readonly srv: string };

/** `data` holds service-requests.json; which devices a service is for is judged by itself. */
export async function judgeCells(data: string): Promise<readonly JudgeRow[]> {
  const rows = JSON.parse(readFileSync(`${data}/service-requests.json`, 'utf8')) as Published[];
  const byReference = new Map(rows.map((row) => [row.srv, row]));
  const rowOf = ({ reference, deviceTypes }: Service): Row | undefined => {
    const row = byReference.get(reference);
    return row && { ...row, reference, deviceTypes };
  };
  const { cells, allowed, problems } = compare(await openDoor(), rowOf, allCells);
  return [
    {
      name: `cells of service, role, command variant, web service and device (${allowed} allowed)`,
      checked: cells,
      failed: problems,
    },
  ];
}

/** Judges who may ask for what: every defined service against the published table of requests. */
import { readFileSync } from 'node:fs';
import type { Mode, Service } from '../../protocol/definition/service.ts';
import { serviceGroup } from '../../protocol/definition/service.ts';
import { serviceByReference, services } from '../../protocol/services/index.ts';
import { judgeDeviceTypes } from './device-types.ts';

export type JudgeRow = {
  readonly name: string;
  readonly checked: number;
  readonly failed: readonly string[];
};

type Published = {
  readonly srv: string;
  readonly reference: string;
  readonly critical: boolean;
  readonly onDemand: boolean;
  readonly futureDated: 'device' | 'dcc' | 'dcc+device' | null;
  readonly dccScheduled: boolean;
  readonly nonDevice: boolean;
  readonly roles: readonly string[];
};

function publishedModes(row: Published): readonly Mode[] {
  const modes: Mode[] = [];
  if (row.onDemand) modes.push('onDemand');
  if (row.futureDated?.includes('device')) modes.push('futureDatedDevice');
  if (row.futureDated?.includes('dcc')) modes.push('futureDatedDcc');
  if (row.dccScheduled) modes.push('scheduled');
  if (row.nonDevice) modes.push('nonDevice');
  return modes;
}

const sorted = (list: readonly string[]) => [...list].sort().join(' ');

function differences(service: Service, row: Published | undefined): readonly string[] {
  if (!row) return ['is not published'];
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['roles', sorted(service.roles), sorted(row.roles)],
    ['modes', sorted(service.modes), sorted(publishedModes(row))],
    ['critical', service.critical, row.critical],
    ['reference', serviceGroup(service.reference), row.reference],
  ];
  return pairs
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([what, ours, theirs]) => `${what}: ours ${ours}, published ${theirs}`);
}

/** `data` holds service-requests.json, duis/requests and duis/gbcs-mapping-table.json. */
export function judgeMatrix(data: string): readonly JudgeRow[] {
  const rows = JSON.parse(readFileSync(`${data}/service-requests.json`, 'utf8')) as Published[];
  const byReference = new Map(rows.map((row) => [row.srv, row]));
  const failed = services.flatMap((service) =>
    differences(service, byReference.get(service.reference)).map(
      (difference) => `${service.reference} ${difference}`,
    ),
  );
  return [
    { name: 'roles, modes and criticality as published', checked: services.length, failed },
    {
      name: 'published services, each defined',
      checked: rows.length,
      failed: rows.filter((row) => !serviceByReference.has(row.srv)).map((row) => row.srv),
    },
    ...judgeDeviceTypes(data),
  ];
}

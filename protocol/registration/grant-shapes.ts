/** What the services and events of access by grant have in common: who may act at a metering point, and how. */
import { integer } from '../definition/scalars.ts';
import { list, required, struct } from '../definition/words.ts';
import { mpxn, serviceReference } from '../services/shared.ts';

/** Metering points in one request. */
export const GRANTS_PER_REQUEST_MAX = 1000;

export const grantId = integer(1, 2 ** 48 - 1);
/** References of services, of the register's own too. */
export const scope = list('Service', serviceReference, 1, 200);
export const grantAtPoint = struct(
  {
    mpxn: required(1, mpxn, 'The metering point.'),
    grantId: required(2, grantId, 'By which it is revoked or withdrawn.'),
  },
  'GrantAtPoint',
);
export const grantsAtPoints = list('Grant', grantAtPoint, 1, GRANTS_PER_REQUEST_MAX);

/** The paths of what is in a list twice. */
export const repeated = (path: string, values: readonly (string | number)[]) =>
  values.flatMap((value, index) =>
    values.indexOf(value) === index ? [] : [{ path: `${path}[${index}]`, reason: 'twice' }],
  );

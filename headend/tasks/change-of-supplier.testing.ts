/** For tests: the supplier of a meter changes at midnight, and there is what that needs. */
import type { ManualTime } from '../../platform/manual-time.testing.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toHex } from '../../protocol/bytes.ts';
import { TestAuthority } from '../../protocol/certificates/certificates.testing.ts';
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import { keysOfNewSupplier } from '../../protocol/registration/switch-shapes.ts';
import { HOUR, METER, NEXT_SUPPLIER, NOON, SUPPLIER } from '../dispatch/bench.testing.ts';
import type { Store } from '../store/store.ts';
import { makeOwnWorkBench } from './own-work.testing.ts';
import type { Task, TaskKind } from './task.ts';

export const MPAN = '2012345678385';
export const MIDNIGHT = NOON + 12 * HOUR;
export const authorities = {
  changeOfSupplier: { eui64: '90-B3-D5-1F-30-00-00-04', signingSecret: new Uint8Array(32).fill(4) },
};
const certificate = new TestAuthority('root', 1).certify({
  key: { kind: 'Ed25519', bytes: nodeCrypto.ed25519.publicKey(new Uint8Array(32).fill(9)) },
  usage: 'digitalSignature',
  eui64: NEXT_SUPPLIER,
});
export const keys = toHex(
  encodeCbor(keysOfNewSupplier, {
    supplierFloorSeqNumber: 0n,
    supplierReplacementCertificates: { digitalSigningCertificate: certificate },
    certificationPathCertificates: { certificates: [certificate] },
    applyTimeBasedCpvChecks: false,
  }),
);
/** The supplier's own 6.23. */
export const body = {
  supplierFloorSeqNumber: 0n,
  supplierReplacementCertificates: { digitalSigningCertificate: certificate },
  certificationPathCertificates: { certificates: [certificate] },
  applyTimeBasedCpvChecks: false,
  importMpxn: MPAN,
};
const about = { switchId: 17, supplier: NEXT_SUPPLIER, oldSupplier: SUPPLIER };
export const task = (kind: TaskKind, more: object = {}, taskId = 1): Task => ({
  ...{ taskId, kind, device: METER, mpxn: MPAN, notBeforeUtcSeconds: MIDNIGHT },
  about: { ...about, atUtcSeconds: MIDNIGHT, ...more },
});

/** The supplier changes at midnight. */
export async function beginChange(
  store: Store,
  time: ManualTime,
  ...more: [Parameters<typeof makeOwnWorkBench>[2]?, Parameters<typeof makeOwnWorkBench>[3]?]
) {
  const bench = await makeOwnWorkBench(store, time, ...more);
  await bench.supply([
    { supplier: SUPPLIER, from: 0, to: MIDNIGHT },
    { supplier: NEXT_SUPPLIER, from: MIDNIGHT },
  ]);
  return bench;
}

/** How the tasks of a database have ended; null: not yet. */
export async function outcomesIn({ database }: Store) {
  const rows = await database.selectFrom('tasks').selectAll().orderBy('task_id').execute();
  return rows.map(({ outcome }) => outcome);
}

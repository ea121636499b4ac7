/**
 * The keys of the new supplier into a device (6.23), under the signature of the change-of-supplier authority.
 * Without that authority, or without certificates, the new supplier has to ask for 6.23 itself; the registration
 * stands meanwhile, and access goes by it.
 */
import { changeOfSupplierAlert } from '../../../protocol/alerts/dcc-alerts.ts';
import { fromHex } from '../../../protocol/bytes.ts';
import { decodeCbor } from '../../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { NotDoneReason } from '../../../protocol/registration/device-events.ts';
import { keysOfNewSupplier } from '../../../protocol/registration/switch-shapes.ts';
import { updateSecurityCredentialsCos } from '../../../protocol/services/update-security-credentials-cos.ts';
import { expectSigned } from '../../authorities/authorities.ts';
import { Fault } from '../../faults.ts';
import type { AddressedAlert, Consequences } from '../../non-device/handler.ts';
import { supplierAt } from '../../registration/registration.ts';
import { keyChangeDone } from '../held-keys.ts';
import type { Task } from '../task.ts';
import type { Kind, Step, TaskWorld } from './kind.ts';
import { aboutSwitch, bothSuppliers, changeAt, ofDevice } from './of-switch.ts';

/** CBOR of KeysOfNewSupplier, in hexadecimal; absent: none were given. */
type About = { readonly keys?: string };
type Request = ValueOf<typeof updateSecurityCredentialsCos.request>;

export const changeKeys: Kind = {
  next(world, task, nowUtcSeconds) {
    const { supplier, switchId } = aboutSwitch(task);
    const point = world.register.get(task.mpxn);
    // A later change of supplier has a task of its own; the keys of who has left again go into no meter.
    if (supplier === undefined || !point || supplierAt(point, nowUtcSeconds)?.supplier !== supplier)
      return { kind: 'end', outcome: 'overtaken: it is no supplier here', reason: 'overtaken' };
    const body = bodyOf(task);
    if (!body) return { kind: 'wait', reason: 'noKeysGiven' };
    const why = whyNotSigned(world, { body, originator: supplier }, point);
    if (why) return { kind: 'wait', reason: why };
    return asking(body, `own: change of supplier ${switchId ?? 'none'}`);
  },

  /** A supplier's own 6.23, dated for the change, is done at the stroke of midnight. */
  async doneBefore(store, task) {
    const { supplier: party } = aboutSwitch(task);
    if (party === undefined) return undefined;
    const { device } = task;
    return keyChangeDone(store, { device, party, sinceUtcSeconds: changeAt(task) });
  },

  answered(world, task) {
    const toOld = alerts(world, task, bothSuppliers(task));
    return { kind: 'done', follows: { alerts: toOld, events: replaced(task) } };
  },

  concerned: (_world, task) => {
    const { supplier } = aboutSwitch(task);
    return supplier === undefined ? [] : [supplier];
  },

  /** The supplier's own request; one for a later date has changed nothing yet. */
  endedBy(world, task, { requestId, service, originator, body }, nowUtcSeconds) {
    const { supplier, oldSupplier } = aboutSwitch(task);
    if (service !== updateSecurityCredentialsCos || originator !== supplier) return undefined;
    const { executionDateTime = nowUtcSeconds } = (body ?? {}) as Partial<Request>;
    if (executionDateTime > nowUtcSeconds || nowUtcSeconds < task.notBeforeUtcSeconds)
      return undefined;
    const alert = changeOfSupplierAlert('N27', { request: { requestId } });
    const toOld = oldSupplier === undefined ? [] : alerts(world, task, [oldSupplier]);
    return { alerts: [{ recipient: supplier, alert }, ...toOld], events: replaced(task) };
  },
};

const asking = (body: Request, because: string): Step => ({
  kind: 'ask',
  service: updateSecurityCredentialsCos,
  body,
  because,
});

function bodyOf({ about, mpxn: importMpxn }: Task): Request | undefined {
  const { keys } = about as About;
  const bytes = keys === undefined ? undefined : fromHex(keys);
  return bytes && { ...decodeCbor(keysOfNewSupplier, bytes), importMpxn };
}

/** The same judgement as of the supplier's own request: certificates of nobody else, and somebody to sign. */
function whyNotSigned(
  { authorities = {} }: TaskWorld,
  { body, originator }: { readonly body: Request; readonly originator: Eui64 },
  point: Parameters<typeof expectSigned>[2],
): NotDoneReason | undefined {
  try {
    expectSigned(authorities, { service: updateSecurityCredentialsCos, body, originator }, point);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code === 'NOT_RESPONSIBLE' ? 'noKeysGiven' : 'noAuthority';
  }
}

/** N27: the device has another supplier. */
function alerts(
  { inventory }: TaskWorld,
  { device: deviceId, mpxn }: Task,
  recipients: readonly Eui64[],
): AddressedAlert[] {
  const device = inventory.get(deviceId);
  if (!device) return [];
  const { record, secondaryImportMpan, exportMpan } = device;
  const mpxns = {
    importMpxn: device.mpxn ?? mpxn,
    ...(secondaryImportMpan === undefined ? {} : { secondaryImportMpan }),
    ...(exportMpan === undefined ? {} : { exportMpan }),
  };
  const { deviceType } = record;
  const alert = changeOfSupplierAlert('N27', { device: { deviceId, deviceType, mpxns } });
  return recipients.map((recipient) => ({ recipient, alert }));
}

function replaced(task: Task): NonNullable<Consequences['events']> {
  const { supplier } = aboutSwitch(task);
  if (supplier === undefined) return [];
  return bothSuppliers(task).map((recipient) => ({
    recipient,
    event: { keysReplaced: { ...ofDevice(task), supplier } },
  }));
}

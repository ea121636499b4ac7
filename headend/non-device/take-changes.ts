/** Changes in memory, once they are durable. */
import type { DeviceRecord } from '../../protocol/credentials.ts';
import { hasKeys, type ListedDevice, type Place, pointsOf } from '../inventory/device.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Register } from '../registration/register.ts';
import type { Schedules } from '../scheduling/schedules.ts';
import type { Tasks } from '../tasks/tasks.ts';
import type { Change, DeviceChange } from './change.ts';

type Memory = {
  readonly inventory: Inventory;
  readonly schedules: Schedules;
  readonly register: Pick<Register, 'take' | 'hold' | 'release'>;
  readonly tasks: Pick<Tasks, 'take'>;
};

/** In one turn: nobody sees some of them without the others. */
export function takeChanges(memory: Memory, changes: readonly Change[]): void {
  for (const change of changes) take(memory, change);
}

function take({ inventory, schedules, register, tasks }: Memory, change: Change): void {
  switch (change.kind) {
    case 'pointAdded':
    case 'pointChanged':
    case 'registrationBegins':
    case 'registrationEnds':
    case 'registrationVoided':
    case 'grantGiven':
    case 'grantEnds':
    case 'grantsStated':
    case 'detailsGiven':
    case 'detailsVoided':
      register.take(change);
      return;
    case 'switchPut':
      // Read from the database when it is needed.
      return;
    case 'connectionPut':
    case 'customerNumberShown':
    case 'customerNumberUsed':
    case 'keyChangeHeld':
    case 'keyChangeDone':
      return;
    case 'taskAdded':
    case 'taskEnded':
    case 'ownRequestMade':
    case 'ownRequestEnded':
      tasks.take(change);
      return;
    case 'scheduleRan':
      schedules.ran(change.scheduleId, change.runUtcSeconds);
      return;
    case 'deviceAdded':
    case 'deviceChanged':
    case 'deviceKeyed':
    case 'deviceRemoved':
      takeDevice(inventory, register, change);
      return;
    case 'scheduleAdded':
      schedules.take(change.schedule);
      return;
    case 'schedulesRemoved':
      for (const scheduleId of change.scheduleIds) schedules.drop(scheduleId);
      return;
    case 'firmwareStored':
    case 'hubReported':
    case 'legacyFileTaken':
      // Only kept; nothing here decides by it.
      return;
  }
}

type OfDevice = Extract<
  Change,
  { kind: 'deviceAdded' | 'deviceChanged' | 'deviceKeyed' | 'deviceRemoved' }
>;

function takeDevice(inventory: Inventory, register: Memory['register'], change: OfDevice): void {
  switch (change.kind) {
    case 'deviceAdded': {
      const { device } = change;
      if (!inventory.get(device.record.eui64)) inventory.take(device);
      holdPoints(inventory, register, undefined, device);
      return;
    }
    case 'deviceChanged': {
      const device = inventory.get(change.eui64);
      if (!device) return;
      const after = changed(device, change);
      inventory.take(after);
      holdPoints(inventory, register, device, after);
      return;
    }
    case 'deviceKeyed': {
      const { eui64, keys, firmwareVersion } = change;
      const device = inventory.get(eui64);
      if (!device || hasKeys(device)) return;
      const record = { ...device.record, ...keys, firmwareVersion } as DeviceRecord;
      inventory.take({ ...device, record });
      return;
    }
    case 'deviceRemoved': {
      const device = inventory.get(change.eui64);
      inventory.drop(change.eui64);
      holdPoints(inventory, register, device, undefined);
      return;
    }
  }
}

/** The metering points of fitted devices are held in memory, and no others; whoever links one has found it. */
function holdPoints(
  inventory: Inventory,
  register: Memory['register'],
  before: ListedDevice | undefined,
  after: ListedDevice | undefined,
): void {
  // Where it could not be read, whoever asks for it next hears so.
  if (after) register.hold(pointsOf(after)).catch(() => undefined);
  for (const mpxn of before ? pointsOf(before) : [])
    if (inventory.fittedAt(mpxn).length === 0) register.release(mpxn);
}

/** The device after a change of what users may change of it. */
export function changed<D extends ListedDevice>(device: D, change: DeviceChange): D {
  const { place = {}, label = {}, forgotten = [] } = change;
  const names: readonly (keyof Place)[] = forgotten;
  const kept = Object.entries(device).filter(([name]) => !names.includes(name as keyof Place));
  return { ...Object.fromEntries(kept), ...place, record: { ...device.record, ...label } } as D;
}

/** Changes in memory, once they are durable. */
import type { ListedDevice, Place } from '../inventory/device.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Register } from '../registration/register.ts';
import type { Schedules } from '../scheduling/schedules.ts';
import type { Tasks } from '../tasks/tasks.ts';
import type { Change, DeviceChange } from './change.ts';

type Memory = {
  readonly inventory: Inventory;
  readonly schedules: Schedules;
  readonly register: Pick<Register, 'take'>;
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
    case 'detailsGiven':
    case 'detailsVoided':
      register.take(change);
      return;
    case 'switchPut':
      // Read from the database when it is needed.
      return;
    case 'connectionPut':
      return;
    case 'taskAdded':
    case 'taskEnded':
      tasks.take(change);
      return;
    case 'deviceAdded': {
      const { device } = change;
      if (!inventory.get(device.record.eui64)) inventory.take(device);
      return;
    }
    case 'deviceChanged': {
      const device = inventory.get(change.eui64);
      if (device) inventory.take(changed(device, change));
      return;
    }
    case 'deviceRemoved':
      inventory.drop(change.eui64);
      return;
    case 'scheduleAdded':
      schedules.take(change.schedule);
      return;
    case 'schedulesRemoved':
      for (const scheduleId of change.scheduleIds) schedules.drop(scheduleId);
      return;
    case 'firmwareStored':
    case 'hubReported':
      // Only kept; nothing here decides by it.
      return;
  }
}

/** The device after a change of what users may change of it. */
export function changed<D extends ListedDevice>(device: D, change: DeviceChange): D {
  const { place = {}, label = {}, forgotten = [] } = change;
  const names: readonly (keyof Place)[] = forgotten;
  const kept = Object.entries(device).filter(([name]) => !names.includes(name as keyof Place));
  return { ...Object.fromEntries(kept), ...place, record: { ...device.record, ...label } } as D;
}

/**
 * The link as the dispatcher sees it: a device that is out of use is out of reach. A command is allowed when it is
 * made, and then repeated until it is answered; this is what ends the repetitions when its device is decommissioned,
 * withdrawn or suspended. It ends itself when its time is over: whether the device has done it already is not known.
 */
import { isReachable } from '../access/decide.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { DeviceLink } from '../transport/device-link.ts';

export function inUseLink(link: DeviceLink, inventory: Pick<Inventory, 'get'>): DeviceLink {
  return {
    name: link.name,
    reaches: (device) => {
      const status = inventory.get(device)?.status;
      return status !== undefined && isReachable(status) && link.reaches(device);
    },
    send: (device, command) => link.send(device, command),
    onMessage: (handler) => link.onMessage(handler),
    close: () => link.close(),
  };
}

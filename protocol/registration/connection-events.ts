/** Events of new connections, and of devices that say who they are. */
import { enumeration, eui64, text } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { deviceType, firmwareVersion } from '../services/inventory-shapes.ts';
import { mpxn } from '../services/shared.ts';
import { connectionId, STORED_STATES } from './connection-shapes.ts';

/** Branches 40 to 49 of the feed. */
export const connectionEvents = {
  deviceAnnounced: required(
    40,
    struct(
      {
        deviceId: required(1, eui64, 'The device.'),
        deviceType: required(2, deviceType, 'What it is.'),
        firmwareVersion: required(3, firmwareVersion, 'That it runs.'),
        wanAddress: required(4, text(1, 128), 'Where it is reached.'),
        mpxn: optional(5, mpxn, 'Where it is fitted, as far as that is known.'),
      },
      'DeviceAnnounced',
    ),
    'To its supplier, and to whoever told of it before: it is in touch, and its keys are on record.',
  ),
  connectionChanged: required(
    41,
    struct(
      {
        connectionId: required(1, connectionId, 'Which.'),
        state: required(2, enumeration(STORED_STATES), 'Where it is now.'),
        mpxns: required(3, list('MPxN', mpxn, 0, 20), 'Its metering points.'),
      },
      'ConnectionChanged',
    ),
    'To the supplier that the developer named: how far a new connection is.',
  ),
} as const;

/** A house of emulated devices without a head-end: what a test asks of a device is asked of its firmware. */
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import { fromCborValue, toCborValue } from '../../../protocol/definition/cbor.ts';
import { type Service, serviceNumber } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { EmulatedBoard } from '../../board/emulated-board.ts';
import { EmulatedFlash } from '../../board/emulated-flash.ts';
import { seededIdentity } from '../../board/factory.ts';
import { seededRandom } from '../../board/seeded-random.ts';
import { anchors, crypto, START } from '../bench.testing.ts';
import type { HomeNetwork, Sensor } from '../board.ts';
import { METER_FLASH, meterLayout } from '../layout.ts';
import { Meter } from '../meter.ts';
import { constant } from '../metrology/meters.testing.ts';
import { DEFAULT_SETTINGS, type FactorySettings, provision } from '../provision.ts';
import { type Performed, perform } from '../services/perform.ts';
import { DEVICE_TYPE_OF, type Kind, plainVariant } from '../variant.ts';

export type Device = {
  readonly kind: Kind;
  readonly eui64: string;
  readonly flash: EmulatedFlash;
  readonly sensor: Sensor;
  board: EmulatedBoard;
  meter: Meter;
};

export class House {
  readonly devices: Device[] = [];
  /** Messages are lost while it is false. */
  isQuiet = false;
  /** Each that was carried: from, to, bytes. */
  readonly carried: (readonly [string, string, number])[] = [];

  add(kind: Kind, sensor: Sensor = constant({ activeWatts: 0 }), settings?: FactorySettings) {
    const identity = seededIdentity(crypto, 'house', this.devices.length + 1, kind);
    const flash = new EmulatedFlash(METER_FLASH, meterLayout.blocks);
    const board = this.#board(flash, sensor, identity.eui64);
    const variant = plainVariant(kind);
    provision(board, START, identity, anchors, { ...(settings ?? DEFAULT_SETTINGS), variant });
    const meter = new Meter(board, START);
    const device: Device = { kind, eui64: identity.eui64, flash, sensor, board, meter };
    this.devices.push(device);
    return device;
  }

  /** Power comes back. */
  reboot(device: Device): void {
    const { boardSeconds } = device.meter.state.metrology;
    device.board = this.#board(device.flash, device.sensor, device.eui64);
    device.meter = new Meter(device.board, boardSeconds);
  }

  /** Each joins the other, as what it is. */
  join(one: Device, other: Device): void {
    for (const [to, who] of [
      [one, other],
      [other, one],
    ] as const) {
      const joined = { eui64: who.eui64, deviceType: DEVICE_TYPE_OF[who.kind], utcSeconds: START };
      const { state } = to.meter;
      const joinedDevices = [...(state.joinedDevices ?? []), joined];
      Object.assign(state, { joinedDevices });
    }
  }

  #board(flash: EmulatedFlash, sensor: Sensor, eui64: string): EmulatedBoard {
    const random = seededRandom(crypto, eui64);
    const board = new EmulatedBoard({ flash, crypto, sensor, random });
    board.homeNetwork = this.#network(eui64);
    return board;
  }

  #network(from: string): HomeNetwork {
    const find = (eui64: string) => this.devices.find((one) => one.eui64 === eui64);
    return {
      tell: () => {},
      send: (to, message) => {
        if (this.isQuiet) return;
        this.carried.push([from, to, message.length]);
        find(to)?.meter.hear(from, message);
      },
      typeOf: (eui64) => {
        const device = find(eui64);
        return device && DEVICE_TYPE_OF[device.kind];
      },
      logOf: () => undefined,
      wake: () => {},
    };
  }
}

/** What the firmware makes of a read, or of a change that is then forgotten. */
export function performed(
  { meter, sensor }: Device,
  service: Service,
  request: unknown,
): Performed {
  const { state, store } = meter;
  const means = {
    crypto,
    store,
    random: seededRandom(crypto, 'asked'),
    measured: sensor.measure(state.metrology.boardSeconds),
  };
  return perform(means, state, {
    service,
    serviceNumber: serviceNumber(service.reference),
    content: toCborValue(service.request, request as never) as CborMap,
    counter: 1n,
    authority: undefined,
    party: undefined,
    networkUtcSeconds: undefined,
    digest: new Uint8Array(),
  });
}

/** Of a read that is answered. */
export function readOf<S extends Service>(
  device: Device,
  service: S,
  request: ValueOf<S['request']>,
): ValueOf<Extract<S['response'], AnyType>> {
  const { content } = performed(device, service, request);
  return fromCborValue(service.response as AnyType, content) as never;
}

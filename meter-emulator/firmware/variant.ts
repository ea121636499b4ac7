/** What kind of device this is: one firmware, and the factory says what is soldered to the board. */
import { boolean, enumeration, integer } from '../../protocol/definition/scalars.ts';
import type { DeviceType } from '../../protocol/definition/service.ts';
import { optional, required, struct, type ValueOf } from '../../protocol/definition/words.ts';

export const variant = struct({
  kind: required(
    1,
    enumeration({
      singleElement: 1,
      twinElement: 2,
      polyphase: 3,
      gas: 4,
      communicationsHub: 5,
      gasProxy: 6,
      prepaymentInterface: 7,
      loadControl: 8,
    }),
    'Electricity with one or two elements or three phases, gas, or what stands beside meters.',
  ),
  auxiliarySwitches: required(2, integer(0, 5), 'Auxiliary load control switches.'),
  hasBoostButton: required(3, boolean, 'A button that switches auxiliary loads on for a while.'),
  proportionalControllers: optional(
    4,
    integer(0, 5),
    'Auxiliary controllers with levels, numbered after the switches; five of both at most.',
  ),
});
export type Kind = ValueOf<typeof variant>['kind'];

/** As the emulated ones leave the factory; a load controller of the home network is one controller with levels. */
export function plainVariant(kind: Kind): ValueOf<typeof variant> {
  const plain = { kind, auxiliarySwitches: 0, hasBoostButton: false };
  return kind === 'loadControl' ? { ...plain, proportionalControllers: 1 } : plain;
}

/** What each kind is on the market (sr:DeviceType). */
export const DEVICE_TYPE_OF = {
  singleElement: 'ESME',
  twinElement: 'ESME',
  polyphase: 'ESME',
  gas: 'GSME',
  communicationsHub: 'CHF',
  gasProxy: 'GPF',
  prepaymentInterface: 'PPMID',
  loadControl: 'HCALCS',
} as const satisfies Readonly<Record<Kind, DeviceType>>;

/** The kinds that measure; the others have no registers, histories and account of their own. */
const MEASURING: readonly DeviceType[] = ['ESME', 'GSME'];
export const isMeterKind = (kind: Kind): boolean => MEASURING.includes(DEVICE_TYPE_OF[kind]);

/** The kind of a device of this type, as far as that can be told. */
export function kindOfType(deviceType: DeviceType): Kind {
  const kinds = Object.keys(DEVICE_TYPE_OF) as readonly Kind[];
  return kinds.find((kind) => DEVICE_TYPE_OF[kind] === deviceType) ?? 'singleElement';
}

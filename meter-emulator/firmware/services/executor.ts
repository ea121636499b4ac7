/** What executes a service: a read says what is, a change gives the state after it. Both are pure. */
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import type { sharedRefusals } from '../../../protocol/services/refusals.ts';
import type { HomeNetwork, Measured } from '../board.ts';
import type { Step } from '../events/event.ts';
import type { Authority, SlotName } from '../security/authority.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import { DEVICE_TYPE_OF, isMeterKind, type Kind } from '../variant.ts';

export type Reading = {
  readonly state: MeterState;
  /** The histories. */
  readonly store: Store;
  /** At this moment, behind the switch. */
  readonly measured: Measured;
  /** The slot of the user for whom the head-end asks; undefined for one the meter does not know. */
  readonly askedBy?: SlotName;
};

export type HomeKnowledge = Pick<HomeNetwork, 'typeOf' | 'logOf'>;

export type Changing = {
  readonly state: MeterState;
  readonly crypto: Crypto;
  /** The histories: read, never written; entries to be added go with the step. */
  readonly store: Store;
  /** Bytes nobody can guess. */
  readonly random: (length: number) => Uint8Array;
  /** The head-end's, of the command that brought it. */
  readonly commandCounter: bigint;
  /** The head-end's time as the command brought it. */
  readonly networkUtcSeconds: number | undefined;
  /** What is known of the other devices of the home. */
  readonly home?: HomeKnowledge | undefined;
  /** Whose signature the command carried; undefined where none is asked for. */
  readonly authority?: Authority | undefined;
};

type RefusalOf<S extends Service> = Extract<
  keyof typeof sharedRefusals | keyof NonNullable<S['refusals']>,
  string
>;
type ResponseOf<S extends Service> = ValueOf<Extract<S['response'], AnyType>>;

export type Outcome<S extends Service = Service> =
  | { readonly kind: 'done'; readonly step: Step; readonly response: ResponseOf<S> }
  /** `step` holds what is to be noted of it, mostly nothing; `field` is the path of what is refused. */
  | {
      readonly kind: 'refused';
      readonly why: RefusalOf<S>;
      readonly field?: string;
      readonly step: Step;
    };

/** The kinds of meter that have a service; to another it is `notSupported`. */
export const ELECTRICITY: readonly Kind[] = ['singleElement', 'twinElement', 'polyphase'];
export const TWIN_ELEMENT: readonly Kind[] = ['twinElement'];
export const GAS: readonly Kind[] = ['gas'];
export const EVERY_METER: readonly Kind[] = [...ELECTRICITY, ...GAS];

/** What a read cannot give; nothing changes by it. */
export type Denied<S extends Service = Service> = {
  readonly denied: RefusalOf<S>;
  readonly field?: string;
};

export type Read<S extends Service = Service> = {
  readonly kind: 'read';
  readonly service: S;
  readonly kinds: readonly Kind[];
  execute(reading: Reading, request: ValueOf<S['request']>): ResponseOf<S> | Denied<S>;
};
export type Change<S extends Service = Service> = {
  readonly kind: 'change';
  readonly service: S;
  readonly kinds: readonly Kind[];
  execute(changing: Changing, request: ValueOf<S['request']>): Outcome<S>;
};
export type Executor = Read | Change;

/** A device has what its type has by definition; meters differ by their kind too. */
export function hasService({ service, kinds }: Executor, kind: Kind): boolean {
  return (
    service.deviceTypes.includes(DEVICE_TYPE_OF[kind]) &&
    (!isMeterKind(kind) || kinds.includes(kind))
  );
}

/**
 * A gas proxy answers for its meter what meters alone can say. What a hub has too it answers for itself, and its
 * device log, of which there is one at each device.
 */
export function isOfMeterBehind({ kind, service }: Executor, of: Kind): boolean {
  if (of !== 'gasProxy' || kind === 'change') return false;
  return !service.deviceTypes.includes('CHF');
}

/** The types of request and response are known where it is written, and not needed after. */
export function read<S extends Service>(
  service: S,
  execute: Read<S>['execute'],
  kinds: readonly Kind[] = EVERY_METER,
): Executor {
  return { kind: 'read', service, kinds, execute } as unknown as Read;
}

/** The types of request and response are known where it is written, and not needed after. */
export function change<S extends Service>(
  service: S,
  execute: Change<S>['execute'],
  kinds: readonly Kind[] = EVERY_METER,
): Executor {
  return { kind: 'change', service, kinds, execute } as unknown as Change;
}

/** The definition of one service of DUIS: who may ask, how, what is asked, and what comes back. */
import type { AnyStruct, AnyType, ValueOf } from './words.ts';

/** User roles of the DCC interface: import, export and gas supplier, agent, networks, other user. */
export type Role = 'IS' | 'ES' | 'GS' | 'RSA' | 'ED' | 'GT' | 'OU';
export const ROLES: readonly Role[] = ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'];
/** What stands in a house (sr:DeviceType): meters, the gas proxy, the communications hub, load control, displays. */
export const DEVICE_TYPES = [
  'ESME',
  'GSME',
  'GPF',
  'CHF',
  'HCALCS',
  'PPMID',
  'IHD',
  'CAD',
] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];
export type Mode = 'onDemand' | 'futureDatedDevice' | 'futureDatedDcc' | 'scheduled' | 'nonDevice';
/** Target response times. Our own defaults: the published figures were not at hand. */
export type ResponseTime = '30 s' | '24 h' | '5 d';

/** What a meter may answer instead of a result. Codes 1 to 31 are shared, 32 and up a service's own. */
export type Refusals = Readonly<Record<string, { readonly code: number; readonly doc: string }>>;
export type Problem = { readonly path: string; readonly reason: string };

export type DccResponse = {
  readonly element: string;
  readonly type: AnyStruct;
  /** The response code that comes with it; absent: I0, success. */
  readonly code?: string;
};

export interface Service<
  Q extends AnyType = AnyType,
  R extends AnyType | undefined = AnyType | undefined,
> {
  /** The service reference variant: "4.1.1". */
  readonly reference: string;
  /** The element in DUIS; the MMC response is this with `Rsp` after it. */
  readonly name: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  /** Which of `roles` may ask with this value; absent: all of them. */
  rolesFor?(value: unknown): readonly Role[];
  /** Which devices it is for; empty: the DCC answers by itself. Where facts were silent, our own reading of the use cases. */
  readonly deviceTypes: readonly DeviceType[];
  readonly critical: boolean;
  readonly modes: readonly Mode[];
  readonly responseTime: ResponseTime;
  /** The answer says something about the customer: the meter encrypts it for whoever asked. */
  readonly personal: boolean;
  readonly request: Q;
  /** undefined: answered by the DCC itself (a non-device service), with no MMC message. */
  readonly response: R;
  /** The element of the MMC response, where it is another; null: the schema forgot to have one. */
  readonly responseElement?: string | null;
  /**
   * What the DCC itself answers, and the element of sr:ResponseMessage that holds it. Beside a `response`
   * it is what the DCC makes of the device's when that is success.
   */
  readonly dccResponse?: DccResponse;
  /** Reasons of this service alone; the shared ones always apply to a device service. */
  readonly refusals?: Refusals;
  /** What the shape cannot say: relations between fields. Run by `checkRequest`. */
  rules?(value: unknown): readonly Problem[];
}

type Definition<
  Q extends AnyType,
  R extends AnyType | undefined,
  F extends Refusals,
  D extends DccResponse,
> = Omit<Service<Q, R>, 'rules' | 'rolesFor' | 'refusals' | 'dccResponse'> & {
  readonly refusals?: F;
  readonly dccResponse?: D;
  readonly rules?: (value: ValueOf<Q>) => readonly Problem[];
  readonly rolesFor?: (value: ValueOf<Q>) => readonly Role[];
};

/** States a service; the types of its request, responses and refusals stay known. */
export const service = <
  Q extends AnyType,
  R extends AnyType | undefined,
  // biome-ignore lint/complexity/noBannedTypes: no refusals of its own is exactly the empty object
  const F extends Refusals = {},
  D extends DccResponse = never,
>(
  s: Definition<Q, R, F, D>,
): Service<Q, R> & { readonly refusals?: F; readonly dccResponse?: D } =>
  s as unknown as Service<Q, R> & { readonly refusals?: F; readonly dccResponse?: D };

const REFERENCE = /^([1-9][0-9]?)\.([1-9][0-9]?)(?:\.([1-9]|1[0-5]))?$/;

/**
 * The number of a service on a meter's wire and its field number in protobuf:
 * major × 4096 + minor × 16 + third, so 4.1.1 is 16401. Throws on what is no reference.
 */
export function serviceNumber(reference: string): number {
  const [, major, minor, third = '0'] = REFERENCE.exec(reference) ?? [];
  if (!major || !minor) throw new Error(`not a service reference: ${reference}`);
  return Number(major) * 4096 + Number(minor) * 16 + Number(third);
}

/** "4.1" of "4.1.1", "2.2" of "2.2": what DUIS calls ServiceReference, without the variant. */
export function serviceGroup(reference: string): string {
  const second = reference.indexOf('.', reference.indexOf('.') + 1);
  return second < 0 ? reference : reference.slice(0, second);
}

/** The name of a service as a field or branch: "topUpDevice", "chfFaultReturn". */
export const serviceField = (s: Pick<Service, 'name'>): string =>
  s.name.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z])/, (first) => first.toLowerCase());

/** The element of the device's answer in MMC; null if MMC has none, and success is all it says. */
export const responseElement = (s: Service): string | null =>
  s.responseElement === undefined ? `${s.name}Rsp` : s.responseElement;

/** What comes back: the DCC's own answer where it has one, else the device's. */
export const answerType = (s: Service): AnyType | undefined => s.dccResponse?.type ?? s.response;

/** May a party in this role ask for this service in this way at all? */
export const mayAsk = (s: Service, role: Role, mode: Mode): boolean =>
  s.roles.includes(role) && s.modes.includes(mode);

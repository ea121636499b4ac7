/**
 * The home-area network of one house, emulated: devices of one process hear each other as if over ZigBee, as far as
 * the communications hub lets them in. Its links stand for ones with keys: what arrives is from whom the link says.
 */
import type { DeviceType } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { HomeNetwork } from '../firmware/board.ts';
import { encodeHomeMessage, type HomeMessage } from '../firmware/home-network/messages.ts';

export type HomeMember = {
  readonly eui64: Eui64;
  readonly deviceType: DeviceType;
  /** What its install code comes to: device-log.ts. */
  readonly joinDigest: Uint8Array;
  /** On a sub-GHz link; simulated. */
  readonly linkQualityDbm?: number;
  hear(from: Eui64, message: Uint8Array): void;
  /** An alert of another device, for who shows them. */
  told?(by: Eui64, alertCode: number, utcSeconds: number): void;
  /** It is awake for a moment. */
  woke?(): void;
  /** Its device log as it stands on flash. */
  log(): Uint8Array | undefined;
};
export type HomeHub = HomeMember & {
  isIn(device: Eui64): boolean;
  overhear(from: Eui64, linkQualityDbm?: number): void;
};

const isHub = (member: HomeMember): member is HomeHub => member.deviceType === 'CHF';

export class EmulatedHome {
  readonly #members = new Map<Eui64, HomeMember>();
  /** Of what was taken away, as the DCC would keep them. */
  readonly #copies = new Map<Eui64, Uint8Array>();
  readonly #waiting: (() => void)[] = [];
  #isCarrying = false;

  /** Brings a device into the house, with its radio on. It knocks at the hub, and has to be let in. */
  attach(member: HomeMember): HomeNetwork {
    this.#members.set(member.eui64, member);
    return {
      tell: (device, alertCode, utcSeconds) =>
        this.#carry(member, device, (to) => to.told?.(member.eui64, alertCode, utcSeconds)),
      send: (to, message) =>
        this.#carry(member, to, (device) => device.hear(member.eui64, message.slice())),
      typeOf: (device) => this.#members.get(device)?.deviceType,
      logOf: (device) => this.#members.get(device)?.log() ?? this.#copies.get(device),
      wake: () => this.#wake(member),
    };
  }

  /** Takes a device away; of its log a copy is kept. */
  detach(eui64: Eui64): void {
    const log = this.#members.get(eui64)?.log();
    if (log) this.#copies.set(eui64, log);
    this.#members.delete(eui64);
  }

  /** The log of the hub may have changed: whoever listens and is not in knocks. A sleeper does when it wakes. */
  knockAll(): void {
    for (const member of this.#members.values()) if (!member.woke) this.knock(member);
  }

  knock({ eui64, joinDigest }: HomeMember): void {
    const hub = this.#hub;
    if (!hub || hub.eui64 === eui64 || hub.isIn(eui64)) return;
    const message: HomeMessage = { join: { digest: joinDigest } };
    hub.hear(eui64, encodeHomeMessage(message));
  }

  get #hub(): HomeHub | undefined {
    return [...this.#members.values()].find(isHub);
  }

  #wake(member: HomeMember): void {
    this.knock(member);
    member.woke?.();
  }

  /** One after the other, also what is said while another message is being heard. */
  #carry(from: HomeMember, to: Eui64, hand: (to: HomeMember) => void): void {
    this.#waiting.push(() => {
      const hub = this.#hub;
      const member = this.#members.get(to);
      if (!hub || !member || !this.#mayTalk(hub, from) || !this.#mayTalk(hub, member)) return;
      hub.overhear(from.eui64, from.linkQualityDbm);
      hand(member);
    });
    if (this.#isCarrying) return;
    this.#isCarrying = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) next();
    } finally {
      this.#isCarrying = false;
    }
  }

  /** The gas proxy is a part of the hub. */
  #mayTalk(hub: HomeHub, { eui64, deviceType }: HomeMember): boolean {
    return eui64 === hub.eui64 || deviceType === 'GPF' || hub.isIn(eui64);
  }
}

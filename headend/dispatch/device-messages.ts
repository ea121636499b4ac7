/** What devices say: an answer to the errand under way, or an alert for those whom it concerns. */
import { ANNOUNCEMENT_NUMBER } from '../../protocol/announcement/announcement.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { auditReason } from '../audit/reason.ts';
import { type Device, hasKeys } from '../inventory/inventory.ts';
import { takeChanges } from '../non-device/take-changes.ts';
import type { Announcements } from '../registration/announcement/announcements.ts';
import { keyChangeSaidDone } from '../tasks/held-keys.ts';
import { decodeRenewed } from '../translation/decode-renewed.ts';
import type {
  DeviceMessage,
  TranslatedAlert,
  TranslatedAnswer,
} from '../translation/translator.ts';
import type { WanAddress } from '../transport/device-link.ts';
import type { Answers, AnswersParts } from './answers.ts';
import { alertWrite } from './device-alerts.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Stations } from './stations.ts';

type FromDevice = Exclude<Kind, 'command'>;

const WRITE_AGAIN_MILLIS = 1_000;
/** Of a link that does not say. */
const UNKNOWN_ADDRESS: WanAddress = { network: 'other', address: 'unknown' };

export type DeviceMessagesParts = {
  readonly dispatcher: Pick<Dispatcher, 'underWay' | 'leave'>;
  readonly answers: Answers;
  readonly announcements: Pick<Announcements, 'take' | 'heard'>;
  /** Runs what changes the state that others decide by, one after the other. */
  readonly alone: AnswersParts['alone'];
};

export class DeviceMessages {
  readonly #stations: Stations;
  readonly #dispatcher: Pick<Dispatcher, 'underWay' | 'leave'>;
  readonly #answers: Answers;
  readonly #announcements: Pick<Announcements, 'take' | 'heard'>;
  readonly #alone: AnswersParts['alone'];

  constructor(
    stations: Stations,
    { dispatcher, answers, announcements, alone }: DeviceMessagesParts,
  ) {
    this.#stations = stations;
    this.#dispatcher = dispatcher;
    this.#answers = answers;
    this.#announcements = announcements;
    this.#alone = alone;
  }

  listen(): void {
    const { link, report } = this.#stations;
    link.onMessage((eui64, kind, message, from = UNKNOWN_ADDRESS) =>
      this.#take(eui64, kind, message, from).catch((error) => report(eui64, error)),
    );
  }

  async #take(
    eui64: Eui64,
    kind: FromDevice,
    message: Uint8Array,
    from: WanAddress,
  ): Promise<void> {
    const device = this.#stations.inventory.get(eui64);
    if (!hasKeys(device)) return this.#unknown(eui64, kind, message, from);
    let decoded: DeviceMessage;
    try {
      decoded = await this.#decode(device, kind, message);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.#refuse(eui64, error.code, auditReason(error));
    }
    await this.#untilDurable(eui64, () => this.#announcements.heard(device, from));
    if (decoded.kind === 'answer') return this.#answer(eui64, decoded);
    // It does not know yet that it is known.
    if (decoded.alertCode === ANNOUNCEMENT_NUMBER) return;
    return this.#alert(device, decoded, message);
  }

  /** Of a device without keys on record nothing counts but that it says who it is. */
  async #unknown(
    eui64: Eui64,
    kind: FromDevice,
    message: Uint8Array,
    from: WanAddress,
  ): Promise<void> {
    const take = () => this.#announcements.take(eui64, message, from);
    const verdict = kind === 'alert' ? await this.#untilDurable(eui64, take) : undefined;
    if (!verdict) return this.#refuse(eui64, 'ENVELOPE_ORIGINATOR', 'no such device');
    if (verdict.kind === 'refused') await this.#refuse(eui64, verdict.code, verdict.reason);
  }

  /** A new key that the meter is seen to use is kept before what it said is. */
  async #decode(device: Device, kind: FromDevice, message: Uint8Array): Promise<DeviceMessage> {
    const { translator, inventory } = this.#stations;
    const { decoded, by } = decodeRenewed(translator, device, kind, message);
    if (by !== device) await this.#untilDurable(device.record.eui64, () => inventory.putKeys(by));
    return decoded;
  }

  async #answer(device: Eui64, said: TranslatedAnswer): Promise<void> {
    const errand = this.#dispatcher.underWay(device);
    if (errand?.commandCounter !== said.responseTo || this.#answers.isUnderWay(errand))
      return this.#refuse(device, 'ENVELOPE_REPLAY', 'answers nothing that is asked now');
    const { service } = errand.request;
    // The protection was judged by the service it says: it must be the one that was asked for.
    if (said.service !== service)
      return this.#refuse(
        device,
        'ENVELOPE_FORM',
        `answers ${said.service.name}, asked ${service.name}`,
      );
    await this.#answers.give(errand, said);
    this.#dispatcher.leave(errand);
  }

  async #alert(device: Device, alert: TranslatedAlert, message: Uint8Array): Promise<void> {
    const { store, outbox } = this.#stations;
    const { eui64 } = device.record;
    const take = async () => {
      const write = await alertWrite(this.#stations, device, alert, message);
      const committed = await store.commit(write);
      if (!committed.ignored) takeChanges(this.#stations, write.changes ?? []);
      return { ...committed, rows: write.outbox };
    };
    // Few change anything here; those that do are decided when it is their turn.
    const isChange = keyChangeSaidDone(alert) !== undefined;
    const { ignored, rows } = await this.#untilDurable(eui64, () =>
      isChange ? this.#alone(take) : take(),
    );
    if (ignored)
      return this.#refuse(eui64, 'ENVELOPE_REPLAY', `alert ${alert.counter} came before`);
    for (const row of rows) outbox.offer(row);
  }

  /**
   * A device forgets an alert once the network has acknowledged it, and the acknowledgement waits for
   * this: so a write that failed is tried again, not reported as taken.
   */
  async #untilDurable<T>(device: Eui64, write: () => Promise<T>): Promise<T> {
    const { due, clock, report } = this.#stations;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        report(device, error);
        const atMillis = clock.nowMillis() + WRITE_AGAIN_MILLIS;
        await new Promise<void>((resolve) => due.at(atMillis, resolve));
      }
    }
  }

  async #refuse(device: Eui64, code: string, reason: string): Promise<void> {
    const { store, clock, count } = this.#stations;
    count(code);
    const atMillis = clock.nowMillis();
    const detail = { code, reason: reason.slice(0, 200) };
    await store.commit({
      kind: 'audit',
      audit: [{ atMillis, step: 'deviceMessageRefused', device, detail }],
    });
  }
}

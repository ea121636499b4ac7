/** What devices say: an answer to the errand under way, or an alert for those whom it concerns. */
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import type { Party } from '../access/parties.ts';
import type { AuditEntry, AuditStep } from '../audit/entry.ts';
import { auditReason, deviceRefusal } from '../audit/reason.ts';
import { FAULTS, type FaultCode } from '../faults.ts';
import { type Device, isMeter } from '../inventory/inventory.ts';
import { renewedKeyOf, withoutRenewed, withRenewed } from '../inventory/renewal.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import { supplierAt } from '../registration/registration.ts';
import type { Channel, MarketMessage } from '../service-request.ts';
import { decodeRenewed } from '../translation/decode-renewed.ts';
import type { DeviceMessage } from '../translation/translator.ts';
import { recipientsOf } from './alert-recipients.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Errand } from './lane.ts';
import type { Stations } from './stations.ts';

type Answer = Extract<DeviceMessage, { kind: 'answer' }>;
type Alert = Extract<DeviceMessage, { kind: 'alert' }>;
type Final = Extract<MarketMessage, { kind: 'response' | 'dccResponse' }>;

const WRITE_AGAIN_MILLIS = 1_000;

export class DeviceMessages {
  readonly #stations: Stations;
  readonly #dispatcher: Dispatcher;
  /** Answered, but not durably so yet: a copy that arrives meanwhile is not another answer. */
  readonly #answering = new Set<Errand>();

  constructor(stations: Stations, dispatcher: Dispatcher) {
    this.#stations = stations;
    this.#dispatcher = dispatcher;
  }

  listen(): void {
    const { link, report } = this.#stations;
    link.onMessage((eui64, kind, message) =>
      this.#take(eui64, kind, message).catch((error) => report(eui64, error)),
    );
  }

  /** The user is told that no answer came; durable when it resolves. False when one is coming after all. */
  async expired(errand: Errand, fault: FaultCode): Promise<boolean> {
    if (this.#answering.has(errand)) return false;
    const { requestId, service } = errand.request;
    const { response: code } = FAULTS[fault];
    await this.#answerUser(errand, { kind: 'response', requestId, service, code }, [
      this.#entry('expired', errand, { code, tries: errand.tries }),
    ]);
    return true;
  }

  async #take(eui64: Eui64, kind: Exclude<Kind, 'command'>, message: Uint8Array): Promise<void> {
    const device = this.#stations.inventory.get(eui64);
    if (!isMeter(device)) return this.#refuse(eui64, 'ENVELOPE_ORIGINATOR', 'no such device');
    let decoded: DeviceMessage;
    try {
      decoded = await this.#decode(device, kind, message);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.#refuse(eui64, error.code, auditReason(error));
    }
    if (decoded.kind === 'alert') return this.#alert(device, decoded);
    return this.#answer(eui64, decoded);
  }

  /** A new key that the meter is seen to use is kept before what it said is. */
  async #decode(
    device: Device,
    kind: Exclude<Kind, 'command'>,
    message: Uint8Array,
  ): Promise<DeviceMessage> {
    const { translator, inventory } = this.#stations;
    const { decoded, by } = decodeRenewed(translator, device, kind, message);
    if (by !== device) await this.#untilDurable(device.record.eui64, () => inventory.put(by));
    return decoded;
  }

  /** A key whose certificate the meter has taken is its key; one that it refused never was. */
  async #settleRenewal(eui64: Eui64, { request }: Errand, { answer }: Answer): Promise<void> {
    const { inventory } = this.#stations;
    const key = renewedKeyOf(request);
    const device = inventory.get(eui64);
    if (!key || !isMeter(device)) return;
    const settle = answer.refusal ? withoutRenewed : withRenewed;
    await inventory.put(settle(device, key.name));
  }

  async #answer(device: Eui64, said: Answer): Promise<void> {
    const { responseTo, answer } = said;
    const errand = this.#dispatcher.underWay(device);
    if (errand?.commandCounter !== responseTo || this.#answering.has(errand))
      return this.#refuse(device, 'ENVELOPE_REPLAY', 'answers nothing that is asked now');
    const { service } = errand.request;
    // The protection was judged by the service it says: it must be the one that was asked for.
    if (said.service !== service)
      return this.#refuse(
        device,
        'ENVELOPE_FORM',
        `answers ${said.service.name}, asked ${service.name}`,
      );
    this.#answering.add(errand);
    try {
      await this.#settleRenewal(device, errand, said);
      const step = answer.refusal ? 'deviceRefused' : 'deviceAnswered';
      await this.#answerUser(errand, messageOf(errand, said), [
        this.#entry('sent', errand, { tries: errand.tries }, errand.sentAtMillis),
        this.#entry(step, errand, deviceRefusal(answer)),
      ]);
      this.#dispatcher.leave(errand);
    } finally {
      this.#answering.delete(errand);
    }
  }

  async #answerUser(errand: Errand, message: Final, audit: readonly AuditEntry[]): Promise<void> {
    const { parties, store, outbox } = this.#stations;
    const { request } = errand;
    const { requestId, originator, channel } = request;
    const user = parties.get(originator);
    if (!user) throw new Error(`${originator} is no user any more`);
    const row = this.#outboxRow(message, user, channel, `${requestId}/answer`, requestId);
    const responseCode = message.kind === 'response' ? message.code : 'I0';
    const { ignored } = await store.commit({
      kind: 'answer',
      requestId,
      responseCode,
      outbox: row,
      audit: [...audit, this.#entry('answered', errand, { code: responseCode })],
    });
    if (!ignored) outbox.offer(row);
  }

  async #alert(device: Device, alert: Alert): Promise<void> {
    const { store, outbox, register, parties, clock } = this.#stations;
    const { eui64 } = device.record;
    const point = device.mpxn === undefined ? undefined : register.get(device.mpxn);
    const supplier = point && supplierAt(point, clock.nowMillis() / 1000)?.supplier;
    const recipients = recipientsOf(alert.alertCode, supplier, point?.networkOperator);
    const message: MarketMessage = { ...alert, kind: 'deviceAlert', device: eui64 };
    const rows = recipients.flatMap((recipient) => {
      const party = parties.get(recipient);
      const id = `${eui64}/alert/${alert.counter}/${recipient}`;
      return party ? [this.#outboxRow(message, party, party.channel, id)] : [];
    });
    const entry: AuditEntry = {
      atMillis: clock.nowMillis(),
      step: 'alertReceived',
      device: eui64,
      detail: { alertCode: alert.alertCode, counter: String(alert.counter) },
    };
    const { counter } = alert;
    const origin = { device: eui64, counter };
    const write = { kind: 'deliver', alert: origin, outbox: rows, audit: [entry] } as const;
    const { ignored } = await this.#untilDurable(eui64, () => store.commit(write));
    if (ignored) return this.#refuse(eui64, 'ENVELOPE_REPLAY', `alert ${counter} came before`);
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

  #outboxRow(
    message: MarketMessage,
    recipient: Party,
    channel: Channel,
    messageId: string,
    requestId?: string,
  ): NewOutboxMessage {
    const { contentType, content } = this.#stations.formats[channel](message, recipient);
    return {
      messageId,
      recipient: recipient.eui64,
      channel,
      kind: message.kind,
      ...(requestId ? { requestId } : {}),
      contentType,
      content,
      createdAtMillis: this.#stations.clock.nowMillis(),
    };
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

  #entry(
    step: AuditStep,
    { request }: Errand,
    detail?: AuditEntry['detail'],
    atMillis = this.#stations.clock.nowMillis(),
  ): AuditEntry {
    const { requestId, originator, target } = request;
    return {
      atMillis,
      step,
      requestId,
      party: originator,
      device: target,
      ...(detail ? { detail } : {}),
    };
  }
}

/** The user is answered by what was asked: a proxy, where a meter answers for one. */
function messageOf({ request }: Errand, { answer, dccResult }: Answer): Final {
  const { requestId, service, target: device, counter } = request;
  if (dccResult !== undefined)
    return { kind: 'dccResponse', requestId, service, result: dccResult };
  return {
    kind: 'response',
    requestId,
    service,
    code: 'I0',
    answer: { ...answer, device, counter },
  };
}

/**
 * Commands given to the user, who brings them to the device by hand (command variants 2 and 6), and the
 * answers that come back by hand (8.13), also to those that went by the network as well (3 and 7).
 */

import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { formatRequestId, parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { Refused } from '../../protocol/refused.ts';
import type { returnLocalCommandResponse } from '../../protocol/services/return-local-command-response.ts';
import { deliveryOf } from '../access/command-variant.ts';
import { auditReason } from '../audit/reason.ts';
import { Fault } from '../faults.ts';
import { hasKeys } from '../inventory/inventory.ts';
import {
  isHeldHere,
  type MarketMessage,
  type ServiceRequest,
  type Submission,
} from '../service-request.ts';
import type { RequestRecord } from '../store/request-record.ts';
import { decodeRenewed } from '../translation/decode-renewed.ts';
import type { TranslatedAnswer } from '../translation/translator.ts';
import type { Answers } from './answers.ts';
import type { Arrival } from './arrival.ts';
import type { Commands } from './commands.ts';
import type { Dispatcher } from './dispatcher.ts';
import { entryOf } from './entries.ts';
import { dueUtcSeconds, errandFrom } from './errands.ts';
import type { Held } from './held.ts';
import { type Errand, newErrand } from './lane.ts';
import { notAccepted } from './repeated.ts';
import { errandRow, rowOf } from './request-rows.ts';
import type { Stations } from './stations.ts';

/** So long the head-end knows what the answer of a command would be of. Own. */
export const LOCAL_DAYS = 28;
const LOCAL_MILLIS = LOCAL_DAYS * 86_400_000;

type Parts = {
  readonly commands: Commands;
  readonly dispatcher: Dispatcher;
  readonly answers: Answers;
  readonly held: Held;
};
type Returned = ValueOf<typeof returnLocalCommandResponse.request>;
type Found = { readonly errand: Errand | undefined; readonly said: TranslatedAnswer };

/** Told alike whatever it was: else anybody could make one up, and learn which devices there are. */
const unread = (because: string): Fault =>
  new Fault('LOCAL_RESPONSE', 'no answer of a device that verifies', because);

export class LocalCommands {
  readonly #stations: Stations;
  readonly #parts: Parts;
  /** Given and not answered, by the counter of the command. */
  readonly #given = new Map<bigint, Errand>();

  constructor(stations: Stations, parts: Parts) {
    this.#stations = stations;
    this.#parts = parts;
  }

  /** The command, durable; sent to nobody. Throws Fault. */
  async give(arrival: Arrival): Promise<Submission> {
    const { request } = arrival;
    const nowMillis = this.#stations.clock.nowMillis();
    expectPossible(this.#stations, request, nowMillis);
    const errand = newErrand(request, nowMillis, nowMillis + LOCAL_MILLIS);
    const letGo = this.#parts.held.take(request.originator);
    try {
      const { entry } = await this.#parts.commands.make(errand);
      const answered = entryOf(nowMillis, 'answered', request, { kind: 'localCommand' });
      const accepted = entryOf(nowMillis, 'accepted', request);
      const row = errandRow(errand, nowMillis, true);
      const audit = [...arrival.audit, accepted, entry, answered];
      const other = notAccepted(await arrival.commit({ request: row, audit }), request);
      if (other) {
        letGo();
        return other;
      }
    } catch (error) {
      letGo();
      throw error;
    }
    this.#keep(errand, letGo);
    return { kind: 'answered', message: localCommand(errand) };
  }

  /** As it was when the head-end stopped. */
  resume(record: RequestRecord): void {
    const errand = errandFrom(record, this.#stations);
    this.#keep(errand, this.#parts.held.adopt(record.originator));
  }

  #keep(errand: Errand, letGo: () => void): void {
    const { commandCounter, deadlineMillis } = errand;
    if (commandCounter === undefined) return;
    this.#given.set(commandCounter, errand);
    errand.letGo = () => {
      letGo();
      this.#given.delete(commandCounter);
    };
    errand.cancelDeadline = this.#stations.due.at(deadlineMillis, () => void this.#close(errand));
  }

  async #close(errand: Errand): Promise<void> {
    try {
      await this.#parts.answers.close(errand);
      this.#parts.dispatcher.leave(errand);
    } catch (error) {
      // It is closed at the next start, if not before by its answer.
      this.#stations.report(errand.request.requestId, error);
    }
  }

  /**
   * Takes the answer of a device as if the network had brought it. Throws Fault LOCAL_RESPONSE for bytes
   * that are not the answer of a device to a command of this user; nothing changes then.
   */
  async returned({ request, audit, commit }: Arrival): Promise<Submission> {
    const found = this.#find(request);
    if (!found.errand) await this.#expectAnswered(request, found.said);
    const nowMillis = this.#stations.clock.nowMillis();
    const row = rowOf(request, nowMillis, { state: 'answered', isDone: true });
    const answered = entryOf(nowMillis, 'answered', request, { kind: 'acknowledged' });
    const committed = await commit({ request: row, audit: [...audit, answered] });
    const other = notAccepted(committed, request);
    if (other?.kind === 'refused') return other;
    // Also of a repetition: the head-end may have stopped between the two.
    const { errand, said } = found;
    if (errand && !errand.isOver && !this.#parts.answers.isUnderWay(errand)) {
      await this.#parts.answers.give(errand, said);
      this.#parts.dispatcher.leave(errand);
    }
    return { kind: 'acknowledged' };
  }

  #find(request: ServiceRequest): Found {
    const { originalRequestId, deviceResponse } = request.body as Returned;
    const { device, said } = this.#decoded(deviceResponse);
    const errand = this.#given.get(said.responseTo) ?? this.#sent(device, said.responseTo);
    if (!errand) return { errand, said };
    const { requestId, originator, service } = errand.request;
    if (originator !== request.originator || errand.device !== device || service !== said.service)
      throw new Fault('LOCAL_RESPONSE', 'not of this user');
    if (originalRequestId !== undefined && canonical(originalRequestId) !== requestId)
      throw new Fault('LOCAL_RESPONSE', 'of another request');
    return { errand, said };
  }

  /** Of a command that went by the network too. */
  #sent(device: Eui64, commandCounter: bigint): Errand | undefined {
    const errand = this.#parts.dispatcher.underWay(device);
    if (errand?.commandCounter !== commandCounter) return undefined;
    return deliveryOf(errand.request.commandVariant) === 'both' ? errand : undefined;
  }

  #decoded(message: Uint8Array): { readonly device: Eui64; readonly said: TranslatedAnswer } {
    const { inventory, translator } = this.#stations;
    try {
      const originator = translator.senderOf(message);
      const device = inventory.get(originator);
      if (!hasKeys(device)) throw unread('of no device that is known');
      const { decoded } = decodeRenewed(translator, device, 'response', message);
      if (decoded.kind !== 'answer') throw unread('no answer');
      return { device: originator, said: decoded };
    } catch (error) {
      if (error instanceof Refused) throw unread(auditReason(error));
      throw error;
    }
  }

  /** The same answer may have come by the network before, or the head-end have stopped after it. */
  async #expectAnswered(
    { body, originator }: ServiceRequest,
    { responseTo }: TranslatedAnswer,
  ): Promise<void> {
    const { originalRequestId } = body as Returned;
    const record =
      originalRequestId === undefined
        ? undefined
        : await this.#stations.store.request(canonical(originalRequestId));
    const isSame = record?.originator === originator && record.commandCounter === responseTo;
    if (!isSame || deliveryOf(record.commandVariant) === 'network')
      throw new Fault('LOCAL_RESPONSE', 'no such command was given');
  }
}

const canonical = (requestId: string): string => formatRequestId(parseRequestId(requestId));

function localCommand({ request, command = new Uint8Array() }: Errand): MarketMessage {
  const { requestId, service } = request;
  return { kind: 'localCommand', requestId, service, command };
}

/** A command in somebody's hand can neither wait here for its date nor be taken by another device. */
function expectPossible(
  { inventory }: Pick<Stations, 'inventory'>,
  request: ServiceRequest,
  nowMillis: number,
): void {
  const nowSeconds = Math.floor(nowMillis / 1000);
  if (inventory.answering(request.target)?.record.eui64 !== request.target)
    throw new Fault('LOCAL_DELIVERY', 'another device answers for it');
  if (isHeldHere(request.service) && dueUtcSeconds(request, nowSeconds) > nowSeconds)
    throw new Fault('LOCAL_DELIVERY', 'what the head-end holds for its date goes by the network');
}

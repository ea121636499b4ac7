/** A meter on a bench: an emulated board, and a head-end and a supplier made of protocol/ alone. */
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { CborMap } from '../../protocol/cbor/canonical.ts';
import type { TrustAnchors } from '../../protocol/credentials.ts';
import { toCborValue } from '../../protocol/definition/cbor.ts';
import { type Service, serviceNumber } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import { type Body, encodeBody, MESSAGE_BYTES_MAX } from '../../protocol/envelope/body.ts';
import { openEncrypted, openMac, openSigned, receive } from '../../protocol/envelope/open.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { sealMac, signBody } from '../../protocol/envelope/seal.ts';
import { makeUtrn } from '../../protocol/identifiers/utrn.ts';
import { EmulatedBoard } from '../board/emulated-board.ts';
import { EmulatedFlash } from '../board/emulated-flash.ts';
import { seededIdentity } from '../board/factory.ts';
import { seededRandom } from '../board/seeded-random.ts';
import { ConstantLoad } from '../board/simulated-load-curve.ts';
import type { Sensor } from './board.ts';
import type { Screen } from './display/screen.ts';
import { METER_FLASH, meterLayout } from './layout.ts';
import { Meter } from './meter.ts';
import { DEFAULT_SETTINGS, type FactorySettings, provision, recordOf } from './provision.ts';
import { signersOf } from './security/authority.ts';
import type { SignerSlot } from './security/stored.ts';
import type { Limits } from './state.ts';
import { flatTariff } from './tariff/flat-tariff.ts';

/** 2030-01-15T00:00:00Z, a midnight. */
export const START = 1_894_665_600;
export const crypto = nodeCrypto;
export const HEAD_END = '90-B3-D5-1F-30-02-00-00';
export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';

const random = seededRandom(crypto, 'parties of the bench');
export const headEndSecret = random(32);
export const supplierSecret = random(32);
export const strangerSecret = random(32);
const supplierPrepaymentSecret = random(32).fill(1, 0, 1);

type Signer = { readonly eui64: string; readonly secret: Uint8Array };
/** Whoever may sign something, each with a key of its own. */
export const signers: Readonly<Record<SignerSlot, Signer>> = {
  supplier: { eui64: SUPPLIER, secret: supplierSecret },
  networkOperator: { eui64: '90-B3-D5-1F-30-00-00-02', secret: random(32) },
  recovery: { eui64: '90-B3-D5-1F-30-00-00-01', secret: random(32) },
  changeOfSupplier: { eui64: '90-B3-D5-1F-30-00-00-05', secret: random(32) },
  loadController: { eui64: '90-B3-D5-1F-30-00-00-08', secret: random(32) },
};
const anchorOf = ({ eui64, secret }: Signer) => ({
  eui64,
  signingPublic: crypto.ed25519.publicKey(secret),
});

export const anchors: TrustAnchors = {
  headEnd: { eui64: HEAD_END, agreementPublic: crypto.x25519.publicKey(headEndSecret) },
  supplier: {
    eui64: SUPPLIER,
    signingPublic: crypto.ed25519.publicKey(supplierSecret),
    prepaymentPublic: crypto.p256.publicKey(supplierPrepaymentSecret),
  },
  networkOperator: anchorOf(signers.networkOperator),
  recovery: anchorOf(signers.recovery),
  changeOfSupplier: anchorOf(signers.changeOfSupplier),
  loadController: anchorOf(signers.loadController),
};

export const identity = seededIdentity(crypto, 'bench', 1);
export const METER = identity.eui64;

export const PREPAYMENT: FactorySettings = {
  ...DEFAULT_SETTINGS,
  mode: 'prepayment',
  balanceMillipence: 1_000_000,
};

export type Sent = {
  readonly kind: 'response' | 'alert';
  readonly message: Uint8Array;
  readonly delivery: number | undefined;
};

export type BenchSettings = {
  readonly settings?: FactorySettings;
  readonly sensor?: Sensor;
  readonly flash?: EmulatedFlash;
  readonly anchors?: TrustAnchors;
};

export function settingsWith(settings: FactorySettings, limits: Partial<Limits>): FactorySettings {
  return { ...settings, limits: { ...settings.limits, ...limits } };
}

/** The side of the head-end and the supplier: what they hold, and the last counters they used. */
export class TestHeadEnd {
  readonly pair = new Pair(
    crypto,
    { eui64: HEAD_END, agreementSecret: headEndSecret },
    recordOf(identity),
  );
  counter = 1000n;
  supplierCounter = 5000n;

  /** The whole command, protected as its service asks for. */
  command<S extends Service>(
    service: S,
    request: ValueOf<S['request']>,
    envelope: Partial<Body> = {},
  ): Uint8Array {
    const content = toCborValue(service.request, request as never) as CborMap;
    const number = serviceNumber(service.reference);
    const [signer] = signersOf(service);
    return signer
      ? this.inside(this.signed(number, content, {}, signer), { service: number, ...envelope })
      : this.mac({ service: number, content, ...envelope });
  }

  mac(parts: Partial<Body>): Uint8Array {
    return sealMac(this.pair, 'command', {
      originator: HEAD_END,
      recipient: METER,
      counter: this.counter++,
      service: 0,
      ...parts,
    });
  }

  inside(signedCommand: Uint8Array, parts: Partial<Body>): Uint8Array {
    return this.mac({ ...parts, signedCommand });
  }

  signed(
    service: number,
    content: CborMap,
    parts: Partial<Body> = {},
    by: SignerSlot = 'supplier',
  ): Uint8Array {
    const { eui64, secret } = signers[by];
    const body = encodeBody({
      originator: eui64,
      recipient: METER,
      counter: this.supplierCounter++,
      service,
      content,
      ...parts,
    });
    return signBody(crypto, secret, 'command', body);
  }

  /** What the meter sent, opened by its own protection. */
  open({ kind, message }: Sent): Body & { readonly protection: string } {
    const received = receive(message, MESSAGE_BYTES_MAX);
    const { protection } = received;
    switch (protection) {
      case 'mac':
        return { ...openMac(this.pair, kind, received), protection };
      case 'encrypted':
        return { ...openEncrypted(this.pair, kind, received), protection };
      case 'signed': {
        const { signingPublic } = identity;
        return { ...openSigned(crypto, signingPublic, kind, HEAD_END, received), protection };
      }
    }
  }
}

/** `counter` counts tokens, from 1. */
export function utrn(
  counter: number,
  pounds: number,
  valueClass: 'pounds' | 'pence' = 'pounds',
): string {
  const keys = {
    originatorSecret: supplierPrepaymentSecret,
    devicePublic: identity.prepaymentPublic,
  };
  const token = { valueClass, value: pounds, counter: BigInt(counter) << 32n };
  return makeUtrn(crypto, keys, SUPPLIER, METER, token);
}

export class Bench {
  readonly flash: EmulatedFlash;
  readonly sensor: Sensor;
  readonly headEnd = new TestHeadEnd();
  readonly sent: Sent[] = [];
  readonly log: string[] = [];
  readonly switched: string[] = [];
  /** What auxiliary loads were set to, like "1 100", in per cent. */
  readonly outputs: string[] = [];
  /** What the home network is told: device and alert. */
  readonly atHome: (readonly [string, number])[] = [];
  /** What the display shows. */
  screen: Screen | undefined;
  board: EmulatedBoard;
  meter: Meter;
  /** The switch of a board that comes with the next boot does not move. */
  newBoardsAreStuck = false;

  constructor({
    settings = DEFAULT_SETTINGS,
    sensor = new ConstantLoad(0),
    flash,
    anchors: trusted = anchors,
  }: BenchSettings = {}) {
    this.flash = flash ?? new EmulatedFlash(METER_FLASH, meterLayout.blocks);
    this.sensor = sensor;
    this.board = this.#newBoard();
    if (!flash) provision(this.board, START, identity, trusted, settings);
    this.meter = new Meter(this.board, START);
  }

  /** Power comes back: the same flash, a new board and meter. */
  reboot(boardSeconds = this.meter.state.metrology.boardSeconds): Meter {
    this.board = this.#newBoard();
    this.meter = new Meter(this.board, boardSeconds);
    return this.meter;
  }

  #newBoard(): EmulatedBoard {
    const board = new EmulatedBoard({
      flash: this.flash,
      crypto,
      sensor: this.sensor,
      random: seededRandom(crypto, 'board'),
      network: { send: (kind, message, delivery) => this.sent.push({ kind, message, delivery }) },
      onLog: (line) => this.log.push(line),
      onSwitch: (position) => this.switched.push(position),
      onAuxiliary: (number, levelPercent, isInput) =>
        this.outputs.push(`${number} ${levelPercent}${isInput ? ' input' : ''}`),
      onHomeAlert: (device, alertCode) => this.atHome.push([device, alertCode]),
      onScreen: (screen) => {
        this.screen = screen;
      },
    });
    board.isSwitchStuck = this.newBoardsAreStuck;
    return board;
  }

  /** Sends it and gives the answer opened; undefined when there is none. */
  ask<S extends Service>(
    service: S,
    request: ValueOf<S['request']>,
    envelope: Partial<Body> = {},
  ): ReturnType<TestHeadEnd['open']> | undefined {
    return this.deliver(this.headEnd.command(service, request, envelope));
  }

  deliver(message: Uint8Array): ReturnType<TestHeadEnd['open']> | undefined {
    const before = this.sent.length;
    this.meter.receive('command', message);
    const answer = this.sent.slice(before).find(({ kind }) => kind === 'response');
    return answer && this.headEnd.open(answer);
  }

  alerts(): readonly number[] {
    return this.sent
      .filter(({ kind }) => kind === 'alert')
      .map((one) => this.headEnd.open(one).service);
  }
}

/** One price, nothing a day. */
export function priced(
  settings: FactorySettings,
  unitRateMillipencePerKwh: number,
): FactorySettings {
  return { ...settings, tariff: flatTariff(unitRateMillipencePerKwh, 0) };
}

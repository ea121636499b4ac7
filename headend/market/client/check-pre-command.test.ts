/** A pre-command that is not what was asked is not signed, whatever the lie. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { concat } from '../../../protocol/bytes.ts';
import {
  DEVICE,
  OTHER_DEVICE,
  OTHER_SUPPLIER,
  preCommandOf,
  SUPPLIER,
  serviceNamed,
} from '../market.testing.ts';
import { type Asked, preCommandDifferences } from './check-pre-command.ts';

const service = serviceNamed('UpdatePaymentMode');
const prepayment = {
  suspendDebtDisabled: true,
  suspendDebtEmergency: false,
  disablementThreshold: -5,
};
const value = { executionDateTime: 1_800_000_000, mode: { prepayment } };
const asked: Asked = { originator: SUPPLIER, device: DEVICE, counter: 1002n, service, value };
const names = (preCommand: Uint8Array, of: Asked = asked) =>
  preCommandDifferences(of, preCommand).map(({ name }) => name);
const lie = (change: object) => preCommandOf(service, value, 1002n, change);

const test = suite('check of a pre-command');

test('finds nothing in the command that was asked for', () => {
  assert.equal(preCommandDifferences(asked, preCommandOf(service, value, 1002n)), []);
});

const lies: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
  ['another originator', lie({ originator: OTHER_SUPPLIER }), ['originator']],
  ['another device', lie({ recipient: OTHER_DEVICE }), ['recipient']],
  ['another counter', lie({ counter: 1003n }), ['counter']],
  ['another service', lie({ service: 0x7020 }), ['service']],
  ['an answer', lie({ responseTo: 1n, status: 0 }), ['responseTo', 'status']],
  [
    'a clock',
    lie({ deviceUtcSeconds: 1, clockStatus: 'reliable' }),
    ['deviceUtcSeconds', 'clockStatus'],
  ],
  ['a user', lie({ supplementary: { party: SUPPLIER, counter: 1n } }), ['supplementary']],
  [
    'credit for prepayment',
    preCommandOf(service, { ...value, mode: { credit: {} } }, 1002n),
    ['value.mode.credit', 'value.mode.prepayment'],
  ],
  [
    'another threshold',
    preCommandOf(
      service,
      { ...value, mode: { prepayment: { ...prepayment, disablementThreshold: -6 } } },
      1002n,
    ),
    ['value.mode.prepayment.disablementThreshold'],
  ],
  [
    'another debt rule',
    preCommandOf(
      service,
      { ...value, mode: { prepayment: { ...prepayment, suspendDebtEmergency: true } } },
      1002n,
    ),
    ['value.mode.prepayment.suspendDebtEmergency'],
  ],
  [
    'another date',
    preCommandOf(service, { ...value, executionDateTime: 1_800_000_001 }, 1002n),
    ['value.executionDateTime'],
  ],
  [
    'now, not then',
    preCommandOf(service, { mode: value.mode }, 1002n),
    ['value.executionDateTime'],
  ],
  [
    'a field nobody knows',
    lie({ content: new Map([[9, 1]]) }),
    ['value.executionDateTime', 'value.mode', 'value.9'],
  ],
  [
    'a signed command inside',
    lie({ content: undefined, signedCommand: Uint8Array.of(1) }),
    ['signedCommand', 'value.executionDateTime', 'value.mode'],
  ],
];
for (const [name, preCommand, differences] of lies)
  test(`names ${name}`, () => {
    assert.equal(names(preCommand).sort(), [...differences].sort());
  });

test('says what was asked for and what was found, as a person reads it', () => {
  const other = { ...prepayment, disablementThreshold: -6 };
  const [difference] = preCommandDifferences(
    asked,
    preCommandOf(service, { ...value, mode: { prepayment: other } }, 1002n),
  );
  assert.equal(difference, {
    name: 'value.mode.prepayment.disablementThreshold',
    asked: '-5',
    found: '-6',
  });
  const [missing] = preCommandDifferences(asked, lie({ responseTo: 1n }));
  assert.equal(missing, { name: 'responseTo', asked: 'nothing', found: '1' });
});

test('does not take a command without content for one with empty content', () => {
  const disable = serviceNamed('DisableSupply');
  const without = preCommandOf(disable, {}, 1002n, { content: undefined } as object);
  const disabling = { ...asked, service: disable, value: {} };
  assert.equal(preCommandDifferences(disabling, preCommandOf(disable, {}, 1002n)), []);
  assert.equal(names(without, disabling), ['form']);
});

test('refuses bytes that are no command', () => {
  for (const bytes of [new Uint8Array(), Uint8Array.of(0xa0), concat(lie({}), Uint8Array.of(0))]) {
    const [difference] = names(bytes);
    assert.match(difference ?? '', /^unreadable/);
  }
});

test.run();

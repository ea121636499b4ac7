/** The key derivation against its formula written out a second time. */
import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toHex } from '../bytes.ts';
import { GBCS_MODES, type GbcsMode, gbcsKey, gbcsNonce } from './gbcs-kdf.ts';
import { nobleCrypto } from './noble-crypto.ts';

const test = suite('GBCS key derivation');
const ORIGINATOR = '90-B3-D5-1F-30-01-00-00';
const RECIPIENT = '00-DB-12-34-56-78-90-A0';
const SHARED = 'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de';

for (const crypto of [nobleCrypto, nodeCrypto])
  test(`hashes counter, secret and context with ${crypto.name}`, () => {
    for (const mode of Object.keys(GBCS_MODES) as GbcsMode[]) {
      const context = { originator: ORIGINATOR, recipient: RECIPIENT, mode, counter: 1000n };
      const otherInfo = `60857406080300 90b3d51f30010000 09 0${GBCS_MODES[mode]} 00000000000003e8 00db1234567890a0`;
      const whole = `00000001${SHARED}${otherInfo.replaceAll(' ', '')}`;
      const expected = createHash('sha256').update(whole, 'hex').digest('hex').slice(0, 32);
      assert.is(toHex(gbcsKey(crypto, Buffer.from(SHARED, 'hex'), context)), expected);
    }
  });

test('makes the nonce of the originator and four zero bytes', () => {
  assert.is(toHex(gbcsNonce(ORIGINATOR)), '90b3d51f3001000000000000');
});

test.run();

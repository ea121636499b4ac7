/**
 * Devices that say who they are, over the wires they have: MQTT over TLS and a serial port. Nobody told the head-end
 * their keys; each was told of by name alone.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startMeter } from '../cli/start-meter.ts';
import { supplierAnchor } from '../cli/supplier-keys.ts';
import { headEndAnchor } from '../headend/identity.ts';
import { hasKeys } from '../headend/inventory/inventory.ts';
import { certifiedDevice } from '../headend/registration/announcement/device.testing.ts';
import { loadSecurity } from '../headend/security.ts';
import { DEFAULT_SETTINGS } from '../meter-emulator/firmware/provision.ts';
import { transportCredentialOf } from '../pki/credentials.ts';
import { makePki } from '../pki/pki.testing.ts';
import { TrustStore } from '../pki/trust-store.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { openPseudoTerminals } from '../platform/pseudo-terminal.ts';
import { SettableTime } from '../platform/settable-time.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { auditOf, endingEach, startHere, supplierKeys } from './cast.testing.ts';
import { SUPPLIER, until } from './world.testing.ts';

const HEAD_END: Eui64 = '90-B3-D5-1F-30-00-00-01';
const BAUD_RATE = 115_200;
const now = Math.floor(Date.now() / 1000);

const test = suite('a device that says who it is');
const ending = endingEach(test);
const pki = await makePki(now - 86_400);
const party = { role: 'accessControlBroker', name: 'Head-end' } as const;
for (const use of ['keyAgreement', 'xmlSigning'] as const)
  await pki.issue({ eui64: HEAD_END, use, party });
await pki.issue({ eui64: HEAD_END, use: 'transport', party, hosts: ['127.0.0.1'] });
test.after(() => pki.remove());

/** `index`: of the device; the clock of its own takes it past the time in which power has to be steady. */
async function world(index: number, serialPorts: readonly string[] = []) {
  const device = await certifiedDevice(pki, index);
  const { eui64, deviceType, manufacturer, model } = device;
  await pki.issue({ eui64, use: 'transport' });
  const headEnd = await startHere({}, { security: loadSecurity(pki.directory, now), serialPorts });
  ending(() => headEnd.stop());
  const record = { eui64, deviceType, manufacturer, model };
  await headEnd.inventory.put({ record, status: 'Pending', notifiedBy: SUPPLIER });
  const time = new SettableTime();
  const start = async (network: Parameters<typeof startMeter>[0]['network']) => {
    const anchors = {
      headEnd: headEndAnchor(nodeCrypto, headEnd.identity),
      supplier: supplierAnchor(supplierKeys),
    };
    const rest = { settings: DEFAULT_SETTINGS, seed: 'announced', network, time };
    const meter = await startMeter({ identity: device, anchors, ...rest });
    ending(() => meter.stop());
    time.setForward(time.nowMillis() + 15_000);
    await until('it is known', () => hasKeys(headEnd.inventory.get(eui64)));
    return headEnd.inventory.get(eui64);
  };
  return { headEnd, eui64, start };
}

test('P13: over MQTT with TLS it comes to be known, and where it is reached', async () => {
  const { headEnd, eui64, start } = await world(1);
  const tls = transportCredentialOf(TrustStore.load(pki.directory), eui64, now);
  const url = `mqtts://127.0.0.1:${headEnd.mqttPort}`;
  const known = await start({ kind: 'mqtt', url, tls });
  assert.is(known?.status, 'InstalledNotCommissioned');
  assert.match(known?.wanAddress ?? '', /^meter\/v1\/[0-9a-f]{16}$/);
  const steps = (await auditOf(headEnd)).map(({ step }) => step);
  assert.is(steps.filter((step) => step === 'deviceAnnounced').length, 1);
});

test('P13: over a serial port too', async () => {
  const cable = await openPseudoTerminals();
  if (cable.kind !== 'pair') throw new Error(cable.why);
  ending(() => cable.close());
  const { start } = await world(2, [cable.a]);
  const known = await start({ kind: 'serial', path: cable.b, baudRate: BAUD_RATE });
  assert.is(known?.status, 'InstalledNotCommissioned');
  assert.is(known?.wanAddress, cable.a);
});

test.run();

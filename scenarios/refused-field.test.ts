/** What a meter refuses: its name and the field reach who asked, by both ways into the market, and the audit. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeSupplierKeys } from '../cli/supplier-keys.ts';
import type { HeadEnd } from '../headend/head-end.ts';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import type { Transport } from '../headend/market/client/transport.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { activateAuxiliaryLoad } from '../protocol/services/activate-auxiliary-load.ts';
import { updateDeviceConfigurationVoltage } from '../protocol/services/update-device-configuration-voltage.ts';
import {
  auditOf,
  endingEach,
  enrolMeter,
  enrolSupplier,
  openClient,
  partyBroker,
  startHere,
  startMeterOf,
  supplierKeys,
} from './cast.testing.ts';
import { NETWORK_OPERATOR, SUPPLIER } from './world.testing.ts';

const test = suite('a field that a meter refuses');
const end = endingEach(test);
const operatorKeys = makeSupplierKeys(NETWORK_OPERATOR, '');

async function openWorld() {
  const link = new InMemoryLink();
  const headEnd = await startHere({}, { links: [link] });
  end(() => headEnd.stop());
  const identity = await enrolMeter(headEnd, 1);
  const meter = await startMeterOf(headEnd, identity, { network: { kind: 'inMemory', link } });
  end(() => meter.stop());
  return { headEnd, eui64: identity.eui64 };
}

async function clientOf(transport: Transport, keys: typeof supplierKeys) {
  const client = await openClient(transport, keys);
  end(() => client.close());
  return client;
}

async function audited(headEnd: HeadEnd, requestId: string) {
  const entries = await auditOf(headEnd);
  return entries.find((one) => one.requestId === requestId && one.step === 'deviceRefused')?.detail;
}

test('in DUIS, of a setting', async () => {
  const { headEnd, eui64 } = await openWorld();
  const transport = new DuisTransport({
    party: NETWORK_OPERATOR,
    url: `http://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  const operator = await clientOf(transport, operatorKeys);
  const receiveUrl = `http://127.0.0.1:${transport.receivePort}/`;
  await enrolSupplier(headEnd, operatorKeys, { roles: ['ED'], channel: 'duis', receiveUrl });
  const result = await operator.ask(updateDeviceConfigurationVoltage, eui64, {
    rmsVoltageSettings: {
      extremeOverPeriod: 30,
      extremeOverThreshold: 264,
      extremeUnderPeriod: 30,
      extremeUnderThreshold: 200,
      sagPeriod: 1,
      sagThreshold: 184,
      swellPeriod: 1,
      swellThreshold: 276,
    },
    phases: { single: { overThreshold: 253, underThreshold: 216, measurementPeriod: 29 } },
  });
  const field = 'phases.single.measurementPeriod';
  const { requestId } = result;
  const refusal = 'argumentsRefused';
  assert.equal(result, { requestId, kind: 'refusedByDevice', refusal, field });
  assert.equal(await audited(headEnd, requestId), { refusal, field });
});

test('on the bridge, of a command that two have signed', async () => {
  const { headEnd, eui64 } = await openWorld();
  await enrolSupplier(headEnd, supplierKeys);
  const broker = await partyBroker(`mqtt://127.0.0.1:${headEnd.mqttPort}`, SUPPLIER);
  const transport = new BridgeTransport({
    party: SUPPLIER,
    broker,
    clock: realClock,
    timer: realTimer,
  });
  const switching = { index: 5, durationMinutes: 1 };
  const supplier = await clientOf(transport, supplierKeys);
  const result = await supplier.ask(activateAuxiliaryLoad, eui64, { switching });
  const field = 'switching.index';
  const { requestId } = result;
  const refusal = 'notThere';
  assert.equal(result, { requestId, kind: 'refusedByDevice', refusal, field });
  assert.equal(await audited(headEnd, requestId), { refusal, field });
});

test.run();

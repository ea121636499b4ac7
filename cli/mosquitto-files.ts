/** Writes what mosquitto needs to be the broker: its configuration, its rules, and its own certificate's files. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type MosquittoListener,
  mosquittoConfiguration,
  mosquittoRules,
  type NamedClient,
} from '../headend/transport/mosquitto-rules.ts';
import { brokerUserName } from '../pki/broker-name.ts';
import { headEndIn, transportCredentialOf } from '../pki/credentials.ts';
import { TrustStore } from '../pki/trust-store.ts';
import { eui64Compact } from '../protocol/identifiers/eui64.ts';

/**
 * Gives the paths of what was written. The broker shows the head-end's certificate (its hosts are the
 * broker's too); the rules name the parties that have one now.
 */
export function writeMosquittoFiles(
  directory: string,
  out: string,
  listener: MosquittoListener,
  nowUtcSeconds: number,
): readonly string[] {
  const store = TrustStore.load(directory);
  const { key, cert, ca, crl } = transportCredentialOf(store, headEndIn(store), nowUtcSeconds);
  mkdirSync(out, { recursive: true });
  const path = (name: string) => resolve(join(out, name));
  const files = {
    authorities: path('authorities.pem'),
    lists: path('lists.pem'),
    certificate: path('certificate.pem'),
    key: path('key.pem'),
    rules: path('rules.acl'),
  };
  writeFileSync(files.authorities, ca.join(''));
  writeFileSync(files.lists, crl.join(''));
  writeFileSync(files.certificate, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
  chmodSync(files.key, 0o600);
  writeFileSync(files.rules, mosquittoRules(namedClients(store)));
  const configuration = path('mosquitto.conf');
  writeFileSync(
    configuration,
    mosquittoConfiguration(listener, { folder: resolve(out), ...files }),
  );
  return [configuration, ...Object.values(files)];
}

function namedClients(store: TrustStore): readonly NamedClient[] {
  const clients = new Map<string, NamedClient>();
  for (const { eui64, role, use } of store.all()) {
    if (use !== 'transport' || role === 'device' || role === 'accessControlBroker') continue;
    const userName = brokerUserName(eui64, role);
    const kind = role === 'wanProvider' ? 'gateway' : 'party';
    clients.set(userName, { userName, kind, id: eui64Compact(eui64) });
  }
  return [...clients.values()];
}

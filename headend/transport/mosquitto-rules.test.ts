import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mosquittoConfiguration, mosquittoRules } from './mosquitto-rules.ts';

const test = suite('mosquitto’s rules');

test('are those of the broker inside', () => {
  const rules = mosquittoRules([
    { userName: 'party:90b3d51f30010000', kind: 'party', id: '90b3d51f30010000' },
    { userName: 'gateway:90b3d51f30060000', kind: 'gateway', id: '90b3d51f30060000' },
  ]);
  assert.equal(rules.trimEnd().split('\n'), [
    'user head-end',
    'topic write #',
    'topic read #',
    'user party:90b3d51f30010000',
    'topic write market/v1/90b3d51f30010000/requests',
    'topic write market/v1/90b3d51f30010000/confirmations',
    'topic read market/v1/90b3d51f30010000/messages',
    'topic read market/v1/status',
    'topic read market/v1/services',
    'user gateway:90b3d51f30060000',
    'topic write meter/v1/+/response',
    'topic write meter/v1/+/alert',
    'topic read meter/v1/+/command',
    'pattern write meter/v1/%u/response',
    'pattern write meter/v1/%u/alert',
    'pattern read meter/v1/%u/command',
  ]);
});

test('let nobody in without a certificate', () => {
  const file = (name: string) => `/etc/meterwright/${name}`;
  const text = mosquittoConfiguration(
    { port: 8883 },
    {
      folder: '/etc/meterwright',
      authorities: file('authorities.pem'),
      lists: file('lists.pem'),
      certificate: file('certificate.pem'),
      key: file('key.pem'),
      rules: file('rules.acl'),
    },
  );
  for (const line of [
    'listener 8883',
    'allow_anonymous false',
    'require_certificate true',
    'use_identity_as_username true',
    'crlfile /etc/meterwright/lists.pem',
    'persistence_location /etc/meterwright/',
  ])
    assert.ok(text.split('\n').includes(line), line);
});

test.run();

/** Writes the documents that follow from the definitions. `documents` is what a test holds them to. */
import { writeFileSync } from 'node:fs';
import { CLOUD_EVENTS_PROTO } from '../headend/market/bridge/cloud-events-proto.ts';
import { asyncApiDocument } from '../headend/market/documents/asyncapi.ts';
import { openApiDocument } from '../headend/market/documents/openapi.ts';
import { dccAlertsDocument } from '../protocol/alerts/dcc-alerts-document.ts';
import { registrationServicesDocument } from '../protocol/registration/reference.ts';
import { marketProto } from '../protocol/services/messages.ts';
import { servicesDocument } from '../protocol/services/reference.ts';

/** Path → text. */
export const documents: Readonly<Record<string, () => string>> = {
  'docs/services.md': servicesDocument,
  'docs/registration/services.md': registrationServicesDocument,
  'docs/market.proto': marketProto,
  'docs/cloudevents.proto': () => CLOUD_EVENTS_PROTO,
  'docs/dcc-alerts.md': dccAlertsDocument,
  'docs/asyncapi.json': asyncApiDocument,
  'docs/openapi.json': openApiDocument,
};

if (import.meta.url === new URL(process.argv[1] ?? '', 'file:').href)
  for (const [path, text] of Object.entries(documents)) {
    writeFileSync(path, text());
    console.log(path);
  }

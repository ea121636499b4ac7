/** sr:DCCAlertMessage. One of its bodies, an alert of a provider of SMETS1, must be signed by itself. */
import { dccAlertBody } from '../../../protocol/alerts/dcc-alert-bodies.ts';
import {
  besideProviderAlert,
  providerAlert,
  type smets1ProviderAlert,
} from '../../../protocol/alerts/dcc-alert-hubs.ts';
import {
  type DccAlert,
  type DccAlertBody,
  dccAlert,
  dccAlertHead,
} from '../../../protocol/alerts/dcc-alerts.ts';
import { inline, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import { assert } from '../../../protocol/refused.ts';
import {
  DUIS,
  expectElement,
  expectVersion,
  requireSignature,
  SCHEMA_VERSION,
  SR,
} from './document.ts';
import type { Smets1Spans } from './smets1.ts';
import type { XmlCursor } from './xml-cursor.ts';
import { contentReader } from './xml-read.ts';
import { contentWriter, declaration, elementWriter } from './xml-write.ts';

const NAME = 'DCCAlertMessage';
const PROVIDER = 'S1SPAlertDSP';
const SIGNED = 'S1SPAlert';
type ProviderAlert = ValueOf<typeof providerAlert>;
type Passed = ValueOf<typeof smets1ProviderAlert>;

const writeWhole = elementWriter(dccAlert, NAME, SR);
const writeHead = contentWriter(dccAlertHead, SR);
const writeProvider = contentWriter(providerAlert, SR);
const writeBeside = contentWriter(besideProviderAlert, SR);

const signed = (alert: ProviderAlert, signature: string, namespaces: string): string =>
  `<sr:${SIGNED}${namespaces} schemaVersion="${SCHEMA_VERSION}">${writeProvider(alert)}${signature}</sr:${SIGNED}>`;

/** The alert of a provider as a canonical document of its own: what its signature is over. */
export const writeProviderAlert = (alert: ProviderAlert): string =>
  signed(alert, '', declaration('sr', DUIS));

/** `signature` is over `writeProviderAlert`, where the body is one. */
export function writeDccAlertMessage(alert: DccAlert, signature: string): string {
  const passed: Passed | undefined = alert.alert.smets1ProviderAlert;
  if (!passed) return writeWhole(alert);
  assert(signature !== '', 'an alert of a provider of SMETS1 must be signed');
  const inside = `${signed(passed.alert, signature, '')}${writeBeside(passed)}`;
  return `<sr:${NAME}>${writeHead(alert)}<sr:DCCAlert><sr:${PROVIDER}>${inside}</sr:${PROVIDER}></sr:DCCAlert></sr:${NAME}>`;
}

const readHead = contentReader(dccAlertHead);
const readBody = contentReader(struct({ alert: inline(1, dccAlertBody, 'One of them.') }));
const readProvider = contentReader(providerAlert);
const readBeside = contentReader(besideProviderAlert);

type AlertRead = { readonly value: DccAlert; readonly smets1?: Smets1Spans };

/** Reads what is in the element the cursor is in. */
export function readDccAlertMessage(c: XmlCursor): AlertRead {
  const known = readHead(c) as ValueOf<typeof dccAlertHead>;
  expectElement(c, 'DCCAlert');
  const { alert, smets1 } = c.inside(() =>
    c.open && c.name === PROVIDER
      ? readPassed(c)
      : { ...(readBody(c) as { readonly alert: DccAlertBody }), smets1: undefined },
  );
  return { value: { ...known, alert }, ...(smets1 ? { smets1 } : {}) };
}

function readPassed(c: XmlCursor): { readonly alert: DccAlertBody; readonly smets1: Smets1Spans } {
  return c.inside(() => {
    expectElement(c, SIGNED);
    expectVersion(c);
    const { namespaces } = c;
    const { value, span } = c.spanned(() =>
      c.inside(() => ({
        alert: readProvider(c) as ProviderAlert,
        signature: requireSignature(c),
      })),
    );
    const added = readBeside(c) as ValueOf<typeof besideProviderAlert>;
    const passed = { alert: value.alert, ...added };
    return {
      alert: { smets1ProviderAlert: passed },
      smets1: { signedResponse: span, signature: value.signature, namespaces },
    };
  });
}

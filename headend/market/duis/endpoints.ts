/** The three DUIS web services by their path. */
import type { Endpoint } from '../../service-request.ts';

export type WebService = Exclude<Endpoint, 'bridge'>;

export const WEB_SERVICE_PATHS: Readonly<Record<WebService, string>> = {
  send: '/api/v1/serviceS',
  transform: '/api/v1/serviceT',
  nonDevice: '/api/v1/serviceD',
};

const byPath = new Map(
  Object.entries(WEB_SERVICE_PATHS).map(([service, path]) => [path, service as WebService]),
);

export const webServiceAt = (path: string): WebService | undefined => byPath.get(path);

/** The retained messages of the head-end as JSON Schema; a test holds them to what is published. */
import { BRIDGE_FORMATS } from '../bridge/cloud-event.ts';

const headEnd = { type: 'string', description: 'The EUI-64 of the head-end.' };
const instant = { type: 'string', format: 'date-time' };

export const statusSchemas = {
  HeadEndStatus: {
    type: 'object',
    required: ['headEnd', 'status'],
    properties: {
      headEnd,
      status: {
        enum: ['open', 'stopping', 'lost'],
        description: '`lost` is said by the broker: the connection of the head-end broke.',
      },
      since: { ...instant, description: 'When it was started.' },
      version: { type: 'string' },
      formats: { type: 'array', items: { enum: [...BRIDGE_FORMATS] } },
      services: {
        type: 'array',
        items: { type: 'string' },
        description: 'References of the services that are carried to devices or answered here.',
      },
    },
    additionalProperties: false,
  },
  HeadEndParts: {
    type: 'object',
    required: ['headEnd', 'changedAt', 'parts'],
    properties: {
      headEnd,
      changedAt: instant,
      parts: {
        type: 'object',
        required: ['database', 'requests', 'messages'],
        properties: {
          database: { enum: ['available', 'away'] },
          requests: { enum: ['accepting', 'degraded', 'stopped'] },
          messages: { enum: ['delivering', 'degraded', 'stopped'] },
        },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
} as const;

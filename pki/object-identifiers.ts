/** The object identifiers that only those who issue and judge certificates need; devices know the others. */
export const PKI_OID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  cRLNumber: '2.5.29.20',
  cRLReason: '2.5.29.21',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  /** The type of an emulated device's hardware, in the arc that is kept for examples (RFC 5612). */
  hardwareType: '1.3.6.1.4.1.32473.1',
} as const;

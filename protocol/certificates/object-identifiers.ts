/** The object identifiers of the certificates that are read, and of the requests for them that are written. */
export const OID = {
  ed25519: '1.3.101.112',
  x25519: '1.3.101.110',
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  /** id-at-organizationalUnitName: the role of a party, as two hexadecimal digits. */
  organizationalUnit: '2.5.4.11',
  /** id-at-uniqueIdentifier: the EUI-64 of a party. */
  uniqueIdentifier: '2.5.4.45',
  /** id-on-hardwareModuleName (RFC 4108 §5): the EUI-64 of a device. */
  hardwareModuleName: '1.3.6.1.5.5.7.8.4',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

/** The one profile of XML signatures that DUIS uses, by the names of its algorithms (XMLDSig 1.1; RFC 4051 §2.3.6). */

export const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ECDSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const ENVELOPED = `${XMLDSIG}enveloped-signature`;

/** Of SHA-256. */
export const DIGEST_BYTES = 32;
/** r and s on P-256, each of 32 bytes. */
export const SIGNATURE_BYTES = 64;

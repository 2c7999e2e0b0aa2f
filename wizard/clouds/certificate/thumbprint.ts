import { createHash } from 'node:crypto';

/** SHA-1 of a certificate in base64, in upper-case hexadecimal: as Entra shows thumbprints. */
export function thumbprintOf(certificate: string): string {
  return createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('hex').toUpperCase();
}

/** What is said of the kinds that the control plane manages, from their records. */
import { kinds, records } from '../../../domain/control-plane/contract.js';
import { plain, type Wording } from '../wording.js';
import { present } from '../../../domain/present.js';

export const kindWordings: Readonly<Record<string, Wording>> = Object.fromEntries(
  kinds.map((kind) => {
    const record = records[kind];
    const effects = 'risk' in record ? record.risk : { inner: true };
    const plural = present({ nouns: record.nouns });
    return [kind, plain('AWS', record.noun, { ...plural, ...effects })];
  }),
);

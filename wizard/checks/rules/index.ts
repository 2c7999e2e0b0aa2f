/** Every rule, in the order in which they are reported. */
import type { Rule } from '../rule.js';
import { byol } from './byol.js';
import { consent } from './consent.js';

export const rules: readonly Rule[] = [byol, consent];

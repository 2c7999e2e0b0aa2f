/** Terraform's own: what exists in the state and in no cloud. */
import type { Resource, Service } from './record.js';
import { plain } from './wording.js';

const inTheState = (noun: string): Resource => ({
  words: plain('Terraform', noun, { inner: true }),
  stage: 'foundation',
  rights: 'no rights: exists in the state alone',
  adopt: 'not adopted: exists in the state alone',
});

export const ownOfTerraform: Service = {
  things: 'notes in the state',
  resources: {
    time_rotating: inTheState('rotation'),
    time_sleep: inTheState('pause'),
    terraform_data: inTheState('note'),
  },
};

/** What is said of types that no stack of ours makes and an owner's own program may: nobody reviewed their rights. */
import { carrying, plain, type Cloud, type Wording } from './wording.js';

export const notMade: Readonly<Record<string, Wording>> = {
  aws_security_group: carrying('AWS', 'security group', { name: ['name'] }),
  aws_sns_topic_policy: plain('AWS', 'alert topic policy', { nouns: 'alert topic policies' }),
  aws_workspaces_ip_group: carrying('AWS', 'IP group', { name: ['name'] }),
  azuread_service_principal_token_signing_certificate: carrying('Entra', 'signing certificate', {
    name: ['display_name'],
  }),
  time_static: plain('Terraform', 'date', { inner: true }),
  time_offset: plain('Terraform', 'date', { inner: true }),
};

/** What is said of a type that no table knows: an owner's own resource, or one of a newer version. */
export function unknownWording(type: string): Wording {
  const [provider = '', ...rest] = type.split('_');
  const cloud: Cloud = provider.startsWith('azurerm') ? 'Azure' : provider.startsWith('azuread') ? 'Entra' : 'AWS';
  return {
    cloud: provider === 'msgraph' ? 'Intune' : cloud,
    noun: rest.join(' ') || type,
    name: ['name', 'display_name', 'id'],
    create: 'cost',
    update: 'interrupts',
    attributes: {},
    remove: 'destroys-data',
    inner: false,
  };
}

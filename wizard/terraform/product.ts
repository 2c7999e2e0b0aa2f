/** Terraform and OpenTofu: what differs between them. Apart from the search for them: the first prompt needs no more. */

/** Who makes the program; its name is that of the program, too. */
export type Product = 'terraform' | 'tofu';

/**
 * Where the program looks for a provider whose source names no registry.
 * Sources: https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses,
 * https://opentofu.org/docs/language/providers/requirements/#source-addresses.
 */
export const registries: Readonly<Record<Product, string>> = {
  terraform: 'registry.terraform.io',
  tofu: 'registry.opentofu.org',
};

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

/**
 * A text of ours with the commands of whoever runs it: what is printed for `terraform force-unlock` is typed as it stands, and
 * where OpenTofu is installed there may be no terraform.
 */
export function inCommandsOf(product: Product, text: string): string {
  return product === 'terraform'
    ? text
    : text.replace(/\bterraform (?=(?:apply|destroy|force-unlock|import|init|plan|state|workspace)\b)/g, `${product} `);
}

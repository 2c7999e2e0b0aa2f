/** A synthesized configuration as a thing to put wrong wires into. */

/** Arguments of a resource as they stand in `cdk.tf.json`. */
export type Arguments = Record<string, unknown>;

interface SynthesizedJson {
  resource: Record<string, Record<string, Arguments>>;
  data: Record<string, Record<string, Arguments>>;
  locals?: Record<string, unknown>;
}

export type Stage = 'foundation' | 'connected';

/** One stage of a deployment. Names are found by their beginning: the hash that CDKTF puts behind them is left out. */
export class Wiring {
  private constructor(
    readonly stage: Stage,
    readonly json: SynthesizedJson,
  ) {}

  static of(stage: Stage, text: string): Wiring {
    return new Wiring(stage, JSON.parse(text) as SynthesizedJson);
  }

  /** The addresses of all resources that begin like this. */
  addresses(address: string): string[] {
    const [type = '', name = ''] = address.split('.');
    const found = Object.keys(this.json.resource[type] ?? {}).filter((each) => each.startsWith(name));
    return found.map((each) => `${type}.${each}`);
  }

  /** The resources whose address begins like this, e.g. `azuread_group.site-berlin`. */
  all(address: string): Arguments[] {
    const [type = '', name = ''] = address.split('.');
    return Object.entries(this.json.resource[type] ?? {})
      .filter(([each]) => each.startsWith(name))
      .map(([, resource]) => resource);
  }

  /** The only such resource, to be changed; the stage that does not have it yet is left as it is. */
  change(address: string, edit: (resource: Arguments) => void): void {
    const found = this.all(address);
    if (found.length === 0 && this.stage === 'foundation') return;
    const [only] = found;
    if (!only || found.length > 1)
      throw new Error(`${address} is the beginning of ${found.length} addresses, not of 1`);
    edit(only);
  }

  set(address: string, argument: string, value: unknown): void {
    this.change(address, (resource) => {
      if (value === undefined) delete resource[argument];
      else resource[argument] = value;
    });
  }

  /** Replaces a text wherever it stands in a resource, e.g. in the JSON of a policy. */
  replace(address: string, from: string | RegExp, to: string): void {
    this.change(address, (resource) => {
      const text = JSON.stringify(resource);
      const changed = text.replaceAll(typeof from === 'string' ? from : new RegExp(from.source, 'g'), to);
      for (const name of Object.keys(resource)) delete resource[name];
      Object.assign(resource, JSON.parse(changed));
    });
  }

  remove(address: string): void {
    const [type = '', name = ''] = address.split('.');
    const all = this.json.resource[type] ?? {};
    const found = Object.keys(all).filter((each) => each.startsWith(name));
    if (found.length === 0 && this.stage === 'foundation') return;
    if (found.length === 0) throw new Error(`there is no ${address}`);
    for (const each of found) {
      delete all[each];
      this.forget(`${type}.${each}`);
    }
    if (Object.keys(all).length === 0) delete this.json.resource[type];
  }

  /** Nothing waits for this address any more, or is replaced with it. */
  private forget(address: string): void {
    const { resource, data } = this.json;
    for (const each of [resource, data].flatMap((all) => Object.values(all).flatMap((of) => Object.values(of)))) {
      const waits = each['depends_on'] as string[] | undefined;
      if (waits) each['depends_on'] = waits.filter((one) => one !== address);
      const triggers = each['triggers_replace'] as string[] | undefined;
      if (triggers) each['triggers_replace'] = triggers.filter((one) => !one.startsWith(`\${${address}.`));
      const lifecycle = each['lifecycle'] as { replace_triggered_by?: string[] } | undefined;
      if (!lifecycle?.replace_triggered_by) continue;
      const left = lifecycle.replace_triggered_by.filter((one) => one !== address);
      if (left.length > 0) lifecycle.replace_triggered_by = left;
      else delete lifecycle.replace_triggered_by;
    }
  }

  /** Takes the edges out of `depends_on` of a resource that lead to addresses which begin like this. */
  loosen(address: string, from: string): void {
    this.change(address, (resource) => {
      const waits = (resource['depends_on'] ?? []) as string[];
      resource['depends_on'] = waits.filter((each) => !each.startsWith(from));
    });
  }

  /** A reference to an attribute of the only resource whose address begins like this. */
  reference(address: string, attribute: string): string {
    const [type = '', name = ''] = address.split('.');
    const [found] = Object.keys(this.json.resource[type] ?? {}).filter((each) => each.startsWith(name));
    return `\${${type}.${found ?? name}.${attribute}}`;
  }

  get text(): string {
    return JSON.stringify(this.json, undefined, 2);
  }
}

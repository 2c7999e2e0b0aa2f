/** One change in a plan. */
export interface PlannedAction {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
}

interface Message {
  readonly '@message': string;
  readonly type: string;
  readonly change?: {
    readonly resource: { readonly addr: string; readonly resource_type: string };
    readonly action: string;
  };
  readonly diagnostic?: { readonly summary: string; readonly detail: string; readonly address?: string };
}

/** Actions as a plan's JSON names them, by the words of the stream. What is only read or moved is left out. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  create: ['create'],
  update: ['update'],
  delete: ['delete'],
  replace: ['delete', 'create'],
};

/**
 * What `terraform plan -json` says it would do. Reading it here saves `terraform show`, which starts every provider once
 * more: three to four seconds a plan with the real aws provider.
 */
export function plannedIn(stream: string): PlannedAction[] {
  return messages(stream).flatMap(({ type, change }) => {
    const actions = type === 'planned_change' && change ? actionsOf[change.action] : undefined;
    if (!actions || !change || change.resource.addr.startsWith('data.')) return [];
    return [{ address: change.resource.addr, type: change.resource.resource_type, actions }];
  });
}

/** The same stream for a person. */
export function inWords(stream: string): string {
  return messages(stream)
    .map((message) => [message['@message'], message.diagnostic?.address, message.diagnostic?.detail])
    .flatMap((parts) => parts.filter(Boolean))
    .join('\n');
}

function messages(stream: string): Message[] {
  return stream
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Message);
}

import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

/** The ARN of a function, which terraform's plan may read, too; undefined: there is none of that name. */
export const functionNamed = lookup({
  id: 'function-named',
  what: 'the function by name',
  needs: { aws: ['lambda:GetFunction'] },
  seconds: 15,
  async look({ aws }, at: { readonly region: string; readonly name: string }) {
    const call = aws.call('lambda', 'GetFunction', at.region, { FunctionName: at.name });
    return (await unlessAbsent(call, undefined))?.Configuration?.FunctionArn;
  },
});

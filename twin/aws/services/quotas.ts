import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { identifier } from '../identifier.js';
import type { Call, Cloud, Operations } from '../service.js';
import type { WorkSpaces } from '../workspaces/workspaces.js';

const quotaCode = rule('desktop-quota-code', 'guess', 'The quota of WorkSpaces has the code L-34278094.');
const concurrencyQuota = rule(
  'concurrency-quota',
  'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: concurrent executions; that an account which AWS gave less has it here is a guess',
  'Service Quotas lists the concurrent executions of Lambda that an account has.',
);
const directoryQuota = rule(
  'directory-quota',
  'guess',
  'Service Quotas lists the 50 directories of a Region (https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html) as Directories; its code is not known.',
);
const increases = rule(
  'quota-increase',
  'https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html; that AWS grants it, and after half an hour, is a guess: it may take days',
  'An adjustable quota is raised by a request for a higher value, which is pending first; a second one beside it is refused.',
);

/** Minutes of the twin until AWS has granted a request. */
const grantedAfter = 30;

interface Quota {
  readonly QuotaName: string;
  readonly QuotaCode: string;
  readonly Value: number;
  readonly Adjustable: boolean;
}

/** A request for more, as the API answers it. */
export interface QuotaRequest {
  readonly Id: string;
  readonly QuotaCode: string;
  readonly QuotaName: string;
  readonly DesiredValue: number;
  Status: 'PENDING' | 'APPROVED';
  readonly Created: Date;
  LastUpdated: Date;
}

interface Input {
  readonly ServiceCode?: string;
  readonly QuotaCode?: string;
  readonly DesiredValue?: number;
  readonly RequestId?: string;
}

const about = { ServiceCode: 'workspaces', ServiceName: 'Amazon WorkSpaces', Unit: 'None', GlobalQuota: false };

/** The quotas of an account: that of desktops, which decides here and can be raised, and those that are looked at. */
export class Quotas {
  private readonly requests = new Map<string, QuotaRequest[]>();

  constructor(
    private readonly cloud: Cloud,
    private readonly workspaces: WorkSpaces,
  ) {}

  /** Of WorkSpaces in a Region. */
  of(region: string): readonly Quota[] {
    const { desktopQuota, directoryQuota: directories } = this.workspaces.region(region);
    return [
      { QuotaName: 'WorkSpaces', QuotaCode: 'L-34278094', Value: desktopQuota, Adjustable: true },
      { QuotaName: 'Directories', QuotaCode: 'L-DIRECTORIES', Value: directories, Adjustable: false },
    ];
  }

  /** What was asked for in a Region, the newest last. */
  asked(region: string): readonly QuotaRequest[] {
    return this.requests.get(region) ?? [];
  }

  /** Asks for a higher value. @throws AwsError for one that is not higher, not adjustable, or asked for already */
  request(region: string, code: string, value: number): QuotaRequest {
    this.cloud.leanOn(increases);
    const quota = this.of(region).find(({ QuotaCode }) => QuotaCode === code);
    if (!quota) throw absent('quota');
    if (!quota.Adjustable || !(value > quota.Value))
      throw new AwsError('IllegalArgumentException', 'You must provide a quota value greater than the current value.');
    const before = this.asked(region);
    if (before.some((each) => each.QuotaCode === code && each.Status === 'PENDING'))
      throw new AwsError(
        'ResourceAlreadyExistsException',
        'Only one open service quota increase request is allowed per quota.',
      );
    const { clock } = this.cloud.world;
    const now = clock.now();
    const { QuotaCode, QuotaName } = quota;
    const made: QuotaRequest = {
      ...{ Id: identifier(40), QuotaCode, QuotaName, DesiredValue: value },
      ...{ Status: 'PENDING', Created: now, LastUpdated: now },
    };
    this.requests.set(region, [...before, made]);
    clock.after(grantedAfter, `quota of ${region}`, () => {
      this.workspaces.region(region).desktopQuota = value;
      made.Status = 'APPROVED';
      made.LastUpdated = clock.now();
    });
    return made;
  }

  /** The API. */
  operations(): Operations {
    const shown = (request: QuotaRequest): object => ({ ...about, ...request });
    return {
      ListServiceQuotas: (input: Input, call: Call) => ({ Quotas: this.list(input, call) }),
      GetServiceQuota: (input: Input, call: Call) => ({ Quota: this.one(input, call) }),
      GetAWSDefaultServiceQuota: (input: Input, call: Call) => ({
        Quota: { ...this.one(input, call), ...(input.QuotaCode === 'L-34278094' ? { Value: 1 } : {}) },
      }),
      RequestServiceQuotaIncrease: (input: Input, call: Call) => {
        this.one(input, call);
        return { RequestedQuota: shown(this.request(call.region, input.QuotaCode ?? '', input.DesiredValue ?? 0)) };
      },
      GetRequestedServiceQuotaChange: (input: Input, call: Call) => {
        const found = this.asked(call.region).find(({ Id }) => Id === input.RequestId);
        if (!found) throw absent('request');
        return { RequestedQuota: shown(found) };
      },
    };
  }

  private list(input: Input, call: Call): object[] {
    this.cloud.leanOn(quotaCode);
    this.cloud.leanOn(directoryQuota);
    if (input.ServiceCode === 'lambda') {
      this.cloud.leanOn(concurrencyQuota);
      const Value = this.workspaces.region(call.region).functionConcurrency;
      return [{ ServiceCode: 'lambda', QuotaName: 'Concurrent executions', QuotaCode: 'L-B99A9384', Value }];
    }
    if (input.ServiceCode !== 'workspaces') throw absent('service');
    return this.of(call.region).map((quota) => ({ ...about, ...quota }));
  }

  private one(input: Input, call: Call): object {
    const found = this.list(input, call).find((each) => (each as Input).QuotaCode === input.QuotaCode);
    if (!found) throw absent('quota');
    return found;
  }
}

function absent(what: string): AwsError {
  return new AwsError('NoSuchResourceException', `The request failed because the specified ${what} does not exist.`);
}

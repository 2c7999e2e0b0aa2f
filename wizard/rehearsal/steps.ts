/** The steps of a life, in the order in which they are played, and what each leaves behind. */
import type { SignInResult } from '../../twin/clouds.js';
import type { PlanSummary } from '../terraform/plan-summary.js';
import type { OutputValue } from '../terraform/run.js';
import type { Synthesized } from '../terraform/synth.js';
import type { PersonsDesktop } from './people.js';

export const stepIds = [
  'clouds',
  'foundation',
  'handshake',
  'connected',
  'people',
  'second-plan',
  'joiner',
  'leaver',
  'destroy',
] as const;
export type StepId = (typeof stepIds)[number];

/** How far a sandbox is set up: nothing but the clouds, the foundation, or people at work. */
export const keptStages = ['empty', 'foundation', 'connected'] as const;
export type Kept = (typeof keptStages)[number];

/** The steps that set one up so far. */
export const stepsOf: Readonly<Record<Kept, readonly StepId[]>> = {
  empty: ['clouds'],
  foundation: ['clouds', 'foundation'],
  connected: ['clouds', 'foundation', 'handshake', 'connected', 'people'],
};

/** What a step left behind. */
export interface Step {
  readonly id: StepId;
  readonly seconds: number;
  /** Of the twin's clock: how long it would have taken, more or less. */
  readonly realMinutes: number;
  /** What was planned, where something was. */
  readonly plan?: PlanSummary;
  readonly synthesized?: Synthesized;
  readonly outputs?: Readonly<Record<string, OutputValue>>;
  /** Whether people can work, where that was tried. */
  readonly people?: readonly SignInResult[];
  /** Every desktop and its device, where people tried theirs. */
  readonly desktops?: readonly PersonsDesktop[];
}

/** Before a step, and after it. */
export type Moment = { readonly begins: StepId } | { readonly ended: Step };

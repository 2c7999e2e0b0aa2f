/** The fleet's engine: its table, its state machine and its alarm. Functions, roles, logs and schedule are with their services. */
import { fleetParts } from '../../../domain/fleet/permissions.js';
import { fleetAlarmName, fleetFunctionName, fleetName, fleetRoleName } from '../../../domain/names.js';
import type { AwsService } from '../record.js';
import { aws } from '../rights.js';
import { plain } from '../wording.js';
import { inEachRegion, type Place } from './place.js';

/** Functions of the engine, where a deployment has a fleet. */
export const fleetFunctions = ({ fleet, name }: Place): string[] =>
  fleet ? fleetParts.map((part) => fleetFunctionName(name, part)) : [];

/** Roles of the engine by the service that runs as them, where a deployment has a fleet. */
export function fleetRoles({
  fleet,
  name,
  regions,
}: Place): Readonly<Record<'lambda' | 'states' | 'events', string[]>> {
  const named = (...parts: readonly string[]): string[] =>
    fleet
      ? (regions.length > 0 ? regions : ['*']).flatMap((region) =>
          parts.map((part) => fleetRoleName(name, part, region)),
        )
      : [];
  return { lambda: named(...fleetParts), states: named('passes'), events: named('starts') };
}

export const fleetTables: AwsService = {
  api: 'dynamodb',
  things: 'fleet tables',
  allowed: (_, place) => [{ resources: inEachRegion(place, 'dynamodb', `table/${fleetName(place.name)}`) }],
  resources: {
    aws_dynamodb_table: {
      words: plain('AWS', 'fleet table', { name: ['name'], create: 'cost', remove: 'interrupts' }),
      stage: 'fleet',
      rights: aws(
        'dynamodb',
        ['DescribeContinuousBackups', 'DescribeTable', 'DescribeTimeToLive', 'ListTagsOfResource'],
        ['CreateTable', 'TagResource', 'UntagResource', 'UpdateContinuousBackups', 'UpdateTable'],
        ['DeleteTable'],
      ),
      adopt:
        'not adopted: what a table of this name says of people belongs to the engine that wrote it; the apply stops at it',
    },
  },
};

export const stateMachines: AwsService = {
  api: 'states',
  things: 'state machines',
  allowed: (_, place) => [{ resources: inEachRegion(place, 'states', `stateMachine:${fleetName(place.name)}`) }],
  resources: {
    aws_sfn_state_machine: {
      words: plain('AWS', 'state machine', { name: ['name'], create: 'cost', remove: 'interrupts' }),
      stage: 'fleet',
      rights: aws(
        'states',
        ['DescribeStateMachine', 'ListStateMachineVersions', 'ListTagsForResource'],
        ['CreateStateMachine', 'TagResource', 'UntagResource', 'UpdateStateMachine'],
        ['DeleteStateMachine'],
      ),
      // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html: "an idempotent API".
      adopt:
        'not adopted: the apply gets the state machine of this name where it is the same, and stops where it is another',
    },
  },
};

export const alarms: AwsService = {
  api: 'cloudwatch',
  things: 'alarms',
  allowed: (operation, place) =>
    // The reference knows no resource for it.
    operation === 'DescribeAlarms'
      ? undefined
      : [{ resources: inEachRegion(place, 'cloudwatch', `alarm:${fleetAlarmName(place.name)}`) }],
  resources: {
    aws_cloudwatch_metric_alarm: {
      words: plain('AWS', 'alarm', { name: ['alarm_name'], create: 'cost' }),
      stage: 'fleet',
      rights: aws(
        'cloudwatch',
        ['DescribeAlarms', 'ListTagsForResource'],
        ['PutMetricAlarm', 'TagResource', 'UntagResource'],
        ['DeleteAlarms'],
      ),
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: "Creates or updates".
      adopt: 'not adopted: the apply writes over the alarm of this name, there is never a second one',
    },
  },
};

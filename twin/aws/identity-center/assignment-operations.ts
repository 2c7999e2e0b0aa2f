import type {
  CreateApplicationAssignmentRequest,
  DeleteApplicationAssignmentRequest,
  DescribeApplicationAssignmentRequest,
  GetApplicationAssignmentConfigurationRequest,
  ListApplicationAssignmentsForPrincipalRequest,
  ListApplicationAssignmentsRequest,
  PutApplicationAssignmentConfigurationRequest,
} from '@aws-sdk/client-sso-admin';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { needApplication, needInstance } from './admin-operations.js';
import type { IdentityCenter } from './identity-center.js';
import type { Application } from './instance.js';

const groupsPerApplication = rule(
  'groups-per-application',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html',
  'At most 100 groups are assigned to one application.',
);
const assignedPrincipalExists = rule(
  'assigned-principal-exists',
  'aws-ia/terraform-aws-iam-identity-center#33, #36, #39',
  'A group or user that is not in the identity store cannot be assigned: "GROUP not found".',
);

/** sso-admin: who may open an application. */
export function assignmentOperations(cloud: Cloud, center: IdentityCenter): Operations {
  const need = (call: Call, arn: string | undefined): Application => needApplication(cloud, center, call, arn);
  return {
    CreateApplicationAssignment: (input: CreateApplicationAssignmentRequest, call: Call) => {
      const application = need(call, input.ApplicationArn);
      const { PrincipalId: principalId = '', PrincipalType: principalType = 'USER' } = input;
      const store = center.instance(application.instanceArn)?.store;
      const exists = principalType === 'GROUP' ? store?.groups.has(principalId) : store?.users.has(principalId);
      if (!exists) {
        cloud.leanOn(assignedPrincipalExists);
        throw new AwsError('ResourceNotFoundException', `${principalType} not found`);
      }
      if (findAssignment(application, principalId, principalType))
        throw new AwsError('ConflictException', 'The principal is already assigned to the application.');
      if (
        principalType === 'GROUP' &&
        application.assignments.filter((each) => each.principalType === 'GROUP').length >= 100
      ) {
        cloud.leanOn(groupsPerApplication);
        throw new AwsError('ServiceQuotaExceededException', 'The application has reached its limit of 100 groups.');
      }
      application.assignments.push({ principalId, principalType });
      return {};
    },

    DeleteApplicationAssignment: (input: DeleteApplicationAssignmentRequest, call: Call) => {
      const application = need(call, input.ApplicationArn);
      const found = findAssignment(application, input.PrincipalId, input.PrincipalType);
      if (!found) throw new AwsError('ResourceNotFoundException', 'Application assignment not found.');
      application.assignments.splice(application.assignments.indexOf(found), 1);
      return {};
    },

    DescribeApplicationAssignment: (input: DescribeApplicationAssignmentRequest, call: Call) => {
      const application = need(call, input.ApplicationArn);
      if (!findAssignment(application, input.PrincipalId, input.PrincipalType))
        throw new AwsError('ResourceNotFoundException', 'Application assignment not found.');
      return { ApplicationArn: application.arn, PrincipalId: input.PrincipalId, PrincipalType: input.PrincipalType };
    },

    ListApplicationAssignments: (input: ListApplicationAssignmentsRequest, call: Call) => {
      const application = need(call, input.ApplicationArn);
      const { items, next } = page(application.assignments, input.NextToken, input.MaxResults ?? 100);
      return present({ ApplicationAssignments: items.map((each) => assignment(application, each)), NextToken: next });
    },

    ListApplicationAssignmentsForPrincipal: (input: ListApplicationAssignmentsForPrincipalRequest, call: Call) => {
      const instance = needInstance(cloud, center, call, input.InstanceArn);
      const found = [...instance.applications.values()].filter((each) =>
        findAssignment(each, input.PrincipalId, input.PrincipalType),
      );
      return {
        ApplicationAssignments: found.map(({ arn }) => ({
          ApplicationArn: arn,
          PrincipalId: input.PrincipalId,
          PrincipalType: input.PrincipalType,
        })),
      };
    },

    GetApplicationAssignmentConfiguration: (input: GetApplicationAssignmentConfigurationRequest, call: Call) => ({
      AssignmentRequired: need(call, input.ApplicationArn).assignmentRequired,
    }),

    PutApplicationAssignmentConfiguration: (input: PutApplicationAssignmentConfigurationRequest, call: Call) => {
      need(call, input.ApplicationArn).assignmentRequired = input.AssignmentRequired ?? false;
      return {};
    },
  };
}

type Assignment = Application['assignments'][number];

function findAssignment(
  application: Application,
  principalId: string | undefined,
  principalType: string | undefined,
): Assignment | undefined {
  return application.assignments.find(
    (each) => each.principalId === principalId && each.principalType === principalType,
  );
}

function assignment(application: Application, each: Assignment): object {
  return { ApplicationArn: application.arn, PrincipalId: each.principalId, PrincipalType: each.principalType };
}

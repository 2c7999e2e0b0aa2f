import { flag, needText, type Values } from '../value.js';
import type { AwsResource } from './tags.js';

export const applicationAssignment: AwsResource = {
  async create({ client }, planned) {
    await client.call(
      'sso-admin',
      'CreateApplicationAssignment',
      assignmentOf(planned),
      `creating SSO Admin Application Assignment (${needText(planned, 'application_arn')})`,
    );
    const { ApplicationArn, PrincipalId, PrincipalType } = assignmentOf(planned);
    return { id: [ApplicationArn, PrincipalId, PrincipalType].join(','), region: client.region };
  },
  async read({ client }, state) {
    const found = await client.find(
      'sso-admin',
      'DescribeApplicationAssignment',
      assignmentOf(state),
      `reading SSO Admin Application Assignment (${needText(state, 'id')})`,
    );
    return found && { region: client.region };
  },
  async delete({ client }, state) {
    await client.find(
      'sso-admin',
      'DeleteApplicationAssignment',
      assignmentOf(state),
      `deleting SSO Admin Application Assignment (${needText(state, 'id')})`,
    );
  },
  async importState(_, id) {
    const [application = '', principal = '', type = ''] = id.split(',');
    return { id, application_arn: application, principal_id: principal, principal_type: type };
  },
};

function assignmentOf(values: Values): { ApplicationArn: string; PrincipalId: string; PrincipalType: string } {
  return {
    ApplicationArn: needText(values, 'application_arn'),
    PrincipalId: needText(values, 'principal_id'),
    PrincipalType: needText(values, 'principal_type'),
  };
}

/** Destroying it sets the default of AWS for applications: an assignment is required (documentation of the resource). */
export const assignmentConfiguration: AwsResource = {
  async create({ client }, planned) {
    const ApplicationArn = needText(planned, 'application_arn');
    await client.call(
      'sso-admin',
      'PutApplicationAssignmentConfiguration',
      { ApplicationArn, AssignmentRequired: flag(planned, 'assignment_required') },
      `creating SSO Admin Application Assignment Configuration (${ApplicationArn})`,
    );
    return { id: ApplicationArn, region: client.region };
  },
  async read({ client }, state) {
    const ApplicationArn = needText(state, 'id');
    const found = await client.find(
      'sso-admin',
      'GetApplicationAssignmentConfiguration',
      { ApplicationArn },
      `reading SSO Admin Application Assignment Configuration (${ApplicationArn})`,
    );
    return found && { assignment_required: found['AssignmentRequired'] === true, region: client.region };
  },
  async update({ client }, planned, prior) {
    const ApplicationArn = needText(prior, 'id');
    await client.call(
      'sso-admin',
      'PutApplicationAssignmentConfiguration',
      { ApplicationArn, AssignmentRequired: flag(planned, 'assignment_required') },
      `updating SSO Admin Application Assignment Configuration (${ApplicationArn})`,
    );
    return {};
  },
  async delete({ client }, state) {
    const ApplicationArn = needText(state, 'id');
    await client.find(
      'sso-admin',
      'PutApplicationAssignmentConfiguration',
      { ApplicationArn, AssignmentRequired: true },
      `deleting SSO Admin Application Assignment Configuration (${ApplicationArn})`,
    );
  },
  importState: async (_, id) => ({ id, application_arn: id }),
};

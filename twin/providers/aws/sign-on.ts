import { flag, needText, type Values } from '../value.js';
import type { AwsClient } from './client.js';
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
    const application = needText(planned, 'application_arn');
    await setRequired(client, 'creating', application, flag(planned, 'assignment_required'));
    return { id: application, region: client.region };
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
    await setRequired(client, 'updating', needText(prior, 'id'), flag(planned, 'assignment_required'));
    return {};
  },
  delete: async ({ client }, state) => setRequired(client, 'deleting', needText(state, 'id'), true),
  importState: async (_, id) => ({ id, application_arn: id }),
};

/** To delete it is no error where the application is gone. */
async function setRequired(
  client: AwsClient,
  doing: 'creating' | 'updating' | 'deleting',
  ApplicationArn: string,
  AssignmentRequired: boolean | undefined,
): Promise<void> {
  const input = { ApplicationArn, AssignmentRequired };
  const what = `${doing} SSO Admin Application Assignment Configuration (${ApplicationArn})`;
  if (doing === 'deleting') await client.find('sso-admin', 'PutApplicationAssignmentConfiguration', input, what);
  else await client.call('sso-admin', 'PutApplicationAssignmentConfiguration', input, what);
}

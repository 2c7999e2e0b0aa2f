import { describe, expect, test } from '@jest/globals';
import { partsOfArn } from '../../domain/arn.js';

describe('the parts of an ARN', () => {
  test.each([
    ['arn:aws:sns:eu-central-1:111122223333:alerts', ['aws', 'sns', 'eu-central-1', '111122223333', 'alerts']],
    ['arn:aws-us-gov:iam::111122223333:role/a/plan', ['aws-us-gov', 'iam', '', '111122223333', 'role/a/plan']],
    ['arn:aws:iam::aws:policy/AdministratorAccess', ['aws', 'iam', '', 'aws', 'policy/AdministratorAccess']],
    [
      'arn:aws:logs:eu-west-1:111122223333:log-group:a:*',
      ['aws', 'logs', 'eu-west-1', '111122223333', 'log-group:a:*'],
    ],
    ['alias/aws/sns', ['', '', '', '', '']],
    ['', ['', '', '', '', '']],
  ])('%s', (arn, parts) => {
    const { partition, service, region, accountId, resource } = partsOfArn(arn);
    expect([partition, service, region, accountId, resource]).toEqual(parts);
  });
});

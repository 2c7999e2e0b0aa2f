/** Delivery optimization: updates from the desktop next door. */
import { policy, type SettingSet } from '../setting.js';

const source =
  'SkipToTheEndpoint/OpenIntuneBaseline, Delivery Optimization; https://learn.microsoft.com/windows/deployment/do/waas-delivery-optimization-reference';

export const deliveryOptimization: SettingSet = {
  title: 'delivery optimization',
  does: 'Updates come from desktops in the same subnet where they have them: less through the NAT gateway. Needs 7680/TCP between desktops.',
  rows: {
    recommended: () => [
      {
        id: `${policy}deliveryoptimization_dodownloadmode`,
        option: '1',
        reason: 'Peers behind the same address: a subnet of desktops has one.',
        source,
      },
      {
        id: `${policy}deliveryoptimization_dorestrictpeerselectionby`,
        option: '1',
        reason:
          'Peers of the same subnet alone: between subnets traffic may cost, and a security group may not let it through.',
        source,
      },
    ],
  },
};

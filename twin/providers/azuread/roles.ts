import type { Value, Values } from '../value.js';
import { objectsOf, textOf, textsOf } from './failures.js';
import type { JsonObject } from './graph.js';

/** `app_role_ids`: roles without a value have no key there, so `["User"]` of the gallery app is an invalid index. */
export function roleIds(object: JsonObject): Values {
  return Object.fromEntries(
    objectsOf(object, 'appRoles')
      .filter((role) => textOf(role, 'value') !== '')
      .map((role) => [textOf(role, 'value'), textOf(role, 'id')]),
  );
}

export function roles(object: JsonObject): Value {
  return objectsOf(object, 'appRoles').map((role) => ({
    allowed_member_types: textsOf(role, 'allowedMemberTypes'),
    description: textOf(role, 'description'),
    display_name: textOf(role, 'displayName'),
    enabled: role['isEnabled'] === true,
    id: textOf(role, 'id'),
    value: textOf(role, 'value'),
  }));
}

/** Delegated permissions: of a service principal at the top, of an application under `api`. */
export function scopes(list: readonly JsonObject[]): Value {
  return list.map((scope) => ({
    admin_consent_description: textOf(scope, 'adminConsentDescription'),
    admin_consent_display_name: textOf(scope, 'adminConsentDisplayName'),
    enabled: scope['isEnabled'] === true,
    id: textOf(scope, 'id'),
    type: textOf(scope, 'type'),
    user_consent_description: textOf(scope, 'userConsentDescription'),
    user_consent_display_name: textOf(scope, 'userConsentDisplayName'),
    value: textOf(scope, 'value'),
  }));
}

export function scopeIds(list: readonly JsonObject[]): Values {
  return Object.fromEntries(
    list.filter((scope) => textOf(scope, 'value') !== '').map((scope) => [textOf(scope, 'value'), textOf(scope, 'id')]),
  );
}

const featureTags = {
  custom_single_sign_on: 'WindowsAzureActiveDirectoryCustomSingleSignOnApplication',
  enterprise: 'WindowsAzureActiveDirectoryIntegratedApp',
  gallery: 'WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1',
  hide: 'HideApp',
} as const;

/** The tags that a `feature_tags` block stands for. */
export function tagsOfFeatures(features: Values): string[] {
  return Object.entries(featureTags)
    .filter(([name]) => features[name] === true)
    .map(([, tag]) => tag);
}

/** The `feature_tags` block that tags stand for. */
export function featuresOfTags(tags: readonly string[]): Values {
  return Object.fromEntries(Object.entries(featureTags).map(([name, tag]) => [name, tags.includes(tag)]));
}

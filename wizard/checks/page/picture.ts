/** The deployment as a picture: what is there, and how the links between stand. A row on a desk, a column on a phone. */
import { counted } from '../../../domain/counted.js';
import type { Area } from '../rule.js';
import type { RuleResult } from '../report/model.js';
import { statusOfRule, worst, type Contents, type PictureSite, type Status } from './contents.js';
import { html, Html } from './html.js';

/** What a status is called, so that nobody has to tell colours apart. */
export const statusNames: Readonly<Record<Status, string>> = {
  good: 'whole',
  warning: 'warning',
  error: 'broken',
  unknown: 'not seen',
  waits: 'on the way',
  none: 'not asked',
};

/** An icon from the sheet at the beginning of the page. */
export function icon(status: Status): Html {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-${status}"></use></svg>`;
}

/** How each part of the picture is drawn. */
const drawn = Html.trusted(
  'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.700" stroke-linejoin="round"',
);

/** Shapes differ as well as colours. */
export const iconSheet = html`<svg width="0" height="0" class="hidden" aria-hidden="true" focusable="false">
  <symbol id="i-good" viewBox="0 0 24 24">
    <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2" />
    <path
      d="M7 12.5l3.4 3.4L17 9"
      fill="none"
      stroke="currentColor"
      stroke-width="2.4"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </symbol>
  <symbol id="i-warning" viewBox="0 0 24 24">
    <path d="M12 3L22.2 20.5H1.8z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
    <path d="M12 9.5v5" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />
    <circle cx="12" cy="17.6" r="1.3" fill="currentColor" />
  </symbol>
  <symbol id="i-error" viewBox="0 0 24 24">
    <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" fill="currentColor" />
    <path d="M8.5 8.5l7 7m0-7l-7 7" stroke="var(--card)" stroke-width="2.4" stroke-linecap="round" />
  </symbol>
  <symbol id="i-unknown" viewBox="0 0 24 24">
    <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3.5 2.6" />
    <path
      d="M9.3 9.6a2.8 2.8 0 1 1 3.9 2.7c-.8.4-1.2.8-1.2 1.7"
      fill="none"
      stroke="currentColor"
      stroke-width="2.2"
      stroke-linecap="round"
    />
    <circle cx="12" cy="17" r="1.3" fill="currentColor" />
  </symbol>
  <symbol id="i-waits" viewBox="0 0 24 24">
    <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2" />
    <path d="M12 6.5V12l4 2.4" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
  </symbol>
  <symbol id="i-none" viewBox="0 0 24 24">
    <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3.5 2.6" />
    <path d="M8 12h8" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
  </symbol>
  <symbol id="p-entra" ${drawn}>
    <path d="M12 2.5l8 4.2v5.1c0 4.7-3.2 8.3-8 9.7c-4.8-1.4-8-5-8-9.7V6.7z" />
    <circle cx="12" cy="9.500" r="2.600" />
    <path d="M7.800 16.500c.6-2.300 2.200-3.500 4.200-3.500s3.600 1.200 4.200 3.500" />
  </symbol>
  <symbol id="p-center" ${drawn} stroke-linecap="round">
    <circle cx="8" cy="9" r="5" />
    <path d="M12 12.500l8 8m-3.500-3.500l2-2" />
  </symbol>
  <symbol id="p-directory" ${drawn}>
    <path d="M3 6.500h6l2 2.500h10v10.500H3z" />
  </symbol>
  <symbol id="p-desktops" ${drawn} stroke-linecap="round">
    <rect x="3" y="4" width="18" height="12" rx="1.500" />
    <path d="M8.500 20.500h7M12 16v4.500" />
  </symbol>
  <symbol id="p-intune" ${drawn} stroke-linecap="round">
    <rect x="6" y="2.500" width="12" height="19" rx="2" />
    <path d="M9.500 12l1.900 1.900 3.300-3.800" />
  </symbol>
</svg>`;

/** Which rules tell of a link. */
const areasOf = {
  federation: ['federation'],
  directory: ['identity-center', 'account', 'network', 'registration'],
  desktops: ['desktops', 'users'],
  intune: ['intune'],
} as const satisfies Record<string, readonly Area[]>;

/** The picture with its legend. */
export function picture({ report, sites }: Contents): Html {
  const edge = (label: string, areas: readonly Area[], site?: string): Html => {
    const results = report.rules.filter(
      (rule) => areas.includes(rule.area) && (site === undefined || rule.site === undefined || rule.site === site),
    );
    const status = worst(results.map(statusOfRule));
    return link(label, status, results, areas);
  };
  return html`<figure class="card picture">
    <div class="chain" role="group" aria-label="From Entra to the desktops">
      ${node('entra', 'Entra ID', 'accounts, groups')} ${edge('Sign-in and sync', areasOf.federation)}
      ${node('center', 'Identity Center', 'AWS')}
      <div class="${sites.length > 1 ? 'lanes several' : 'lanes'}">${sites.map((site) => lane(site, edge))}</div>
    </div>
    <ul class="legend" aria-label="Legend">
      ${(['good', 'warning', 'error', 'unknown'] as const).map(
        (status) => html`<li class="${status}"><span class="tone">${icon(status)}</span>${statusNames[status]}</li>`,
      )}
    </ul>
  </figure>`;
}

function lane(site: PictureSite, edge: (label: string, areas: readonly Area[], site?: string) => Html): Html {
  const { key, region, directory, desktops, isFleet } = site;
  const many = desktops === undefined ? 'Desktops' : counted(desktops, 'desktop');
  return html`<div class="lane" role="group" aria-label="Site ${key}">
    ${edge('Directory', areasOf.directory, key)} ${node('directory', directory, key, region)}
    ${edge('Desktops', areasOf.desktops, key)} ${node('desktops', many, isFleet ? 'of a group' : 'listed')}
    ${edge('Enrolment', areasOf.intune, key)} ${node('intune', 'Intune', 'policies, apps')}
  </div>`;
}

function node(kind: string, name: string, ...more: readonly string[]): Html {
  return html`<div class="node">
    <svg aria-hidden="true" focusable="false"><use href="#p-${kind}"></use></svg>
    <div><b>${name}</b>${more.map((each) => html`<span>${each}</span>`)}</div>
  </div>`;
}

function link(label: string, status: Status, results: readonly RuleResult[], areas: readonly Area[]): Html {
  const of = (status: Status): number => results.filter((rule) => statusOfRule(rule) === status).length;
  const says =
    status === 'good' || status === 'none'
      ? statusNames[status]
      : status === 'unknown'
        ? // What could not be seen hides nothing of what was.
          [...(of('good') > 0 ? [`${of('good')} ${statusNames.good}`] : []), `${of('unknown')} not seen`].join(', ')
        : counted(of(status), status);
  const inside = html`<span class="wire">${icon(status)}</span
    ><span><b>${label}</b><span class="is">${says}</span></span>`;
  if (status === 'none') return html`<div class="edge none">${inside}</div>`;
  const worstArea = areas.find((area) => results.some((rule) => rule.area === area && statusOfRule(rule) === status));
  return html`<a class="edge ${status}" href="#rules-${worstArea ?? areas[0] ?? ''}">${inside}</a>`;
}

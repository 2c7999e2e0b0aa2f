/**
 * The interview: which question comes next, going back, changing things at the review. The way through it is derived from
 * the answers so far, so that back, resume and change are the same thing: another set of answers.
 */
import { present } from '../../domain/present.js';
import type { Discovered } from '../discovery/discovered.js';
import { GoBack } from '../terminal/prompts.js';
import type { Terminal } from '../terminal/terminal.js';
import { ask, shownAs } from './ask.js';
import { originInWords, topics, type Answer, type AnswerValue, type Question, type TopicId } from './question.js';
import { resolveAnswers, valuesOf, type Given, type Resolved } from './resolve.js';

/** Where an interview stands. Never changed: each step makes a new one, and back is the one before. */
interface Status {
  readonly asked: Readonly<Record<string, AnswerValue | undefined>>;
  /** Questions that were answered on this way through. */
  readonly seen: ReadonlySet<string>;
  /** Topics that are done. */
  readonly accepted: ReadonlySet<TopicId>;
  /** Every question is asked, not only what is missing. */
  readonly everything: boolean;
  /** The topic that is gone through again. */
  readonly changing?: TopicId;
}

type Next =
  | { readonly ask: Question; readonly complaint?: string }
  | { readonly accept: TopicId; readonly questions: readonly Question[] }
  | { readonly review: true };

export interface InterviewOptions {
  readonly terminal: Terminal;
  readonly table: readonly Question[];
  readonly given: Given;
  /** Ask everything, also what has a safe default. */
  readonly everything?: boolean;
  /** Called after each answer: a stopped interview goes on from there. */
  readonly onAnswer?: (asked: Readonly<Record<string, AnswerValue | undefined>>) => Promise<void>;
  /**
   * The review: shows what would be written. Answers `write`, `change` for another round, or names the question that is to
   * be asked again with what is wrong.
   */
  readonly review: (resolved: Resolved) => Promise<ReviewEnd>;
}

export type ReviewEnd =
  | 'write'
  | { readonly change: TopicId }
  | { readonly again: string; readonly complaint: string }
  | { readonly answers: Readonly<Record<string, AnswerValue>> };

/** Asks until the review is confirmed, and gives the answers. @throws Cancelled */
export async function interview(options: InterviewOptions): Promise<Resolved> {
  const { terminal, given } = options;
  let status: Status = {
    asked: given.asked,
    seen: new Set(),
    accepted: new Set(),
    everything: options.everything ?? false,
  };
  const before: Status[] = [];
  // What an earlier run answered and nobody has gone back to: it has no place in `before`.
  const kept = new Set(Object.keys(given.asked));
  const told = new Set<string>();
  const drafts = new Map<string, AnswerValue>();
  for (;;) {
    const resolved = resolve(options, status);
    tellPicks(terminal, resolved, given.discovered, told);
    const next = nextOf(resolved, status);
    const answered = 'ask' in next ? answeredBefore(next.ask, resolved) : undefined;
    const earlierRun = answered !== undefined && kept.has(answered.key) ? answered : undefined;
    try {
      const after = await step(options, status, resolved, next, before.length > 0 || earlierRun !== undefined, drafts);
      if (after === 'done') return resolved;
      if ('ask' in next) {
        drafts.delete(next.ask.key);
        kept.delete(next.ask.key);
      }
      before.push(status);
      status = after;
      await options.onAnswer?.(status.asked);
    } catch (error) {
      if (!(error instanceof GoBack)) throw error;
      if ('ask' in next && error.typed !== '') drafts.set(next.ask.key, error.typed);
      if (earlierRun) {
        kept.delete(earlierRun.key);
        drafts.set(earlierRun.key, valuesOf(resolved.answers)[earlierRun.key] ?? '');
        status = backTo(earlierRun, status, resolved);
        continue;
      }
      const earlier = before.pop() ?? status;
      // The question before has been answered: that answer is what it offers now.
      for (const [key, value] of Object.entries(status.asked)) {
        if (value !== undefined && value !== earlier.asked[key]) drafts.set(key, value);
      }
      status = earlier;
    }
  }
}

function resolve({ table, given }: InterviewOptions, { asked }: Status): Resolved {
  return resolveAnswers(table, { ...given, asked });
}

/** The question of the same topic that a person answered last before this one, in this run or in one that was stopped. */
function answeredBefore({ key, topic }: Question, { applicable, answers }: Resolved): Question | undefined {
  const at = applicable.findIndex((question) => question.key === key);
  return applicable
    .slice(0, at)
    .findLast((question) => question.topic === topic && answers.get(question.key)?.origin === 'asked');
}

/** A question that an earlier run answered, asked again: what comes before it in its topic stays. */
function backTo({ key, topic }: Question, status: Status, { applicable }: Resolved): Status {
  const at = applicable.findIndex((question) => question.key === key);
  const earlier = applicable.slice(0, at).filter((question) => question.topic === topic);
  return {
    ...status,
    asked: { ...status.asked, [key]: undefined },
    changing: topic,
    seen: new Set([...[...status.seen].filter((each) => each !== key), ...earlier.map((question) => question.key)]),
  };
}

/** Exactly one was found: taken, and said. */
function tellPicks(terminal: Terminal, resolved: Resolved, discovered: Discovered, told: Set<string>): void {
  const { answers, applicable } = resolved;
  const values = valuesOf(answers);
  for (const question of applicable) {
    const { key, label, advanced } = question;
    const answer = answers.get(key);
    if (answer?.origin !== 'discovered' || told.has(key)) continue;
    told.add(key);
    if (!advanced) terminal.good(`${label}: ${shownAs(question, answer.value, discovered, values)} (found)`);
  }
}

function nextOf(resolved: Resolved, status: Status): Next {
  for (const { id } of topics) {
    const questions = resolved.applicable.filter(({ topic }) => topic === id);
    const wrong = resolved.wrong.find(({ question }) => question.topic === id);
    if (wrong) return { ask: wrong.question, complaint: wrong.message };
    const missing = questions.find((question) => resolved.missing.includes(question));
    if (missing) return { ask: missing };
    if (status.accepted.has(id)) continue;
    const again = status.changing === id;
    if (again || status.everything) {
      const rest = questions.find(({ key }) => !status.seen.has(key) && (again || isOpen(resolved.answers.get(key))));
      if (rest) return { ask: rest };
    } else if (id !== 'more' && needsConsent(questions, resolved, status)) {
      return { accept: id, questions };
    }
  }
  return { review: true };
}

/** Not settled by a flag, a variable or a file: those silence their question. */
function isOpen(answer: Answer | undefined): boolean {
  return answer === undefined || answer.origin === 'default' || answer.origin === 'discovered';
}

/** A topic with a default in it is shown before it is taken; one that was asked about, found or given is not asked again. */
function needsConsent(questions: readonly Question[], { answers }: Resolved, { seen }: Status): boolean {
  const main = questions.filter(({ advanced }) => !advanced);
  if (main.some(({ key }) => seen.has(key))) return false;
  return main.some(({ key, topic }) => {
    const origin = answers.get(key)?.origin;
    return origin === 'default' || (topic === 'place' && origin === 'discovered');
  });
}

async function step(
  options: InterviewOptions,
  status: Status,
  resolved: Resolved,
  next: Next,
  back: boolean,
  drafts: ReadonlyMap<string, AnswerValue>,
): Promise<Status | 'done'> {
  if ('ask' in next) return askOne(options, status, resolved, next, back, drafts);
  if ('accept' in next) return accept(options, status, resolved, next, back);
  const end = await options.review(resolved);
  if (end === 'write') return 'done';
  if ('answers' in end) return { ...status, asked: { ...status.asked, ...end.answers } };
  if ('again' in end) {
    const question = options.table.find(({ key }) => key === end.again);
    return question ? askOne(options, status, resolved, { ask: question, complaint: end.complaint }, true) : status;
  }
  return goThrough(status, resolved, end.change);
}

/** One topic again, each question with its present answer. */
function goThrough(status: Status, resolved: Resolved, topic: TopicId): Status {
  const keys = resolved.applicable.filter((question) => question.topic === topic).map(({ key }) => key);
  return {
    ...status,
    changing: topic,
    seen: new Set([...status.seen].filter((key) => !keys.includes(key))),
    accepted: new Set([...topics.map(({ id }) => id)].filter((id) => id !== topic)),
  };
}

async function askOne(
  { terminal, given }: InterviewOptions,
  status: Status,
  resolved: Resolved,
  { ask: question, complaint }: { readonly ask: Question; readonly complaint?: string },
  back: boolean,
  /** What was typed or answered before somebody went back. */
  drafts: ReadonlyMap<string, AnswerValue> = new Map(),
): Promise<Status> {
  const values = valuesOf(resolved.answers);
  const value = await ask(question, {
    terminal,
    discovered: given.discovered,
    values,
    preset:
      drafts.get(question.key) ??
      values[question.key] ??
      (question.dangerous ? undefined : question.initial?.(values, given.discovered)),
    back,
    ...present({ complaint }),
  });
  return {
    ...status,
    asked: { ...status.asked, [question.key]: value },
    seen: new Set([...status.seen, question.key]),
  };
}

async function accept(
  { terminal, given }: InterviewOptions,
  status: Status,
  { answers }: Resolved,
  { accept: topic, questions }: { readonly accept: TopicId; readonly questions: readonly Question[] },
  back: boolean,
): Promise<Status> {
  const values = valuesOf(answers);
  // That nobody hears of an alert is a choice too.
  const shown = questions.filter(({ advanced }) => !advanced);
  terminal.heading(topics.find(({ id }) => id === topic)?.title ?? topic);
  terminal.table(
    ['', '', ''],
    shown.map((question) => {
      const answer = answers.get(question.key);
      return answer === undefined
        ? [question.label, 'nothing', '(default)']
        : [
            question.label,
            shownAs(question, answer.value, given.discovered, values),
            `(${originInWords(answer.origin)})`,
          ];
    }),
  );
  const choices = [
    { value: 'use', name: 'Use these', description: 'everything can be changed at the review' },
    { value: 'change', name: 'Change' },
    ...(topic === 'place' ? [{ value: 'everything', name: 'Use these, and let me answer everything myself' }] : []),
  ] as const;
  const picked = await terminal.prompts.one<string>({ message: 'Is this right?', choices, initial: 'use', back });
  if (picked === 'change') {
    const keys = questions.map(({ key }) => key);
    return { ...status, changing: topic, seen: new Set([...status.seen].filter((key) => !keys.includes(key))) };
  }
  return {
    ...status,
    accepted: new Set([...status.accepted, topic]),
    everything: status.everything || picked === 'everything',
  };
}

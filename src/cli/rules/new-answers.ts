import { randomUUID } from 'node:crypto'
import { LEVELS, type Level } from '../../schema/level.ts'
import { type Command, type Invocation, optionValue } from '../command.ts'
import { choice, usage } from '../options.ts'
import type { Questions } from './ask.ts'
import type { NewRule } from './new-rule.ts'

export const NEW_OPTIONS: Command['options'] = {
  title: { type: 'string', value: 'TEXT', description: 'What the rule finds, in a few words.' },
  product: { type: 'string', value: 'NAME', description: 'What writes the log: linux, windows ...' },
  service: { type: 'string', value: 'NAME', description: 'Which of its logs: sshd, security ...' },
  category: { type: 'string', value: 'NAME', description: 'Which kind of event: process_creation ...' },
  field: {
    type: 'string',
    value: 'NAME|MODIFIER',
    description:
      'The field to look at, such as "CommandLine|contains". Without one the values are looked for anywhere.',
  },
  value: {
    type: 'string',
    multiple: true,
    value: 'TEXT',
    description: 'What the field must be. Given again: or that.',
  },
  level: { type: 'string', value: 'LEVEL', description: `${LEVELS.join(', ')}. Default: medium.` },
  description: { type: 'string', value: 'TEXT', description: 'What the rule finds and why that matters.' },
  author: { type: 'string', value: 'NAME', description: 'Who wrote the rule.' },
  tag: {
    type: 'string',
    multiple: true,
    value: 'TAG',
    description: 'A tag such as attack.t1059.001. May be given several times.',
  },
  event: {
    type: 'string',
    multiple: true,
    value: 'LINE',
    description: 'A line of the log that must match, for the test. Without one an event is made up.',
  },
}

/** What is known of the rule by the options, and by the answers to questions where there is somebody to ask. */
export async function answersFor(invocation: Invocation, questions: Questions | undefined): Promise<NewRule> {
  const given = (name: string) => optionValue(invocation, name)
  const all = (name: string) => invocation.options.get(name) ?? []
  /** An answer that is needed; what is not is asked only if something needed is missing as well. */
  const needed = async (name: string, question: string) => {
    const answer = given(name) ?? (await questions?.ask(question, '', complaintOfNothing)) ?? ''
    if (answer === '') throw usage(`--${name}`, 'nothing', NEW_OPTIONS[name]?.description ?? 'a value')
    return answer
  }
  const is_asking = questions !== undefined && (given('title') === undefined || all('value').length === 0)
  const optional = async (
    name: string,
    question: string,
    otherwise?: string,
    complaint?: (answer: string) => string | undefined,
  ) => given(name) ?? ((is_asking && (await questions.ask(question, otherwise, complaint))) || otherwise)

  const title = await needed('title', 'Title: what does the rule find?')
  const product = await optional('product', 'Product that writes the log (linux, windows ...), if any')
  const service = await optional('service', 'Service (sshd, security ...), if any')
  const category = await optional(
    'category',
    'Category (process_creation, webserver ...), if any',
    undefined,
    answer =>
      product === undefined && service === undefined && answer === ''
        ? 'a rule needs a product, a service or a category: the log that it is for'
        : undefined,
  )
  const parts = Object.entries({ product, service, category }).filter(([, value]) => value !== undefined)
  if (parts.length === 0)
    throw usage(
      '--product, --service, --category',
      'none of them',
      'at least one: the log that the rule is for',
    )
  const field = await optional(
    'field',
    'Field with its modifier (CommandLine|contains), if it is not anywhere',
  )
  const value = await needed('value', field === undefined ? 'Text to look for' : `Value of ${field}`)
  const values = all('value').length > 0 ? all('value') : [value]
  const level = await optional('level', `Level (${LEVELS.join(', ')})`, 'medium', complaintOfLevel)
  return {
    id: randomUUID(),
    title,
    description: await optional('description', 'Description, if the title does not say it all'),
    author: await optional('author', 'Author, if any'),
    now_ms: invocation.clock.now(),
    tags: all('tag'),
    logsource: Object.fromEntries(parts),
    field,
    values,
    level: levelOf(invocation, level),
    events: all('event'),
  }
}

function complaintOfNothing(answer: string): string | undefined {
  return answer === '' ? 'this is needed' : undefined
}

function complaintOfLevel(answer: string): string | undefined {
  return LEVELS.some(level => level === answer) ? undefined : `one of ${LEVELS.join(', ')}`
}

function levelOf(invocation: Invocation, answer: string | undefined): Level {
  return LEVELS.find(level => level === answer) ?? choice(invocation, 'level', LEVELS) ?? 'medium'
}

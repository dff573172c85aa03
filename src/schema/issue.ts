import type { z } from 'zod'

/** What was expected, in words, where a value did not fit its schema. */
export function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
    case 'invalid_value':
      return `one of ${issue.values.map(value => String(value)).join(', ')}`
    case 'too_small':
      return issue.inclusive ? `at least ${issue.minimum}` : `more than ${issue.minimum}`
    case 'too_big':
      return issue.inclusive ? `at most ${issue.maximum}` : `less than ${issue.maximum}`
    case 'unrecognized_keys':
      return `no such key: ${issue.keys.join(', ')}`
    case 'invalid_union':
      return issue.errors.map(([first]) => (first ? expectation(first) : '')).join(' or ')
    default:
      return issue.message
  }
}

import { MAGNITUDE_MAX } from './exact-sum.ts'

/** The number that a field's value is: a number, or a text that is a decimal number. Null for anything else. */
export function numberOf(value: unknown): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && value.length <= 40 && DECIMAL.test(value)
        ? Number(value)
        : Number.NaN
  return Math.abs(number) <= MAGNITUDE_MAX ? number : null
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/

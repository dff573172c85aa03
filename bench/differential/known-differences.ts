/** The rules on which the engine and RSigma differ, by reason, with what decides it. */
export interface KnownDifference {
  readonly reason: string
  /** The text of the specification that the decision rests on, and where it stands. */
  readonly specification: string
  readonly decision: string
  readonly rules: readonly string[]
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: "Values with `?` behind `endswith`: `AccessMask\\|endswith: '1?'` on `0x10`",
    specification:
      '"`?` to replace a single mandatory character." (sigma-rules-specification); "`endswith`: The value is expected ' +
      'at the end of the field\'s content" (sigma-appendix-modifiers)',
    decision: 'matches here: `1?` is found at the end of `0x10`. RSigma finds none.',
    rules: ['f6de9536-0441-4b3f-a646-f4e00f300ffd', 'ab6bffca-beff-4baa-af11-6733f296d57a'],
  },
  {
    reason: 'Rules with a `%placeholder%` that has no value',
    specification:
      '"`expand`: Modifier for expansion of placeholders in values. The final behavior of the replacement is ' +
      'determined by processing pipeline transformations." (sigma-appendix-modifiers)',
    decision:
      'left out here and reported. RSigma looks for the text `%name%` itself, so that a filter on it excludes nothing ' +
      'and the rule matches what it was written to leave out.',
    rules: [
      '28870ae4-6a13-4616-bd1a-235a7fad7458',
      '94309181-d345-4cbf-b5fe-061769bdf9cb',
      '313e72de-0c0d-4d65-8c95-87f4d546eceb',
      '8c944ecb-6970-4541-8496-be554b8e2846',
      'fe04b26b-0ac4-45d7-9404-4b9f16a440a9',
    ],
  },
  {
    reason: 'A field that is a list, compared by `fieldref`: `TargetFilename\\|fieldref: Image`',
    specification:
      '"A field reference can be used to compare fields of matched events directly at query/matching time." ' +
      '(sigma-appendix-modifiers)',
    decision:
      'matches here if one element is equal to the other field, as a list does with any other value. RSigma compares ' +
      'no lists by `fieldref`.',
    rules: ['f01d1f70-cd41-42ec-9c0b-26dd9c22bf29'],
  },
]

/** What no public rule asks for, seen on rules and events made by hand. */
export const SEEN_BY_HAND: readonly Omit<KnownDifference, 'rules'>[] = [
  {
    reason:
      '`base64offset`, where the encoded value begins with its first byte: `http://` in `aHR0cDovL3g=` (`http://x`)',
    specification:
      '"There are three variants for shifts by zero to two bytes and except the first and last byte the encoded values ' +
      'have a static part in the middle that can be recognized." (sigma-appendix-modifiers)',
    decision: 'matches here. RSigma finds the value only where bytes stand before it.',
  },
  {
    reason: '`?` behind `startswith`',
    specification: '"`?` to replace a single mandatory character." (sigma-rules-specification)',
    decision: 'is one character here. RSigma finds none.',
  },
  {
    reason: '`exists: false` on a field that is null',
    specification:
      '"This check only verifies the presence of a field, not its value, be it empty or null." (sigma-appendix-modifiers)',
    decision: 'does not hold here: the field is there. In RSigma it holds.',
  },
  {
    reason: '`null` among other values, on an event without the field',
    specification: '"`null` cannot be part of a list of field values" (sigma-rules-specification)',
    decision: 'holds here, with a warning. In RSigma it does not.',
  },
  {
    reason: 'Keywords with `all`, each in another field; a number as a keyword',
    specification:
      '"It\'s a matter of searching for keywords across an entire event." (sigma-rules-specification)',
    decision: 'match here. In RSigma one value must hold all of them, and numbers are not searched.',
  },
  {
    reason: '`minute`, `hour` and the like with `gt`, `gte`, `lt` or `lte`; `week` of a date without a time',
    specification: '"`minute`: number between 0 and 59." and so on (sigma-appendix-modifiers)',
    decision: 'compare the number here. RSigma refuses the rule, and knows no dates without a time.',
  },
  {
    reason: 'Names with dots that lead into a map of which a key has a dot',
    specification: 'does not say',
    decision: 'are followed here. RSigma knows only names that are one key, or of which no key has a dot.',
  },
  {
    reason: '`0777` in a rule, and numbers beyond 2^53',
    specification: 'rule files are YAML 1.2.2 (sigma-rules-specification)',
    decision:
      'are decimal, and keep all of their digits. In RSigma the first is octal, the others lose digits.',
  },
  {
    reason: 'Lookaround in regular expressions',
    specification: '"Other metacharacters are unsupported and can not be used." (sigma-appendix-modifiers)',
    decision: 'is matched within a bound here. RSigma refuses the rule.',
  },
]

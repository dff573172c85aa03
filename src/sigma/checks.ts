/**
 * Everything that can be found wrong with a text of rules, by name. An error leaves a document out or makes it useless;
 * a warning is most likely a mistake; a hint is a matter of style or of doubt. `docs/rules.md` lists them all.
 */
export type Severity = 'error' | 'warning' | 'hint'

export const CHECKS = {
  'unreadable-file': { severity: 'error', about: 'a file that can not be read, or is too large' },
  'invalid-yaml': { severity: 'error', about: 'text that is no YAML 1.2' },
  'invalid-rule': {
    severity: 'error',
    about: 'a part that is missing, or has not the form that it must have',
  },
  'invalid-condition': { severity: 'error', about: 'a condition that can not be read' },
  'invalid-modifier': {
    severity: 'error',
    about: 'a modifier that does not exist or does not go with others',
  },
  'invalid-value': { severity: 'error', about: 'a value that its modifiers can make nothing of' },
  'invalid-correlation': { severity: 'error', about: 'a correlation that makes no sense' },
  'placeholder-without-value': { severity: 'error', about: '`%name%` for which no value is configured' },
  'duplicate-id': { severity: 'error', about: 'an id that another document has' },
  'unknown-reference': { severity: 'error', about: 'a correlation of rules that are not loaded' },
  'never-matches': { severity: 'error', about: 'a condition that no event can fulfil' },
  'always-matches': { severity: 'error', about: 'a condition that every event fulfils' },
  'missing-id': {
    severity: 'warning',
    about: 'a rule without an id: its alerts lose it when its title changes',
  },
  'missing-level': { severity: 'warning', about: 'a rule without a level: its alerts are of medium level' },
  'missing-status': { severity: 'hint', about: 'a rule that does not say how far it has been tried' },
  'id-not-uuid': { severity: 'warning', about: 'an id that is no UUID' },
  'long-title': { severity: 'warning', about: 'a title of more than 256 characters' },
  'unknown-status': { severity: 'warning', about: 'a status that the specification does not know' },
  'invalid-date': { severity: 'warning', about: 'a date that is not written YYYY-MM-DD, or does not exist' },
  'modified-before-date': { severity: 'warning', about: 'a rule that was modified before it was made' },
  'invalid-attribute': {
    severity: 'warning',
    about: 'an attribute that has not the form that it should have',
  },
  'misspelt-attribute': {
    severity: 'warning',
    about: 'an attribute that nobody reads, but for its spelling',
  },
  'unknown-tag': { severity: 'warning', about: 'a tag of no known namespace, or not of its form' },
  'unknown-logsource': {
    severity: 'warning',
    about: 'a logsource that no event can have, most likely misspelt',
  },
  'misspelt-field': {
    severity: 'warning',
    about: 'a field that is none of the logsource, but for its spelling',
  },
  'unknown-field': { severity: 'hint', about: 'a field that events of the logsource do not have' },
  'unused-selection': { severity: 'warning', about: 'a selection that the condition never names' },
  'duplicate-selection': { severity: 'warning', about: 'a selection that asks the same as another one' },
  'impossible-selection': { severity: 'warning', about: 'a selection that no event can fulfil' },
  'selection-without-effect': {
    severity: 'warning',
    about: 'a selection without which the rule would match the same events',
  },
  'matches-everything-else': {
    severity: 'hint',
    about: 'a condition that holds for every event in which no selection does',
  },
  'filter-without-not': { severity: 'warning', about: 'a filter that lets rules match only where it holds' },
  'filter-not-applied': { severity: 'warning', about: 'a filter that names a rule to which it is not added' },
  'all-with-one-value': { severity: 'warning', about: 'the modifier `all` where there is one value' },
  'all-of-exact-values': {
    severity: 'warning',
    about: 'several exact values that one field must have at the same time',
  },
  'null-in-list': { severity: 'warning', about: '`null` in a list of other values' },
  'keyword-fits-everything': { severity: 'warning', about: 'a keyword of wildcards alone' },
  'network-host-bits': { severity: 'warning', about: 'a network with bits behind its prefix' },
  'swallowed-backslash': {
    severity: 'warning',
    about: 'a path with `\\*`, which is an asterisk without a backslash',
  },
  'broken-character': {
    severity: 'warning',
    about: 'a line with bytes that are no UTF-8: what they meant is lost',
  },
  'network-as-text': { severity: 'warning', about: 'a network without the modifier `cidr`' },
  'file-name-alone': { severity: 'warning', about: 'a name where the field holds the whole path' },
  'doubtful-regex': {
    severity: 'warning',
    about: 'a regular expression between slashes, or a path with single backslashes',
  },
  'half-file-name': {
    severity: 'hint',
    about: 'a name without the backslash before it, which other names end with',
  },
  'duplicate-value': { severity: 'warning', about: 'a value that stands in a list twice' },
  'covered-value': { severity: 'hint', about: 'a value that another one of its list says already' },
  'redundant-wildcard': { severity: 'hint', about: 'a wildcard where the modifier has one already' },
  'redundant-regex-wildcard': { severity: 'hint', about: 'a regular expression with `.*` at an end' },
  'plain-regex': { severity: 'hint', about: 'a regular expression that is a plain text' },
} as const satisfies Record<string, { readonly severity: Severity; readonly about: string }>

export type CheckName = keyof typeof CHECKS

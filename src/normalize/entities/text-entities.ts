/**
 * Addresses and users in free text. Only the beginning of a text is looked at, and every pattern is bounded, so the cost
 * has a ceiling whatever the text holds.
 */
import type { EntitySet } from './entity-set.ts'
import { isIpv6 } from './ip-address.ts'

/** 16 KiB of characters: longer lines are dumps, whose first part tells what they are. */
const TEXT_SCAN_MAX = 16_384

const IPV4 = /(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\w|\.\d)/g
/** What may be IPv6; a time of day or a hardware address has too few groups, which `isIpv6` sees. */
const IPV6 = /(?<![\w:.])(?=[0-9A-Fa-f:]{0,4}:)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:])/g
/** `user=root`, `username: "root"`, `for user root`, `invalid user root`. */
const USER_PAIR = /\b(?:user|username|user_name|login|account|acct)[=:] ?["']?([^\s"',;:()[\]{}<>=]{1,64})/gi
const USER_WORD =
  /\b(?:for|invalid|unknown|illegal|authenticating) user ["'`]?([^\s"'`,;:()[\]{}<>=]{1,64})/gi

/** Takes the addresses and users that `text` names into `entities`. */
export function addTextEntities(text: string, entities: EntitySet): void {
  const scanned = text.length > TEXT_SCAN_MAX ? text.slice(0, TEXT_SCAN_MAX) : text
  for (const match of scanned.matchAll(IPV4)) {
    entities.add('ip', match[0])
    if (entities.isFull) return
  }
  if (scanned.includes(':')) {
    for (const match of scanned.matchAll(IPV6)) {
      if (/\d/.test(match[0]) && isIpv6(match[0])) entities.add('ip', match[0])
      if (entities.isFull) return
    }
  }
  for (const pattern of [USER_PAIR, USER_WORD]) {
    for (const match of scanned.matchAll(pattern)) entities.add('user', match[1] ?? '')
  }
}
